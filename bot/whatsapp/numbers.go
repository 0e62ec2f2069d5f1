package whatsapp

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"sanad/bot"
)

// Host works for channels that come and go.
type Host interface {
	Attach(ch bot.Channel)
	Detach(account bot.Account)
}

// Numbers keeps a host's channels the same as the numbers that are linked, whichever process links and unlinks them.
type Numbers struct {
	cfg Config

	looking sync.Mutex // held by the one who looks
	mu      sync.Mutex
	all     map[string]*Number

	strangers strangers
}

// lookEvery is how soon a number that another process linked is noticed.
const lookEvery = 2 * time.Second

// NewNumbers knows of no number before it has looked.
func NewNumbers(cfg Config) (*Numbers, error) {
	cfg = cfg.withDefaults()
	if cfg.Store == nil || cfg.Files == nil {
		return nil, errConfig
	}
	return &Numbers{cfg: cfg, all: map[string]*Number{}}, nil
}

// Run looks again and again until ctx is done, and forgets strangers.
func (s *Numbers) Run(ctx context.Context, host Host) {
	var sweeping sync.WaitGroup
	defer sweeping.Wait()
	sweeping.Go(func() { s.sweep(ctx) })
	failing := false
	for ctx.Err() == nil {
		err := s.Look(ctx, host)
		if err != nil && ctx.Err() == nil && !failing {
			s.cfg.Log.Warn("linked numbers not read; it is tried again", "error", err)
		}
		failing = err != nil
		sleep(ctx, lookEvery)
	}
}

// Look attaches the numbers that were linked since it last looked, and detaches those that were unlinked. What WhatsApp
// itself took from us stays, as its trouble must be seen and it may be linked again. Only who holds a number's lease knows
// that, so nobody else forgets how the number was.
func (s *Numbers) Look(ctx context.Context, host Host) error {
	s.looking.Lock()
	defer s.looking.Unlock()
	linked, err := s.cfg.Store.Linked(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, l := range linked {
		known[l.Number] = true
		if err := s.add(host, l); err != nil {
			return err
		}
	}
	for _, n := range s.List() {
		if !known[n.account.ID] && (!n.ousted.Load() || n.dismissed(ctx)) {
			s.put(n.account.ID, nil)
			ours := n.leased.Load()
			host.Detach(n.account)
			if ours {
				n.seeOff(ctx)
			}
			n.log.Info("number unlinked")
		}
	}
	return nil
}

func (s *Numbers) add(host Host, l Linked) error {
	s.mu.Lock()
	_, have := s.all[l.Number]
	s.mu.Unlock()
	if have {
		return nil
	}
	n, err := New(s.cfg, l)
	if err != nil {
		return err
	}
	s.put(l.Number, n)
	host.Attach(n)
	return nil
}

func (s *Numbers) put(number string, n *Number) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n == nil {
		delete(s.all, number)
		return
	}
	s.all[number] = n
}

// List returns the numbers found so far, in order.
func (s *Numbers) List() []*Number {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.SortedFunc(maps.Values(s.all), func(a, b *Number) int { return compare(a.account.ID, b.account.ID) })
}
