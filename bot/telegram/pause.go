package telegram

import (
	"context"
	"sync"
	"time"
)

// backoff is a pause that doubles each time, up to a most.
type backoff struct{ least, most, next time.Duration }

func newBackoff(least, most time.Duration) *backoff {
	return &backoff{least: least, most: most, next: least}
}

// wait pauses until the time is up, ctx is done or wake is ready.
func (p *backoff) wait(ctx context.Context, wake <-chan struct{}) {
	d := p.next
	p.next = min(2*p.next, p.most)
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-wake:
	case <-ctx.Done():
	}
}

func (p *backoff) reset() { p.next = p.least }

// sleep pauses for d or until ctx is done.
func sleep(ctx context.Context, d time.Duration) { newBackoff(d, d).wait(ctx, nil) }

// aside runs what nobody waits for, such as marking a keyboard, a few at a time, and drops what is too much.
type aside struct {
	once sync.Once
	free chan struct{}
	wg   sync.WaitGroup
}

const asideMost = 64

func (a *aside) do(f func()) bool {
	a.once.Do(func() { a.free = make(chan struct{}, asideMost) })
	select {
	case a.free <- struct{}{}:
	default:
		return false
	}
	a.wg.Go(func() {
		defer func() { <-a.free }()
		f()
	})
	return true
}

func (a *aside) wait() { a.wg.Wait() }
