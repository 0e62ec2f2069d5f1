package whatsapp

import (
	"context"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"sanad/dialogs"
)

// receive hands one message to accept and reports whether it may be acknowledged.
func (l *line) receive(evt *events.Message) bool {
	l.complete(&evt.Info)
	return l.take(delivery{ev: convert(l.n.account, evt, l.n.cfg.Now()), evt: evt, info: evt.Info, sealed: l.sealed.Load()})
}

// unreadable is for what could not be decrypted. It comes again at our request, from the sender's phone or from our own;
// but what may be seen only once never does, and the artisan is told that it did not open.
func (l *line) unreadable(evt *events.UndecryptableMessage) bool {
	if evt.UnavailableType != events.UnavailableTypeViewOnce {
		l.n.log.Info("message not decrypted, asked for again", "message", evt.Info.ID)
		return true
	}
	l.complete(&evt.Info)
	return l.take(delivery{ev: convertUnavailable(l.n.account, evt, l.n.cfg.Now()), info: evt.Info})
}

func (l *line) take(d delivery) bool {
	if l.dropped(&d.ev) {
		return true
	}
	if l.postponed(d) || !l.admit(&d.ev, l.sift) || l.fetch(&d.ev) != nil || !l.admit(&d.ev, l.store) {
		return false
	}
	l.received(d)
	return true
}

func (l *line) dropped(ev *event) bool {
	if ev.drop != "" {
		l.n.log.Info("message dropped", "message", ev.id, "why", ev.drop)
	}
	return ev.drop != ""
}

// received notes what an accepted message means for the chat that it came from.
func (l *line) received(d delivery) {
	switch {
	case d.ev.in.Input.Kind == dialogs.KindByHand:
		l.chats.takeUnread(d.ev.in.Chat) // the phone has told the artisan that it read them
	case d.evt != nil:
		l.chats.received(d.ev.in.Chat, d.ev.id, d.evt)
	}
}

// complete adds the artisan's other address, where it is known.
func (l *line) complete(info *types.MessageInfo) {
	who, alt := info.Sender, &info.SenderAlt
	if info.IsFromMe {
		who, alt = info.Chat, &info.RecipientAlt
	}
	if !alt.IsEmpty() || info.IsGroup {
		return
	}
	other, err := l.client.Store.GetAltJID(l.ctx, who.ToNonAD())
	if err != nil {
		l.n.log.Warn("other address not looked up", "message", info.ID, "kind", errorKind(err))
		return
	}
	*alt = other
}

// admit has do done with a message, trying again while the store fails. When it gives up, the connection is made anew,
// because only then WhatsApp delivers again what was not acknowledged.
func (l *line) admit(ev *event, do step) bool {
	ctx, cancel := context.WithTimeout(l.ctx, l.n.cfg.Patience)
	defer cancel()
	err := l.insist(ctx, ev, do)
	if err != nil && l.ctx.Err() == nil {
		l.n.log.Error("message not accepted; WhatsApp is asked for it again", "message", ev.id, "error", err)
		go l.client.ResetConnection()
	}
	return err == nil
}

// step is something that needs the store and is done with a message on its way.
type step func(ctx context.Context, ev *event) error

// store has a message accepted, unless it turned out late that it is to be dropped.
func (l *line) store(ctx context.Context, ev *event) error {
	if l.dropped(ev) {
		return nil
	}
	_, err := l.accept(ctx, ev.in)
	if l.ctx.Err() == nil {
		l.n.health.stored(err)
	}
	return err
}

// insist does something before ctx is done, or says why it was not.
func (l *line) insist(ctx context.Context, ev *event, do step) error {
	pause := backoff{next: 50 * time.Millisecond, most: 2 * time.Second}
	for {
		err := do(ctx, ev)
		if err == nil || ctx.Err() != nil {
			return err
		}
		pause.wait(ctx)
	}
}

// fetch stores the file of an event, or finds out what its vote is for. One that cannot be had leaves Media without a Hash; an error means that there was no
// time to find out.
func (l *line) fetch(ev *event) error {
	if ev.vote != nil {
		return l.count(ev)
	}
	if ev.file == nil || ev.drop != "" {
		return nil
	}
	kept, err := l.download(ev.file)
	if l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	if err != nil {
		l.n.log.Warn("file not fetched", "message", ev.id, "kind", fileTrouble(err))
		return nil
	}
	m := ev.in.Input.Media
	ev.in.Input.Media = &dialogs.Media{Hash: kept.Hash, Name: m.Name, Mime: m.Mime, Size: kept.Size, Seconds: m.Seconds}
	if m.Mime == "" {
		ev.in.Input.Media.Mime = kept.Mime
	}
	return nil
}
