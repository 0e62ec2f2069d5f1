package whatsapp_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/whatsapp"
	"sanad/dialogs"
)

const day = 24 * time.Hour

func TestStandingOnSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sanad.db")
	standing(t, func(t *testing.T) *sql.DB { return sqliteAt(t, path) }, "sqlite", ledger.Config{Path: path})
}

func TestStandingOnPostgreSQL(t *testing.T) {
	url := bottest.Postgres(t)
	standing(t, func(t *testing.T) *sql.DB { return open(t, "pgx", url) }, "postgres", ledger.Config{URL: url})
}

// standing: other processes can read how a number is, whose phone is missed after ten days without a sign of it, and only then.
func standing(t *testing.T, database func(*testing.T) *sql.DB, dialect string, at ledger.Config) {
	t.Parallel()
	records, err := ledger.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { records.Close() })
	clock, changed := &jumper{}, make(chan struct{}, 100)
	clock.jump(-12 * day) // so that what WhatsApp dates with its own clock can be of after the phone was missed
	w := newWorld(t, bottest.NewAdapterKit(t), database(t), dialect)
	w.bot = w.number(t, func(c *whatsapp.Config) {
		c.Standings, c.Now, c.Changed = records, clock.Now, func() { changed <- struct{}{} }
	})
	stop := start(t, w.bot, w.inbox.Accept)
	now := w.awaitStanding(t, records, "it works", func(s bot.Standing) bool { return s.Trouble == "" })
	if now.Worked.IsZero() || now.Worked.After(clock.Now()) || w.bot.Warning(t.Context()) != nil {
		t.Errorf("%+v, %v", now, w.bot.Warning(t.Context()))
	}
	eventually(t, "somebody is told", func() bool { return len(changed) > 0 })

	clock.jump(10*day + time.Hour)
	w.mustMiss(t)
	stop()
	w.bot = w.number(t, func(c *whatsapp.Config) { c.Standings, c.Now = records, clock.Now })
	start(t, w.bot, w.inbox.Accept)
	eventually(t, "another process knows too", func() bool { return w.bot.Warning(t.Context()) != nil })

	clock.jump(2 * day)
	artisan := w.artisan("963911111111")
	artisan.Chat(w.owner).Say("مرحبا")
	w.inbox.Wait(t, 1)
	w.mustMiss(t) // an artisan's sign of life is none of the phone's
	w.send(t, w.out(artisan, dialogs.Said{Text: "أهلين"}))
	eventually(t, "the phone has got the copy", func() bool { return w.bot.Warning(t.Context()) == nil })

	w.server.Down()
	down := w.awaitStanding(t, records, "it does not work", func(s bot.Standing) bool { return s.Trouble == string(whatsapp.NotConnected) })
	if down.Worked.IsZero() || clock.Now().Sub(down.Phone) > day {
		t.Errorf("%+v", down)
	}
}

// mustMiss checks that there is a warning in words, and no failure.
func (w *world) mustMiss(t *testing.T) {
	t.Helper()
	eventually(t, "it works", func() bool { return w.bot.Healthy(t.Context()) == nil })
	var trouble *whatsapp.Trouble
	if err := w.bot.Warning(t.Context()); !errors.As(err, &trouble) || !strings.Contains(trouble.Plain(), "own phone") {
		t.Errorf("warning %v", err)
	}
}

func (w *world) awaitStanding(t *testing.T, records bot.Standings, what string, is func(bot.Standing) bool) (found bot.Standing) {
	t.Helper()
	eventually(t, what, func() bool {
		all, err := records.Standings(context.WithoutCancel(t.Context()), whatsapp.Network)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 1 || all[0].Account.ID != ourNumber {
			return false
		}
		found = all[0]
		return is(found)
	})
	return found
}

func TestPhoneThatIsOffIsMissed(t *testing.T) {
	clock := &jumper{}
	clock.jump(-11 * day)
	w := started(t, func(c *whatsapp.Config) { c.Now = clock.Now })
	w.owner.SwitchOff()
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	w.inbox.Wait(t, 1)
	clock.jump(11 * day)
	w.send(t, w.out(artisan, dialogs.Said{Text: "أهلين"}))
	chat.Reply(t)
	w.mustMiss(t)
	w.owner.SwitchOn()
	w.owner.Chat(artisan).ByHand("أنا صاحب الرقم")
	eventually(t, "what the phone sends is a sign of it", func() bool { return w.bot.Warning(t.Context()) == nil })
}

// A number that its owner took from us is let go once somebody has seen it, and one that is unlinked here at once.
func TestNumbersThatAreSeenOff(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db")
	w := newWorld(t, bottest.NewAdapterKit(t), sqliteAt(t, path), "sqlite")
	all := w.serveOn(t, ledger.Config{Path: path}, time.Now)
	w.awaitStanding(t, all.records, "it works", func(s bot.Standing) bool { return s.Trouble == "" })
	w.owner.Unlink()
	w.awaitStanding(t, all.records, "it was taken", func(s bot.Standing) bool { return s.Trouble == string(whatsapp.LoggedOut) })
	if len(all.numbers.List()) != 1 {
		t.Error("it is out of sight before anybody has seen it")
	}
	if err := all.records.DropStanding(t.Context(), bot.Account{Network: whatsapp.Network, ID: ourNumber}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is let go", func() bool { return len(all.numbers.List()) == 0 })

	w.link(t)
	eventually(t, "it is served again", func() bool {
		list := all.numbers.List()
		return len(list) == 1 && list[0].Healthy(t.Context()) == nil
	})
	if err := all.numbers.Unlink(t.Context(), w.linking(), ourNumber); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is unlinked at once", func() bool { return len(all.numbers.List()) == 0 && w.owner.Devices() == 0 })
	eventually(t, "nothing is known of it", func() bool {
		left, err := all.records.Standings(t.Context(), whatsapp.Network)
		return err == nil && len(left) == 0
	})
}

// running is a process that serves numbers beside another.
type running struct {
	t     *testing.T
	stops map[bot.Account]func()
}

func (r running) Attach(ch bot.Channel) {
	refuse := func(context.Context, ...bot.Incoming) ([]bot.Receipt, error) { return nil, errors.New("not this one") }
	r.stops[ch.Traits().Account] = start(r.t, ch.(*whatsapp.Number), refuse)
}

func (r running) Detach(account bot.Account) { r.stops[account]() }

// A process that stands by lets go of a number that was taken from us; it stays in sight at the one that serves it.
func TestAStandbyForgetsNoTrouble(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db")
	w := newWorld(t, bottest.NewAdapterKit(t), sqliteAt(t, path), "sqlite")
	all := w.serveOn(t, ledger.Config{Path: path}, time.Now)
	w.awaitStanding(t, all.records, "it works", func(s bot.Standing) bool { return s.Trouble == "" })
	standby, err := whatsapp.NewNumbers(w.config(func(c *whatsapp.Config) { c.Leases, c.Standings = all.records.Leases(), all.records }))
	if err != nil {
		t.Fatal(err)
	}
	other := running{t, map[bot.Account]func(){}}
	look := func(numbers *whatsapp.Numbers, host whatsapp.Host, want int) {
		t.Helper()
		if err := numbers.Look(t.Context(), host); err != nil || len(numbers.List()) != want {
			t.Errorf("%d numbers, %v", len(numbers.List()), err)
		}
	}
	look(standby, other, 1)
	taken := func(s bot.Standing) bool { return s.Trouble == string(whatsapp.LoggedOut) }
	w.owner.Unlink()
	w.awaitStanding(t, all.records, "it was taken", taken)
	eventually(t, "the keys are gone", func() bool { l, err := w.store.Linked(t.Context()); return err == nil && len(l) == 0 })
	look(standby, other, 0)
	look(all.numbers, all.service, 1)
	w.awaitStanding(t, all.records, "it is still in sight", taken)
}
