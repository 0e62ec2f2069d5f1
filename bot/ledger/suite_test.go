package ledger_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"sanad/bot/bottest"
	"sanad/bot/ledger"
)

func TestSQLite(t *testing.T) {
	bottest.Stores(t, func(t *testing.T) bottest.Opened {
		path := filepath.Join(t.TempDir(), "sanad.db")
		return opened(t, ledger.Config{Path: path}, "sqlite", path,
			`SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND p.type = 'TEXT'`)
	})
}

func TestPostgres(t *testing.T) {
	bottest.Postgres(t) // keeps the server up from one case to the next
	bottest.Stores(t, func(t *testing.T) bottest.Opened {
		url := bottest.Postgres(t)
		return opened(t, ledger.Config{URL: url}, "pgx", url,
			`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'`)
	})
}

func opened(t *testing.T, c ledger.Config, driver, dsn, columns string) bottest.Opened {
	l, err := ledger.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return bottest.Opened{Store: l, Articles: l.Articles(), Texts: func(t *testing.T) []string { return texts(t, driver, dsn, columns) }}
}

// texts reads every text column there is, past the ledger.
func texts(t *testing.T, driver, dsn, columns string) (all []string) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	pairs := query(t, db, columns, 2)
	if len(pairs) < 2*20 {
		t.Fatalf("only %d text columns found", len(pairs)/2)
	}
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, query(t, db, fmt.Sprintf("SELECT %s FROM %s WHERE %s <> ''", pairs[i+1], pairs[i], pairs[i+1]), 1)...)
	}
	return all
}

func query(t *testing.T, db *sql.DB, text string, columns int) (all []string) {
	rows, err := db.Query(text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		row := make([]string, columns)
		to := make([]any, columns)
		for i := range row {
			to[i] = &row[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		all = append(all, row...)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
