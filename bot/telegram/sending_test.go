package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/telegram/telegramtest"
	"sanad/dialogs"
)

func TestErrorsOfSending(t *testing.T) {
	retry := func(err error) bool {
		var e *bot.RetryError
		return errors.As(err, &e)
	}
	permanent := func(err error) bool {
		var e *bot.PermanentError
		return errors.As(err, &e)
	}
	gone := func(err error) bool { return errors.Is(err, bot.ErrUnreachable) }
	later := func(err error) bool { return err != nil && !retry(err) && !permanent(err) && !gone(err) }
	for name, c := range map[string]struct {
		fault telegramtest.Fault
		want  func(error) bool
		sick  bool
	}{
		"429":                 {telegramtest.TooMany(3), retry, false},
		"500":                 {telegramtest.Answer(500, "Internal Server Error"), later, true},
		"502 as HTML":         {telegramtest.HTML(502), later, true},
		"blocked":             {telegramtest.Blocked(), gone, false},
		"deactivated":         {telegramtest.Answer(403, "Forbidden: user is deactivated"), gone, false},
		"chat not found":      {telegramtest.Answer(400, "Bad Request: chat not found"), gone, false},
		"another 400":         {telegramtest.Answer(400, "Bad Request: message is too silly"), permanent, false},
		"too large":           {telegramtest.Answer(413, "Request Entity Too Large"), permanent, false},
		"token refused":       {telegramtest.Answer(401, "Unauthorized"), later, true},
		"cut before it":       {telegramtest.CutBefore(), later, true},
		"cut after it":        {telegramtest.CutAfter(), later, true},
		"no reason at all":    {telegramtest.Answer(418, ""), later, false},
		"conflict":            {telegramtest.Answer(409, "Conflict"), later, false},
		"HTML with status 4x": {telegramtest.HTML(400), permanent, false},
	} {
		for _, kind := range []string{"sendMessage", "sendDocument"} {
			t.Run(name+" on "+kind, func(t *testing.T) {
				w := newWorld(t).run(t)
				u := w.tg.User(1)
				healthyWithin(t, w)
				said := dialogs.Said{Text: "نص"}
				if kind == "sendDocument" {
					m, err := w.kit.Files.Save(t.Context(), bytes.NewReader(make([]byte, 200000)), "a.bin", "application/octet-stream", 1<<20)
					if err != nil {
						t.Fatal(err)
					}
					said.Media = &m
				}
				w.tg.Break(telegramtest.Rule{Method: kind, Times: 1, Fault: c.fault})
				_, err := w.bot.Send(t.Context(), outgoing(w.bot, u, said))
				if !c.want(err) {
					t.Errorf("got %T %v", err, err)
				}
				if err != nil && strings.Contains(err.Error(), w.tg.Token()) {
					t.Errorf("the token stands in %q", err)
				}
				if sick := w.bot.Healthy(t.Context()) != nil; sick != c.sick {
					t.Errorf("healthy is %v", w.bot.Healthy(t.Context()))
				}
				w.send(t, u, said)
				if err := w.bot.Healthy(t.Context()); err != nil {
					t.Errorf("after a send that worked: %v", err)
				}
			})
		}
	}
}

func healthyWithin(t *testing.T, w *world) {
	t.Helper()
	await(t, "health", func() bool { return w.bot.Healthy(t.Context()) == nil })
}

func await(t *testing.T, what string, reached func() bool) {
	t.Helper()
	for late := time.Now().Add(15 * time.Second); !reached(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("not in time:", what)
		}
	}
}

func TestHangingSendEndsWithItsContext(t *testing.T) {
	w := newWorld(t)
	u := w.tg.User(1)
	w.tg.Break(telegramtest.Rule{Method: "sendMessage", Fault: telegramtest.Hang()})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := w.bot.Send(ctx, outgoing(w.bot, u, dialogs.Said{Text: "نص"})); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestSendGoesOnWhereItBroke(t *testing.T) {
	w := newWorld(t)
	u := w.tg.User(1)
	m, err := w.kit.Files.Save(t.Context(), strings.NewReader("%PDF-1.4 ..."), "a.pdf", "application/pdf", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	out := outgoing(w.bot, u, dialogs.Said{Text: strings.Repeat("كلمة ", 2000), Media: &m})
	out.ID = 9
	w.tg.Break(telegramtest.Rule{Method: "sendDocument", Times: 2, Fault: telegramtest.TooMany(1)})
	for range 2 {
		var later *bot.RetryError
		if _, err := w.bot.Send(t.Context(), out); !errors.As(err, &later) {
			t.Fatal(err)
		}
	}
	if _, err := w.bot.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if got := u.Replies(); len(got) != 4 || got[3].File == nil {
		t.Errorf("%d messages, want 3 of text and a file: no text twice", len(got))
	}
}

func TestWhatCannotBeAPhotoIsADocument(t *testing.T) {
	w := newWorld(t)
	u := w.tg.User(1)
	m, err := w.kit.Files.Save(t.Context(), strings.NewReader("not a picture"), "p.jpg", "image/jpeg", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	w.send(t, u, dialogs.Said{Text: "صورة", Media: &m, Choices: []dialogs.Button{{ID: "ok", Label: "تمام"}}})
	if got := u.Reply(t); got.Kind != "document" || string(got.File.Body) != "not a picture" || got.Text != "صورة" || len(got.Buttons) != 1 {
		t.Errorf("shown %+v", got)
	}
}

func TestFilesThatCannotBeSent(t *testing.T) {
	w := newWorld(t)
	u := w.tg.User(1)
	for name, m := range map[string]dialogs.Media{
		"not stored": {Hash: strings.Repeat("0", 64), Mime: "image/png"},
		"too large":  {Hash: strings.Repeat("0", 64), Size: 51 << 20},
	} {
		var never *bot.PermanentError
		if _, err := w.bot.Send(t.Context(), outgoing(w.bot, u, dialogs.Said{Text: "نص", Media: &m})); !errors.As(err, &never) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTyping(t *testing.T) {
	w := newWorld(t)
	u := w.tg.User(1)
	if err := w.bot.Typing(t.Context(), u.Chat()); err != nil || u.Actions() != 1 {
		t.Errorf("%v, %d shown", err, u.Actions())
	}
	u.Block()
	if err := w.bot.Typing(t.Context(), u.Chat()); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
}

func TestNoTokenInErrors(t *testing.T) {
	w := newWorld(t)
	u := w.tg.User(1)
	w.tg.Close()
	w.bot.Send(t.Context(), outgoing(w.bot, u, dialogs.Said{Text: "نص"}))
	_, err := w.bot.Send(t.Context(), outgoing(w.bot, u, dialogs.Said{Text: "نص"}))
	if err == nil || strings.Contains(err.Error(), w.tg.Token()) {
		t.Errorf("the error is %v", err)
	}
	if err := w.bot.Healthy(t.Context()); err == nil || strings.Contains(err.Error(), w.tg.Token()) {
		t.Errorf("health is %v", err)
	}
}

func TestRefusesRedirects(t *testing.T) {
	var asked bool
	elsewhere := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = true })
	lure := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
	})
	w := newWorld(t)
	b := newBot(t, w.kit, w.tg, useAPI(lure))
	if _, err := b.Send(t.Context(), outgoing(b, w.tg.User(1), dialogs.Said{Text: "نص"})); err == nil || asked {
		t.Errorf("error %v, followed %v", err, asked)
	}
}
