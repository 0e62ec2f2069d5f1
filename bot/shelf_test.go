package bot_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/knowledge"
)

// publications is a knowledge base that can fail and counts how often it is read.
type publications struct {
	mu     sync.Mutex
	number int64
	live   []knowledge.Article
	reads  int
	err    error
}

func (p *publications) Publication(context.Context) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.number, p.err
}

func (p *publications) Holdings(context.Context) (knowledge.Holdings, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reads++
	return knowledge.Holdings{Live: slices.Clone(p.live)}, p.err
}

func (p *publications) set(err error, live ...knowledge.Article) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.number, p.live, p.err = p.number+1, live, err
}

func (p *publications) readings() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reads
}

func shelved(id, short string) knowledge.Article {
	return knowledge.Article{ID: id, Title: map[string]string{"ar": id}, Short: map[string]string{"ar": short}, Standing: knowledge.Unconfirmed}
}

func shortOf(s *bot.Shelf, id string) string {
	a, ok := s.Finder().Article(id)
	if !ok {
		return ""
	}
	return a.Short["ar"]
}

func newShelf(t *testing.T, p *publications, look time.Duration) (*house, *bot.Shelf) {
	t.Helper()
	h := newHouse(t)
	s, err := bot.NewShelf(t.Context(), bot.ShelfConfig{Articles: p, Starter: []knowledge.Article{shelved("loom", "من البرنامج")}, Live: h.store, Log: quiet(), Look: look})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(background(t))
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	return h, s
}

func TestAPublicationIsAnsweredFromWithoutAPause(t *testing.T) {
	p := &publications{}
	h, s := newShelf(t, p, time.Hour) // so that only news brings news
	if shortOf(s, "loom") != "من البرنامج" || shortOf(s, "kiln") != "" {
		t.Fatal("the starter articles are not in use")
	}
	before := s.Finder()
	p.set(nil, shelved("kiln", "جديد"), shelved("loom", "معدّل"))
	h.eventually("what was published is answered from", func() bool {
		if err := h.store.Publish(t.Context(), bot.TopicKnowledge); err != nil {
			t.Fatal(err)
		}
		return shortOf(s, "kiln") == "جديد" && shortOf(s, "loom") == "معدّل"
	})
	if _, ok := before.Article("kiln"); ok {
		t.Error("a turn under way lost the knowledge that it began with")
	}
}

func TestAPublicationNobodyToldOfIsFound(t *testing.T) {
	p := &publications{}
	h, s := newShelf(t, p, 5*time.Millisecond)
	p.set(nil, shelved("kiln", "جديد"))
	h.eventually("it is found", func() bool { return shortOf(s, "kiln") == "جديد" })
	reads := p.readings()
	p.set(errors.New("no disk"))
	p.set(nil, shelved("kiln", "بعد العطل"))
	h.eventually("it is found after a failure", func() bool { return shortOf(s, "kiln") == "بعد العطل" })
	if more := p.readings() - reads; more > 2 {
		t.Errorf("the articles were read %d times for one publication", more)
	}
}

func TestWhatFailsLeavesWhatWasInUse(t *testing.T) {
	p := &publications{}
	p.set(nil, shelved("kiln", "قديم"))
	h, s := newShelf(t, p, time.Millisecond)
	p.set(errors.New("no disk"))
	for range 5 {
		if err := h.store.Publish(t.Context(), bot.TopicKnowledge); err != nil {
			t.Fatal(err)
		}
		if shortOf(s, "kiln") != "قديم" {
			t.Fatal("the knowledge is gone")
		}
	}
	p.set(nil, shelved("kiln", "جديد"))
	h.eventually("it recovers", func() bool { return shortOf(s, "kiln") == "جديد" })
	if _, err := bot.NewShelf(t.Context(), bot.ShelfConfig{Articles: &publications{err: errors.New("no disk")}, Live: h.store, Log: quiet()}); err == nil {
		t.Error("a shelf that could read nothing")
	}
}
