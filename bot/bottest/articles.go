package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/knowledge"
)

// ArticleStore is what the suite asks of a store of articles.
type ArticleStore interface {
	knowledge.Store
	knowledge.Publications
}

// Articles runs the contract of article stores; open gives every case an empty one and closes it after.
func Articles(t *testing.T, open func(t *testing.T) ArticleStore) {
	for name, run := range map[string]func(*library){
		"drafts are not answered from":     drafts,
		"published, edited, archived":      lifeOfAnArticle,
		"revisions are kept and restored":  revisions,
		"who comes second is told":         secondIsTold,
		"one of many at once":              oneEditorOfMany,
		"all changes or none":              allOrNone,
		"the starter text is kept":         starterText,
		"many articles":                    manyArticles,
		"any text comes back as it was":    anyText,
		"a publication is always noticed":  publicationCounts,
		"what is not there":                nothingThere,
		"an article comes once in a save":  onceInASave,
		"texts that look like SQL or JSON": oddTexts,
	} {
		t.Run(name, func(t *testing.T) { run(&library{t, open(t)}) })
	}
}

var (
	writer = knowledge.Author{ID: "p1", Name: "رنا"}
	second = knowledge.Author{ID: "p2", Name: "هدى"}
	write  = knowledge.Draft
)

// library is a store with the moves that cases are made of.
type library struct {
	*testing.T
	ArticleStore
}

func article(id, short string) knowledge.Article {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return knowledge.Article{
		ID: id, Title: map[string]string{"ar": "عنوان " + id}, Short: map[string]string{"ar": short},
		Standing: knowledge.Unconfirmed, Verified: day, Review: day.AddDate(0, 6, 0), Questions: []string{"شو " + id + "؟"},
	}
}

func (l *library) ok(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

func (l *library) save(c ...knowledge.Change) {
	l.Helper()
	l.ok(l.Save(l.Context(), c...))
}

func (l *library) record(id string) knowledge.Record {
	l.Helper()
	r, err := l.Record(l.Context(), id)
	l.ok(err)
	return r
}

// live are the first answers that artisans get, in the order of the ids.
func (l *library) live() (shorts []string) {
	l.Helper()
	h, err := l.Holdings(l.Context())
	l.ok(err)
	for _, a := range h.Live {
		shorts = append(shorts, a.ID+":"+a.Short["ar"])
	}
	return shorts
}

func (l *library) wantLive(want ...string) {
	l.Helper()
	if got := l.live(); !slices.Equal(got, want) {
		l.Fatalf("answered from %q, want %q", got, want)
	}
}

func drafts(l *library) {
	l.save(knowledge.Change{Article: article("kiln", "مسودة"), State: write, Author: writer})
	l.wantLive()
	r := l.record("kiln")
	if r.State != knowledge.Draft || r.Live != nil || r.Head.Number != 1 || r.Head.Author != writer || r.Head.At.IsZero() {
		l.Errorf("a draft is %+v", r)
	}
	if h, err := l.Holdings(l.Context()); err != nil || !slices.Equal(h.Hidden, []string{"kiln"}) {
		l.Errorf("hidden: %v, %v", h.Hidden, err)
	}
}

func lifeOfAnArticle(l *library) {
	l.save(knowledge.Change{Article: article("kiln", "١"), State: knowledge.Published, Author: writer})
	l.wantLive("kiln:١")
	l.save(knowledge.Change{Article: article("kiln", "٢"), From: 1, State: write, Author: second})
	l.wantLive("kiln:١")
	if r := l.record("kiln"); r.State != knowledge.Published || !r.Edited() || r.Live.Number != 1 || r.Head.Article.Short["ar"] != "٢" || r.Live.Article.Short["ar"] != "١" {
		l.Errorf("an edited article is %+v", r)
	}
	l.save(knowledge.Change{Article: article("kiln", "٢"), From: 2, State: knowledge.Published, Author: second})
	l.wantLive("kiln:٢")
	if r := l.record("kiln"); r.Edited() || r.Head.Article.Revision != 3 {
		l.Errorf("a published article is %+v", r)
	}
	l.save(knowledge.Change{Article: article("kiln", "٢"), From: 3, State: knowledge.Archived, Author: writer})
	l.wantLive()
	l.save(knowledge.Change{Article: article("kiln", "٣"), From: 4, State: write, Author: writer})
	l.wantLive()
	if r := l.record("kiln"); r.State != knowledge.Archived || r.Live != nil || r.Head.Number != 5 {
		l.Errorf("an archived article is %+v", r)
	}
	l.save(knowledge.Change{Article: article("kiln", "٣"), From: 5, State: knowledge.Published, Author: writer})
	l.wantLive("kiln:٣")
}

func revisions(l *library) {
	for n, text := range []string{"١", "٢", "٣"} {
		l.save(knowledge.Change{Article: article("kiln", text), From: n, State: knowledge.Published, Author: writer})
	}
	all, err := l.Revisions(l.Context(), "kiln")
	l.ok(err)
	old := all[len(all)-1]
	l.save(knowledge.Change{Article: old.Article, From: 3, State: write, Author: second, Restored: old.Number})
	all, err = l.Revisions(l.Context(), "kiln")
	l.ok(err)
	var got []string
	for _, r := range all {
		got = append(got, fmt.Sprintf("%d %s %s %s %d", r.Number, r.State, r.Author.Name, r.Article.Short["ar"], r.Restored))
	}
	want := []string{"4 draft هدى ١ 1", "3 published رنا ٣ 0", "2 published رنا ٢ 0", "1 published رنا ١ 0"}
	if !slices.Equal(got, want) {
		l.Errorf("revisions %q, want %q", got, want)
	}
	for i := 1; i < len(all); i++ {
		if all[i].At.After(all[i-1].At) {
			l.Errorf("revision %d is later than the next", all[i].Number)
		}
	}
}

func secondIsTold(l *library) {
	l.save(knowledge.Change{Article: article("kiln", "١"), State: knowledge.Published, Author: writer})
	l.save(knowledge.Change{Article: article("kiln", "من هدى"), From: 1, State: write, Author: second})
	for _, from := range []int{0, 1, 3} {
		err := l.Save(l.Context(), knowledge.Change{Article: article("kiln", "من رنا"), From: from, State: knowledge.Published, Author: writer})
		var conflict *knowledge.ConflictError
		if !errors.As(err, &conflict) {
			l.Fatalf("from %d: %v", from, err)
		}
		if n := conflict.Newest; conflict.ID != "kiln" || n.Author != second || n.Number != 2 || n.At.IsZero() || n.Article.Short["ar"] != "من هدى" {
			l.Errorf("the second is told %+v", conflict)
		}
	}
	if r := l.record("kiln"); r.Head.Number != 2 || r.Head.Article.Short["ar"] != "من هدى" {
		l.Errorf("overwritten: %+v", r.Head)
	}
}

func oneEditorOfMany(l *library) {
	for from := range 3 {
		var mu sync.Mutex
		var wg sync.WaitGroup
		won, told := 0, 0
		for n := range 8 {
			wg.Go(func() {
				err := l.Save(context.WithoutCancel(l.Context()), knowledge.Change{Article: article("kiln", fmt.Sprint(n)), From: from, State: knowledge.Published, Author: writer})
				var conflict *knowledge.ConflictError
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case errors.As(err, &conflict) && conflict.Newest.Number > from:
					told++
				default:
					l.Errorf("from %d: %v", from, err)
				}
			})
		}
		wg.Wait()
		if won != 1 || told != 7 {
			l.Fatalf("from %d: %d saved and %d were told, want 1 and 7", from, won, told)
		}
	}
}

func allOrNone(l *library) {
	l.save(knowledge.Change{Article: article("b", "١"), State: knowledge.Published, Author: writer})
	err := l.Save(l.Context(),
		knowledge.Change{Article: article("a", "جديد"), State: knowledge.Published, Author: second},
		knowledge.Change{Article: article("b", "جديد"), State: knowledge.Published, Author: second},
		knowledge.Change{Article: article("c", "جديد"), State: knowledge.Published, Author: second})
	var conflict *knowledge.ConflictError
	if !errors.As(err, &conflict) || conflict.ID != "b" || conflict.Newest.Author != writer {
		l.Fatalf("the conflict is %v", err)
	}
	l.wantLive("b:١")
	if all, err := l.Records(l.Context()); err != nil || len(all) != 1 {
		l.Errorf("%d records after a refused save, %v", len(all), err)
	}
}
