package editor

import (
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

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

// patience is how long a trial goes on asking: an admin waits for it. What was not asked by then is said.
const patience = 6 * time.Second

// try asks all test questions, and the phrasings, before and after.
func (e *Editor) try(published []knowledge.Article, candidate knowledge.Article, state knowledge.State, lang string) trial {
	var before, after *knowledge.Snapshot
	var both sync.WaitGroup
	both.Go(func() { before = e.snapshotOf(published) })
	both.Go(func() { after = knowledge.NewSnapshot(with(published, candidate, state)) })
	both.Wait()
	var t trial
	if state == knowledge.Published {
		t.own(after, candidate, lang)
	}
	t.others(before, after, questionsOf(published, candidate.ID), lang)
	return t
}

// snapshotOf is what artisans are answered from, indexed already, where it is of these articles; else they are indexed.
func (e *Editor) snapshotOf(articles []knowledge.Article) *knowledge.Snapshot {
	if e.Published == nil {
		return knowledge.NewSnapshot(articles)
	}
	s := e.Published()
	for i := range articles {
		if a, ok := s.Article(articles[i].ID); !ok || a.Revision != articles[i].Revision {
			return knowledge.NewSnapshot(articles)
		}
	}
	if len(s.Articles()) != len(articles) {
		return knowledge.NewSnapshot(articles)
	}
	return s
}

// question is one question of an article, and what it finds.
type question struct {
	text          string
	article       *knowledge.Article
	asked         bool
	before, after outcome
}

// questionsOf are the questions of all articles but one, the test questions first.
func questionsOf(published []knowledge.Article, but string) (all []question) {
	for _, of := range []func(*knowledge.Article) []string{
		func(a *knowledge.Article) []string { return a.Tests }, func(a *knowledge.Article) []string { return a.Questions },
	} {
		for i := range published {
			if a := &published[i]; a.ID != but {
				for _, text := range of(a) {
					all = append(all, question{text: text, article: a})
				}
			}
		}
	}
	return all
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

func (t *trial) others(before, after *knowledge.Snapshot, all []question, lang string) {
	askAll(before, after, all, lang)
	for _, q := range all {
		if !q.asked {
			t.Left++
			continue
		}
		t.Asked++
		if q.before == q.after {
			continue
		}
		m := moved{Question: q.text, Article: knowledge.Text(q.article.Title, lang), Before: q.before, After: q.after, Worse: q.worse()}
		if m.Worse {
			t.Worse++
		}
		t.Changed = append(t.Changed, m)
	}
	slices.SortStableFunc(t.Changed, func(a, b moved) int { return strings.Compare(rank(a), rank(b)) })
}

// worse reports that the question found its own article before, and no longer does or no longer surely.
func (q question) worse() bool {
	return q.before.ID == q.article.ID && (q.after.ID != q.article.ID || q.before.Verdict == knowledge.Answer && q.after.Verdict != knowledge.Answer)
}

// askAll asks on all processors until everything is asked or patience ends.
func askAll(before, after *knowledge.Snapshot, all []question, lang string) {
	var next atomic.Int64
	var askers sync.WaitGroup
	end := time.Now().Add(patience)
	for range runtime.GOMAXPROCS(0) {
		askers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(all) && time.Now().Before(end); i = int(next.Add(1)) - 1 {
				q := &all[i]
				q.before, q.after, q.asked = find(before, q.text, lang), find(after, q.text, lang), true
			}
		})
	}
	askers.Wait()
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
	Waiting int      // askers who are told when it is published
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
	for _, rec := range records {
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
	tallies, err := e.Questions.Tallies(r.Context())
	if err != nil {
		return err
	}
	if v.State == knowledge.Published {
		v.Waiting = tallies[a.ID].Waiting
	}
	v.Trial = e.try(inUse(records), a, v.State, knowledge.Languages[0])
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
