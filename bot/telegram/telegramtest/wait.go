package telegramtest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// Transcript returns everything said in the chat so far, in order.
func (u *User) Transcript() []Message {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return snapshot(u.s.chat(u.ID), func(*Message) bool { return true })
}

// Replies returns what the bot sent so far, in order.
func (u *User) Replies() []Message {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return snapshot(u.s.chat(u.ID), fromBot)
}

func fromBot(m *Message) bool { return m.FromBot }

func snapshot(ch *chat, which func(*Message) bool) []Message {
	var out []Message
	for _, m := range ch.messages {
		if which(m) {
			out = append(out, *m)
		}
	}
	return out
}

// Actions is how often the bot showed that it types.
func (u *User) Actions() int {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return u.s.chat(u.ID).actions
}

// Wait returns the bot's messages once there are n of them.
func (u *User) Wait(ctx context.Context, n int) ([]Message, error) {
	err := u.wait(ctx, func(ch *chat) bool { return ch.sent >= n })
	return u.Replies(), err
}

// WaitFor returns the bot's messages once they are as wanted. The error says how many there were instead.
func (u *User) WaitFor(ctx context.Context, wanted func(replies []Message) bool) ([]Message, error) {
	err := u.wait(ctx, func(ch *chat) bool { return wanted(snapshot(ch, fromBot)) })
	return u.Replies(), err
}

// wait looks at the chat, which it holds, whenever it changed.
func (u *User) wait(ctx context.Context, reached func(*chat) bool) error {
	for {
		u.s.mu.Lock()
		ch := u.s.chat(u.ID)
		done, changed, sent := reached(ch), ch.changed, ch.sent
		u.s.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("telegramtest: chat %d has %d messages of the bot: %w", u.ID, sent, ctx.Err())
		case <-u.s.ctx.Done():
			return errors.New("telegramtest: the server is closed")
		}
	}
}

// replyWithin is how long Reply waits.
const replyWithin = 15 * time.Second

// Reply returns the bot's next message that it has not returned yet, and fails the test when none comes.
func (u *User) Reply(tb testing.TB) Message {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), replyWithin)
	defer cancel()
	u.s.mu.Lock()
	ch := u.s.chat(u.ID)
	n := ch.read
	ch.read++
	u.s.mu.Unlock()
	replies, err := u.Wait(ctx, n+1)
	if err != nil {
		tb.Fatal(err)
	}
	return replies[n]
}
