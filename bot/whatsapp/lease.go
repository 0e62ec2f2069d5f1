package whatsapp

import (
	"context"
	"time"
)

// leaseAgain is how soon a number is taken over from a process that died.
const leaseAgain = time.Second

// whileLeased runs work whenever this process, of all that serve the number, holds the lease, until ctx is done. Work's
// context ends with the lease.
func (n *Number) whileLeased(ctx context.Context, work func(context.Context)) {
	if n.cfg.Leases == nil {
		work(ctx)
		return
	}
	for ctx.Err() == nil {
		token, until, held := n.acquire(ctx)
		if !held {
			n.health.connected() // the holder says how the number is
			sleep(ctx, min(n.cfg.LeaseFor/6, leaseAgain))
			continue
		}
		n.log.Info("connection lease taken", "token", token)
		n.underLease(ctx, token, until, work)
	}
}

func (n *Number) underLease(ctx context.Context, token int64, until time.Time, work func(context.Context)) {
	leased, lost := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(leased)
	}()
	n.renew(leased, token, until)
	lost()
	<-done
	if ctx.Err() != nil {
		n.release(ctx)
	}
}

// renew keeps the lease and returns when it is lost: to another, or because nobody could be asked until it ran out.
func (n *Number) renew(ctx context.Context, token int64, until time.Time) {
	for {
		sleep(ctx, min(n.cfg.LeaseFor/3, max(until.Sub(n.cfg.Now()), 0)))
		if ctx.Err() != nil {
			return
		}
		now, next, held := n.acquire(ctx)
		switch {
		case held && now == token:
			until = next
		case held, !n.cfg.Now().Before(until):
			n.log.Warn("connection lease lost")
			return
		}
	}
}

func (n *Number) acquire(ctx context.Context) (token int64, until time.Time, held bool) {
	ctx, cancel := context.WithTimeout(ctx, n.cfg.LeaseFor/3)
	defer cancel()
	now := n.cfg.Now()
	until = now.Add(n.cfg.LeaseFor)
	token, held, err := n.cfg.Leases.Acquire(ctx, n.lease(), n.cfg.Holder, now, until)
	if err != nil {
		if ctx.Err() == nil {
			n.log.Warn("connection lease not asked for", "error", err)
		}
		return 0, until, false
	}
	return token, until, held
}

// release lets another process take over at once.
func (n *Number) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := n.cfg.Leases.Release(ctx, n.lease(), n.cfg.Holder); err != nil {
		n.log.Warn("connection lease not released", "error", err)
	}
}

func (n *Number) lease() string { return Network + ":" + n.account.ID }
