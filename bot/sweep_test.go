package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"sanad/bot"
)

// heap is a list of leftovers and the files themselves: those in fresh were saved again just now.
type heap struct {
	listed, files, fresh []string
	before               time.Time
	fails                error
}

func (h *heap) Leftovers(_ context.Context, before time.Time) ([]string, error) {
	h.before = before
	return slices.Clone(h.listed), h.fails
}

func (h *heap) Removed(_ context.Context, hashes ...string) error {
	h.listed = slices.DeleteFunc(h.listed, func(s string) bool { return slices.Contains(hashes, s) })
	return nil
}

func (h *heap) RemoveOld(_ context.Context, hash string, before time.Time) (bool, error) {
	if !before.Equal(h.before) || slices.Contains(h.fresh, hash) {
		return false, nil
	}
	h.files = slices.DeleteFunc(h.files, func(s string) bool { return s == hash })
	return true, nil
}

func TestSweeperRemovesWhatIsNobodys(t *testing.T) {
	h := &heap{listed: []string{"a", "b"}, files: []string{"a", "b", "c"}, fresh: []string{"b"}}
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s := &bot.Sweeper{Leftovers: h, Files: h, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }}
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(h.listed, []string{"b"}) || !slices.Equal(h.files, []string{"b", "c"}) || !h.before.Before(now) {
		t.Errorf("%+v", h)
	}
	h.fails, h.fresh = errors.New("away"), nil
	if err := s.Sweep(t.Context()); !errors.Is(err, h.fails) || len(h.files) != 2 {
		t.Errorf("%v, %+v", err, h)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Run(ctx) // ends, and loses nothing
}
