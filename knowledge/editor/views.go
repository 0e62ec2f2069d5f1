package editor

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"sanad/knowledge"
	"sanad/locales"
)

//go:embed templates
var templates embed.FS

//go:embed static
var static embed.FS

// views are the pages, parsed once a language.
type views struct {
	byLang map[string]*template.Template
	build  string // the hash of all static files
}

// page is what every page shows around its Body.
type page struct {
	Title  string // its key
	Here   string // the tab that it belongs to
	Person Person
	Lang   string
	Dir    string
	Path   string
	Notice string // what went well, in words
	Error  string // what went wrong, in words
	Body   any
}

func newViews(e *Editor) (*views, error) {
	v := &views{byLang: map[string]*template.Template{}}
	sum := sha256.New()
	err := fs.WalkDir(static, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := static.ReadFile(path)
		sum.Write(b)
		return err
	})
	if err != nil {
		return nil, err
	}
	v.build = hex.EncodeToString(sum.Sum(nil))[:12]
	for _, lang := range locales.Languages() {
		t, err := template.New("").Funcs(e.funcs(lang, v.build)).ParseFS(templates, "templates/*.html")
		if err != nil {
			return nil, err
		}
		v.byLang[lang] = t
	}
	return v, nil
}

// assets serves the static files, which browsers may keep.
func (v *views) assets() http.Handler {
	files, _ := fs.Sub(static, "static")
	serve := http.StripPrefix(Path+"/static/", http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"`+v.build+`"`)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		serve.ServeHTTP(w, r)
	})
}

func (e *Editor) funcs(lang, build string) template.FuncMap {
	w := words{texts: e.Texts, lang: lang, location: e.Location}
	return template.FuncMap{
		"t": func(key string, args ...any) (string, error) {
			a, err := named(args)
			return w.texts.Text(lang, key, a), err
		},
		"asset": func(name string) string { return Path + "/static/" + name + "?v=" + build },
		"icon": func(name string) template.HTML { // name is ours, never a visitor's
			return template.HTML(fmt.Sprintf(`<svg class="icon icon-%[1]s" aria-hidden="true"><use href="/desk/static/icons.svg#%[1]s"></use></svg>`, name))
		},
		"day":     w.day,
		"moment":  w.moment,
		"who":     w.who,
		"text":    func(texts map[string]string) string { return knowledge.Text(texts, lang) },
		"initial": initial,
		"row": func(kind string, n int, fields, problems map[string]string) row {
			return row{kind, n, fields, problems}
		},
		"problem": func(problems map[string]string, field string) map[string]string {
			return map[string]string{"For": field, "Text": problems[field]}
		},
		"problemKey": problemKey,
		"standings": func() []string {
			return []string{string(knowledge.Current), string(knowledge.Historic), string(knowledge.Unconfirmed)}
		},
		"standing":  func(a knowledge.Article) knowledge.Standing { return a.StandingAt(e.Now()) },
		"megabytes": func(n int64) int64 { return n / megabyte },
		"add":       func(a, b int) int { return a + b },
	}
}

// row is one source or rule of the form.
type row struct {
	Kind     string
	N        int
	Fields   map[string]string
	Problems map[string]string
}

// Name is the field's name among all problems.
func (r row) Name(field string) string { return fmt.Sprintf("%s.%s#%d", r.Kind, field, r.N) }

func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	if r == utf8.RuneError {
		return "?"
	}
	return string(r)
}

// named reads pairs of a name and a value.
func named(pairs []any) (map[string]any, error) {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("argument %d is not a name", i)
		}
		args[name] = pairs[i+1]
	}
	return args, nil
}

// show writes the template called name around p.Body; what cannot be written whole is not written at all.
func (e *Editor) show(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	p.Lang, p.Dir, p.Path, p.Person = e.Lang(r.Context()), "rtl", r.URL.RequestURI(), e.Person(r.Context())
	t := e.views.byLang[p.Lang]
	if t == nil {
		p.Lang = locales.Languages()[0]
		t = e.views.byLang[p.Lang]
	}
	if p.Lang != locales.Languages()[0] {
		p.Dir = "ltr"
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, p); err != nil {
		e.Log.Error("editor: a page cannot be shown", "page", name, "error", err)
		http.Error(w, e.say(r, "desk.error.broken"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a visitor who left is nobody's error
}

// words writes times and names in one language.
type words struct {
	texts    *locales.Bundle
	lang     string
	location *time.Location
}

// day is a date that has no clock.
func (w words) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	month := w.texts.Text(w.lang, fmt.Sprintf("desk.month.m%d", t.Month()), nil)
	return w.texts.Text(w.lang, "desk.time.date", map[string]any{"Day": t.Day(), "Month": month, "Year": fmt.Sprint(t.Year())})
}

// moment is a date with the time of day.
func (w words) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(w.location)
	return w.texts.Text(w.lang, "editor.moment", map[string]any{"Day": w.day(t), "Time": t.Format("15:04")})
}

// who names an author; the program and the shell have no name of their own.
func (w words) who(a knowledge.Author) string {
	switch {
	case a == (knowledge.Author{}):
		return w.texts.Text(w.lang, "editor.author.program", nil)
	case a.ID == knowledge.Shell.ID:
		return w.texts.Text(w.lang, "editor.author.shell", nil)
	}
	return a.Name
}
