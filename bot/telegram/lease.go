package telegram

import (
	"context"
	"time"
)

// whileLeased runs work whenever this process, of all that serve the bot, holds the lease, until ctx is done. Work's
// context ends with the lease.
func (b *Bot) whileLeased(ctx context.Context, work func(context.Context)) {
	if b.cfg.Leases == nil {
		work(ctx)
		return
	}
	for ctx.Err() == nil {
		token, until, held := b.acquire(ctx)
		if !held {
			sleep(ctx, b.cfg.LeaseFor/6)
			continue
		}
		b.log.Info("polling lease taken", "token", token)
		b.underLease(ctx, token, until, work)
	}
}

func (b *Bot) underLease(ctx context.Context, token int64, until time.Time, work func(context.Context)) {
	leased, lost := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(leased)
	}()
	b.renew(leased, token, until)
	lost()
	<-done
	b.health.ok("receiving") // it is another's business now
	if ctx.Err() != nil {
		b.release(ctx)
	}
}

// renew keeps the lease and returns when it is lost: to another, or because nobody could be asked until it ran out.
func (b *Bot) renew(ctx context.Context, token int64, until time.Time) {
	for {
		sleep(ctx, min(b.cfg.LeaseFor/3, max(time.Until(until), 0)))
		if ctx.Err() != nil {
			return
		}
		now, next, held := b.acquire(ctx)
		switch {
		case held && now == token:
			until = next
		case held, !time.Now().Before(until):
			b.log.Warn("polling lease lost")
			return
		}
	}
}

func (b *Bot) acquire(ctx context.Context) (token int64, until time.Time, held bool) {
	ctx, cancel := context.WithTimeout(ctx, b.cfg.LeaseFor/3)
	defer cancel()
	now := time.Now()
	until = now.Add(b.cfg.LeaseFor)
	token, held, err := b.cfg.Leases.Acquire(ctx, b.lease(), b.holder, now, until)
	if err != nil {
		if ctx.Err() == nil {
			b.log.Warn("polling lease not asked for", "error", err)
		}
		return 0, until, false
	}
	return token, until, held
}

// release lets another process take over at once.
func (b *Bot) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := b.cfg.Leases.Release(ctx, b.lease(), b.holder); err != nil {
		b.log.Warn("polling lease not released", "error", err)
	}
}

func (b *Bot) lease() string { return Network + ":" + b.account.ID }
