package bot

import (
	"context"
	"log/slog"
	"time"
)

const (
	sweepEvery = time.Minute
	// sweepAfter leaves whoever sends the same file just now the time to have it accepted.
	sweepAfter = 5 * time.Minute
)

// Leftovers knows which files forgotten artisans left behind.
type Leftovers interface {
	// Leftovers gives those left before a moment that nobody else has sent.
	Leftovers(ctx context.Context, before time.Time) ([]string, error)
	// Removed takes files off the list.
	Removed(ctx context.Context, hashes ...string) error
}

// Remover removes files, but for those saved, perhaps again, after a moment.
type Remover interface {
	RemoveOld(ctx context.Context, hash string, before time.Time) (removed bool, err error)
}

// Sweeper removes the files of forgotten artisans. The records were erased with the turn that forgot
// them; files follow some minutes later, because the same bytes may be somebody else's too.
type Sweeper struct {
	Leftovers Leftovers
	Files     Remover
	Log       *slog.Logger
	Now       func() time.Time
}

// Run sweeps now and then until ctx is done.
func (s *Sweeper) Run(ctx context.Context) {
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("files of forgotten artisans not removed; it is tried again", "error", err)
		}
		if !pause(ctx, sweepEvery) {
			return
		}
	}
}

// Sweep looks once.
func (s *Sweeper) Sweep(ctx context.Context) error {
	before := s.Now().Add(-sweepAfter)
	left, err := s.Leftovers.Leftovers(ctx, before)
	if err != nil {
		return err
	}
	var gone []string
	for _, hash := range left {
		removed, err := s.Files.RemoveOld(ctx, hash, before)
		if err != nil {
			return err
		}
		if removed {
			gone = append(gone, hash)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	s.Log.Info("files of forgotten artisans removed", "files", len(gone))
	return s.Leftovers.Removed(ctx, gone...)
}
