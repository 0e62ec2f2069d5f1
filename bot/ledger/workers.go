package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

// A worker's life is a lease of its own name, and on PostgreSQL also a lock that its process holds: a
// process that is only slow still holds it, and of one that is dead the server takes it away at once.
// On SQLite, which processes do not share, what looks dead gets half a minute more to be merely slow.
const patience = 30 * time.Second

const isWorker = `name LIKE 'worker:%'`

const livingSQLite = `SELECT holder FROM leases WHERE ` + isWorker + ` AND ends > ?`

const livingPostgres = livingSQLite + ` OR ` + isWorker + ` AND EXISTS (
    SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(holder, 0))`

const buryOthers = `DELETE FROM leases WHERE ` + isWorker + ` AND holder <> ?`

// What the dead held: conversations waiting for a turn or to be sent to, and leases.
var freeHeld = []string{
	`UPDATE conversations SET in_free = 0 WHERE in_first IS NOT NULL AND in_free > ? AND in_worker <> '' AND in_worker NOT IN `,
	`UPDATE conversations SET out_free = 0 WHERE out_first IS NOT NULL AND out_free > ? AND out_worker <> '' AND out_worker NOT IN `,
	`DELETE FROM leases WHERE ends > ? AND holder NOT IN `,
}

// Beat implements bot.Workers.
func (l *Ledger) Beat(ctx context.Context, worker string, alone bool, now, until time.Time) error {
	if err := l.life.hold(ctx, l, worker); err != nil {
		return fmt.Errorf("beat: %w", err)
	}
	return l.write(ctx, "beat", func(s *session) error { return s.beat(ctx, worker, alone, now, until) })
}

func (s *session) beat(ctx context.Context, worker string, alone bool, now, until time.Time) error {
	var token int64
	if _, err := s.one(ctx, acquireLease, []any{"worker:" + worker, worker, millis(until), millis(now)}, &token); err != nil {
		return err
	}
	living, since := livingPostgres, now
	if s.dialect == sqlite {
		living, since = livingSQLite, now.Add(-patience)
	}
	if alone {
		since = now
		if _, err := s.exec(ctx, buryOthers, worker); err != nil {
			return err
		}
	}
	for _, free := range freeHeld {
		if _, err := s.exec(ctx, free+"("+living+")", millis(now), millis(since)); err != nil {
			return err
		}
	}
	return nil
}

// life is the connection that holds the locks of this process's workers.
type life struct {
	mu   sync.Mutex
	conn *sql.Conn
	held map[string]bool
}

// hold takes the worker's lock, once, and again after the connection that held it was lost.
func (li *life) hold(ctx context.Context, l *Ledger, worker string) error {
	if l.dialect != postgres {
		return nil
	}
	li.mu.Lock()
	defer li.mu.Unlock()
	if li.conn != nil && li.conn.PingContext(ctx) != nil {
		_ = li.conn.Close() // it is broken already
		li.conn = nil
	}
	if li.conn == nil {
		conn, err := l.db.Conn(ctx)
		if err != nil {
			return err
		}
		li.conn, li.held = conn, map[string]bool{}
	}
	if li.held[worker] {
		return nil
	}
	_, err := li.conn.ExecContext(ctx, `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`, worker)
	li.held[worker] = err == nil
	return err
}

func (li *life) close() error {
	li.mu.Lock()
	defer li.mu.Unlock()
	if li.conn == nil {
		return nil
	}
	err := li.conn.Close()
	li.conn = nil
	return err
}
