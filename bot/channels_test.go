package bot_test

import (
	"context"
	"sync/atomic"
	"testing"

	"sanad/bot"
	"sanad/dialogs"
)

// visitor is a channel that says when it runs.
type visitor struct {
	*line
	running atomic.Bool
}

func newVisitor(id string) *visitor {
	v := &visitor{line: newLine()}
	v.traits.Account.ID = id
	return v
}

func (v *visitor) Run(ctx context.Context, _ bot.Accept) error {
	v.running.Store(true)
	defer v.running.Store(false)
	<-ctx.Done()
	return nil
}

func TestChannelsComeAndGoWhileTheServiceRuns(t *testing.T) {
	h := newHouse(t)
	stop := h.start()
	guest := newVisitor("2")
	say := func(text string) {
		h.accept(bot.Incoming{Account: guest.traits.Account, ID: text, Chat: "far", Input: dialogs.Input{Kind: dialogs.KindText, Text: text}})
	}
	say("before it is here")
	h.eventually("its turn is done", func() bool { return h.meter.turned() == 1 })
	h.service.Attach(guest)
	guest.waitFor(t, "far", 1)
	h.eventually("it runs", guest.running.Load)
	if n := len(h.service.Channels()); n != 2 {
		t.Errorf("%d channels", n)
	}

	h.service.Detach(guest.traits.Account)
	if guest.running.Load() {
		t.Error("it runs after it was let go")
	}
	say("while it is gone")
	h.eventually("its turn is done", func() bool { return h.meter.turned() == 2 })
	again := newVisitor("2")
	h.service.Attach(again)
	again.waitFor(t, "far", 1)
	guest.waitFor(t, "far", 1)

	third := newVisitor("2")
	h.service.Attach(third) // in place of the one before
	if again.running.Load() {
		t.Error("two channels run for one account")
	}
	h.eventually("it runs", third.running.Load)
	stop()
	if third.running.Load() {
		t.Error("it runs after the service")
	}
	h.service.Detach(third.traits.Account)
}

// A message whose channel goes while it waits for its turn on the wire is kept for the channel's return.
func TestAMessageOutlivesItsChannel(t *testing.T) {
	h := newHouse(t)
	h.start()
	guest := newVisitor("2")
	h.service.Attach(guest)
	guest.failNext("far", errNetwork)
	h.accept(bot.Incoming{Account: guest.traits.Account, ID: "1", Chat: "far", Input: dialogs.Input{Kind: dialogs.KindText, Text: "hello"}})
	h.eventually("its turn is done", func() bool { return h.meter.turned() == 1 })
	h.service.Detach(guest.traits.Account)
	h.service.Attach(guest)
	guest.waitFor(t, "far", 1)
}
