package whatsapp_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/store"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/whatsapp"
	"sanad/dialogs"
	"sanad/locales"
)

// trouble waits until the number says what is wrong with it.
func (w *world) trouble(t *testing.T, kind whatsapp.TroubleKind) *whatsapp.Trouble {
	t.Helper()
	var got *whatsapp.Trouble
	eventually(t, "the trouble is "+string(kind), func() bool {
		return errors.As(w.bot.Healthy(t.Context()), &got) && got.Kind == kind
	})
	return got
}

func TestRefusedLogins(t *testing.T) {
	for reason, kind := range map[string]whatsapp.TroubleKind{
		"401": whatsapp.LoggedOut, "402": whatsapp.BannedForNow, "403": whatsapp.Banned, "405": whatsapp.Outdated,
		"409": whatsapp.Refused, "503": whatsapp.NotConnected,
	} {
		t.Run(reason, func(t *testing.T) {
			w := started(t)
			w.trouble0(t)
			heal := w.server.RefuseLogins(reason)
			w.server.Drop()
			got := w.trouble(t, kind)
			if reason == "402" && time.Until(got.Until) < 50*time.Minute {
				t.Errorf("banned until %s", got.Until)
			}
			_, err := w.bot.Send(t.Context(), w.out(w.artisan("963911111111"), dialogs.Said{Text: "أهلين"}))
			var later *bot.RetryError
			if err == nil || errors.Is(err, bot.ErrUnreachable) || kind != whatsapp.NotConnected && !errors.As(err, &later) {
				t.Errorf("a send gives %v", err)
			}
			heal()
		})
	}
}

func (w *world) trouble0(t *testing.T) {
	t.Helper()
	eventually(t, "it is healthy", func() bool { return w.bot.Healthy(t.Context()) == nil && w.owner.Connected() })
}

func TestStreamErrors(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	for i, code := range []string{"503", "515", "500"} {
		w.trouble0(t)
		logins := w.server.Stats().Logins
		w.owner.StreamError(code)
		eventually(t, "it is back after "+code, func() bool { return w.server.Stats().Logins > logins })
		chat.Say("مرحبا " + code)
		w.inbox.Wait(t, i+1)
	}
}

func TestReplacedByAnother(t *testing.T) {
	w := started(t, func(c *whatsapp.Config) { c.LeaseFor = 300 * time.Millisecond })
	w.trouble0(t)
	logins := w.server.Stats().Logins
	w.owner.StreamError("replaced")
	// It holds the lease, so it comes back soon; that it said why it went stays in the log.
	eventually(t, "it is back", func() bool { return w.server.Stats().Logins > logins })
	w.trouble0(t)
	if !strings.Contains(w.kit.Logged.String(), "trouble="+string(whatsapp.Replaced)) {
		t.Error("it did not say that it was replaced")
	}
}

// A number that its owner removed is linked again by another process, and the running one goes on with it.
func TestLoggedOutAndLinkedAgain(t *testing.T) {
	w := started(t)
	w.trouble0(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	chat.Say("قبل")
	w.inbox.Wait(t, 1)
	w.owner.Unlink()
	w.trouble(t, whatsapp.LoggedOut)
	before := w.linked.Device
	w.link(t)
	if w.linked.Device == before {
		t.Error("the new link has the old keys")
	}
	w.trouble0(t)
	chat.Say("بعد")
	if in := w.inbox.Wait(t, 2)[1]; in.Input.Text != "بعد" || in.Account.ID != ourNumber {
		t.Errorf("accepted %+v", in)
	}
}

func TestOneProcessHoldsTheNumber(t *testing.T) {
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	w.bot = w.number(t)
	stop := start(t, w.bot, w.inbox.Accept)
	w.trouble0(t)
	logins := w.server.Stats().Logins
	standby := w.number(t)
	start(t, standby, w.inbox.Accept)
	chat := w.artisan("963911111111").Chat(w.owner)
	chat.Say("واحد")
	w.inbox.Wait(t, 1)
	eventually(t, "the one that waits is not ill", func() bool { return standby.Healthy(t.Context()) == nil })
	var later *bot.RetryError
	if _, err := standby.Send(t.Context(), w.out(w.artisan("963911111111"), dialogs.Said{Text: "أهلين"})); !errors.As(err, &later) {
		t.Errorf("the one that waits sends: %v", err)
	}
	if n := w.server.Stats().Logins; n != logins {
		t.Errorf("%d logins instead of %d", n, logins)
	}
	stop()
	chat.Say("تنين")
	if in := w.inbox.Wait(t, 2); in[1].Input.Text != "تنين" {
		t.Errorf("accepted %+v", in)
	}
}

func TestTroubleHasWordsInBothLanguages(t *testing.T) {
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []whatsapp.TroubleKind{
		whatsapp.NotConnected, whatsapp.LoggedOut, whatsapp.Banned, whatsapp.BannedForNow, whatsapp.Outdated,
		whatsapp.Replaced, whatsapp.Refused, whatsapp.StorageFailing,
	} {
		for _, lang := range []string{"ar", "en"} {
			if key := (&whatsapp.Trouble{Kind: kind}).Key(); texts.Text(lang, key, nil) == key {
				t.Errorf("%s has no text in %s", key, lang)
			}
		}
	}
}

// WhatsApp moves on and lets older clients in no more: the running number goes on as the new one, and so does linking.
func TestANewerVersionIsTakenUp(t *testing.T) {
	w := started(t)
	w.trouble0(t)
	wanted := store.GetWAVersion()[2] + 1
	w.server.RefuseOlder(wanted)
	logins := w.server.Stats().Logins
	w.server.Drop()
	eventually(t, "it is let in as a newer one", func() bool { return w.server.Stats().Logins > logins })
	w.trouble0(t)
	w.artisan("963911111111").Chat(w.owner).Say("مرحبا")
	w.inbox.Wait(t, 1)

	fresh := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	fresh.server.RefuseOlder(wanted)
	if l := fresh.linkPhone(t, fresh.server.Phone("963955555555")); l.Number != "963955555555" {
		t.Errorf("linked %+v", l)
	}
}
