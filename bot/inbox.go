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

const (
	dueBatch  = 100 // timers that come in at once
	toldBatch = 5   // artisans who are told at once what they waited for: a crowd of them must not hold up who talks now

	divertEvery = 15 * time.Second // a channel is down for minutes before anybody is told elsewhere
)

// runTimers lets in what falls due by the same door as everything else: timers, answers that
// artisans wait for, and what a channel that is down holds up.
func (b *inbox) runTimers(ctx context.Context, now func() time.Time, log *slog.Logger) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	var diverts time.Time
	for {
		n := b.due(ctx, now(), dueBatch, b.store.FireTimers, "timers not fired; they are tried again", log)
		m := b.due(ctx, now(), toldBatch, b.store.TellAskers, "who waits for an answer is not told; it is tried again", log)
		d := 0
		if at := now(); !at.Before(diverts) {
			d = b.due(ctx, at, toldBatch, b.store.Divert, "who waits on a channel that is down is not told; it is tried again", log)
			if d < toldBatch {
				diverts = at.Add(divertEvery)
			}
		}
		if n+m+d > 0 {
			b.news.inbox.wake()
			b.news.tell(ctx, TopicInbox)
		}
		if n == dueBatch {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (b *inbox) due(ctx context.Context, now time.Time, limit int, fire func(context.Context, time.Time, int) (int, error), failed string, log *slog.Logger) int {
	n, err := fire(ctx, now, limit)
	if err != nil && ctx.Err() == nil {
		log.Error(failed, "error", err)
	}
	return n
}
