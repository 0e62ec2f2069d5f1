package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot/telegram"
	"sanad/bot/telegram/telegramtest"
	"sanad/dialogs"
)

func serve(t *testing.T, h http.HandlerFunc) (address string) {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// useAPI points a bot, with its own HTTP client, at another server.
func useAPI(address string) func(*telegram.Config) {
	return func(c *telegram.Config) { c.APIURL, c.HTTP = address, nil }
}

func TestServerThatComesLater(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	w := newWorld(t)
	w.bot = newBot(t, w.kit, w.tg, useAPI("http://"+address))
	w.run(t)
	await(t, "the failure in its health", func() bool {
		err := w.bot.Healthy(t.Context())
		return err != nil && strings.Contains(err.Error(), "refused")
	})
	w.tg = telegramtest.New(t, telegramtest.Address(address))
	w.tg.User(1).Say("مرحبا")
	w.inbox.Wait(t, 1)
	healthyWithin(t, w)
}

func TestTokenRefused(t *testing.T) {
	for _, fault := range []telegramtest.Fault{telegramtest.Answer(401, "Unauthorized"), telegramtest.Answer(404, "Not Found")} {
		w := newWorld(t)
		w.tg.Break(telegramtest.Rule{Method: "getMe", Fault: fault})
		err := w.bot.Run(t.Context(), w.inbox.Accept)
		var refused *telegram.TokenError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), "token") || strings.Contains(err.Error(), w.tg.Token()) {
			t.Errorf("Run gives %v", err)
		}
		if w.bot.Healthy(t.Context()) == nil {
			t.Error("it calls itself healthy")
		}
	}
}

func TestNothingIsConfirmedBeforeItIsAccepted(t *testing.T) {
	w := newWorld(t)
	w.inbox.Refuse(true)
	w.run(t)
	u := w.tg.User(1)
	for i := range 3 {
		u.Say(fmt.Sprint(i))
	}
	w.inbox.WaitOffered(t, 6)
	if n := w.tg.Pending(); n != 3 {
		t.Errorf("%d updates wait on the server, want all 3", n)
	}
	w.inbox.Refuse(false)
	w.inbox.Wait(t, 3)
	await(t, "confirmation", func() bool { return w.tg.Pending() == 0 })
}

func TestSlowDownloadHoldsUpNobodyElse(t *testing.T) {
	for _, way := range []string{"polling", "webhook"} {
		t.Run(way, func(t *testing.T) {
			w := newWorld(t)
			if way == "webhook" {
				w.bot = newSite(t).newBot(t, w.kit, w.tg)
			}
			heal := w.tg.Break(telegramtest.Rule{Method: telegramtest.Files, Fault: telegramtest.Hang()})
			w.run(t)
			slow, quick := w.tg.User(1), w.tg.User(2)
			slow.SendPhoto([]byte("picture"), "أول")
			slow.Say("ثاني")
			for i := range 5 {
				quick.Say(fmt.Sprint(i))
				w.inbox.Wait(t, i+1)
			}
			heal()
			w.tg.Drop()
			in := w.inbox.Wait(t, 7)
			if in[5].Input.Kind != dialogs.KindPhoto || in[5].Input.Media.Hash == "" || in[6].Input.Text != "ثاني" {
				t.Errorf("the slow chat got %+v, then %+v", in[5].Input, in[6].Input)
			}
			await(t, "confirmation", func() bool { return w.tg.Pending() == 0 })
		})
	}
}

func TestFilesThatCannotBeHad(t *testing.T) {
	for name, c := range map[string]struct {
		method string
		fault  telegramtest.Fault
		size   int
	}{
		"gone":             {telegramtest.Files, telegramtest.Answer(404, "Not Found"), 10},
		"always cut":       {telegramtest.Files, telegramtest.CutAfter(), 100_000},
		"server fails":     {"getFile", telegramtest.HTML(502), 10},
		"not to be had":    {"getFile", telegramtest.Answer(400, "Bad Request: wrong file_id"), 10},
		"too large":        {"", telegramtest.Fault{}, 20<<20 + 1},
		"for ever on hold": {telegramtest.Files, telegramtest.Hang(), 10},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *telegram.Config) { c.DownloadTimeout = 2 * time.Second })
			if c.method != "" {
				w.tg.Break(telegramtest.Rule{Method: c.method, Fault: c.fault})
			}
			w.run(t)
			w.tg.User(1).SendDocument("عرض.pdf", "application/pdf", make([]byte, c.size), "شوفوا")
			in := w.inbox.Wait(t, 1)[0].Input
			if in.Kind != dialogs.KindDocument || in.Media == nil || in.Media.Hash != "" || in.Media.Size != int64(c.size) || in.Media.Name != "عرض.pdf" || in.Text != "شوفوا" {
				t.Errorf("accepted %+v", in)
			}
		})
	}
}

func TestDownloadThatFailsOnceIsTriedAgain(t *testing.T) {
	w := newWorld(t).run(t)
	w.tg.Break(telegramtest.Rule{Method: telegramtest.Files, Times: 1, Fault: telegramtest.CutAfter()})
	w.tg.Break(telegramtest.Rule{Method: "getFile", Times: 1, Fault: telegramtest.TooMany(1)})
	w.tg.User(1).SendVoice(make([]byte, 50_000), 3*time.Second)
	in := w.inbox.Wait(t, 1)[0].Input
	if in.Media.Hash == "" || in.Media.Size != 50_000 || in.Media.Seconds != 3*time.Second {
		t.Errorf("accepted %+v", in.Media)
	}
}

// crude is a server that answers long polls at once and knows neither offset nor limit, as some emulators do.
func crude(t *testing.T, polls *atomic.Int64) (address string) {
	update := func(id int) string {
		return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1780000000,"chat":{"id":1,"type":"private"},"text":"%d"}}`, id, id, id)
	}
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		result := "true"
		switch {
		case strings.HasSuffix(r.URL.Path, "/getMe"):
			result = `{"id":666,"is_bot":true,"username":"crude"}`
		case strings.HasSuffix(r.URL.Path, "/getUpdates"):
			n := polls.Add(1)
			result = "[" + update(1) + "," + update(2)
			if n > 3 {
				result += "," + update(3)
			}
			result += "]"
		}
		fmt.Fprintf(w, `{"ok":true,"result":%s}`, result)
	})
}

func TestCrudeServerIsNeitherSpunAtNorDoubled(t *testing.T) {
	var polls atomic.Int64
	w := newWorld(t)
	w.bot = newBot(t, w.kit, w.tg, useAPI(crude(t, &polls)))
	w.run(t)
	w.inbox.Wait(t, 3)
	before := polls.Load()
	time.Sleep(500 * time.Millisecond) // the thing measured
	if n := polls.Load() - before; n > 6 {
		t.Errorf("%d polls in half a second", n)
	}
	if n := w.inbox.Offered(); n != 3 {
		t.Errorf("3 updates were offered %d times", n)
	}
}

func TestNumbersThatStartAnew(t *testing.T) {
	w := newWorld(t).run(t)
	u := w.tg.User(1)
	u.Say("قبل")
	w.inbox.Wait(t, 1)
	await(t, "confirmation", func() bool { return w.tg.Pending() == 0 })
	w.tg.Renumber(500)
	u.Say("بعد")
	if in := w.inbox.Wait(t, 2); in[1].Input.Text != "بعد" {
		t.Errorf("accepted %+v", in[1].Input)
	}
	await(t, "confirmation", func() bool { return w.tg.Pending() == 0 })
}

func TestBadUpdatesBlockNobody(t *testing.T) {
	w := newWorld(t).run(t)
	u := w.tg.User(1)
	for _, update := range []string{
		`{"update_id":UPDATE_ID}`,
		`{"update_id":UPDATE_ID,"message":null}`,
		`{"update_id":UPDATE_ID,"message":{"chat":7,"text":[]}}`,
		`{"update_id":UPDATE_ID,"callback_query":{"id":5}}`,
		`{"update_id":UPDATE_ID,"channel_post":{"message_id":1,"chat":{"id":-9,"type":"channel"},"text":"x"}}`,
		`{"update_id":UPDATE_ID,"message":{"message_id":5,"chat":{"id":1,"type":"private"},"from":{"id":3,"is_bot":true},"text":"x"}}`,
	} {
		w.tg.Raw(1, update)
	}
	u.Say(strings.Repeat("طويل ", 12_000))
	u.Say("")
	u.SendSticker()
	u.Forge(77, strings.Repeat("x", 200))
	u.Say("آخر")
	in := w.inbox.Wait(t, 5)
	kinds := ""
	for _, one := range in {
		kinds += string(one.Input.Kind) + ":" + one.Input.Text[:min(len(one.Input.Text), 7)] + " "
	}
	if kinds != "text:طوي\xd9 text: unsupported:sticker unsupported:button text:آخر " {
		t.Errorf("accepted %q", kinds)
	}
	await(t, "confirmation", func() bool { return w.tg.Pending() == 0 })
}

func TestGroupIsRefusedOnceAndLeft(t *testing.T) {
	w := newWorld(t).run(t)
	u := w.tg.User(1)
	g := w.tg.Group(-500, u)
	g.Say(u, "يا سند")
	g.Say(u, "وينك")
	u.Say("خاص")
	w.inbox.Wait(t, 1)
	await(t, "the bot to leave", g.Left)
	if got := g.Replies(); len(got) != 1 || !strings.Contains(got[0].Text, "خاص") {
		t.Errorf("the group was told %+v", got)
	}
	if in := w.inbox.Accepted(); len(in) != 1 || in[0].Chat != "1" {
		t.Errorf("accepted %+v", in)
	}
}

func TestCommandsAreSet(t *testing.T) {
	w := newWorld(t).run(t)
	await(t, "commands", func() bool { return len(w.tg.Commands()) == 3 })
	for lang, raw := range w.tg.Commands() {
		var list []struct{ Command, Description string }
		if err := json.Unmarshal([]byte(raw), &list); err != nil || len(list) != 7 || list[0].Command != "start" {
			t.Errorf("%q: %s", lang, raw)
		}
		for _, c := range list {
			if strings.HasPrefix(c.Description, "telegram.") {
				t.Errorf("%q: no text for %s", lang, c.Description)
			}
		}
	}
	if all := w.tg.Commands(); all["en"] == all["ar"] || all[""] != all["ar"] {
		t.Errorf("commands %v", all)
	}
}

func TestPressIsAnsweredAndMarked(t *testing.T) {
	w := newWorld(t).run(t)
	u := w.tg.User(1)
	w.send(t, u, dialogs.Said{Text: "؟", Choices: []dialogs.Button{{ID: "yes", Label: "نعم"}, {ID: "no", Label: "لا"}}})
	w.inbox.Refuse(true)
	if err := u.Press("yes"); err != nil {
		t.Fatal(err)
	}
	w.inbox.WaitOffered(t, 1)
	if w.tg.Unanswered() != 1 {
		t.Error("a press is answered that was not accepted")
	}
	w.inbox.Refuse(false)
	w.inbox.Wait(t, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := u.WaitFor(ctx, func(m []telegramtest.Message) bool { return m[0].Buttons[0][0].Text == "✓ نعم" }); err != nil {
		t.Error(err)
	}
	if w.tg.Unanswered() != 0 {
		t.Error("the press is not answered")
	}
}
