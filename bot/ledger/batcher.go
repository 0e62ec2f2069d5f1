package ledger

import (
	"context"
	"errors"
	"sync"
)

// errClosed is what calls get once the ledger is closing.
var errClosed = errors.New("the ledger is closed")

// batcher writes calls that arrive together in one transaction. There is no delay: a call that finds
// nobody writing is written at once, and what arrives meanwhile makes up the next group.
type batcher[T, R any] struct {
	write func(context.Context, []*call[T, R]) // gives every call its result or error
	lanes int

	mu      sync.Mutex
	queue   []*call[T, R]
	writers int
	closed  bool
	done    sync.WaitGroup
}

type call[T, R any] struct {
	ctx    context.Context
	in     T
	result R
	err    error
	done   chan struct{}
}

// together is how many calls one transaction takes at most.
const together = 128

func (b *batcher[T, R]) start(write func(context.Context, []*call[T, R]), lanes int) {
	b.write, b.lanes = write, lanes
}

// do has in written. When ctx ends first the call may still have been written.
func (b *batcher[T, R]) do(ctx context.Context, in T) (R, error) {
	c := &call[T, R]{ctx: ctx, in: in, done: make(chan struct{})}
	var none R
	if err := b.enqueue(c); err != nil {
		return none, err
	}
	select {
	case <-c.done:
		return c.result, c.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

func (b *batcher[T, R]) enqueue(c *call[T, R]) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return errClosed
	}
	b.queue = append(b.queue, c)
	if b.writers < b.lanes {
		b.writers++
		b.done.Go(b.drain)
	}
	return nil
}

// drain writes groups until nothing is queued.
func (b *batcher[T, R]) drain() {
	for {
		group := b.next()
		if len(group) == 0 {
			return
		}
		if live := stillWanted(group); len(live) > 0 {
			b.write(live[0].context(live), live)
		}
		for _, c := range group {
			close(c.done)
		}
	}
}

func (b *batcher[T, R]) next() []*call[T, R] {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := min(len(b.queue), together)
	group := b.queue[:n:n]
	b.queue = b.queue[n:]
	if n == 0 {
		b.writers--
	}
	return group
}

// context is the call's own when it is alone; no call of a group may end another's.
func (c *call[T, R]) context(group []*call[T, R]) context.Context {
	if len(group) == 1 {
		return c.ctx
	}
	return context.WithoutCancel(c.ctx)
}

func stillWanted[T, R any](group []*call[T, R]) []*call[T, R] {
	live := make([]*call[T, R], 0, len(group))
	for _, c := range group {
		if c.err = c.ctx.Err(); c.err == nil {
			live = append(live, c)
		}
	}
	return live
}

// fail gives every call of a group the same error.
func fail[T, R any](group []*call[T, R], err error) {
	for _, c := range group {
		c.err = err
	}
}

func (b *batcher[T, R]) stop() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.done.Wait()
}
