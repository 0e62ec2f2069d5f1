package bottest

import (
	"context"
	"errors"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var adapterTroubles = []adapterCase{
	{"it is healthy while all is well", nil, (*adapterWorld).healthy},
	{"an artisan who blocked us is unreachable", func(w *adapterWorld) bool { return w.Block != nil }, (*adapterWorld).unreachable},
	{"a busy network says when to come back", func(w *adapterWorld) bool { return w.Busy != nil }, (*adapterWorld).busy},
	{"nothing at all is never tried again", nil, (*adapterWorld).nothingToSend},
	{"an account that is down fails for now, says so and comes back", func(w *adapterWorld) bool { return w.Down != nil }, (*adapterWorld).downAndUp},
	{"it starts while the network is down", func(w *adapterWorld) bool { return w.Down != nil }, (*adapterWorld).startsDown},
	{"broken connections are made again", func(w *adapterWorld) bool { return w.Drop != nil }, (*adapterWorld).reconnects},
	{"a send ends with its context", nil, (*adapterWorld).cancelledSend},
	{"it stops while accepting fails", nil, (*adapterWorld).stopsWhileRefused},
}

func (w *adapterWorld) healthy(t *testing.T) {
	h, ok := w.channel.(bot.Health)
	if !ok {
		t.Skip("this channel does not say")
	}
	adapterEventually(t, "health", func() bool { return h.Healthy(t.Context()) == nil })
}

func (w *adapterWorld) unreachable(t *testing.T) {
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.Wait(t, 1)
	w.Block(w.Chats[0])
	_, err := w.channel.Send(t.Context(), w.outgoing(0, dialogs.Said{Text: adapterSecret}))
	if !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("got %v, want bot.ErrUnreachable", err)
	}
	w.try(t, 1, dialogs.Said{Text: "للثاني " + adapterSecret})
}

func (w *adapterWorld) busy(t *testing.T) {
	w.Busy(7 * time.Second)
	_, err := w.channel.Send(t.Context(), w.outgoing(0, dialogs.Said{Text: adapterSecret}))
	var later *bot.RetryError
	if !errors.As(err, &later) || later.After != 7*time.Second {
		t.Errorf("got %v, want a *bot.RetryError of 7 s", err)
	}
	w.try(t, 0, dialogs.Said{Text: adapterSecret})
	if shown := w.screen(t, 0, 1); len(shown) != 1 {
		t.Errorf("shown %+v", shown)
	}
}

func (w *adapterWorld) nothingToSend(t *testing.T) {
	_, err := w.channel.Send(t.Context(), w.outgoing(0, dialogs.Said{}))
	var never *bot.PermanentError
	if !errors.As(err, &never) {
		t.Errorf("got %v, want a *bot.PermanentError", err)
	}
}

func (w *adapterWorld) downAndUp(t *testing.T) {
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.Wait(t, 1)
	up := w.Down()
	_, err := w.channel.Send(t.Context(), w.outgoing(0, dialogs.Said{Text: adapterSecret}))
	var never *bot.PermanentError
	if err == nil || errors.Is(err, bot.ErrUnreachable) || errors.As(err, &never) {
		t.Errorf("got %v, want an error that is tried again", err)
	}
	if h, ok := w.channel.(bot.Health); ok {
		adapterEventually(t, "the trouble in its health", func() bool { return h.Healthy(t.Context()) != nil })
	}
	w.Say(w.Chats[0], adapterSecret+" meanwhile")
	up()
	w.inbox.Wait(t, 2)
	w.try(t, 0, dialogs.Said{Text: adapterSecret})
	w.healthy(t)
}

func (w *adapterWorld) startsDown(t *testing.T) {
	w.stop()
	up := w.Down()
	w.channel = w.Channel(t)
	w.run(t)
	w.Say(w.Chats[0], adapterSecret)
	if n := len(w.inbox.Accepted()); n != 0 {
		t.Errorf("%d messages came through a network that is down", n)
	}
	up()
	w.inbox.Wait(t, 1)
}

func (w *adapterWorld) reconnects(t *testing.T) {
	for i := range 3 {
		w.Say(w.Chats[0], adapterSecret)
		w.inbox.Wait(t, i+1)
		w.Drop()
		w.try(t, 0, dialogs.Said{Text: adapterSecret})
	}
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.Wait(t, 4)
}

func (w *adapterWorld) cancelledSend(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.channel.Send(ctx, w.outgoing(0, dialogs.Said{Text: adapterSecret}))
	var never *bot.PermanentError
	if errors.Is(err, bot.ErrUnreachable) || errors.As(err, &never) {
		t.Errorf("a send that was called off gives %v, as if the message were at fault", err)
	}
}

func (w *adapterWorld) stopsWhileRefused(t *testing.T) {
	w.inbox.Refuse(true)
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.WaitOffered(t, 1)
	w.stop()
	if n := len(w.inbox.Accepted()); n != 0 {
		t.Errorf("%d accepted", n)
	}
}
