package knowledge

import (
	"fmt"
	"strings"
	"time"
)

// Format writes an article as Parse reads it: Parse(Format(a)) is a but for its revision, and
// formatting that again gives the same bytes, so an export imported again changes nothing.
func Format(a Article) []byte {
	var w formatter
	w.line(fence)
	w.text("id", a.ID)
	w.texts("title", a.Title)
	w.text("standing", string(a.Standing))
	w.day("verified", a.Verified)
	w.day("review", a.Review)
	w.day("expires", a.Expires)
	w.list("tags", a.Tags, ", ")
	w.list("related", a.Related, ", ")
	w.list("questions", a.Questions, ",\n  ")
	w.list("tests", a.Tests, ",\n  ")
	w.list("synonyms", a.Synonyms, ",\n  ")
	for _, s := range a.Sources {
		w.source(s)
	}
	if a.Scheme != nil {
		w.scheme(a.Scheme)
	}
	w.line(fence)
	for _, lang := range Languages {
		w.part(lang, "short", a.Short)
		w.part(lang, "body", a.Body)
		w.part(lang, "steps", a.Steps)
	}
	return []byte(w.String())
}

type formatter struct{ strings.Builder }

func (w *formatter) line(s string) { w.WriteString(s + "\n") }

func (w *formatter) text(key, value string) {
	if value != "" {
		fmt.Fprintf(w, "%s = %s\n", key, quote(value))
	}
}

func (w *formatter) texts(key string, values map[string]string) {
	for _, lang := range Languages {
		w.text(key+"."+lang, strings.TrimSpace(values[lang]))
	}
}

func (w *formatter) day(key string, t time.Time) {
	if !t.IsZero() {
		fmt.Fprintf(w, "%s = %s\n", key, t.Format(time.DateOnly))
	}
}

func (w *formatter) list(key string, values []string, between string) {
	if len(values) == 0 {
		return
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	open, end := "[", "]"
	if strings.Contains(between, "\n") {
		open, end = "[\n  ", ",\n]"
	}
	fmt.Fprintf(w, "%s = %s%s%s\n", key, open, strings.Join(quoted, between), end)
}

func (w *formatter) source(s Source) {
	w.line("\n[[source]]")
	w.text("id", s.ID)
	w.text("title", s.Title)
	w.text("url", s.URL)
	w.text("date", s.Date)
}

func (w *formatter) scheme(s *Scheme) {
	w.line("\n[scheme]")
	w.texts("name", s.Name)
	w.texts("unknown", s.Unknown)
	for _, r := range s.Rules {
		w.line("\n[[scheme.rule]]")
		w.text("when", r.When)
		if r.Must {
			w.line("must = true")
		}
		w.texts("reason", r.Reason)
		w.texts("against", r.Against)
	}
}

func (w *formatter) part(lang, name string, texts map[string]string) {
	if t := strings.TrimSpace(texts[lang]); t != "" {
		fmt.Fprintf(w, "\n<!-- %s: %s -->\n%s\n", lang, name, escapeMarkers(t))
	}
}

// quote is a TOML basic string: Arabic stays readable, controls are escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
