package bot

import (
	"context"
	"log/slog"
	"time"
)

const (
	pruneEvery = time.Minute
	// pruneAfter is longer than any network repeats a message: what is pruned would not be known again.
	pruneAfter = 90 * 24 * time.Hour
)

// PastStore keeps for a while what nothing depends on: states that later turns replaced, and under which event an input came.
type PastStore interface {
	// Prune deletes a part of what is from before a moment, going on after a conversation; it returns where to go on, 0 at the end.
	Prune(ctx context.Context, before time.Time, after int64) (next int64, err error)
}

// Pruner keeps the records of turns from growing for ever, a little at a time. Transcripts it leaves alone.
type Pruner struct {
	Past PastStore
	Log  *slog.Logger
	Now  func() time.Time
}

// Run prunes now and then until ctx is done.
func (p *Pruner) Run(ctx context.Context) {
	var after int64
	for pause(ctx, pruneEvery) {
		next, err := p.Past.Prune(ctx, p.Now().Add(-pruneAfter), after)
		if err != nil && ctx.Err() == nil {
			p.Log.Error("old turns not pruned; it is tried again", "error", err)
			continue
		}
		after = next
	}
}
