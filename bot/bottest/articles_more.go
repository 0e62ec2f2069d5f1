package bottest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"sanad/knowledge"
)

// The first change to an article of the program keeps what the program said before.
func starterText(l *library) {
	old := article("kiln", "من البرنامج")
	lib := knowledge.NewLibrary(l.ArticleStore, []knowledge.Article{old, article("loom", "آخر")})
	r, err := lib.Record(l.Context(), "kiln")
	l.ok(err)
	if r.State != knowledge.Published || r.Head.Number != 0 || r.Head.Author.ID != "" || r.Live == nil {
		l.Fatalf("an untouched starter article is %+v", r)
	}
	l.ok(lib.Save(l.Context(), knowledge.Change{Article: article("kiln", "من رنا"), State: write, Author: writer}))
	l.wantLive("kiln:من البرنامج")
	r, err = lib.Record(l.Context(), "kiln")
	l.ok(err)
	if r.State != knowledge.Published || r.Head.Number != 2 || r.Live.Number != 1 || r.Live.Author != (knowledge.Author{}) {
		l.Errorf("after the first change it is %+v", r)
	}
	if _, news := lib.News(r); news {
		l.Error("the same starter text counts as news")
	}
	newer := knowledge.NewLibrary(l.ArticleStore, []knowledge.Article{article("kiln", "من الإصدار الجديد"), article("loom", "جديد")})
	if a, news := newer.News(r); !news || a.Short["ar"] != "من الإصدار الجديد" {
		l.Errorf("a release's newer text is not told: %v", a)
	}
	h, err := l.Holdings(l.Context())
	l.ok(err)
	inUse := knowledge.InUse([]knowledge.Article{article("kiln", "من الإصدار الجديد"), article("loom", "جديد")}, h)
	if len(inUse) != 2 || inUse[0].Short["ar"] != "من البرنامج" || inUse[1].Short["ar"] != "جديد" {
		l.Errorf("in use after a release: %+v", inUse)
	}
	all, err := newer.Records(l.Context())
	l.ok(err)
	if len(all) != 2 || all[0].ID != "kiln" || all[0].Head.Number != 2 || all[1].ID != "loom" || all[1].Head.Number != 0 {
		l.Errorf("the records are %+v", all)
	}
}

func manyArticles(l *library) {
	const n = 500
	changes := make([]knowledge.Change, n)
	for i := range changes {
		changes[i] = knowledge.Change{Article: article(fmt.Sprintf("a%03d", n-i), fmt.Sprint(n-i)), State: knowledge.Published, Author: writer}
	}
	l.save(changes...)
	all, err := l.Records(l.Context())
	l.ok(err)
	if len(all) != n || len(l.live()) != n || !slices.IsSortedFunc(all, func(a, b knowledge.Record) int { return strings.Compare(a.ID, b.ID) }) {
		l.Errorf("%d records, %d live, of %d", len(all), len(l.live()), n)
	}
}

// anyText: what was saved comes back the same, to the byte.
func anyText(l *library) {
	n := 0
	rapid.Check(l.T, func(t *rapid.T) {
		n++
		a := anyArticle(t, fmt.Sprintf("a%d", n))
		if err := l.Save(l.Context(), knowledge.Change{Article: a, State: knowledge.Published, Author: writer}); err != nil {
			t.Fatal(err)
		}
		r, err := l.Record(l.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := string(knowledge.Format(r.Head.Article)), string(knowledge.Format(a)); got != want {
			t.Fatalf("saved\n%s\nand read\n%s", want, got)
		}
	})
}

func anyArticle(t *rapid.T, id string) knowledge.Article {
	text := rapid.StringOf(rapid.RuneFrom([]rune("ابتةىئء ًA'\"\\<>&;\n{}[]%?$٣3👩‍🏭\u2068\u2069"))) // no NUL: PostgreSQL has no place for it
	day := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "days"))
	})
	a := article(id, text.Draw(t, "short"))
	a.Body = map[string]string{"ar": text.Draw(t, "body"), "en": text.Draw(t, "body")}
	a.Questions = rapid.SliceOf(text).Draw(t, "questions")
	a.Sources = []knowledge.Source{{Title: text.Draw(t, "source"), Date: "2026"}}
	a.Verified, a.Expires = day.Draw(t, "verified"), day.Draw(t, "expires")
	if rapid.Bool().Draw(t, "scheme") {
		a.Scheme = &knowledge.Scheme{Name: map[string]string{"ar": text.Draw(t, "name")}, Rules: []knowledge.Rule{{When: text.Draw(t, "when"), Must: true}}}
	}
	return a
}

func publicationCounts(l *library) {
	last, err := l.Publication(l.Context())
	l.ok(err)
	for n, state := range []knowledge.State{write, knowledge.Published, write, knowledge.Archived, knowledge.Published} {
		l.save(knowledge.Change{Article: article("kiln", fmt.Sprint(n)), From: n, State: state, Author: writer})
		now, err := l.Publication(l.Context())
		l.ok(err)
		if state != write && now == last {
			l.Errorf("revision %d was made %s and nobody would notice", n+1, state)
		}
		last = now
	}
}

func nothingThere(l *library) {
	if _, err := l.Record(l.Context(), "nothing"); !errors.Is(err, knowledge.ErrNoArticle) {
		l.Errorf("an article that is not there: %v", err)
	}
	if all, err := l.Revisions(l.Context(), "nothing"); err != nil || len(all) != 0 {
		l.Errorf("revisions of nothing: %v, %v", all, err)
	}
	err := l.Save(l.Context(), knowledge.Change{Article: article("nothing", "١"), From: 4, State: write, Author: writer})
	if !errors.Is(err, knowledge.ErrNoArticle) {
		l.Errorf("a save on top of nothing: %v", err)
	}
	l.ok(l.Save(l.Context()))
	l.wantLive()
}

func onceInASave(l *library) {
	a := knowledge.Change{Article: article("kiln", "١"), State: write, Author: writer}
	if err := l.Save(l.Context(), a, a); err == nil {
		l.Error("two changes of one article in one save")
	}
	if err := l.Save(l.Context(), knowledge.Change{Article: article("", "١"), State: write}); err == nil {
		l.Error("an article without an id")
	}
	if all, err := l.Records(l.Context()); err != nil || len(all) != 0 {
		l.Errorf("%d records after refused saves, %v", len(all), err)
	}
}

func oddTexts(l *library) {
	for n, text := range []string{`'; DROP TABLE articles; --`, `{"a":1}`, `?, $1, [[?]] {{lock}}`, strings.Repeat("ح", 200_000)} {
		l.save(knowledge.Change{Article: article("kiln", text), From: n, State: knowledge.Published, Author: knowledge.Author{ID: "odd", Name: text}})
		if r := l.record("kiln"); r.Head.Article.Short["ar"] != text || r.Head.Author.Name != text {
			l.Errorf("%.40q came back as %.40q", text, r.Head.Article.Short["ar"])
		}
	}
}
