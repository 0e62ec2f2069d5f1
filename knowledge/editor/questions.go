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
		v.Groups = append(v.Groups, viewOf(g, titles))
	}
	e.show(w, r, status, "questions", page{Title: "editor.questions.title", Here: "questions", Notice: e.notice(r), Error: wrong, Body: v})
	return nil
}

func viewOf(g knowledge.Group, titles map[string]string) groupView {
	v := groupView{Group: g}
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

// answerQuestions makes a draft of a group, adds its wordings to an article, or puts it aside.
func (e *Editor) answerQuestions(w http.ResponseWriter, r *http.Request) error {
	ids := r.FormValue("ids")
	wordings := list(strings.Join(r.Form["wording"], "\n"), "\n")
	switch r.FormValue("do") {
	case "draft":
		return e.newFrom(w, r, ids, wordings)
	case "add":
		return e.addTo(w, r, ids, wordings)
	}
	if err := e.settle(r.Context(), ids); err != nil {
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

// addTo makes a draft of an article that has the wordings too.
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
	c := knowledge.Change{Article: a, From: rec.Head.Number, State: knowledge.Draft, Author: e.author(r), Starter: rec.Head.Starter}
	var conflict *knowledge.ConflictError
	if err := e.Articles.Save(r.Context(), c); errors.As(err, &conflict) {
		return e.showQuestions(w, r, http.StatusConflict, e.say(r, "editor.questions.busy"))
	} else if err != nil {
		return err
	}
	if err := e.settle(r.Context(), ids); err != nil {
		return err
	}
	http.Redirect(w, r, Path+"/articles/"+a.ID+"?did=added", http.StatusSeeOther)
	return nil
}

// settle puts questions aside; ids are numbers with commas between them.
func (e *Editor) settle(ctx context.Context, ids string) error {
	var numbers []int64
	for _, id := range strings.Split(ids, ",") {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	return e.Questions.SettleQuestions(ctx, numbers...)
}
