// Package ledger keeps every durable record in SQL, in a SQLite file or in PostgreSQL, with the same
// queries: what was accepted, the turns with their resulting state, what is to be sent, transcripts,
// contacts, projects, tickets, people, leases, audit. It must not know channels, the engine's rules or
// Redis; it does what a turn's effects ask for and gives out what waits.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"sanad/bot"
)

// Config says where the ledger is kept. Either URL or Path is set.
type Config struct {
	URL  string           // postgres://…
	Path string           // a SQLite file, made when missing; ":memory:" for one that lives as long as the Ledger
	Now  func() time.Time // time.Now when nil
	Log  *slog.Logger     // silent when nil
}

// Ledger is the durable record. All methods may be called from many goroutines.
type Ledger struct {
	db      *sql.DB // writes; on SQLite one connection
	reads   *sql.DB // on PostgreSQL the same
	file    string  // SQLite's name of the file
	dialect *dialect
	now     func() time.Time
	log     *slog.Logger
	url     string // of PostgreSQL
	writer  writer
	life    life

	accepts batcher[[]bot.Incoming, []bot.Receipt]
	settles batcher[[]bot.Outcome, struct{}]
}

var (
	_ bot.InboxStore  = (*Ledger)(nil)
	_ bot.TurnStore   = (*Ledger)(nil)
	_ bot.OutboxStore = (*Ledger)(nil)
	_ bot.Leftovers   = (*Ledger)(nil)
)

// Memory is the Path of a database that is gone when it is closed.
const Memory = ":memory:"

// Open opens the database, brings it to this build's shape and checks that it answers.
func Open(ctx context.Context, c Config) (*Ledger, error) {
	l := &Ledger{now: c.Now, log: c.Log}
	if l.now == nil {
		l.now = time.Now
	}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	if err := l.connect(c); err != nil {
		return nil, err
	}
	l.accepts.start(l.acceptAll, l.lanes())
	l.settles.start(l.settleAll, l.lanes())
	err := l.migrate(ctx)
	if l.reads != l.db {
		l.writer = newSingle(l.db)
	} else { // PostgreSQL, or a database in memory, which is one connection for all
		l.writer = &pooled{l.db}
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// lanes is how many groups of calls are written side by side.
func (l *Ledger) lanes() int {
	if l.dialect.locks {
		return 4
	}
	return 1
}

func (l *Ledger) connect(c Config) error {
	switch {
	case c.URL != "" && c.Path != "":
		return errors.New("a database has a URL or a path, not both")
	case strings.HasPrefix(c.URL, "postgres://"), strings.HasPrefix(c.URL, "postgresql://"):
		return l.connectPostgres(c.URL)
	case c.URL != "":
		return errors.New("the database URL must begin with postgres://")
	case c.Path != "":
		return l.connectSQLite(c.Path)
	}
	return errors.New("neither a URL nor a path for the database")
}

func (l *Ledger) connectPostgres(url string) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return errors.New("the database URL cannot be read") // the driver's words hold the password
	}
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	l.url, l.db, l.reads, l.dialect = url, db, db, postgres
	return nil
}

func (l *Ledger) connectSQLite(path string) error {
	l.dialect = sqlite
	if path == Memory {
		db, err := openSQLite(Memory, 1, "")
		l.db, l.reads = db, db
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("folder of the database: %w", err)
	}
	l.file = (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
	var err error
	if l.db, err = openSQLite(l.file, 1, ""); err != nil {
		return err
	}
	l.reads, err = openSQLite(l.file, max(4, runtime.NumCPU()), "&_query_only=on")
	return err
}

// openSQLite: synchronous=FULL because what accept acknowledged must survive a power cut.
func openSQLite(name string, connections int, more string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", name+"?_busy_timeout=5000&_foreign_keys=on&_journal_mode=WAL&_synchronous=FULL"+
		"&_txlock=immediate&_pragma=cache_size(-65536)&_pragma=wal_autocheckpoint(4000)"+more)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// Ping says whether the database answers.
func (l *Ledger) Ping(ctx context.Context) error {
	var one int
	if err := l.reads.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return nil
}

// Close waits for what is being written and closes the database.
func (l *Ledger) Close() error {
	l.accepts.stop()
	l.settles.stop()
	err := errors.Join(l.life.close(), l.writer.close())
	if l.reads != nil && l.reads != l.db {
		err = errors.Join(err, l.reads.Close())
	}
	if l.db != nil {
		err = errors.Join(err, l.db.Close())
	}
	return err
}
