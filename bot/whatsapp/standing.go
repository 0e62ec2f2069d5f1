package whatsapp

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"sanad/bot"
)

// WhatsApp logs all linked devices out when a number's own phone has not been online for 14 days. It tells nobody when
// the phone is: what it sends, reads, and confirms to have got of what we send are the signs of it.
const phoneMissed = 10 * 24 * time.Hour

// How often a number's standing is noted, when nothing changed and when the store failed.
const (
	noteEvery = time.Minute
	noteAgain = 5 * time.Second
)

// Missed reports whether a number's own phone was last noticed so long ago that WhatsApp will soon end the link.
func Missed(phone, now time.Time) bool { return !phone.IsZero() && now.Sub(phone) >= phoneMissed }

// sign notes a sign of life of the number's own phone, which is the first of its devices.
func (l *line) sign(evt any) {
	var from types.MessageSource
	var at time.Time
	switch e := evt.(type) {
	case *events.Message:
		from, at = e.Info.MessageSource, e.Info.Timestamp
	case *events.UndecryptableMessage:
		from, at = e.Info.MessageSource, e.Info.Timestamp
	case *events.Receipt:
		from, at = e.MessageSource, e.Timestamp
	}
	if from.IsFromMe && from.Sender.Device == 0 {
		l.n.phoneSeen(at)
	}
}

func (n *Number) phoneSeen(at time.Time) {
	now := n.cfg.Now()
	if at.IsZero() || at.After(now) {
		at = now
	}
	missed := n.Warning(context.Background()) != nil
	for old := n.phone.Load(); at.UnixMilli() > old && !n.phone.CompareAndSwap(old, at.UnixMilli()); old = n.phone.Load() {
	}
	if missed {
		signal(n.found)
	}
}

// Warning implements bot.Warner: the phone has not been noticed for so long that WhatsApp will soon log us out.
func (n *Number) Warning(context.Context) error {
	if seen := n.phone.Load(); seen != 0 && Missed(time.UnixMilli(seen), n.cfg.Now()) {
		return &Trouble{Kind: PhoneMissed}
	}
	return nil
}

// report notes how the number is, whenever that changes and now and then, until ctx is done.
func (n *Number) report(ctx context.Context) {
	told := ""
	for ctx.Err() == nil {
		changed, pause := n.health.change(), noteEvery
		now, err := n.note(ctx)
		switch {
		case err != nil:
			if pause = noteAgain; ctx.Err() == nil {
				n.log.Warn("standing not noted; it is tried again", "error", err)
			}
		case told != now:
			told = now
			n.cfg.Changed()
		}
		select {
		case <-changed:
		case <-n.found:
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// note writes the number's standing, and gives what whoever looks at it sees of it.
func (n *Number) note(ctx context.Context) (seen string, err error) {
	if err := n.recall(ctx); err != nil {
		return "", err
	}
	now := n.cfg.Now()
	s := bot.Standing{Account: n.account, Noted: now, Phone: time.UnixMilli(n.phone.Load())}
	var t *Trouble
	if errors.As(n.health.err(), &t) {
		s.Trouble, s.Until = string(t.Kind), t.Until
	} else {
		s.Worked = now
	}
	seen = "as " + s.Trouble + s.Until.String()
	if n.Warning(ctx) != nil {
		seen += ", without its phone"
	}
	if n.cfg.Standings == nil || n.ousted.Load() && n.dismissed(ctx) {
		return seen, nil
	}
	if err := n.cfg.Standings.NoteStanding(ctx, s); err != nil {
		return "", err
	}
	n.noted.Store(true)
	return seen, nil
}

// dismissed reports whether somebody has seen that WhatsApp took the keys, and dropped the number's standing.
func (n *Number) dismissed(ctx context.Context) bool {
	if n.cfg.Standings == nil || !n.noted.Load() {
		return false
	}
	all, err := n.cfg.Standings.Standings(ctx, Network)
	return err == nil && !slices.ContainsFunc(all, func(s bot.Standing) bool { return s.Account == n.account })
}

// recall finds out, once, when the phone was last noticed: at the latest when the number was linked. Where nobody has
// watched, that counts from now.
func (n *Number) recall(ctx context.Context) error {
	if n.phone.Load() != 0 {
		return nil
	}
	seen := n.cfg.Now()
	if n.cfg.Standings != nil {
		all, err := n.cfg.Standings.Standings(ctx, Network)
		if err != nil {
			return err
		}
		for _, s := range all {
			if linked := time.Unix(n.linked.Load(), 0); s.Account == n.account && !s.Phone.IsZero() {
				seen = s.Phone
				if linked.After(seen) && linked.Before(n.cfg.Now()) {
					seen = linked
				}
			}
		}
	}
	n.phoneSeen(seen)
	return nil
}

// seeOff forgets the standing of a number that is served no more.
func (n *Number) seeOff(ctx context.Context) {
	if n.cfg.Standings == nil {
		return
	}
	if err := n.cfg.Standings.DropStanding(ctx, n.account); err != nil {
		n.log.Warn("the standing of an unlinked number stays", "error", err)
	}
	n.cfg.Changed()
}
