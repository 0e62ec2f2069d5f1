package bot

import (
	"context"
	"log/slog"
	"time"
)

// pulse keeps telling that this process lives, so that others can take over at once what it held
// when it no longer does.
type pulse struct {
	workers Workers
	worker  string
	alone   bool
	log     *slog.Logger
	now     func() time.Time
}

func (p *pulse) beat(ctx context.Context) {
	now := p.now()
	if err := p.workers.Beat(ctx, p.worker, p.alone, now, now.Add(lifetime)); err != nil && ctx.Err() == nil {
		p.log.Warn("no sign of life given; others may take over", "error", err)
		return
	}
	p.alone = false // whoever comes later is as alive as we are
}

func (p *pulse) run(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.beat(ctx)
		}
	}
}
