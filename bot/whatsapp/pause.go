package whatsapp

import (
	"context"
	"math/rand/v2"
	"time"
	"unicode/utf8"
)

// backoff is a pause that doubles each time, up to a most.
type backoff struct{ next, most time.Duration }

// newBackoff is for connections.
func newBackoff() *backoff { return &backoff{next: 200 * time.Millisecond, most: 30 * time.Second} }

func (p *backoff) wait(ctx context.Context) {
	d := p.next
	p.next = min(2*p.next, p.most)
	sleep(ctx, d)
}

// sleep pauses for d or until ctx is done.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// humanPause grows with the text, from half a second to about three, and is never quite the same.
func humanPause(text string) time.Duration {
	d := min(500*time.Millisecond+time.Duration(utf8.RuneCountInString(text))*8*time.Millisecond, 2500*time.Millisecond)
	return time.Duration(float64(d) * (0.75 + rand.Float64()/2))
}
