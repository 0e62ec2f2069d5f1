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
	{"it is healthy while all is well", nil, healthy},
	{"an artisan who blocked us is unreachable", func(w *adapterWorld) bool { return w.Block != nil }, unreachable},
	{"a busy network says when to come back", func(w *adapterWorld) bool { return w.Busy != nil }, busy},
	{"nothing at all is never tried again", nil, nothingToSend},
	{"an account that is down fails for now, says so and comes back", func(w *adapterWorld) bool { return w.Down != nil }, downAndUp},
	{"it starts while the network is down", func(w *adapterWorld) bool { return w.Down != nil }, startsDown},
	{"broken connections are made again", func(w *adapterWorld) bool { return w.Drop != nil }, reconnects},
	{"a send ends with its context", nil, cancelledSend},
	{"it stops while accepting fails", nil, stopsWhileRefused},
}

func healthy(t *testing.T, w *adapterWorld) {
	h, ok := w.channel.(bot.Health)
	if !ok {
		t.Skip("this channel does not say")
	}
	adapterEventually(t, "health", func() bool { return h.Healthy(t.Context()) == nil })
}

func unreachable(t *testing.T, w *adapterWorld) {
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.Wait(t, 1)
	w.Block(w.Chats[0])
	_, err := w.channel.Send(t.Context(), w.outgoing(0, dialogs.Said{Text: adapterSecret}))
	if !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("got %v, want bot.ErrUnreachable", err)
	}
	w.try(t, 1, dialogs.Said{Text: "للثاني " + adapterSecret})
}

func busy(t *testing.T, w *adapterWorld) {
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

func nothingToSend(t *testing.T, w *adapterWorld) {
	_, err := w.channel.Send(t.Context(), w.outgoing(0, dialogs.Said{}))
	var never *bot.PermanentError
	if !errors.As(err, &never) {
		t.Errorf("got %v, want a *bot.PermanentError", err)
	}
}

func downAndUp(t *testing.T, w *adapterWorld) {
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
	healthy(t, w)
}

func startsDown(t *testing.T, w *adapterWorld) {
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

func reconnects(t *testing.T, w *adapterWorld) {
	for i := range 3 {
		w.Say(w.Chats[0], adapterSecret)
		w.inbox.Wait(t, i+1)
		w.Drop()
		w.try(t, 0, dialogs.Said{Text: adapterSecret})
	}
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.Wait(t, 4)
}

func cancelledSend(t *testing.T, w *adapterWorld) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.channel.Send(ctx, w.outgoing(0, dialogs.Said{Text: adapterSecret}))
	var never *bot.PermanentError
	if errors.Is(err, bot.ErrUnreachable) || errors.As(err, &never) {
		t.Errorf("a send that was called off gives %v, as if the message were at fault", err)
	}
}

func stopsWhileRefused(t *testing.T, w *adapterWorld) {
	w.inbox.Refuse(true)
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.WaitOffered(t, 1)
	w.stop()
	if n := len(w.inbox.Accepted()); n != 0 {
		t.Errorf("%d accepted", n)
	}
}
