package whatsapp

import (
	"context"
	"sync"
	"sync/atomic"

	"go.mau.fi/whatsmeow/store"
)

// ratchet lets nobody turn a number's keys while another does. Whatsmeow loads a session, turns its keys and stores it, for
// what it sends and for what it receives alike, with nothing to keep the two apart; where both happen at once one turn is
// lost, the next message is sealed with a key that was used, and the artisan's phone drops it as one that it has.
type ratchet struct{ mu sync.Mutex }

// guard has what whatsmeow does with the device's sessions go by the ratchet, and says in sealed what it keeps the plaintext
// of the message at hand under.
func (r *ratchet) guard(device *store.Device, sealed *atomic.Pointer[[32]byte]) {
	device.Sessions = guardedSessions{device.Sessions, r}
	device.EventBuffer = guardedBuffer{device.EventBuffer, r, sealed}
}

// guardedBuffer holds the ratchet while a message is decrypted. It must be held before the transaction begins: who
// encrypts waits for a connection with the ratchet in hand.
type guardedBuffer struct {
	store.EventBuffer
	r      *ratchet
	sealed *atomic.Pointer[[32]byte]
}

// GetBufferedEvent is what whatsmeow begins with, for each message.
func (b guardedBuffer) GetBufferedEvent(ctx context.Context, hash [32]byte) (*store.BufferedEvent, error) {
	b.sealed.Store(&hash)
	return b.EventBuffer.GetBufferedEvent(ctx, hash)
}

func (b guardedBuffer) DoDecryptionTxn(ctx context.Context, decrypt func(context.Context) error) error {
	b.r.mu.Lock()
	defer b.r.mu.Unlock()
	return b.EventBuffer.DoDecryptionTxn(ctx, decrypt)
}

// guardedSessions holds the ratchet from the loading of the sessions that a message is encrypted with to their storing.
type guardedSessions struct {
	store.SessionStore
	r *ratchet
}

func (s guardedSessions) GetManySessions(ctx context.Context, addresses []string) (map[string][]byte, error) {
	turnOf(ctx).begin()
	return s.SessionStore.GetManySessions(ctx, addresses)
}

func (s guardedSessions) PutManySessions(ctx context.Context, sessions map[string][]byte) error {
	defer turnOf(ctx).end()
	return s.SessionStore.PutManySessions(ctx, sessions)
}

// turning is one message's hold on the ratchet. All of it runs in one goroutine.
type turning struct {
	r    *ratchet
	held bool
}

type turningKey struct{}

// turn prepares a context to send one message with. The caller ends it, should whatsmeow not come so far as to do that.
func (r *ratchet) turn(ctx context.Context) (context.Context, *turning) {
	t := &turning{r: r}
	return context.WithValue(ctx, turningKey{}, t), t
}

// turnOf is nil for what whatsmeow sends by itself.
func turnOf(ctx context.Context) *turning {
	t, _ := ctx.Value(turningKey{}).(*turning)
	return t
}

func (t *turning) begin() {
	if t != nil && !t.held {
		t.r.mu.Lock()
		t.held = true
	}
}

func (t *turning) end() {
	if t != nil && t.held {
		t.held = false
		t.r.mu.Unlock()
	}
}
