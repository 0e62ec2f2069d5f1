package editor

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sanad/knowledge"
)

// problems are what is wrong with a draft, in words, by the form's field. Fatal ones keep it from being saved at all.
type problems struct {
	ByField map[string]string
	Fatal   bool
}

// fieldOf says which field a problem of an article is shown at. A "#" is filled with the number of the source or rule.
var fieldOf = map[string]string{
	"missing-id": "id", "bad-id": "id", "id-not-file": "id", "related-to-itself": "related", "related-missing": "related",
	"missing-title": "title.ar", "missing-short": "short.ar", "short-too-long": "short.ar", "bad-standing": "standing",
	"missing-verified": "verified", "missing-review": "review", "review-too-early": "review", "expires-too-early": "expires", "bad-day": "verified",
	"bad-synonyms": "synonyms", "no-source": "sources", "source-without-title": "source.title#", "bad-source-date": "source.date#", "bad-source-url": "source.url#",
	"scheme-without-name": "name.ar", "bad-rule": "rule.when#", "rule-without-reason": "rule.reason.ar#", "rule-without-against": "rule.against.ar#",
	"bad-placeholder": "rule.reason.ar#",
}

// fatal are the problems with which not even a draft is saved.
var fatal = map[string]bool{"missing-id": true, "bad-id": true, "missing-title": true, "bad-rule": true, "bad-day": true}

// check finds everything wrong with a draft; known are the ids that there are.
func (e *Editor) check(lang string, d draft, known func(string) bool) problems {
	p := problems{ByField: map[string]string{}}
	add := func(field, code string, args ...any) {
		if p.ByField[field] == "" {
			a, _ := named(args)
			p.ByField[field] = e.Texts.Text(lang, problemKey(code), a)
		}
		p.Fatal = p.Fatal || fatal[code]
	}
	a := d.article()
	for _, field := range []string{"verified", "review", "expires"} {
		if text := d.Fields[field]; text != "" && dayOf(text).IsZero() {
			add(field, "bad-day")
		}
	}
	if a.Scheme != nil {
		for n, r := range a.Scheme.Rules {
			if _, err := knowledge.CompileRule(r.When); err != nil {
				add(fmt.Sprintf("rule.when#%d", n), "bad-rule", "Why", e.fault(lang, err))
			}
		}
	}
	for lang, text := range a.Short {
		if n := utf8.RuneCountInString(text); n > knowledge.MaxShort {
			add("short."+lang, "short-too-long", "Length", n, "Max", knowledge.MaxShort)
		}
	}
	for _, id := range a.Related {
		if !known(id) {
			add("related", "related-missing", "ID", id)
		}
	}
	for _, problem := range parseAgain(a) {
		if field := place(problem, a); field != "" {
			add(field, problem.Code, "Why", problem.Text)
		}
	}
	return p
}

// fault is why a rule does not compile, by its field and value where one is to blame.
func (e *Editor) fault(lang string, err error) string {
	var wrong *knowledge.RuleError
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	return e.Texts.Text(lang, "editor.rule_fault."+strings.ReplaceAll(string(wrong.Code), "-", "_"), map[string]any{
		"Field": wrong.Field, "Value": wrong.Value, "Choices": strings.Join(wrong.Choices, ", "), "Why": wrong.Why,
	})
}

// parseAgain holds an article against the rules of the file format, which are the rules of articles.
func parseAgain(a knowledge.Article) knowledge.Problems {
	_, err := knowledge.Parse(a.ID+".md", knowledge.Format(a))
	var found knowledge.Problems
	errors.As(err, &found)
	return found
}

// place is the field that a problem is shown at.
func place(p knowledge.Problem, a knowledge.Article) string {
	field, ok := fieldOf[p.Code]
	if !ok {
		return "id"
	}
	if !strings.HasSuffix(field, "#") {
		return field
	}
	head := "[[scheme.rule]]"
	if strings.HasPrefix(field, "source.") {
		head = "[[source]]"
	}
	n := -1
	for i, line := range strings.Split(string(knowledge.Format(a)), "\n") {
		if i < p.Line && line == head {
			n++
		}
	}
	return fmt.Sprintf("%s%d", field, max(0, n))
}

func problemKey(code string) string { return "editor.problem." + strings.ReplaceAll(code, "-", "_") }

// ready reports whether a draft can be published.
func (p problems) ready() bool { return len(p.ByField) == 0 }

// ruleFieldNames are what rules may speak of, with the choices of those that have few.
func ruleFieldNames() (out []string) {
	for name := range knowledge.Fields {
		if c := knowledge.Choices[name]; len(c) > 0 {
			name += ": " + strings.Join(c, " | ")
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
