package editor

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"sanad/knowledge"
)

const (
	mostUnanswered = 2000 // questions that are gathered
	mostGroups     = 60   // groups that are shown
)

// groupView is one question that nobody answered.
type groupView struct {
	knowledge.Group
	IDs       string // of the questions, for the form
	Nearest   string // title of the article that came nearest
	NearestID string
	Known     string // title of the published article that answers it meanwhile
	KnownID   string
	Unhelpful int
}

// questionsView is the page of what the bot could not answer.
type questionsView struct {
	Groups   []groupView
	More     int
	Articles []knowledge.Record // a phrasing can be added to
}

// groups gathers what was not answered and what no article has learnt since.
func (e *Editor) groups(ctx context.Context) ([]knowledge.Group, error) {
	asked, err := e.Questions.Unanswered(ctx, mostUnanswered)
	if err != nil {
		return nil, err
	}
	return knowledge.Gather(asked, e.Now()), nil
}

func (e *Editor) questionsPage(w http.ResponseWriter, r *http.Request) error {
	return e.showQuestions(w, r, http.StatusOK, "")
}

func (e *Editor) showQuestions(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	groups, err := e.groups(r.Context())
	if err != nil {
		return err
	}
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	titles := map[string]string{}
	var v questionsView
	for _, rec := range records {
		titles[rec.ID] = knowledge.Text(rec.Head.Article.Title, e.Lang(r.Context()))
		if rec.State != knowledge.Archived {
			v.Articles = append(v.Articles, rec)
		}
	}
	sort.SliceStable(v.Articles, func(i, j int) bool { return titles[v.Articles[i].ID] < titles[v.Articles[j].ID] })
	for _, g := range groups {
		if len(v.Groups) == mostGroups {
			v.More = len(groups) - mostGroups
			break
		}
		v.Groups = append(v.Groups, e.viewOf(g, titles))
	}
	e.show(w, r, status, "questions", page{Title: "editor.questions.title", Here: "questions", Notice: e.notice(r), Error: wrong, Body: v})
	return nil
}

func (e *Editor) viewOf(g knowledge.Group, titles map[string]string) groupView {
	v := groupView{Group: g}
	if id := e.answersNow(g); id != "" && titles[id] != "" {
		v.Known, v.KnownID = titles[id], id
	}
	var ids []string
	for _, a := range g.Asked {
		ids = append(ids, strconv.FormatInt(a.ID, 10))
		if a.Unhelpful {
			v.Unhelpful++
		}
		if v.Nearest == "" && titles[a.Article] != "" {
			v.Nearest, v.NearestID = titles[a.Article], a.Article
		}
	}
	v.IDs = strings.Join(ids, ",")
	return v
}

// answersNow is the published article that a group finds today and that has not disappointed any of its askers.
func (e *Editor) answersNow(g knowledge.Group) string {
	if e.Published == nil {
		return ""
	}
	found := e.Published().Find(g.Wordings[0], knowledge.Languages[0])
	if found.Verdict != knowledge.Answer {
		return ""
	}
	id := found.Hits[0].Article.ID
	if slices.ContainsFunc(g.Asked, func(a knowledge.Asked) bool { return a.Unhelpful && a.Article == id }) {
		return ""
	}
	return id
}

// answerQuestions makes a draft of a group, adds its wordings to an article, says that it has an answer, or puts it aside.
func (e *Editor) answerQuestions(w http.ResponseWriter, r *http.Request) error {
	ids := r.FormValue("ids")
	wordings := list(strings.Join(r.Form["wording"], "\n"), "\n")
	switch r.FormValue("do") {
	case "draft":
		return e.newFrom(w, r, ids, wordings)
	case "add":
		return e.addTo(w, r, ids, wordings)
	case "known":
		return e.known(w, r, ids)
	}
	if err := e.Questions.SettleQuestions(r.Context(), numbers(ids)...); err != nil {
		return err
	}
	http.Redirect(w, r, Path+"/questions?did=settled", http.StatusSeeOther)
	return nil
}

// newFrom opens the form of a new article with the wordings filled in; the questions are settled when it is saved.
func (e *Editor) newFrom(w http.ResponseWriter, r *http.Request, ids string, wordings []string) error {
	a := knowledge.Article{Standing: knowledge.Unconfirmed, Verified: e.Now(), Review: e.Now().AddDate(0, 6, 0), Questions: wordings, Title: map[string]string{}}
	if len(wordings) > 0 && utf8.RuneCountInString(wordings[0]) <= 100 {
		a.Title["ar"] = wordings[0]
	}
	return e.showForm(w, r, http.StatusOK, editView{Draft: draftOf(a), Asked: ids}, "")
}

// addTo makes a draft of an article that has the wordings too. Where it has them already, nothing is left to publish.
func (e *Editor) addTo(w http.ResponseWriter, r *http.Request, ids string, wordings []string) error {
	rec, err := e.Articles.Record(r.Context(), r.FormValue("article"))
	if err != nil {
		return e.showQuestions(w, r, http.StatusUnprocessableEntity, e.say(r, "editor.questions.which"))
	}
	a := rec.Head.Article
	for _, q := range wordings {
		if !slices.Contains(a.Questions, q) {
			a.Questions = append(slices.Clone(a.Questions), q)
		}
	}
	did := "answered"
	if len(a.Questions) > len(rec.Head.Article.Questions) {
		did = "added"
		c := knowledge.Change{Article: a, From: rec.Head.Number, State: knowledge.Draft, Author: e.author(r), Starter: rec.Head.Starter}
		var conflict *knowledge.ConflictError
		if err := e.Articles.Save(r.Context(), c); errors.As(err, &conflict) {
			return e.showQuestions(w, r, http.StatusConflict, e.say(r, "editor.questions.busy"))
		} else if err != nil {
			return err
		}
	}
	if err := e.answer(r.Context(), a.ID, ids); err != nil {
		return err
	}
	http.Redirect(w, r, Path+"/articles/"+a.ID+"?did="+did, http.StatusSeeOther)
	return nil
}

// known says that a published article answers the questions as it stands.
func (e *Editor) known(w http.ResponseWriter, r *http.Request, ids string) error {
	rec, err := e.Articles.Record(r.Context(), r.FormValue("known"))
	if err != nil || rec.Live == nil {
		return e.showQuestions(w, r, http.StatusUnprocessableEntity, e.say(r, "editor.questions.which"))
	}
	if err := e.Questions.AnswerQuestions(r.Context(), rec.ID, 0, numbers(ids)...); err != nil {
		return err
	}
	http.Redirect(w, r, Path+"/questions?did=answered", http.StatusSeeOther)
	return nil
}

// answer says that the newest revision of an article answers questions.
func (e *Editor) answer(ctx context.Context, article, ids string) error {
	all := numbers(ids)
	if len(all) == 0 {
		return nil
	}
	rec, err := e.Articles.Record(ctx, article)
	if err != nil {
		return err
	}
	return e.Questions.AnswerQuestions(ctx, article, rec.Head.Number, all...)
}

// numbers reads numbers with commas between them.
func numbers(text string) (all []int64) {
	for part := range strings.SplitSeq(text, ",") {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}
