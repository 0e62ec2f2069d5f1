package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"sanad/dialogs"
)

const (
	turnBatch   = 64              // conversations moved on in one transaction
	maxAttempts = 3               // failures of one input before it is parked
	backOff     = 2 * time.Second // after a failed turn
)

// turner moves conversations on: claim, load, step, commit.
type turner struct {
	Config
	channels *channels
	news     *news
	degraded atomic.Bool // the sessions could not be had the last time
}

func newTurner(c Config, channels *channels, n *news) *turner {
	return &turner{Config: c, channels: channels, news: n}
}

func (t *turner) now() time.Time { return t.Now() }

// run works batch after batch until stop is done; work outlives it so that a running batch is committed.
func (t *turner) run(stop, work context.Context) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for stop.Err() == nil {
		n, err := t.batch(work)
		if err != nil {
			t.Log.Error("turns not done; they are tried again", "error", err)
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-stop.Done():
		case <-t.news.inbox:
		case <-tick.C:
		}
	}
}

// batch moves on as many conversations as fit into one transaction and says how many it found.
func (t *turner) batch(ctx context.Context) (int, error) {
	start := t.Now()
	claims, err := t.Turns.Claim(ctx, t.Worker, turnBatch, start, start.Add(leaseTime))
	if err != nil || len(claims) == 0 {
		return 0, err
	}
	if len(claims) == turnBatch {
		t.news.inbox.wake()
	}
	states, err := t.load(ctx, claims)
	if err != nil {
		return 0, errors.Join(err, t.Turns.Release(ctx, claims, false, start.Add(backOff)))
	}
	kb := t.Knowledge()
	var turns []Turn
	var failed []Claim
	for _, c := range claims {
		done := t.converse(ctx, c, states[c.Conversation], kb)
		if len(done) == 0 {
			failed = append(failed, c)
		}
		turns = append(turns, done...)
	}
	if len(failed) > 0 {
		err = t.Turns.Release(ctx, failed, true, start.Add(backOff))
	}
	return len(claims), errors.Join(err, t.commit(ctx, claims, turns, start))
}

// load gets the states as of each claim's last turn: from the sessions, or where these have nothing or
// something older, from the ledger.
func (t *turner) load(ctx context.Context, claims []Claim) (map[int64]dialogs.State, error) {
	var begun []int64
	for _, c := range claims {
		if c.Seq > 0 {
			begun = append(begun, c.Conversation)
		}
	}
	states := make(map[int64]dialogs.State, len(claims))
	if len(begun) == 0 {
		return states, nil
	}
	fast, err := t.Sessions.Load(ctx, begun)
	t.noteSessions(err)
	var missing []int64
	for _, c := range claims {
		s, ok := fast[c.Conversation]
		var state dialogs.State
		if ok && s.Seq == c.Seq && json.Unmarshal(s.State, &state) == nil {
			states[c.Conversation] = state
		} else if c.Seq > 0 {
			missing = append(missing, c.Conversation)
		}
	}
	return states, t.loadSlow(ctx, missing, states)
}

func (t *turner) loadSlow(ctx context.Context, missing []int64, states map[int64]dialogs.State) error {
	if len(missing) == 0 {
		return nil
	}
	kept, err := t.Turns.States(ctx, missing)
	if err != nil {
		return fmt.Errorf("load states: %w", err)
	}
	for _, id := range missing {
		var state dialogs.State
		if err := json.Unmarshal(kept[id], &state); err != nil {
			t.Log.Error("state unreadable; the conversation starts afresh", "conversation", id, "error", err)
			state = dialogs.State{}
		}
		states[id] = state
	}
	return nil
}

// noteSessions logs when the sessions go and when they come back, not at every turn between.
func (t *turner) noteSessions(err error) {
	if failing := err != nil; t.degraded.Swap(failing) != failing {
		if failing {
			t.Log.Warn("sessions unavailable; states come from the ledger meanwhile", "error", err)
		} else {
			t.Log.Info("sessions available again")
		}
	}
}

// converse gives each waiting input its turn, in order, up to the first that fails.
func (t *turner) converse(ctx context.Context, c Claim, state dialogs.State, kb dialogs.Finder) []Turn {
	var turns []Turn
	for i, w := range c.Waiting {
		turn, next, err := t.try(ctx, c, state, w, kb)
		if err != nil {
			t.Log.Error("turn failed", "conversation", c.Conversation, "input", w.Input.ID, "attempts", w.Attempts+1, "error", err)
			if w.Attempts+1 < maxAttempts {
				return turns
			}
			turn, next = t.apologize(ctx, c, state, w, kb)
		}
		turn.Seq = c.Seq + int64(i) + 1
		state = next
		turns = append(turns, turn)
	}
	return turns
}

// errUnwritable is for an input whose turns could not be committed, however often.
var errUnwritable = errors.New("its turn could not be written")

func (t *turner) try(ctx context.Context, c Claim, state dialogs.State, w Waiting, kb dialogs.Finder) (Turn, dialogs.State, error) {
	if w.Attempts >= maxAttempts {
		return Turn{}, state, errUnwritable
	}
	return t.one(ctx, c, state, w, kb)
}

// one is one turn: the engine's step, put into words and parts as the channel needs them.
func (t *turner) one(ctx context.Context, c Claim, state dialogs.State, w Waiting, kb dialogs.Finder) (turn Turn, next dialogs.State, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	r := t.Engine.Step(state, w.Input, t.Now(), kb)
	said, err := t.words(ctx, c, r)
	if err != nil {
		return Turn{}, state, err
	}
	kept, err := json.Marshal(r.State)
	if err != nil {
		return Turn{}, state, fmt.Errorf("state: %w", err)
	}
	return Turn{
		Conversation: c.Conversation, Contact: c.Contact, Token: c.Token, At: t.Now(),
		Input: w.Input, State: kept, Mode: r.State.Mode, Said: said, Effects: r.Effects,
	}, r.State, nil
}

// apologize gives an input up: the artisan is told, and a person is called for.
func (t *turner) apologize(ctx context.Context, c Claim, state dialogs.State, w Waiting, kb dialogs.Finder) (Turn, dialogs.State) {
	sorry := w
	sorry.Input = dialogs.Input{ID: w.Input.ID, Kind: dialogs.KindApology}
	turn, next, err := t.one(ctx, c, state, sorry, kb)
	if err != nil { // then at least the conversation is not stuck
		t.Log.Error("apology failed", "conversation", c.Conversation, "input", w.Input.ID, "error", err)
		kept, _ := json.Marshal(state) // it was JSON a moment ago
		turn = Turn{Conversation: c.Conversation, Contact: c.Contact, Token: c.Token, At: t.Now(), State: kept, Mode: state.Mode}
		next = state
	}
	turn.Input, turn.Parked = w.Input, true
	return turn, next
}
