package bot

import (
	"context"
	"log/slog"
)

// bell wakes whoever waits for work; ringing it twice before anybody came is ringing it once.
type bell chan struct{}

func newBell() bell { return make(bell, 1) }

func (b bell) wake() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// news rings this process's bells at once and tells others through Live.
type news struct {
	inbox, outbox, errand bell
	live                  Live
	log                   *slog.Logger
}

func newNews(live Live, log *slog.Logger) *news {
	return &news{inbox: newBell(), outbox: newBell(), errand: newBell(), live: live, log: log}
}

// tell publishes topics. Who misses them looks again by themself, so a failure is only noted.
func (n *news) tell(ctx context.Context, topics ...string) {
	for _, topic := range topics {
		if err := n.live.Publish(ctx, topic); err != nil && ctx.Err() == nil {
			n.log.Debug("news not published", "error", err)
		}
	}
}
