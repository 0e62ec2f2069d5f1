package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// inbox stores what happened before anybody acknowledges it.
type inbox struct {
	store InboxStore
	news  *news
	meter Meter
}

func (b *inbox) accept(ctx context.Context, in []Incoming) ([]Receipt, error) {
	if len(in) == 0 {
		return nil, nil
	}
	clean := make([]Incoming, len(in))
	for i := range in {
		clean[i] = cleaned(in[i])
	}
	receipts, err := b.store.Accept(ctx, clean)
	if err != nil {
		return nil, fmt.Errorf("accept: %w", err)
	}
	b.count(in, receipts)
	b.news.inbox.wake()
	b.news.tell(ctx, TopicInbox)
	return receipts, nil
}

func (b *inbox) count(in []Incoming, receipts []Receipt) {
	duplicate := 0
	for _, r := range receipts {
		if r.Duplicate {
			duplicate++
		}
	}
	b.meter.Accepted(in[0].Account.Network, len(receipts)-duplicate, duplicate)
}

// cleaned drops what no database keeps as text: broken UTF-8 and NUL.
func cleaned(in Incoming) Incoming {
	in.Input.Text = storable(in.Input.Text)
	in.Input.Name = storable(in.Input.Name)
	in.Input.Choice = storable(in.Input.Choice)
	if c := in.Input.Card; c != nil {
		card := *c
		card.Name, card.Phone = storable(card.Name), storable(card.Phone)
		in.Input.Card = &card
	}
	if m := in.Input.Media; m != nil {
		media := *m
		media.Name, media.Mime = storable(media.Name), storable(media.Mime)
		in.Input.Media = &media
	}
	return in
}

func storable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// runTimers lets due timers in by the same door as everything else.
func (b *inbox) runTimers(ctx context.Context, now func() time.Time, log *slog.Logger) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		n, err := b.store.FireTimers(ctx, now(), 100)
		if err != nil && ctx.Err() == nil {
			log.Error("timers not fired; they are tried again", "error", err)
		}
		if n > 0 {
			b.news.inbox.wake()
			b.news.tell(ctx, TopicInbox)
		}
		if n == 100 {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
