package editor

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"sanad/knowledge"
)

// editView is the form of one article.
type editView struct {
	Draft    draft
	Problems problems
	Record   knowledge.Record // zero for a new article
	From     int              // the revision that the form was made from
	News     *knowledge.Article
	Changes  []change // from the text of an article in use to the release's own, or to the draft
	Conflict *conflictView
	Looks    []lookView
	Others   []knowledge.Record // for related articles
	Fields   []string           // that rules may speak of
	Tally    knowledge.Tally
	DryRun   string // how the rules judge the projects that there are
	Asked    string // ids of the questions that a new article is to answer
}

// conflictView tells the second of two admins about the first.
type conflictView struct {
	Newest  knowledge.Revision
	Changes []change // from theirs to ours
}

// lookView is a preview in the language of the article's text.
type lookView struct {
	Look
	Lang string
}

func (e *Editor) newPage(w http.ResponseWriter, r *http.Request) error {
	d := draftOf(knowledge.Article{Standing: knowledge.Unconfirmed, Verified: e.Now(), Review: e.Now().AddDate(0, 6, 0)})
	return e.showForm(w, r, http.StatusOK, editView{Draft: d}, "")
}

func (e *Editor) editPage(w http.ResponseWriter, r *http.Request) error {
	rec, err := e.Articles.Record(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v := editView{Draft: draftOf(rec.Head.Article), Record: rec, From: rec.Head.Number}
	if a, ok := e.Articles.News(rec); ok {
		v.News, v.Changes = &a, e.changes(e.Lang(r.Context()), rec.Head.Article, a)
	}
	wrong := ""
	if r.FormValue("unready") != "" {
		wrong = e.say(r, "editor.edit.unready")
	}
	return e.showForm(w, r, http.StatusOK, v, wrong)
}

// showForm shows the form with what is wrong in it and how its article will look.
func (e *Editor) showForm(w http.ResponseWriter, r *http.Request, status int, v editView, wrong string) error {
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	for _, rec := range records {
		if rec.ID != v.Record.ID && rec.State != knowledge.Archived {
			v.Others = append(v.Others, rec)
		}
	}
	if v.Record.ID != "" || status != http.StatusOK {
		v.Problems = e.check(e.Lang(r.Context()), v.Draft, idsOf(records))
	}
	tallies, err := e.Questions.Tallies(r.Context())
	if err != nil {
		return err
	}
	v.Tally = tallies[v.Record.ID]
	if v.DryRun, err = e.dryRunText(r.Context(), v.Draft.article()); err != nil {
		return err
	}
	v.Looks = e.looks(v.Draft.article())
	v.Fields = ruleFieldNames()
	e.show(w, r, status, "edit", page{Title: "editor.edit.title", Here: "list", Notice: e.notice(r), Error: wrong, Body: v})
	return nil
}

func idsOf(records []knowledge.Record) func(string) bool {
	ids := make(map[string]bool, len(records))
	for _, rec := range records {
		ids[rec.ID] = true
	}
	return func(id string) bool { return ids[id] }
}

// looks shows the article in each language that it is written in.
func (e *Editor) looks(a knowledge.Article) (all []lookView) {
	for _, lang := range knowledge.Languages {
		if lang != knowledge.Languages[0] && a.Short[lang] == "" {
			continue
		}
		for _, l := range e.Preview(a, lang, e.Now()) {
			all = append(all, lookView{l, lang})
		}
	}
	return all
}

// preview answers the form's script: how the article looks now, and what is wrong with it.
func (e *Editor) preview(w http.ResponseWriter, r *http.Request) error {
	d, err := e.form(r)
	if err != nil {
		return err
	}
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	lang := e.Lang(r.Context())
	var b bytes.Buffer
	if err := e.views.byLang[lang].ExecuteTemplate(&b, "looks", e.looks(d.article())); err != nil {
		return err
	}
	dry, err := e.dryRunText(r.Context(), d.article())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"looks": b.String(), "problems": e.check(lang, d, idsOf(records)).ByField, "dry": dry}) // a visitor who left is nobody's error
	return nil
}

// form reads the posted article; a new one gets an id.
func (e *Editor) form(r *http.Request) (draft, error) {
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return draft{}, err
	}
	d := posted(r.Form)
	if id := r.PathValue("id"); id != "" {
		d.Fields["id"] = id
	}
	if d.Fields["id"] == "" {
		d.Fields["id"] = newID(d.Fields["title.en"])
	}
	return d, nil
}

// newID is a readable id where there is an English title, and a random one where there is not.
func newID(title string) string {
	id := strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
	if len(id) > 40 {
		id = strings.Trim(id[:40], "-")
	}
	if id == "" {
		return "article-" + strings.ToLower(rand.Text()[:6])
	}
	return id
}

// save keeps the form as a draft, and goes on to the trial where it is to be published.
func (e *Editor) save(w http.ResponseWriter, r *http.Request) error {
	d, err := e.form(r)
	if err != nil {
		return err
	}
	v := editView{Draft: d, From: number(r.FormValue("from")), Asked: r.FormValue("asked")}
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	found := e.check(e.Lang(r.Context()), d, idsOf(records))
	a := d.article()
	v.Record, err = e.Articles.Record(r.Context(), a.ID)
	switch {
	case errors.Is(err, knowledge.ErrNoArticle):
		v.Record = knowledge.Record{}
	case err != nil:
		return err
	case r.PathValue("id") == "": // a new article must not become another's revision
		v.Record = knowledge.Record{}
		return e.showForm(w, r, http.StatusConflict, v, e.say(r, "editor.problem.id_taken"))
	}
	if found.Fatal {
		return e.showForm(w, r, http.StatusUnprocessableEntity, v, e.say(r, "editor.edit.fatal"))
	}
	return e.keep(w, r, v, a, found.ready())
}

// keep saves a as a draft made from v.From.
func (e *Editor) keep(w http.ResponseWriter, r *http.Request, v editView, a knowledge.Article, ready bool) error {
	same := v.Record.ID != "" && v.From == v.Record.Head.Number && v.Record.Same(a, knowledge.Draft) && string(knowledge.Format(v.Record.Head.Article)) == string(knowledge.Format(a))
	if !same {
		c := knowledge.Change{Article: a, From: v.From, State: knowledge.Draft, Author: e.author(r), Starter: e.starter(r, v.Record)}
		var conflict *knowledge.ConflictError
		err := e.Articles.Save(r.Context(), c)
		if errors.As(err, &conflict) {
			v.From = conflict.Newest.Number
			v.Conflict = &conflictView{Newest: conflict.Newest, Changes: e.changes(e.Lang(r.Context()), conflict.Newest.Article, a)}
			return e.showForm(w, r, http.StatusConflict, v, "")
		}
		if err != nil {
			return err
		}
	}
	if err := e.answer(r.Context(), a.ID, v.Asked); err != nil {
		return err
	}
	to := Path + "/articles/" + a.ID
	switch {
	case r.FormValue("do") != "publish":
		to += "?did=saved"
	case ready:
		to += "/trial"
	default:
		v.Record, _ = e.Articles.Record(r.Context(), a.ID)
		v.From = v.Record.Head.Number
		return e.showForm(w, r, http.StatusUnprocessableEntity, v, e.say(r, "editor.edit.unready"))
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// starter is the release's text that the author has before them: the same as before, unless they say that they have seen the new one.
func (e *Editor) starter(r *http.Request, rec knowledge.Record) string {
	if a, ok := e.Articles.Starter(rec.ID); ok && r.FormValue("seen") != "" {
		return knowledge.Fingerprint(a)
	}
	return rec.Head.Starter
}

// review says that the newest revision was held against its sources today and is as right as it was.
func (e *Editor) review(w http.ResponseWriter, r *http.Request) error {
	rec, err := e.Articles.Record(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	today := e.Now().In(e.Location)
	a := reviewed(rec.Head.Article, today)
	c := knowledge.Change{Article: a, From: number(r.FormValue("from")), State: knowledge.Draft, Author: e.author(r), Starter: rec.Head.Starter}
	if rec.State == knowledge.Published && !rec.Edited() && a.DueAt(today) == knowledge.DueNothing {
		c.State = knowledge.Published // the words are the same, so no answer can change
	}
	return e.saveAndGo(w, r, c, "reviewed")
}

// reviewed is an article held against its sources today, and due again after as long as before.
func reviewed(a knowledge.Article, today time.Time) knowledge.Article {
	months := a.Review.Sub(a.Verified)
	a.Verified = dayOf(today.Format("2006-01-02"))
	a.Review = a.Verified.Add(max(months, 30*24*60*60*1e9))
	return a
}

// saveAndGo saves one change and shows the article; who comes second sees what the first left.
func (e *Editor) saveAndGo(w http.ResponseWriter, r *http.Request, c knowledge.Change, did string) error {
	err := e.Articles.Save(r.Context(), c)
	var conflict *knowledge.ConflictError
	if errors.As(err, &conflict) {
		v := editView{Draft: draftOf(conflict.Newest.Article), From: conflict.Newest.Number, Conflict: &conflictView{Newest: conflict.Newest, Changes: e.changes(e.Lang(r.Context()), conflict.Newest.Article, c.Article)}}
		if v.Record, err = e.Articles.Record(r.Context(), c.Article.ID); err != nil {
			return err
		}
		v.Draft = draftOf(c.Article)
		return e.showForm(w, r, http.StatusConflict, v, "")
	}
	if err != nil {
		return err
	}
	if c.State != knowledge.Draft {
		e.tell(r.Context())
	}
	http.Redirect(w, r, Path+"/articles/"+c.Article.ID+"?did="+did, http.StatusSeeOther)
	return nil
}
