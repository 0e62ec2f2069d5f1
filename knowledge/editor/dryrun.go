package editor

import (
	"context"

	"sanad/knowledge"
)

// mostProjects is how many projects the rules of a scheme are held against.
const mostProjects = 500

// dryRun is how a scheme's rules would judge the projects that there are.
type dryRun struct{ Suits, May, Not int }

// dryRun holds a scheme against the last finished projects; nil where there is no scheme or no project.
func (e *Editor) dryRun(ctx context.Context, a knowledge.Article) (*dryRun, error) {
	if a.Scheme == nil || len(a.Scheme.Rules) == 0 {
		return nil, nil
	}
	projects, err := e.Projects.ProjectFields(ctx, mostProjects)
	if err != nil || len(projects) == 0 {
		return nil, err
	}
	var d dryRun
	for _, fields := range projects {
		switch a.Match(fields, e.Now()).Fit {
		case knowledge.Suits:
			d.Suits++
		case knowledge.MaySuit:
			d.May++
		default:
			d.Not++
		}
	}
	return &d, nil
}

// dryRunText says it in words; nothing where there is nothing to say.
func (e *Editor) dryRunText(ctx context.Context, a knowledge.Article) (string, error) {
	d, err := e.dryRun(ctx, a)
	if d == nil {
		return "", err
	}
	return e.Texts.Text(e.Lang(ctx), "editor.rule.dry", map[string]any{"Suits": d.Suits, "May": d.May, "Not": d.Not}), nil
}
