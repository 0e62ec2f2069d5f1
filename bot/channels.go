package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// channels are those that a service works for. They may come and go while it runs.
type channels struct {
	mu    sync.Mutex
	all   map[Account]*attached
	begin func(*attached) // nil while the service does not run
}

// attached is a channel with what the service keeps of it.
type attached struct {
	Channel
	wire  chan struct{} // a place for each message on the wire
	stop  chan struct{} // closed when the channel is to end
	ended chan struct{} // closed when it has ended; nil when it never began
}

func newChannels(list []Channel) *channels {
	c := &channels{all: make(map[Account]*attached, len(list))}
	for _, ch := range list {
		c.attach(ch)
	}
	return c
}

// attach takes a channel in, in place of one with the same account, and starts it when the service runs.
func (c *channels) attach(ch Channel) {
	account := ch.Traits().Account
	c.detach(account)
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &attached{Channel: ch, wire: make(chan struct{}, onTheWire), stop: make(chan struct{})}
	c.all[account] = a
	if c.begin != nil {
		c.begin(a)
	}
}

// detach lets a channel go and waits until it has ended.
func (c *channels) detach(account Account) {
	c.mu.Lock()
	a := c.all[account]
	delete(c.all, account)
	c.mu.Unlock()
	if a == nil {
		return
	}
	close(a.stop)
	if a.ended != nil {
		<-a.ended
	}
}

// run runs the channels, those that come later too, until ctx is done or one of them fails.
func (c *channels) run(ctx context.Context, accept Accept) error {
	g, ctx := errgroup.WithContext(ctx)
	c.mu.Lock()
	c.begin = func(a *attached) {
		a.ended = make(chan struct{})
		g.Go(func() error { return a.run(ctx, accept) })
	}
	for _, a := range c.all {
		c.begin(a)
	}
	c.mu.Unlock()
	g.Go(func() error {
		<-ctx.Done()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.begin = nil
		return nil
	})
	return g.Wait()
}

func (a *attached) run(ctx context.Context, accept Accept) error {
	defer close(a.ended)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-a.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := a.Run(ctx, accept); err != nil {
		return fmt.Errorf("%s: %w", a.Traits().Account.Network, err)
	}
	return nil
}

func (c *channels) of(account Account) (*attached, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.all[account]
	return a, ok
}

// accounts are those of all channels, in order.
func (c *channels) accounts() []Account {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]Account, 0, len(c.all))
	for account := range c.all {
		list = append(list, account)
	}
	slices.SortFunc(list, func(a, b Account) int { return cmp.Or(cmp.Compare(a.Network, b.Network), cmp.Compare(a.ID, b.ID)) })
	return list
}

func (c *channels) list() []Channel {
	var list []Channel
	for _, account := range c.accounts() {
		if a, ok := c.of(account); ok {
			list = append(list, a.Channel)
		}
	}
	return list
}
