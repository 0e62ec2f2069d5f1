package telegram_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/telegram"
	"sanad/bot/telegram/telegramtest"
	"sanad/dialogs"
)

func TestContractByPolling(t *testing.T) {
	bottest.Adapter(t, func(t *testing.T, kit bottest.AdapterKit) bottest.AdapterNetwork {
		tg := telegramtest.New(t)
		return network(t, tg, func(t *testing.T) bot.Channel { return newBot(t, kit, tg) })
	})
}

func TestContractByWebhook(t *testing.T) {
	bottest.Adapter(t, func(t *testing.T, kit bottest.AdapterKit) bottest.AdapterNetwork {
		tg := telegramtest.New(t)
		site := newSite(t)
		return network(t, tg, func(t *testing.T) bot.Channel { return site.newBot(t, kit, tg) })
	})
}

// site is the public address that serves the webhook of whichever process runs now.
type site struct {
	*httptest.Server
	handler atomic.Pointer[http.Handler]
}

func newSite(t testing.TB) *site {
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(*s.handler.Load()).ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

const secret = "a-Secret_of-the-webhook"

func (s *site) newBot(t testing.TB, kit bottest.AdapterKit, tg *telegramtest.Server) *telegram.Bot {
	b := newBot(t, kit, tg, func(c *telegram.Config) { c.WebhookSecret, c.PublicURL = secret, s.URL })
	mux := http.NewServeMux()
	mux.Handle(telegram.WebhookPath, b.Handler())
	h := http.Handler(mux)
	s.handler.Store(&h)
	return b
}

// network shows a simulated Telegram to the suite.
func network(t *testing.T, tg *telegramtest.Server, channel func(t *testing.T) bot.Channel) bottest.AdapterNetwork {
	users := map[string]*telegramtest.User{"1001": tg.User(1001), "1002": tg.User(1002)}
	ids := map[string]int64{} // of what was said, by text
	return bottest.AdapterNetwork{
		Channel: channel,
		Chats:   [2]string{"1001", "1002"},
		Say:     func(chat, text string) { ids[text] = users[chat].Say(text) },
		Screen:  func(chat string) []bottest.AdapterMessage { return screen(users[chat]) },
		Down:    func() func() { tg.Drop(); return tg.Break(telegramtest.Rule{Fault: telegramtest.CutBefore()}) },
		Drop:    tg.Drop,
		Choose:  func(chat, id string) error { return users[chat].Press(id) },
		Edit: func(chat, before, after string) {
			ids[after] = ids[before]
			users[chat].Edit(ids[before], after)
		},
		Media:  func(chat string, m bottest.AdapterMedia) { sendMedia(users[chat], m) },
		Shows:  true,
		Repeat: func() { repeat(tg) },
		Block:  func(chat string) { users[chat].Block() },
		Busy: func(after time.Duration) {
			tg.Break(telegramtest.Rule{Method: "sendMessage", Times: 1, Fault: telegramtest.TooMany(int(after / time.Second))})
		},
		Typing: func(chat string) func() int { return users[chat].Actions },
	}
}

func repeat(tg *telegramtest.Server) {
	tg.Break(telegramtest.Rule{Method: "getUpdates", Fault: telegramtest.Duplicate()})
	tg.Break(telegramtest.Rule{Method: telegramtest.Webhook, Fault: telegramtest.Duplicate()})
}

func screen(u *telegramtest.User) []bottest.AdapterMessage {
	var out []bottest.AdapterMessage
	for _, m := range u.Replies() {
		shown := bottest.AdapterMessage{Text: m.Text, Bold: m.Bold}
		for _, row := range m.Buttons {
			for _, b := range row {
				shown.Choices = append(shown.Choices, dialogs.Button{ID: b.Data, Label: b.Text})
			}
		}
		if m.File != nil {
			shown.File = m.File.Body
		}
		out = append(out, shown)
	}
	return out
}

func sendMedia(u *telegramtest.User, m bottest.AdapterMedia) {
	switch m.Kind {
	case dialogs.KindPhoto:
		u.SendPhoto(m.Body, m.Caption)
	case dialogs.KindVoice:
		u.SendVoice(m.Body, 3*time.Second)
	default:
		u.SendDocument(m.Name, m.Mime, m.Body, m.Caption)
	}
}
