package bottest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sanad/bot"
)

// adapterWait is how long a test waits for what must happen.
const adapterWait = 15 * time.Second

// AdapterInbox stands in for the pipeline's inbox: it keeps what was accepted, once, and can refuse.
type AdapterInbox struct {
	mu       sync.Mutex
	accepted []bot.Incoming
	known    map[string]int64
	offered  int
	refusing bool
	changed  chan struct{}
}

// NewAdapterInbox makes an empty inbox.
func NewAdapterInbox() *AdapterInbox {
	return &AdapterInbox{known: make(map[string]int64), changed: make(chan struct{})}
}

// Accept is a bot.Accept.
func (b *AdapterInbox) Accept(ctx context.Context, in ...bot.Incoming) ([]bot.Receipt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.offered += len(in)
	close(b.changed)
	b.changed = make(chan struct{})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if b.refusing {
		return nil, errors.New("the inbox takes nothing now")
	}
	var out []bot.Receipt
	for _, one := range in {
		key := one.Account.Network + "\x00" + one.Account.ID + "\x00" + one.ID
		n, duplicate := b.known[key]
		if !duplicate {
			b.accepted = append(b.accepted, one)
			n = int64(len(b.accepted))
			b.known[key] = n
		}
		out = append(out, bot.Receipt{Conversation: 1, Input: n, Duplicate: duplicate})
	}
	return out, nil
}

// Refuse makes the inbox fail, or work again.
func (b *AdapterInbox) Refuse(refuse bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refusing = refuse
}

// Accepted returns what was accepted so far, in order.
func (b *AdapterInbox) Accepted() []bot.Incoming {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]bot.Incoming(nil), b.accepted...)
}

// Wait returns what was accepted once that is n or more.
func (b *AdapterInbox) Wait(t testing.TB, n int) []bot.Incoming {
	t.Helper()
	b.until(t, "accepted", func() bool { return len(b.accepted) >= n })
	return b.Accepted()
}

// WaitOffered waits until the adapter offered n messages, refused ones and duplicates too.
func (b *AdapterInbox) WaitOffered(t testing.TB, n int) {
	t.Helper()
	b.until(t, "offered", func() bool { return b.offered >= n })
}

// Offered is how many messages the adapter offered so far.
func (b *AdapterInbox) Offered() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.offered
}

func (b *AdapterInbox) until(t testing.TB, what string, reached func() bool) {
	t.Helper()
	late := time.After(adapterWait)
	for {
		b.mu.Lock()
		changed, done, accepted, offered := b.changed, reached(), len(b.accepted), b.offered
		b.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("not %s in time: %d accepted, %d offered", what, accepted, offered)
		}
	}
}
