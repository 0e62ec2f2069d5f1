package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

const fence = "+++"

// front is the front matter as TOML has it.
type front struct {
	ID        string            `toml:"id"`
	Title     map[string]string `toml:"title"`
	Standing  Standing          `toml:"standing"`
	Verified  day               `toml:"verified"`
	Review    day               `toml:"review"`
	Expires   day               `toml:"expires"`
	Tags      []string          `toml:"tags"`
	Related   []string          `toml:"related"`
	Questions []string          `toml:"questions"`
	Tests     []string          `toml:"tests"`
	Synonyms  []string          `toml:"synonyms"`
	Sources   []frontSource     `toml:"source"`
	Scheme    *frontScheme      `toml:"scheme"`
}

type frontSource struct {
	ID    string `toml:"id"`
	Title string `toml:"title"`
	URL   string `toml:"url"`
	Date  string `toml:"date"`
}

type frontScheme struct {
	Name    map[string]string `toml:"name"`
	Unknown map[string]string `toml:"unknown"`
	Rules   []frontRule       `toml:"rule"`
}

type frontRule struct {
	When    string            `toml:"when"`
	Must    bool              `toml:"must"`
	Reason  map[string]string `toml:"reason"`
	Against map[string]string `toml:"against"`
}

// day is a TOML date without a clock, kept as midnight UTC.
type day struct{ time.Time }

// UnmarshalTOML accepts a date, and a date in quotes.
func (d *day) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case time.Time:
		d.Time = time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)
		return nil
	case string:
		t, err := time.Parse(time.DateOnly, v)
		d.Time = t
		if err == nil {
			return nil
		}
	}
	return fmt.Errorf("not a date: write year-month-day, such as 2026-03-12")
}

// Parse reads one article. The error, when there is one, is Problems. name is the file's name: when it
// ends in .md its base must be the article's id, so that a folder holds an id once.
func Parse(name string, data []byte) (Article, error) {
	p := parser{name: name}
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	if !utf8.Valid(data) {
		p.add(1, "not-utf8", "the file is not UTF-8 text; save it as UTF-8")
		return Article{}, p.problems
	}
	matter, body, first, ok := p.split(string(data))
	if !ok {
		return Article{}, p.problems
	}
	f, ok := p.decode(matter)
	if !ok {
		return Article{}, p.problems
	}
	a := f.article()
	p.sections(body, first, &a)
	p.check(&a)
	if len(p.problems) > 0 {
		sort.SliceStable(p.problems, func(i, j int) bool { return p.problems[i].Line < p.problems[j].Line })
		return Article{}, p.problems
	}
	return a, nil
}

type parser struct {
	name     string
	matter   []string // lines of the front matter; line 2 of the file is matter[0]
	problems Problems
}

func (p *parser) add(line int, code, format string, args ...any) {
	p.problems = append(p.problems, Problem{File: p.name, Line: line, Code: code, Text: fmt.Sprintf(format, args...)})
}

// split parts the front matter from the text; first is the line number that the text begins on.
func (p *parser) split(data string) (matter, body string, first int, ok bool) {
	lines := strings.Split(data, "\n")
	if strings.TrimRight(lines[0], " \t") != fence {
		p.add(1, "no-front-matter", "the file must begin with front matter; write a first line of +++ , then id = \"…\" and the rest, then a line of +++")
		return "", "", 0, false
	}
	for i := 1; i < len(lines); i++ {
		if strings.TrimRight(lines[i], " \t") == fence {
			p.matter = lines[1:i]
			return strings.Join(p.matter, "\n"), strings.Join(lines[i+1:], "\n"), i + 2, true
		}
	}
	p.add(len(lines), "open-front-matter", "the front matter never ends; write a line of +++ after it")
	return "", "", 0, false
}

func (p *parser) decode(matter string) (front, bool) {
	var f front
	meta, err := toml.Decode(matter, &f)
	if err != nil {
		var at toml.ParseError
		if errors.As(err, &at) {
			p.add(at.Position.Line+1, "bad-toml", "the front matter does not read: %s", at.Message)
		} else {
			p.add(2, "bad-toml", "the front matter does not read: %s", strings.TrimPrefix(err.Error(), "toml: "))
		}
		return f, false
	}
	for _, key := range meta.Undecoded() {
		last := key[len(key)-1]
		p.add(p.line(last), "unknown-key", "%q is not a key of an article; the keys are id, title, standing, verified, review, expires, tags, related, questions, tests, synonyms, source and scheme", key.String())
	}
	return f, true
}

// line is where a key stands in the file, 2 (the front matter's first) where it is not found.
func (p *parser) line(key string) int { return p.lineAfter(key, 0) }

// lineAfter finds the key's nth appearance, counted from 0.
func (p *parser) lineAfter(key string, nth int) int {
	for i, l := range p.matter {
		l = strings.TrimSpace(l)
		if !strings.HasPrefix(l, key) && !strings.HasPrefix(l, "[["+key) && !strings.HasPrefix(l, "["+key) {
			continue
		}
		if nth == 0 {
			return i + 2
		}
		nth--
	}
	return 2
}

func (f *front) article() Article {
	a := Article{
		ID: f.ID, Title: trimmed(f.Title), Short: map[string]string{}, Body: map[string]string{}, Steps: map[string]string{},
		Questions: f.Questions, Tests: f.Tests, Synonyms: f.Synonyms, Tags: f.Tags, Standing: f.Standing, Related: f.Related,
		Verified: f.Verified.Time, Review: f.Review.Time, Expires: f.Expires.Time,
	}
	for _, s := range f.Sources {
		a.Sources = append(a.Sources, Source(s))
	}
	if f.Scheme != nil {
		a.Scheme = &Scheme{Name: trimmed(f.Scheme.Name), Unknown: trimmed(f.Scheme.Unknown)}
		for _, r := range f.Scheme.Rules {
			a.Scheme.Rules = append(a.Scheme.Rules, Rule{
				When: r.When, Must: r.Must, Reason: trimmed(r.Reason), Against: trimmed(r.Against),
			})
		}
	}
	return a
}

// trimmed drops empty texts, so that Text falls back to Arabic and a written article reads back the same.
func trimmed(texts map[string]string) map[string]string {
	out := map[string]string{}
	for lang, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			out[lang] = t
		}
	}
	return out
}

// stem is the id that a file's name promises, or "" when it promises none.
func stem(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if id, ok := strings.CutSuffix(base, ".md"); ok {
		return id
	}
	return ""
}
