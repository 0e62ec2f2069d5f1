package whatsapp_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
)

func TestContractOnSQLite(t *testing.T) { contract(t, "sqlite", sqlite) }

func TestContractOnPostgreSQL(t *testing.T) {
	contract(t, "postgres", func(t testing.TB) *sql.DB { return open(t, "pgx", bottest.Postgres(t)) })
}

func contract(t *testing.T, dialect string, database func(testing.TB) *sql.DB) {
	t.Parallel()
	bottest.Adapter(t, func(t *testing.T, kit bottest.AdapterKit) bottest.AdapterNetwork {
		return newWorld(t, kit, database(t), dialect).network()
	})
}

func sqlite(t testing.TB) *sql.DB { return sqliteAt(t, filepath.Join(t.TempDir(), "wa.db")) }

func sqliteAt(t testing.TB, path string) *sql.DB {
	return open(t, "sqlite", "file:"+path+
		"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate")
}

func open(t testing.TB, driver, source string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// network shows the simulated WhatsApp to the suite.
func (w *world) network() bottest.AdapterNetwork {
	first, second := w.artisan("963911111111"), w.artisan("963922222222")
	chats := map[string]*whatsapptest.Chat{first.LID(): first.Chat(w.owner), second.LID(): second.Chat(w.owner)}
	ids := map[string]string{} // of what was said, by text
	return bottest.AdapterNetwork{
		Channel: func(t *testing.T) bot.Channel { return w.number(t) },
		Chats:   [2]string{first.LID(), second.LID()},
		Say:     func(chat, text string) { ids[text] = chats[chat].Say(text) },
		Screen:  func(chat string) []bottest.AdapterMessage { return screen(chats[chat]) },
		Down:    w.server.Down,
		Drop:    w.server.Drop,
		Edit: func(chat, before, after string) {
			ids[after] = ids[before]
			chats[chat].Edit(ids[before], after)
		},
		Media:  func(chat string, m bottest.AdapterMedia) { sendMedia(chats[chat], m) },
		Shows:  true,
		Repeat: w.server.Repeat,
		Typing: func(chat string) func() int { return chats[chat].Typing },
	}
}

// screen shows a voice note with the text right above it, for on WhatsApp it can have none of its own.
func screen(c *whatsapptest.Chat) []bottest.AdapterMessage {
	var out []bottest.AdapterMessage
	for _, m := range c.Replies() {
		text, bold := whatsapptest.Shown(m.Text)
		if last := len(out) - 1; m.Kind == "voice" && last >= 0 && out[last].File == nil {
			out[last].File = m.File
			continue
		}
		out = append(out, bottest.AdapterMessage{Text: text, Bold: bold, File: m.File})
	}
	return out
}

func sendMedia(c *whatsapptest.Chat, m bottest.AdapterMedia) {
	switch m.Kind {
	case dialogs.KindPhoto:
		c.Photo(m.Body, m.Mime, m.Caption)
	case dialogs.KindVoice:
		c.Voice(m.Body, 3*time.Second)
	default:
		c.Document(m.Name, m.Mime, m.Body, m.Caption)
	}
}
