package bot

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"sanad/dialogs"
	"sanad/knowledge"
)

// TopicKnowledge is the Live topic of the knowledge base: something was published or taken out of use.
const TopicKnowledge = "knowledge"

// shelfLook is how often a shelf looks for a publication that it was not told of.
const shelfLook = 30 * time.Second

// ShelfConfig is what a Shelf stands on. All but Look are required.
type ShelfConfig struct {
	Articles knowledge.Publications
	Starter  []knowledge.Article
	Live     Live
	Log      *slog.Logger
	Look     time.Duration // how often to look without being told; 30 s when zero
}

// Shelf holds the published knowledge ready for turns. A publication is indexed beside what is in use and then
// takes its place at once: no turn waits, and one under way keeps what it began with.
type Shelf struct {
	ShelfConfig
	current     atomic.Pointer[knowledge.Snapshot]
	publication atomic.Int64 // what current is of
}

// NewShelf reads and indexes what is published now.
func NewShelf(ctx context.Context, c ShelfConfig) (*Shelf, error) {
	if c.Look == 0 {
		c.Look = shelfLook
	}
	s := &Shelf{ShelfConfig: c}
	s.publication.Store(-1)
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Snapshot is what is published, as far as this process knows.
func (s *Shelf) Snapshot() *knowledge.Snapshot { return s.current.Load() }

// Finder is Snapshot for turns.
func (s *Shelf) Finder() dialogs.Finder { return s.current.Load() }

// Publication numbers what Snapshot is of; it rises.
func (s *Shelf) Publication() int64 { return s.publication.Load() }

// Run keeps the shelf up to date until ctx is done. Whatever fails leaves in use what was.
func (s *Shelf) Run(ctx context.Context) {
	look := time.NewTicker(s.Look)
	defer look.Stop()
	news, err := s.Live.Subscribe(ctx, TopicKnowledge)
	if err != nil && ctx.Err() == nil {
		s.Log.Warn("no news of publications; looking now and then instead", "error", err)
	}
	for {
		if err := s.refresh(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("knowledge not read anew; answering from what was published before", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		case _, ok := <-news:
			if !ok {
				news = nil // looking now and then is left
			}
		}
	}
}

// refresh indexes what is published where that is new.
func (s *Shelf) refresh(ctx context.Context) error {
	publication, err := s.Articles.Publication(ctx)
	if err != nil {
		return fmt.Errorf("shelf: %w", err)
	}
	if publication == s.publication.Load() {
		return nil
	}
	held, err := s.Articles.Holdings(ctx) // may hold even later ones: then they are read once more
	if err != nil {
		return fmt.Errorf("shelf: %w", err)
	}
	s.current.Store(knowledge.NewSnapshot(knowledge.InUse(s.Starter, held)))
	s.publication.Store(publication)
	return nil
}
