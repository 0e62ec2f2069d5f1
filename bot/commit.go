package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// commit writes a batch; should it fail as a whole, each conversation alone, so that one that cannot
// be written (its inputs count a failed attempt) does not hold up the others.
func (t *turner) commit(ctx context.Context, claims []Claim, turns []Turn, start time.Time) error {
	if len(turns) == 0 {
		return nil
	}
	lost, err := t.Turns.Commit(ctx, turns)
	if err == nil {
		t.committed(ctx, turns, lost, start)
		return nil
	}
	if len(claims) == 1 {
		return errors.Join(err, t.Turns.Release(ctx, claims, true, t.Now().Add(backOff)))
	}
	var errs []error
	for _, c := range claims {
		if own := of(c.Conversation, turns); len(own) > 0 {
			errs = append(errs, t.commit(ctx, []Claim{c}, own, start))
		}
	}
	return fmt.Errorf("one by one after %w: %w", err, errors.Join(errs...))
}

func of(conversation int64, turns []Turn) []Turn {
	var own []Turn
	for _, turn := range turns {
		if turn.Conversation == conversation {
			own = append(own, turn)
		}
	}
	return own
}

// committed does what follows a commit: wake the outbox, save the sessions, tell open screens.
func (t *turner) committed(ctx context.Context, turns []Turn, lost []int64, start time.Time) {
	gone := make(map[int64]bool, len(lost))
	for _, id := range lost {
		gone[id] = true
		t.Log.Warn("claim lost to another process; the turn is left to it", "conversation", id)
	}
	last := make(map[int64]Session, len(turns))
	topics := []string{TopicOutbox}
	parked, done := 0, 0
	for _, turn := range turns {
		if gone[turn.Conversation] {
			continue
		}
		done++
		if turn.Parked {
			parked++
		}
		last[turn.Conversation] = Session{Conversation: turn.Conversation, Seq: turn.Seq, State: turn.State}
		topics = append(topics, TopicConversation(turn.Conversation))
		if sends(turn) {
			t.news.errand.wake()
		}
		if changesQueue(turn) {
			topics = append(topics, TopicQueue)
		}
	}
	t.news.outbox.wake()
	sessions := make([]Session, 0, len(last))
	for _, s := range last {
		sessions = append(sessions, s)
	}
	t.noteSessions(t.Sessions.Save(ctx, sessions))
	t.news.tell(ctx, topics...)
	t.Meter.Turned(done, parked, t.Now().Sub(start))
}
