package telegram_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sanad/bot/telegram"
	"sanad/bot/telegram/telegramtest"
)

const updateOfUser1 = `{"update_id":5,"message":{"message_id":5,"date":1780000000,"chat":{"id":1,"type":"private"},"from":{"id":1},"text":"نص"}}`

// post calls the handler as Telegram would and returns the status.
func post(b *telegram.Bot, secret, body string) int {
	r := httptest.NewRequest(http.MethodPost, telegram.WebhookPath, strings.NewReader(body))
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w.Code
}

func TestWebhookGuards(t *testing.T) {
	w := newWorld(t)
	w.bot = newSite(t).newBot(t, w.kit, w.tg)
	if got := post(w.bot, secret, updateOfUser1); got != http.StatusServiceUnavailable {
		t.Errorf("before Run: %d", got)
	}
	w.run(t)
	await(t, "the webhook", func() bool { return w.tg.WebhookURL() != "" })
	for name, c := range map[string]struct {
		secret, body string
		want         int
	}{
		"no secret":    {"", updateOfUser1, 401},
		"wrong secret": {secret + "x", updateOfUser1, 401},
		"too large":    {secret, `{"update_id":5,"message":{"text":"` + strings.Repeat("x", 1<<20) + `"}}`, 413},
		"not JSON":     {secret, "<html>", 200}, // it would come again for ever
		"no update":    {secret, "[]", 200},
	} {
		if got := post(w.bot, c.secret, c.body); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if n := w.inbox.Offered(); n != 0 {
		t.Errorf("%d were let in", n)
	}
	if got := post(w.bot, secret, updateOfUser1); got != http.StatusOK || len(w.inbox.Accepted()) != 1 {
		t.Errorf("a good call: %d", got)
	}
	w.inbox.Refuse(true)
	if got := post(w.bot, secret, updateOfUser1); got != http.StatusServiceUnavailable {
		t.Errorf("not accepted: %d", got)
	}
	w.stop()
	if got := post(w.bot, secret, updateOfUser1); got != http.StatusServiceUnavailable {
		t.Errorf("after Run: %d", got)
	}
}

func TestHandlerOfABotThatPollsLetsNobodyIn(t *testing.T) {
	w := newWorld(t).run(t)
	if got := post(w.bot, "", updateOfUser1); got != http.StatusUnauthorized {
		t.Errorf("got %d", got)
	}
}

func TestFromWebhookToPollingAndBack(t *testing.T) {
	w := newWorld(t)
	s := newSite(t)
	u := w.tg.User(1)
	for i := range 4 {
		b := newBot(t, w.kit, w.tg)
		if i%2 == 0 {
			b = s.newBot(t, w.kit, w.tg)
		}
		u.Say(fmt.Sprint("قبل ", i))
		stop := start(t, b, w.inbox.Accept)
		u.Say(fmt.Sprint("بعد ", i))
		in := w.inbox.Wait(t, 2*i+2)
		if in[2*i].Input.Text != fmt.Sprint("قبل ", i) || in[2*i+1].Input.Text != fmt.Sprint("بعد ", i) {
			t.Errorf("round %d: %q, %q", i, in[2*i].Input.Text, in[2*i+1].Input.Text)
		}
		await(t, "confirmation", func() bool { return w.tg.Pending() == 0 })
		stop()
	}
}

func TestStrangerWithTheSameToken(t *testing.T) {
	w := newWorld(t).run(t)
	healthyWithin(t, w)
	stranger := newBot(t, w.kit, w.tg, func(c *telegram.Config) { c.Leases = nil })
	stop := start(t, stranger, w.inbox.Accept)
	await(t, "the conflict in its health", func() bool {
		for _, b := range []*telegram.Bot{w.bot, stranger} {
			if err := b.Healthy(t.Context()); err != nil && strings.Contains(err.Error(), "another program polls") {
				return true
			}
		}
		return false
	})
	stop()
	w.tg.User(1).Say("نص")
	w.inbox.Wait(t, 1)
	healthyWithin(t, w)
}

func TestConfigIsChecked(t *testing.T) {
	w := newWorld(t)
	for field, change := range map[string]func(*telegram.Config){
		"Token":          func(c *telegram.Config) { c.Token = "hunter2" },
		"APIURL":         func(c *telegram.Config) { c.APIURL = "telegram" },
		"Files or Texts": func(c *telegram.Config) { c.Files = nil },
		"WebhookSecret":  func(c *telegram.Config) { c.WebhookSecret, c.PublicURL = "كلمة سر", "https://x.example" },
		"PublicURL":      func(c *telegram.Config) { c.WebhookSecret = "x" },
		"PublicURL ":     func(c *telegram.Config) { c.WebhookSecret, c.PublicURL, c.APIURL = "x", "http://x.example", "" },
	} {
		cfg := config(t, w.kit, w.tg)
		change(&cfg)
		_, err := telegram.New(cfg)
		wrong, ok := err.(*telegram.ConfigError)
		if !ok || wrong.Field != strings.TrimSpace(field) || wrong.Problem == "" || wrong.Example == "" {
			t.Errorf("%s: %v", field, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("a secret stands in %v", err)
		}
	}
	b, err := telegram.New(telegram.Config{Token: "42:x", Files: w.kit.Files, Texts: noTexts{}})
	if err != nil {
		t.Fatal(err)
	}
	traits := b.Traits()
	if traits.Account.ID != "42" || traits.TextLimit != 4096 || !traits.Buttons || traits.ChatRate.PerSecond != 1 || traits.GlobalRate.PerSecond != 30 {
		t.Errorf("traits %+v", traits)
	}
}

type noTexts struct{}

func (noTexts) Text(_, key string, _ map[string]any) string { return key }

func TestStopsPromptlyWhateverHangs(t *testing.T) {
	for _, method := range []string{"getMe", "getUpdates", "setMyCommands", "deleteWebhook", "getFile"} {
		t.Run(method, func(t *testing.T) {
			w := newWorld(t)
			w.tg.Break(telegramtest.Rule{Method: method, Fault: telegramtest.Hang()})
			w.tg.User(1).SendVoice([]byte("OggS"), time.Second)
			w.run(t)
			await(t, "the call", func() bool { return w.tg.Stats().Calls[method] > 0 })
			began := time.Now()
			w.stop()
			if took := time.Since(began); took > time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}
