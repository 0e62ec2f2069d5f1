package telegram_test

import (
	"context"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/telegram"
	"sanad/bot/telegram/telegramtest"
	"sanad/dialogs"
	"sanad/locales"
)

// world is a bot that runs against a simulated Telegram.
type world struct {
	kit   bottest.AdapterKit
	inbox *bottest.AdapterInbox
	tg    *telegramtest.Server
	bot   *telegram.Bot
	stop  func()
}

func newWorld(t testing.TB, change ...func(*telegram.Config)) *world {
	t.Helper()
	w := &world{kit: bottest.NewAdapterKit(t), inbox: bottest.NewAdapterInbox(), tg: telegramtest.New(t)}
	w.bot = newBot(t, w.kit, w.tg, change...)
	return w
}

func newBot(t testing.TB, kit bottest.AdapterKit, tg *telegramtest.Server, change ...func(*telegram.Config)) *telegram.Bot {
	t.Helper()
	cfg := config(t, kit, tg)
	for _, c := range change {
		c(&cfg)
	}
	b, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func config(t testing.TB, kit bottest.AdapterKit, tg *telegramtest.Server) telegram.Config {
	t.Helper()
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	return telegram.Config{
		Token: tg.Token(), APIURL: tg.URL(), Files: kit.Files, Leases: kit.Leases, Log: kit.Log, HTTP: kit.HTTP, Texts: texts,
		PollTimeout: 2 * time.Second,
	}
}

// run runs the bot until stop or the end of the test.
func (w *world) run(t testing.TB) *world {
	t.Helper()
	w.stop = start(t, w.bot, w.inbox.Accept)
	return w
}

func start(t testing.TB, b *telegram.Bot, accept bot.Accept) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx, accept) }()
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

func (w *world) send(t *testing.T, u *telegramtest.User, said dialogs.Said) string {
	t.Helper()
	id, err := w.bot.Send(t.Context(), outgoing(w.bot, u, said))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func outgoing(b *telegram.Bot, u *telegramtest.User, said dialogs.Said) bot.Outgoing {
	return bot.Outgoing{Account: b.Traits().Account, Chat: u.Chat(), Said: said}
}

func TestThereAndBack(t *testing.T) {
	w := newWorld(t).run(t)
	u := w.tg.User(1001)
	u.Say("مرحبا")
	in := w.inbox.Wait(t, 1)[0]
	if in.Account != (bot.Account{Network: "telegram", ID: "110201543"}) || in.Chat != "1001" || in.Input.Text != "مرحبا" || in.Input.Lang != "ar" {
		t.Errorf("accepted %+v", in)
	}
	w.send(t, u, dialogs.Said{Heading: "أهلين", Text: "كيف فينا نساعد؟", Choices: []dialogs.Button{{ID: "menu", Label: "القائمة"}}})
	got := u.Reply(t)
	if got.Text != "أهلين\nكيف فينا نساعد؟" || got.Bold != "أهلين" {
		t.Errorf("shown %+v", got)
	}
	if err := u.Press("القائمة"); err != nil {
		t.Fatal(err)
	}
	press := w.inbox.Wait(t, 2)[1]
	if press.Input.Kind != dialogs.KindChoice || press.Input.Choice != "menu" {
		t.Errorf("accepted %+v", press)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := u.WaitFor(ctx, func(m []telegramtest.Message) bool { return m[0].Buttons[0][0].Text == "✓ القائمة" }); err != nil {
		t.Error("the pressed button is not marked:", err)
	}
}
