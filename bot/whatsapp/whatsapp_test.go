package whatsapp_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
)

// world is a simulated WhatsApp with a number of ours that is linked.
type world struct {
	kit    bottest.AdapterKit
	inbox  *bottest.AdapterInbox
	server *whatsapptest.Server
	owner  *whatsapptest.Phone
	store  *whatsapp.Store
	linked whatsapp.Linked
	bot    *whatsapp.Number
	stop   func()
}

const ourNumber = "963900000000"

func newWorld(t testing.TB, kit bottest.AdapterKit, db *sql.DB, dialect string) *world {
	t.Helper()
	w := &world{kit: kit, inbox: bottest.NewAdapterInbox(), server: whatsapptest.New(t)}
	w.owner = w.server.Phone(ourNumber)
	var err error
	if w.store, err = whatsapp.OpenStore(t.Context(), db, dialect, kit.Log); err != nil {
		t.Fatal(err)
	}
	w.link(t)
	return w
}

func (w *world) linking() whatsapp.LinkConfig {
	return whatsapp.LinkConfig{Store: w.store, HTTP: w.server.HTTP(), Log: w.kit.Log}
}

func (w *world) link(t testing.TB) {
	t.Helper()
	w.linked = w.linkPhone(t, w.owner)
}

func (w *world) linkPhone(t testing.TB, owner *whatsapptest.Phone) whatsapp.Linked {
	t.Helper()
	scanned := make(chan error, 1)
	linked, err := whatsapp.Link(t.Context(), w.linking(), func(c whatsapp.LinkCode) {
		go func() { scanned <- owner.Scan(c.QR) }()
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-scanned; err != nil {
		t.Fatal(err)
	}
	return linked
}

func (w *world) artisan(number string) *whatsapptest.Phone { return w.server.Phone(number) }

func (w *world) config(change ...func(*whatsapp.Config)) whatsapp.Config {
	cfg := whatsapp.Config{
		Store: w.store, Files: w.kit.Files, Leases: w.kit.Leases, Log: w.kit.Log, HTTP: w.server.HTTP(),
		Pause: func(string) time.Duration { return 0 },
	}
	for _, c := range change {
		c(&cfg)
	}
	return cfg
}

func (w *world) number(t testing.TB, change ...func(*whatsapp.Config)) *whatsapp.Number {
	t.Helper()
	n, err := whatsapp.New(w.config(change...), w.linked)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// started is a world in which the number runs until the test ends. Tests mostly wait, so they do that side by side.
func started(t testing.TB, change ...func(*whatsapp.Config)) *world {
	t.Helper()
	if test, ok := t.(*testing.T); ok {
		test.Parallel()
	}
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	w.bot = w.number(t, change...)
	w.stop = start(t, w.bot, w.inbox.Accept)
	return w
}

func start(t testing.TB, n *whatsapp.Number, accept bot.Accept) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx, accept) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

func (w *world) out(p *whatsapptest.Phone, said dialogs.Said) bot.Outgoing {
	return bot.Outgoing{Account: w.bot.Traits().Account, Chat: p.LID(), Said: said}
}

// send sends until it works, as the outbox does.
func (w *world) send(t testing.TB, out bot.Outgoing) string {
	t.Helper()
	var id string
	eventually(t, "the message is sent", func() bool {
		var err error
		id, err = w.bot.Send(t.Context(), out)
		return err == nil
	})
	return id
}

func eventually(t testing.TB, what string, reached func() bool) {
	t.Helper()
	for late := time.Now().Add(20 * time.Second); !reached(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("not in time: %s", what)
		}
	}
}

func TestThereAndBack(t *testing.T) {
	w := started(t)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	in := w.inbox.Wait(t, 1)[0]
	if in.Account != (bot.Account{Network: "whatsapp", ID: ourNumber}) || in.Chat != artisan.LID() || in.Input.Text != "مرحبا" || in.Input.Name != "أبو أحمد" {
		t.Errorf("accepted %+v", in)
	}
	if len(in.Aliases) != 1 || in.Aliases[0] != artisan.Number() {
		t.Errorf("aliases %q", in.Aliases)
	}
	w.send(t, w.out(artisan, dialogs.Said{Heading: "أهلين", Text: "كيف فينا نساعد؟"}))
	if got := chat.Reply(t); got.Text != "*أهلين*\nكيف فينا نساعد؟" {
		t.Errorf("shown %q", got.Text)
	}
}
