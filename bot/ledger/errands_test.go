package ledger_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// An errand that nobody can read any more does not keep the others from being given out.
func TestAnUnreadableErrandStandsInNobodysWay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sanad.db")
	l := openAt(t, path)
	receipts, err := l.Accept(t.Context(), []bot.Incoming{said("1", "a")})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, body := range []string{`[not json`, `{"edit":{"do":"archive","article":"a"}}`} {
		if _, err := db.ExecContext(t.Context(), `INSERT INTO errands (conversation, body) VALUES (?, ?)`, receipts[0].Conversation, body); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	all, err := l.ClaimErrands(t.Context(), 8, now, now.Add(time.Minute))
	if err != nil || len(all) != 2 || !all[0].Unreadable || all[1].Unreadable || all[1].Edit.Do != dialogs.EditArchive {
		t.Fatalf("%+v, %v", all, err)
	}
}
