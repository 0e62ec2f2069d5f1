package bot_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// fated gives its errands out once, and keeps how they ended.
type fated struct {
	mu       sync.Mutex
	errands  []bot.Errand
	finished map[int64]dialogs.EditOutcome
	done     []int64 // by a clerk who never manages
}

func (f *fated) ClaimErrands(context.Context, int, time.Time, time.Time) (all []bot.Errand, _ error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all, f.errands = f.errands, nil
	return all, nil
}

func (f *fated) FinishErrand(_ context.Context, e bot.Errand, _ time.Time, answer dialogs.Input) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.finished[e.ID] = answer.Trial.Outcome
	return nil
}

func (f *fated) Do(_ context.Context, e bot.Errand) (dialogs.Trial, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = append(f.done, e.ID)
	return dialogs.Trial{}, errors.New("no disk")
}

func TestAnErrandThatNeverWorksIsGivenUpAndItsAdminTold(t *testing.T) {
	h := newHouse(t)
	f := &fated{finished: map[int64]dialogs.EditOutcome{}, errands: []bot.Errand{
		{ID: 1, Try: 4}, {ID: 2, Try: 5}, {ID: 3, Try: 6}, {ID: 4, Try: 1, Unreadable: true},
	}}
	c := h.config("first")
	c.Errands, c.Clerk = f, f
	h.run(bot.New(c))
	h.eventually("the last is given up", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.finished[4] != ""
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.done, []int64{1, 2}) {
		t.Errorf("tried are %v, want those that can be and may again", f.done)
	}
	for id, want := range map[int64]dialogs.EditOutcome{1: "", 2: dialogs.EditFailed, 3: dialogs.EditFailed} {
		if f.finished[id] != want {
			t.Errorf("errand %d ended as %q, want %q", id, f.finished[id], want)
		}
	}
}
