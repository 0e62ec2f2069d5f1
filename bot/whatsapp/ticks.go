package whatsapp

import (
	"errors"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"sanad/bot"
)

var statusOf = map[types.ReceiptType]bot.Status{
	types.ReceiptTypeDelivered: bot.StatusDelivered,
	types.ReceiptTypeRead:      bot.StatusRead,
	types.ReceiptTypePlayed:    bot.StatusRead,
}

// mark passes on that the artisan has got or read what we sent.
func (l *line) mark(e *events.Receipt) {
	status, known := statusOf[e.Type]
	if !known || l.n.cfg.Marks == nil || e.IsFromMe || e.IsGroup {
		return
	}
	for _, id := range e.MessageIDs {
		if err := l.tick(id, status); errors.Is(err, bot.ErrNotFound) && ownID(l.n.account.ID, id) {
			l.tickLater(id, status)
		}
	}
}

func (l *line) tick(id string, status bot.Status) error {
	_, err := l.n.cfg.Marks.MarkMessage(l.ctx, l.n.account, id, status)
	if err != nil && !errors.Is(err, bot.ErrNotFound) && l.ctx.Err() == nil {
		l.n.log.Warn("receipt not kept", "message", id, "error", err)
	}
	return err
}

// A phone may confirm a message before it is written down under which id the message went out: the receipt is then tried
// some more times, of so many messages at once.
const (
	ticksLate = 256
	ticksMost = 5
)

func (l *line) tickLater(id string, status bot.Status) {
	if l.late.Add(1) > ticksLate {
		l.late.Add(-1)
		return
	}
	go func() {
		defer l.late.Add(-1)
		pause := backoff{next: 100 * time.Millisecond, most: 5 * time.Second}
		for range ticksMost {
			pause.wait(l.ctx)
			if l.ctx.Err() != nil || !errors.Is(l.tick(id, status), bot.ErrNotFound) {
				return
			}
		}
	}()
}
