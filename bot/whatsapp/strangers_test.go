package whatsapp_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/whatsapp"
	"sanad/dialogs"
)

// acquainted knows these chats.
type acquainted []string

func (a acquainted) KnownChats(_ context.Context, _ string, chats []string) ([]string, error) {
	return slices.DeleteFunc(slices.Clone(chats), func(c string) bool { return !slices.Contains(a, c) }), nil
}

// kept counts the rows in which something stands of a chat, and those with words that were received.
const kept = `
SELECT (SELECT COUNT(*) FROM whatsmeow_retry_buffer WHERE chat_jid = $1)
     + (SELECT COUNT(*) FROM whatsmeow_contacts WHERE their_jid = $1)
     + (SELECT COUNT(*) FROM whatsmeow_lid_map WHERE lid || '@lid' = $1)`

const unread = `SELECT COUNT(*) FROM whatsmeow_event_buffer WHERE plaintext IS NOT NULL`

func count(t *testing.T, db *sql.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// sweeper forgets strangers by a clock of its own.
func (w *world) sweeper(t *testing.T, known whatsapp.Contacts) (*whatsapp.Numbers, *jumper) {
	t.Helper()
	clock := &jumper{}
	numbers, err := whatsapp.NewNumbers(w.config(func(c *whatsapp.Config) { c.Contacts, c.Now = known, clock.Now }))
	if err != nil {
		t.Fatal(err)
	}
	return numbers, clock
}

func TestNothingIsLeftOfStrangers(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { strangers(t, sqlite(t), "sqlite") })
	t.Run("PostgreSQL", func(t *testing.T) { strangers(t, open(t, "pgx", bottest.Postgres(t)), "postgres") })
}

func strangers(t *testing.T, db *sql.DB, dialect string) {
	t.Parallel()
	w := newWorld(t, bottest.NewAdapterKit(t), db, dialect)
	w.bot = w.number(t)
	start(t, w.bot, w.inbox.Accept)
	friend, stranger := w.artisan("963911111111"), w.artisan("963922222222")
	friend.Chat(w.owner).Photo([]byte("\x89PNG\r\n\x1a\n"), "image/png", "سر") // acknowledged by us
	stranger.Chat(w.owner).Say("سر")
	w.inbox.Wait(t, 2)
	w.send(t, w.out(friend, dialogs.Said{Text: "سر"}))
	w.send(t, w.out(stranger, dialogs.Said{Text: "سر"}))
	eventually(t, "no words are kept of what was accepted", func() bool { return w.owner.Waiting() == 0 && count(t, db, unread) == 0 })
	if count(t, db, kept, friend.LID()) == 0 || count(t, db, kept, stranger.LID()) == 0 {
		t.Fatal("whatsmeow keeps nothing of anybody")
	}
	numbers, clock := w.sweeper(t, acquainted{friend.LID(), friend.Number()})
	before, met := count(t, db, kept, friend.LID()), count(t, db, kept, stranger.LID())
	for range 2 {
		if err := numbers.ForgetStrangers(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.jump(9 * time.Minute / 2)
	}
	if count(t, db, kept, stranger.LID()) < met {
		t.Error("who may just be new was forgotten")
	}
	clock.jump(time.Hour)
	eventually(t, "nothing is left of the stranger", func() bool { // whatsmeow notes names a little later
		if err := numbers.ForgetStrangers(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.jump(time.Hour)
		return count(t, db, kept, stranger.LID())+count(t, db, kept, stranger.Number()) == 0
	})
	if count(t, db, kept, friend.LID()) < before {
		t.Error("a contact of ours was forgotten")
	}
	stranger.Chat(w.owner).Say("رجعت")
	w.inbox.Wait(t, 3)
	w.send(t, w.out(stranger, dialogs.Said{Text: "أهلين"}))
	if got := stranger.Chat(w.owner).Replies(); len(got) != 2 {
		t.Errorf("who was forgotten and came back sees %+v", got)
	}
}

// Who asks to be forgotten is, in the keys' tables too, once the last word is said.
func TestForgettingReachesTheKeys(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db")
	db := sqliteAt(t, path)
	w := newWorld(t, bottest.NewAdapterKit(t), db, "sqlite")
	numbers, clock := w.sweeper(t, w.serveOn(t, ledger.Config{Path: path}, time.Now).records)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	chat.Reply(t)
	if err := numbers.ForgetStrangers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if count(t, db, kept, artisan.LID()) == 0 {
		t.Fatal("nothing is kept of a contact")
	}
	for _, text := range []string{"حذف بياناتي", "١"} {
		chat.Say(text)
		chat.Reply(t)
	}
	eventually(t, "nothing is left of the artisan", func() bool {
		if err := numbers.ForgetStrangers(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.jump(time.Hour)
		return count(t, db, kept, artisan.LID())+count(t, db, kept, artisan.Number()) == 0
	})
	chat.Say("مرحبا")
	if got := chat.Reply(t); got.Text == "" {
		t.Errorf("shown %+v", got)
	}
}
