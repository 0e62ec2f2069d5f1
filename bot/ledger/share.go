package ledger

import (
	"database/sql"
	"errors"
)

// ErrNoShare is a database in memory, which nobody else can open.
var ErrNoShare = errors.New("a database in memory cannot be shared")

// Share opens the same database for tables that are another's, such as WhatsApp's keys, and names its
// dialect: "sqlite" or "postgres". The caller closes it.
func (l *Ledger) Share() (db *sql.DB, dialect string, err error) {
	if l.dialect == postgres {
		db, err = sql.Open("pgx", l.url)
		return db, "postgres", err
	}
	if l.file == "" {
		return nil, "", ErrNoShare
	}
	db, err = openSQLite(l.file, 1, "")
	return db, "sqlite", err
}
