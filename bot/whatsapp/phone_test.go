package whatsapp_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/whatsapp"
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

// patchy knows nobody at first, as what it asks is down.
type patchy struct {
	acquainted
	fails atomic.Int64
}

func (p *patchy) KnownChats(ctx context.Context, network string, chats []string) ([]string, error) {
	if p.fails.Add(-1) >= 0 {
		return nil, errors.New("down")
	}
	return p.acquainted.KnownChats(ctx, network, chats)
}

// What the owner writes to people who never wrote to the number is between them: no word and no file of it is kept.
func TestByHandToAStrangerIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, bottest.NewAdapterKit(t), sqlite(t), "sqlite")
	artisan, stranger, files := w.artisan("963911111111"), w.artisan("963922222222"), &brittle{}
	files.Files = w.kit.Files
	files.left.Store(9)
	known := &patchy{acquainted: acquainted{artisan.Number()}}
	known.fails.Store(2)
	w.bot = w.number(t, func(c *whatsapp.Config) { c.Contacts, c.Files = known, files })
	start(t, w.bot, w.inbox.Accept)
	private := w.owner.Chat(stranger)
	private.ByHand("شو طابخين؟")
	private.PhotoByHand([]byte("\x89PNG\r\n\x1a\n"), "image/png")
	private.ByHand("صحتين")
	w.owner.Chat(artisan).ByHand("أنا صاحب الرقم")
	eventually(t, "everything is acknowledged", func() bool { return w.owner.Waiting() == 0 && len(w.inbox.Accepted()) > 0 })
	if in := w.inbox.Accepted(); len(in) != 1 || in[0].Chat != artisan.LID() || w.inbox.Offered() != 1 {
		t.Errorf("accepted %+v", in)
	}
	if files.left.Load() != 9 {
		t.Error("a private file was fetched")
	}
}

// What was not stored when the program ended comes again.
func TestByHandIsStoredBeforeItIsAcknowledged(t *testing.T) {
	w := started(t)
	w.inbox.Refuse(true)
	w.owner.Chat(w.artisan("963911111111")).ByHand("أنا صاحب الرقم")
	w.inbox.WaitOffered(t, 1)
	w.stop()
	w.inbox.Refuse(false)
	start(t, w.number(t), w.inbox.Accept)
	if in := w.inbox.Wait(t, 1)[0]; in.Input.Text != "أنا صاحب الرقم" {
		t.Errorf("accepted %+v", in)
	}
	eventually(t, "it is acknowledged", func() bool { return w.owner.Waiting() == 0 })
}
