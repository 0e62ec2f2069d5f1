package bottest

import (
	"context"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// AdapterNetwork is a simulated network with one account of ours and two artisans. What is nil its kind of network does
// not have, and the cases about it are skipped.
type AdapterNetwork struct {
	// Channel makes the adapter for the account. Each call stands for a process that was started anew.
	Channel func(t *testing.T) bot.Channel
	Chats   [2]string

	Say    func(chat, text string)              // an artisan writes
	Screen func(chat string) []AdapterMessage   // what the artisan sees of ours, in order
	Down   func() (up func())                   // nothing of the network can be reached until up
	Drop   func()                               // every open connection breaks, once
	Choose func(chat, id string) error          // an artisan presses a button
	Edit   func(chat, before, after string)     // an artisan changes what they wrote
	Media  func(chat string, m AdapterMedia)    // an artisan sends a file
	Shows  bool                                 // Screen shows files
	Repeat func()                               // what comes from now on, comes twice
	Block  func(chat string)                    // an artisan wants nothing from us any more
	Busy   func(after time.Duration)            // the next send is told to come back later
	Typing func(chat string) (shown func() int) // how often an artisan saw that we type
}

// AdapterMessage is one message as an artisan sees it.
type AdapterMessage struct {
	Text    string // with the heading
	Bold    string
	Choices []dialogs.Button
	File    []byte
}

// AdapterMedia is a file that an artisan sends.
type AdapterMedia struct {
	Kind    dialogs.InputKind
	Mime    string
	Name    string
	Caption string
	Body    []byte
}

// adapterSecret stands in every text that is said in the suite. It must not be found in the log.
const adapterSecret = "أرزاق"

// adapterWorld is one case's network, inbox and running adapter.
type adapterWorld struct {
	AdapterNetwork
	kit     AdapterKit
	inbox   *AdapterInbox
	channel bot.Channel
	stop    func()
}

// Adapter runs every adapter's contract against networks made by network, one a case.
func Adapter(t *testing.T, network func(t *testing.T, kit AdapterKit) AdapterNetwork) {
	for _, group := range [][]adapterCase{adapterReceiving, adapterSending, adapterTroubles} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				w := newAdapterWorld(t, network)
				if c.needs != nil && !c.needs(w) {
					t.Skip("this network has no such thing")
				}
				w.run(t)
				c.test(w, t)
				w.stop()
				if strings.Contains(w.kit.Logged.String(), adapterSecret) {
					t.Error("the words of a message stand in the log")
				}
			})
		}
	}
}

type adapterCase struct {
	name  string
	needs func(w *adapterWorld) bool
	test  func(w *adapterWorld, t *testing.T)
}

func newAdapterWorld(t *testing.T, network func(t *testing.T, kit AdapterKit) AdapterNetwork) *adapterWorld {
	kit := NewAdapterKit(t)
	w := &adapterWorld{AdapterNetwork: network(t, kit), kit: kit, inbox: NewAdapterInbox()}
	w.channel = w.Channel(t)
	return w
}

// run runs the channel until w.stop, which checks that it stops promptly and without an error.
func (w *adapterWorld) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	channel := w.channel
	go func() { ended <- channel.Run(ctx, w.inbox.Accept) }()
	stopped := false
	w.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run ended with %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Error("Run did not end within 5 s")
		}
	}
	t.Cleanup(w.stop)
}

// restart ends the process and starts it anew.
func (w *adapterWorld) restart(t *testing.T) {
	t.Helper()
	w.stop()
	w.channel = w.Channel(t)
	w.run(t)
}

func (w *adapterWorld) outgoing(chat int, said dialogs.Said) bot.Outgoing {
	return bot.Outgoing{Account: w.channel.Traits().Account, Chat: w.Chats[chat], Said: said}
}

// try sends what is said in as many messages as the pipeline makes of it.
func (w *adapterWorld) try(t *testing.T, chat int, said dialogs.Said) (last string) {
	t.Helper()
	for _, part := range bot.Fit(said, w.channel.Traits()) {
		last = w.insist(t, w.outgoing(chat, part))
	}
	return last
}

// insist sends until it works, as the outbox does.
func (w *adapterWorld) insist(t *testing.T, out bot.Outgoing) string {
	t.Helper()
	late := time.Now().Add(adapterWait)
	for {
		id, err := w.channel.Send(t.Context(), out)
		if err == nil {
			return id
		}
		if time.Now().After(late) {
			t.Fatalf("not sent in time: %v", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// screen returns what an artisan sees once there are n messages.
func (w *adapterWorld) screen(t *testing.T, chat, n int) []AdapterMessage {
	t.Helper()
	var shown []AdapterMessage
	adapterEventually(t, "a message on the screen", func() bool {
		shown = w.Screen(w.Chats[chat])
		return len(shown) >= n
	})
	return shown
}

func adapterEventually(t *testing.T, what string, reached func() bool) {
	t.Helper()
	late := time.Now().Add(adapterWait)
	for !reached() {
		if time.Now().After(late) {
			t.Fatalf("not in time: %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
