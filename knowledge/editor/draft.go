package editor

import (
	"net/url"
	"strings"
	"time"

	"sanad/knowledge"
)

// draft is an article as its form holds it: what was typed, whether it can be read or not.
type draft struct {
	Fields  map[string]string
	Sources []map[string]string
	Rules   []map[string]string
}

// The form's fields. A text of a language has its language as the last part of the name.
var (
	fieldNames = []string{
		"id", "title.ar", "title.en", "short.ar", "short.en", "body.ar", "body.en", "steps.ar", "steps.en", "standing", "verified", "review",
		"expires", "tags", "related", "questions", "tests", "synonyms", "scheme", "name.ar", "name.en", "unknown.ar", "unknown.en",
	}
	sourceFields = []string{"id", "title", "url", "date"}
	ruleFields   = []string{"when", "must", "reason.ar", "reason.en", "against.ar", "against.en"}
)

// posted reads the form.
func posted(form url.Values) draft {
	d := draft{Fields: map[string]string{}, Sources: rows(form, "source", sourceFields), Rules: rows(form, "rule", ruleFields)}
	for _, name := range fieldNames {
		d.Fields[name] = clean(form.Get(name))
	}
	return d
}

func clean(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// rows reads the sources or rules, without those in which nothing was typed.
func rows(form url.Values, kind string, names []string) (all []map[string]string) {
	for n := range form[kind+"."+names[0]] {
		row, empty := map[string]string{}, true
		for _, name := range names {
			if values := form[kind+"."+name]; n < len(values) {
				row[name] = clean(values[n])
				empty = empty && (row[name] == "" || name == "must")
			}
		}
		if !empty {
			all = append(all, row)
		}
	}
	return all
}

// draftOf puts an article into the form.
func draftOf(a knowledge.Article) draft {
	d := draft{Fields: map[string]string{
		"id": a.ID, "standing": string(a.Standing), "verified": dateOf(a.Verified), "review": dateOf(a.Review), "expires": dateOf(a.Expires),
		"tags": strings.Join(a.Tags, "، "), "related": strings.Join(a.Related, "\n"),
		"questions": strings.Join(a.Questions, "\n"), "tests": strings.Join(a.Tests, "\n"), "synonyms": strings.Join(a.Synonyms, "\n"),
	}}
	texts := func(into map[string]string, name string, from map[string]string) {
		for _, lang := range knowledge.Languages {
			into[name+"."+lang] = from[lang]
		}
	}
	texts(d.Fields, "title", a.Title)
	texts(d.Fields, "short", a.Short)
	texts(d.Fields, "body", a.Body)
	texts(d.Fields, "steps", a.Steps)
	for _, s := range a.Sources {
		d.Sources = append(d.Sources, map[string]string{"id": s.ID, "title": s.Title, "url": s.URL, "date": s.Date})
	}
	if a.Scheme == nil {
		return d
	}
	d.Fields["scheme"] = "yes"
	texts(d.Fields, "name", a.Scheme.Name)
	texts(d.Fields, "unknown", a.Scheme.Unknown)
	for _, r := range a.Scheme.Rules {
		row := map[string]string{"when": r.When}
		if r.Must {
			row["must"] = "yes"
		}
		texts(row, "reason", r.Reason)
		texts(row, "against", r.Against)
		d.Rules = append(d.Rules, row)
	}
	return d
}

func dateOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// article reads the draft. A day that cannot be read is the zero day; problems says so.
func (d draft) article() knowledge.Article {
	texts := func(from map[string]string, name string) map[string]string {
		out := map[string]string{}
		for _, lang := range knowledge.Languages {
			if t := from[name+"."+lang]; t != "" {
				out[lang] = t
			}
		}
		return out
	}
	f := d.Fields
	a := knowledge.Article{
		ID: f["id"], Title: texts(f, "title"), Short: texts(f, "short"), Body: texts(f, "body"), Steps: texts(f, "steps"),
		Questions: list(f["questions"], "\n"), Tests: list(f["tests"], "\n"), Synonyms: list(f["synonyms"], "\n"), Tags: list(f["tags"], ",،\n"), Related: list(f["related"], ",،\n "),
		Standing: knowledge.Standing(f["standing"]), Verified: dayOf(f["verified"]), Review: dayOf(f["review"]), Expires: dayOf(f["expires"]),
	}
	for _, s := range d.Sources {
		a.Sources = append(a.Sources, knowledge.Source{ID: s["id"], Title: s["title"], URL: s["url"], Date: s["date"]})
	}
	if f["scheme"] == "" {
		return a
	}
	a.Scheme = &knowledge.Scheme{Name: texts(f, "name"), Unknown: texts(f, "unknown")}
	for _, r := range d.Rules {
		a.Scheme.Rules = append(a.Scheme.Rules, knowledge.Rule{When: r["when"], Must: r["must"] == "yes", Reason: texts(r, "reason"), Against: texts(r, "against")})
	}
	return a
}

// list splits a text at any of the separators, without empty parts and without saying anything twice.
func list(text, separators string) (out []string) {
	seen := map[string]bool{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = strings.TrimSpace(part); part != "" && !seen[part] {
			seen[part] = true
			out = append(out, part)
		}
	}
	return out
}

func dayOf(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}
	}
	return t
}
