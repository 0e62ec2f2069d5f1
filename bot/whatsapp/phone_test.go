package whatsapp_test

import (
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
)

// jumper is a clock that can be moved on.
type jumper struct{ ahead atomic.Int64 }

func (j *jumper) Now() time.Time       { return time.Now().Add(time.Duration(j.ahead.Load())) }
func (j *jumper) jump(d time.Duration) { j.ahead.Add(int64(d)) }

func TestPhoneSilencesTheBotOnSQLite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db")
	phoneSilences(t, newWorld(t, bottest.NewAdapterKit(t), sqliteAt(t, path), "sqlite"), ledger.Config{Path: path})
}

func TestPhoneSilencesTheBotOnPostgreSQL(t *testing.T) {
	t.Parallel()
	url := bottest.Postgres(t)
	phoneSilences(t, newWorld(t, bottest.NewAdapterKit(t), open(t, "pgx", url), "postgres"), ledger.Config{URL: url})
}

// phoneSilences has the owner of the number write to an artisan by hand: the bot is silent, until half an hour after.
func phoneSilences(t *testing.T, w *world, at ledger.Config) {
	clock := &jumper{}
	records := w.serveOn(t, at, clock.Now).records
	artisan := w.artisan("963911111111")
	chat, owner := artisan.Chat(w.owner), w.owner.Chat(artisan)
	chat.Say("مرحبا")
	chat.Reply(t)

	owner.ByHand("أنا صاحب الرقم، منحكي هلق")
	heard(t, records, bot.AuthorPhone, 1)
	chat.Say("شو هو القرض التجريبي؟")
	heard(t, records, bot.AuthorArtisan, 2)
	heard(t, records, bot.AuthorBot, 1)

	clock.jump(31 * time.Minute) // nobody answered: an advisor is called for, and the artisan told so
	chat.Reply(t)
	heard(t, records, bot.AuthorBot, 2)
	if all := tickets(t, records); len(all) != 1 || all[0].State != "open" {
		t.Errorf("tickets %+v", all)
	}

	owner.ByHand("القرض للورش الصغيرة")
	heard(t, records, bot.AuthorPhone, 2)
	clock.jump(31 * time.Minute)
	eventually(t, "the case is done, as the phone had the last word", func() bool { return tickets(t, records)[0].State == "resolved" })
	chat.Say("مرحبا")
	chat.Reply(t)
	heard(t, records, bot.AuthorBot, 3)
}

func tickets(t *testing.T, records *ledger.Ledger) []bot.Ticket {
	t.Helper()
	all, err := records.TicketsOf(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// heard waits until the transcript has so many lines of an author, and fails when it has more.
func heard(t *testing.T, records *ledger.Ledger, author bot.Author, n int) {
	t.Helper()
	var lines int
	eventually(t, string(author), func() bool {
		all, err := records.Transcript(t.Context(), 1, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		lines = len(slices.DeleteFunc(all, func(m bot.Message) bool { return m.Author != author }))
		return lines >= n
	})
	if lines != n {
		t.Errorf("%d lines of the %s, not %d", lines, author, n)
	}
}

func TestByHandIsStoredBeforeItIsAcknowledged(t *testing.T) {
	w := started(t)
	w.inbox.Refuse(true)
	w.owner.Chat(w.artisan("963911111111")).ByHand("أنا صاحب الرقم")
	w.inbox.WaitOffered(t, 1)
	w.inbox.Refuse(false)
	w.inbox.Wait(t, 1)
	w.server.Drop()
	w.artisan("963911111111").Chat(w.owner).Say("مرحبا")
	if all := w.inbox.Wait(t, 2); len(all) != 2 || all[1].Input.Text != "مرحبا" {
		t.Errorf("accepted %+v", all)
	}
}
