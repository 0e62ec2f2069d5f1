package whatsapp_test

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"

	"sanad/bot/bottest"
	"sanad/dialogs"
)

// Both sides talk at once, and each message turns the keys that the other is turning too. None may be lost over that.
func TestBothTalkAtOnce(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { bothTalk(t, sqlite(t), "sqlite") })
	t.Run("PostgreSQL", func(t *testing.T) { bothTalk(t, open(t, "pgx", bottest.Postgres(t)), "postgres") })
}

func bothTalk(t *testing.T, db *sql.DB, dialect string) {
	t.Parallel()
	w := newWorld(t, bottest.NewAdapterKit(t), db, dialect)
	w.bot = w.number(t)
	w.stop = start(t, w.bot, w.inbox.Accept)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	w.inbox.Wait(t, 1)
	const n = 150
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range n {
			chat.Say(fmt.Sprint("هلق ", i))
		}
	})
	for i := range n {
		w.send(t, w.out(artisan, dialogs.Said{Text: fmt.Sprint("جواب ", i)}))
	}
	wg.Wait()
	w.inbox.Wait(t, n+1)
	for i := range n {
		if got, want := chat.Reply(t).Text, fmt.Sprint("جواب ", i); got != want {
			t.Fatalf("the phone shows %q in place of %q", got, want)
		}
	}
}
