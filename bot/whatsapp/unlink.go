package whatsapp

import (
	"context"

	"go.mau.fi/whatsmeow/store"
)

// Unlink takes us off a number: by the connection that it has where it is served here, and else as the function of this
// name does.
func (s *Numbers) Unlink(ctx context.Context, cfg LinkConfig, number string) error {
	s.mu.Lock()
	n := s.all[number]
	s.mu.Unlock()
	if n != nil {
		if l := n.line.Load(); l != nil && l.client.IsLoggedIn() {
			return l.logout(ctx)
		}
	}
	return Unlink(ctx, cfg, number)
}

// logout ends the link by ourselves.
func (l *line) logout(ctx context.Context) error {
	l.leaving.Store(true)
	err := l.client.Logout(ctx)
	if err != nil {
		l.leaving.Store(false)
	}
	return err
}

// oust notes that WhatsApp took the keys. It wants l.open held.
func (l *line) oust() {
	if !l.closed && !l.leaving.Load() && !l.n.ousted.Swap(true) {
		l.n.noted.Store(false)
	}
}

// guardedKeys notes that WhatsApp took the keys before they go: whatsmeow removes them beside the event that says so, and who
// looks in between must not take the number for unlinked.
type guardedKeys struct {
	store.DeviceContainer
	l *line
}

func (k guardedKeys) DeleteDevice(ctx context.Context, device *store.Device) error {
	k.l.open.RLock()
	k.l.oust()
	k.l.open.RUnlock()
	return k.DeviceContainer.DeleteDevice(ctx, device)
}
