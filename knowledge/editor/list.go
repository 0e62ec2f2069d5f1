package editor

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"sanad/knowledge"
)

// item is one article in the list.
type item struct {
	Record  knowledge.Record
	Article knowledge.Article // its newest revision
	Due     knowledge.Due
	News    bool // the release has a newer text of its own
	Tally   knowledge.Tally
}

// listView is the list with what chose it.
type listView struct {
	Query    string
	Filter   string
	Sort     string
	Filters  []filter
	Items    []item
	Total    int
	More     int // not shown: a search is quicker than a long page
	Open     int // questions nobody answered
	Warnings int // articles that expire soon or have expired
}

// filter is one choice above the list.
type filter struct {
	Name  string
	Count int
	Here  bool
}

// filters are the choices, in order; each says which articles it holds.
var filters = []struct {
	name  string
	holds func(i item) bool
}{
	{"all", func(i item) bool { return i.Record.State != knowledge.Archived }},
	{"draft", func(i item) bool { return i.Record.State == knowledge.Draft || i.Record.Edited() }},
	{"review", func(i item) bool { return i.Due == knowledge.DueReview && i.Record.State != knowledge.Archived }},
	{"expiring", func(i item) bool {
		return (i.Due == knowledge.DueExpiring || i.Due == knowledge.DueExpired) && i.Record.State != knowledge.Archived
	}},
	{"current", func(i item) bool {
		return i.Article.Standing == knowledge.Current && i.Record.State != knowledge.Archived
	}},
	{"historic", func(i item) bool {
		return i.Article.Standing == knowledge.Historic && i.Record.State != knowledge.Archived
	}},
	{"unconfirmed", func(i item) bool {
		return i.Article.Standing == knowledge.Unconfirmed && i.Record.State != knowledge.Archived
	}},
	{"news", func(i item) bool { return i.News }},
	{"archived", func(i item) bool { return i.Record.State == knowledge.Archived }},
}

const listMost = 200

func (e *Editor) listPage(w http.ResponseWriter, r *http.Request) error {
	records, err := e.Articles.Records(r.Context())
	if err != nil {
		return err
	}
	tallies, err := e.Questions.Tallies(r.Context())
	if err != nil {
		return err
	}
	open, err := e.groups(r.Context())
	if err != nil {
		return err
	}
	items := e.items(records, tallies)
	v := listView{Query: clean(r.FormValue("q")), Filter: r.FormValue("show"), Sort: r.FormValue("sort"), Total: len(items), Open: len(open)}
	v.choose(items)
	v.order()
	if len(v.Items) > listMost {
		v.More = len(v.Items) - listMost
		v.Items = v.Items[:listMost]
	}
	e.show(w, r, http.StatusOK, "list", page{Title: "editor.list.title", Here: "list", Notice: e.notice(r), Body: v})
	return nil
}

// notice says what an action that led here did.
func (e *Editor) notice(r *http.Request) string {
	if did := r.FormValue("did"); notices[did] {
		return e.say(r, "editor.did."+did)
	}
	return ""
}

// notices are the things that can be told so.
var notices = map[string]bool{"saved": true, "published": true, "archived": true, "restored": true, "reviewed": true, "added": true, "settled": true, "answered": true}

func (e *Editor) items(records []knowledge.Record, tallies map[string]knowledge.Tally) []item {
	now := e.Now()
	items := make([]item, len(records))
	for i, rec := range records {
		a := rec.Head.Article
		_, news := e.Articles.News(rec)
		items[i] = item{Record: rec, Article: a, Due: a.DueAt(now), News: news, Tally: tallies[rec.ID]}
	}
	return items
}

// choose counts what each filter holds and keeps what the chosen one and the search hold.
func (v *listView) choose(items []item) {
	match := matcher(v.Query)
	for _, f := range filters {
		here := f.name == v.Filter || v.Filter == "" && f.name == filters[0].name
		n := 0
		for _, i := range items {
			if !f.holds(i) || !match(i.Article) {
				continue
			}
			n++
			if here {
				v.Items = append(v.Items, i)
			}
		}
		if n > 0 || here || f.name == "draft" || f.name == "review" {
			v.Filters = append(v.Filters, filter{f.name, n, here})
		}
		if f.name == "expiring" {
			v.Warnings = n
		}
	}
}

// matcher finds the words of a query, in whatever spelling, anywhere in an article.
func matcher(query string) func(knowledge.Article) bool {
	if query == "" {
		return func(knowledge.Article) bool { return true }
	}
	return func(a knowledge.Article) bool {
		texts := []string{a.ID, a.Title["ar"], a.Title["en"], a.Short["ar"], a.Body["ar"], strings.Join(a.Questions, "\n"), strings.Join(a.Tags, "\n")}
		return knowledge.Mentions(strings.Join(texts, "\n"), query)
	}
}

func (v *listView) order() {
	switch v.Sort {
	case "asked":
		slices.SortStableFunc(v.Items, func(a, b item) int { return cmp.Compare(b.Tally.Answered, a.Tally.Answered) })
	case "worst":
		slices.SortStableFunc(v.Items, func(a, b item) int { return cmp.Compare(dislike(b.Tally), dislike(a.Tally)) })
	case "changed":
		slices.SortStableFunc(v.Items, func(a, b item) int { return b.Record.Head.At.Compare(a.Record.Head.At) })
	case "review":
		slices.SortStableFunc(v.Items, func(a, b item) int { return soonest(a.Article).Compare(soonest(b.Article)) })
	}
}

// dislike ranks by the share of artisans who said no, pulled to the middle where few said anything.
func dislike(t knowledge.Tally) float64 {
	return (float64(t.Unhelpful) + 0.5) / (float64(t.Helpful+t.Unhelpful) + 2)
}

func soonest(a knowledge.Article) time.Time {
	if !a.Expires.IsZero() && a.Expires.Before(a.Review) {
		return a.Expires
	}
	return a.Review
}
