package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/bot"
)

const upsertProject = `
INSERT INTO projects (id, contact, form, version, answers, done, changed) VALUES [[(?, ?, ?, ?, ?, ?, ?)]]
ON CONFLICT (id) DO UPDATE SET
    form = excluded.form, version = excluded.version, answers = excluded.answers, done = excluded.done, changed = excluded.changed`

func (s *session) saveProjects(ctx context.Context, r *records) error {
	return s.bulk(ctx, upsertProject, r.projects.rows)
}

const projectColumns = `SELECT id, contact, form, version, answers, done, changed FROM projects `

// Projects returns a contact's projects, the last changed first.
func (l *Ledger) Projects(ctx context.Context, contact int64) ([]bot.Project, error) {
	return l.read().projects(ctx, projectColumns+`WHERE contact = ? ORDER BY changed DESC, id DESC`, contact)
}

// Project returns one project, or bot.ErrNotFound.
func (l *Ledger) Project(ctx context.Context, id string) (bot.Project, error) {
	all, err := l.read().projects(ctx, projectColumns+`WHERE id = ?`, id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("project %q: %w", id, bot.ErrNotFound)
	}
	if err != nil {
		return bot.Project{}, err
	}
	return all[0], nil
}

func (s *session) projects(ctx context.Context, query string, args ...any) ([]bot.Project, error) {
	var all []bot.Project
	err := s.each(ctx, query, args, func(r *sql.Rows) error {
		var p bot.Project
		var answers string
		var changed int64
		if err := r.Scan(&p.ID, &p.Contact, &p.Form, &p.Version, &answers, &p.Done, &changed); err != nil {
			return err
		}
		p.Changed = moment(changed)
		all = append(all, p)
		return undocument(answers, &all[len(all)-1].Answers)
	})
	if err != nil {
		return nil, fmt.Errorf("read projects: %w", err)
	}
	return all, nil
}
