package desk

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"time"

	"sanad/bot"
)

//go:embed templates
var templates embed.FS

// The languages of the desk; the first is what a new visitor reads.
const defaultLang = "ar"

var languages = []string{defaultLang, "en"}

const langCookie = "sanad_desk_lang"

// views are the pages, parsed once a language so that they look up texts and write times in it.
type views struct {
	byLang map[string]*template.Template
	build  string // the hash of all static files
}

// page is what every page shows around its Body.
type page struct {
	Title  string // its key
	Person bot.Person
	Admin  bool
	Lang   string
	Dir    string
	Path   string // where the visitor is, to come back to
	Editor bool   // there is a knowledge editor
	Lines  bool   // there is a page of the channels
	Reread int64  // ms between looks without news
	Notice string // what went well, in words
	Error  string // what went wrong, in words
	Body   any
}

func newViews(d *Desk) (*views, error) {
	v := &views{byLang: map[string]*template.Template{}}
	sum := sha256.New()
	err := fs.WalkDir(static, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
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
	for _, lang := range languages {
		t, err := template.New("").Funcs(d.funcs(lang, v.build)).ParseFS(templates, "templates/*.html")
		if err != nil {
			return nil, err
		}
		v.byLang[lang] = t
	}
	return v, nil
}

func (d *Desk) funcs(lang, build string) template.FuncMap {
	w := words{texts: d.Texts, lang: lang, location: d.Location}
	return template.FuncMap{
		"t": func(key string, args ...any) (string, error) {
			a, err := named(args)
			return w.text(key, a), err
		},
		"asset":   func(name string) string { return "/desk/static/" + name + "?v=" + build },
		"icon":    func(name string) template.HTML { return icon(name, build) },
		"clock":   w.clock,
		"day":     func(at time.Time) string { return w.day(at, d.Now()) },
		"moment":  func(at time.Time) string { return w.moment(at, d.Now()) },
		"waited":  func(since time.Time) string { return w.span(d.Now().Sub(since)) },
		"length":  w.length,
		"size":    w.size,
		"initial": initial,
		"token":   newToken,
	}
}

// icon is a drawing of the sprite; name is ours, never a visitor's.
func icon(name, build string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="icon icon-%[2]s" aria-hidden="true"><use href="/desk/static/icons.svg?v=%[1]s#%[2]s"></use></svg>`, build, name))
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

func (d *Desk) page(r *http.Request, title string, body any) page {
	v := visitorOf(r)
	lang := LangOf(r.Context())
	p := page{Title: title, Person: v.person, Admin: v.person.Role == bot.RoleAdmin, Lang: lang, Dir: "rtl", Path: r.URL.RequestURI(),
		Editor: d.Editor != nil, Lines: d.Lines != nil, Reread: d.Reread.Milliseconds(), Body: body}
	if lang != defaultLang {
		p.Dir = "ltr"
	}
	return p
}

// show writes the template called name; what cannot be written whole is not written at all.
func (d *Desk) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer
	if err := d.views.byLang[LangOf(r.Context())].ExecuteTemplate(&b, name, data); err != nil {
		d.Log.Error("desk: a page cannot be shown", "page", name, "error", err)
		http.Error(w, d.say(r, "desk.error.broken"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a visitor who left is nobody's error
}

// say is a text of the locales in the visitor's language.
func (d *Desk) say(r *http.Request, key string, args ...any) string {
	a, _ := named(args)
	return d.Texts.Text(LangOf(r.Context()), key, a)
}

func (d *Desk) langOf(r *http.Request) string {
	if c, err := r.Cookie(langCookie); err == nil && d.views.byLang[c.Value] != nil {
		return c.Value
	}
	return defaultLang
}

func (d *Desk) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if lang := r.FormValue("lang"); d.views.byLang[lang] != nil {
		c := d.cookie(r, langCookie, lang)
		c.MaxAge = 365 * 24 * 3600
		http.SetCookie(w, c)
	}
	http.Redirect(w, r, local(r.FormValue("next")), http.StatusSeeOther)
}
