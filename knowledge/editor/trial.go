package editor

import (
	"net/http"
	"slices"
	"strings"

	"sanad/knowledge"
)

// trial is what would be answered if a candidate were published.
type trial struct {
	Own     []asked // the candidate's own questions
	Failed  int     // of them
	Changed []moved // other articles' questions whose answer would be another
	Worse   int     // of them: found their own article before and would not after
	Asked   int     // questions in all
	Left    int     // questions not asked, in a base with very many
}

// asked is one question of the candidate.
type asked struct {
	Question string
	Answer   string // title of what is found
	Verdict  knowledge.Verdict
	Right    bool
	Test     bool // kept out of the index, so that it proves something
}

// moved is a question of another article whose answer would change.
type moved struct {
	Question, Article string
	Before, After     outcome
	Worse             bool
}

// outcome is what a question finds.
type outcome struct {
	ID, Title string
	Verdict   knowledge.Verdict
}

// mostAsked is how many questions a trial asks at most: an admin waits for it.
const mostAsked = 4000

// try asks all test questions, and the phrasings, before and after.
func try(published []knowledge.Article, candidate knowledge.Article, state knowledge.State, lang string) trial {
	before := knowledge.NewSnapshot(published)
	after := knowledge.NewSnapshot(with(published, candidate, state))
	var t trial
	if state == knowledge.Published {
		t.own(after, candidate, lang)
	}
	t.others(before, after, published, candidate.ID, lang)
	return t
}

// with is what would be published.
func with(published []knowledge.Article, candidate knowledge.Article, state knowledge.State) []knowledge.Article {
	out := slices.DeleteFunc(slices.Clone(published), func(a knowledge.Article) bool { return a.ID == candidate.ID })
	if state == knowledge.Published {
		out = append(out, candidate)
	}
	return out
}

func (t *trial) own(after *knowledge.Snapshot, candidate knowledge.Article, lang string) {
	for n, q := range append(slices.Clone(candidate.Tests), candidate.Questions...) {
		o := find(after, q, lang)
		among := 1
		if n < len(candidate.Tests) {
			among = knowledge.MaxOffers
		}
		right := knowledge.Misses(after, candidate.ID, q, among) == ""
		t.Own = append(t.Own, asked{Question: q, Answer: o.Title, Verdict: o.Verdict, Right: right, Test: n < len(candidate.Tests)})
		t.Asked++
		if !right {
			t.Failed++
		}
	}
}

func (t *trial) others(before, after *knowledge.Snapshot, published []knowledge.Article, candidate, lang string) {
	ask := func(a *knowledge.Article, questions []string) {
		for _, q := range questions {
			if t.Asked >= mostAsked {
				t.Left++
				continue
			}
			t.Asked++
			b, c := find(before, q, lang), find(after, q, lang)
			if b == c {
				continue
			}
			m := moved{Question: q, Article: knowledge.Text(a.Title, lang), Before: b, After: c}
			m.Worse = a.ID != candidate && b.ID == a.ID && (c.ID != a.ID || b.Verdict == knowledge.Answer && c.Verdict != knowledge.Answer)
			if m.Worse {
				t.Worse++
			}
			t.Changed = append(t.Changed, m)
		}
	}
	for i := range published {
		if published[i].ID != candidate {
			ask(&published[i], published[i].Tests)
		}
	}
	for i := range published {
		if published[i].ID != candidate {
			ask(&published[i], published[i].Questions)
		}
	}
	slices.SortStableFunc(t.Changed, func(a, b moved) int { return strings.Compare(rank(a), rank(b)) })
}

// rank puts first what gets worse.
func rank(m moved) string {
	if m.Worse {
		return "0"
	}
	return "1"
}

func find(s *knowledge.Snapshot, question, lang string) outcome {
	found := s.Find(question, lang)
	if found.Verdict == knowledge.Refuse || len(found.Hits) == 0 {
		return outcome{Verdict: knowledge.Refuse}
	}
	a := found.Hits[0].Article
	return outcome{ID: a.ID, Title: knowledge.Text(a.Title, lang), Verdict: found.Verdict}
}

// trialView is the page between writing and publishing.
type trialView struct {
	Record  knowledge.Record
	State   knowledge.State // what is about to be done
	Trial   trial
	Changes []change // from what is published to the candidate
}

func (e *Editor) trialPage(w http.ResponseWriter, r *http.Request) error {
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	v := trialView{State: knowledge.Published}
	if r.FormValue("do") == "archive" {
		v.State = knowledge.Archived
	}
	var published []knowledge.Article
	for _, rec := range records {
		if rec.Live != nil {
			published = append(published, rec.Live.Article)
		}
		if rec.ID == r.PathValue("id") {
			v.Record = rec
		}
	}
	if v.Record.ID == "" {
		return knowledge.ErrNoArticle
	}
	a := v.Record.Head.Article
	if v.State == knowledge.Published && !e.check(knowledge.Languages[0], draftOf(a), idsOf(records)).ready() {
		http.Redirect(w, r, Path+"/articles/"+a.ID+"?unready=1", http.StatusSeeOther)
		return nil
	}
	v.Trial = try(published, a, v.State, knowledge.Languages[0])
	if v.Record.Live != nil && v.State == knowledge.Published {
		v.Changes = e.changes(e.Lang(r.Context()), v.Record.Live.Article, a)
	}
	e.show(w, r, http.StatusOK, "trial", page{Title: "editor.trial.title", Here: "list", Body: v})
	return nil
}

// publish makes the newest revision, which the trial showed, what artisans are answered from; or takes the article out of use.
func (e *Editor) publish(w http.ResponseWriter, r *http.Request) error {
	rec, err := e.Articles.Record(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	c := knowledge.Change{Article: rec.Head.Article, From: number(r.FormValue("from")), State: knowledge.Published, Author: e.author(r), Starter: rec.Head.Starter}
	did := "published"
	if r.FormValue("do") == "archive" {
		c.State, did = knowledge.Archived, "archived"
	}
	if c.State == knowledge.Published && c.From == rec.Head.Number && !e.check(knowledge.Languages[0], draftOf(c.Article), idsOf(records)).ready() {
		http.Redirect(w, r, Path+"/articles/"+rec.ID+"?unready=1", http.StatusSeeOther)
		return nil
	}
	return e.saveAndGo(w, r, c, did)
}
