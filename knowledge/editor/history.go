package editor

import (
	"net/http"
	"strconv"

	"sanad/knowledge"
)

// historyView is all revisions of an article, and what changed between two of them.
type historyView struct {
	Record    knowledge.Record
	Revisions []knowledge.Revision // the newest first
	From, To  int
	Changes   []change
}

func (e *Editor) historyPage(w http.ResponseWriter, r *http.Request) error {
	rec, all, err := e.history(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := historyView{Record: rec, Revisions: all, From: -1, To: rec.Head.Number}
	for _, old := range all { // what a publication made public is more telling than that it changed nothing
		if string(knowledge.Format(old.Article)) != string(knowledge.Format(rec.Head.Article)) {
			v.From = old.Number
			break
		}
	}
	if r.FormValue("to") != "" {
		v.From, v.To = number(r.FormValue("from")), number(r.FormValue("to"))
	}
	from, _ := numbered(all, v.From)
	if to, ok := numbered(all, v.To); ok {
		v.Changes = e.changes(e.Lang(r.Context()), from.Article, to.Article)
	}
	e.show(w, r, http.StatusOK, "history", page{Title: "editor.history.title", Here: "list", Notice: e.notice(r), Body: v})
	return nil
}

// history is the record with its revisions; one that nobody touched has the program's alone.
func (e *Editor) history(r *http.Request, id string) (knowledge.Record, []knowledge.Revision, error) {
	rec, err := e.Articles.Record(r.Context(), id)
	if err != nil {
		return rec, nil, err
	}
	all, err := e.Articles.Revisions(r.Context(), id)
	if err == nil && len(all) == 0 {
		all = []knowledge.Revision{rec.Head}
	}
	return rec, all, err
}

func numbered(all []knowledge.Revision, n int) (knowledge.Revision, bool) {
	for _, rev := range all {
		if rev.Number == n {
			return rev, true
		}
	}
	return knowledge.Revision{}, false
}

// restore makes an old revision, or the release's own text, the newest draft. Nothing that came after it is lost.
func (e *Editor) restore(w http.ResponseWriter, r *http.Request) error {
	rec, all, err := e.history(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	c := knowledge.Change{From: number(r.FormValue("from")), State: knowledge.Draft, Author: e.author(r), Starter: rec.Head.Starter}
	if r.FormValue("starter") != "" {
		a, ok := e.Articles.Starter(rec.ID)
		if !ok {
			return knowledge.ErrNoArticle
		}
		c.Article, c.Starter = a, knowledge.Fingerprint(a)
		if r.FormValue("starter") == "keep" { // ours stays, and the release's is known
			c.Article = rec.Head.Article
		}
		return e.saveAndGo(w, r, c, "restored")
	}
	old, ok := numbered(all, number(r.FormValue("revision")))
	if !ok {
		return knowledge.ErrNoArticle
	}
	c.Article, c.Restored = old.Article, old.Number
	return e.saveAndGo(w, r, c, "restored")
}

// number reads a number of a form; what is none is 0.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
