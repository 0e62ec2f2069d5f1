package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// errAgain ends a transaction that lost a race and will go through when it is run anew.
var errAgain = errors.New("lost a race with another writer")

const tries = 8

// runner is a transaction or the pool that reads.
type runner interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
}

// writer runs one transaction: it commits when do returns nil and leaves nothing behind otherwise.
type writer interface {
	transaction(ctx context.Context, do func(runner) error) error
	close() error
}

// session runs queries in the words of the dialect.
type session struct {
	runner
	dialect *dialect
	log     logger
}

type logger interface {
	WarnContext(ctx context.Context, msg string, args ...any)
}

// write runs do in one transaction, again when it lost a race. do must start from nothing each time.
func (l *Ledger) write(ctx context.Context, what string, do func(*session) error) error {
	var err error
	for n := range tries {
		err = l.writer.transaction(ctx, func(r runner) error { return do(l.session(r)) })
		if err == nil {
			return nil
		}
		if !raced(err) || !pause(ctx, n) {
			break
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (l *Ledger) session(r runner) *session {
	return &session{runner: r, dialect: l.dialect, log: l.log}
}

// read is for queries outside of a transaction.
func (l *Ledger) read() *session { return l.session(l.reads) }

// raced tells PostgreSQL's deadlocks and serialization failures, and our own errAgain.
func raced(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40P01" || pg.Code == "40001"
	}
	return errors.Is(err, errAgain)
}

// pause waits a little longer each time; false when ctx ended.
func pause(ctx context.Context, n int) bool {
	timer := time.NewTimer(time.Duration(1+n*n) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// exec runs a statement and says how many rows it touched.
func (s *session) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := s.ExecContext(ctx, s.dialect.text(query, 1), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// each runs a query and hands scan every row.
func (s *session) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	return s.eachText(ctx, s.dialect.text(query, 1), args, scan)
}

func (s *session) eachText(ctx context.Context, text string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one scans the single row of a query into to; false when there is none.
func (s *session) one(ctx context.Context, query string, args []any, to ...any) (found bool, err error) {
	err = s.each(ctx, query, args, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(to...)
	})
	return found, err
}

// most is how many rows one statement takes. Statements come in powers of two, so that few shapes are prepared.
const most = 128

// bulk runs query for all rows, whose values fill what stands between [[ and ]]; tail fills the
// parameters after it. Rows keep their order.
func (s *session) bulk(ctx context.Context, query string, rows [][]any, tail ...any) error {
	return s.chunks(rows, tail, func(n int, args []any) error {
		_, err := s.ExecContext(ctx, s.dialect.text(query, n), args...)
		return err
	})
}

// bulkEach is bulk for a query that returns rows.
func (s *session) bulkEach(ctx context.Context, query string, rows [][]any, scan func(*sql.Rows) error, tail ...any) error {
	return s.chunks(rows, tail, func(n int, args []any) error {
		return s.eachText(ctx, s.dialect.text(query, n), args, scan)
	})
}

func (s *session) chunks(rows [][]any, tail []any, do func(n int, args []any) error) error {
	for size := most; len(rows) > 0; {
		for size > len(rows) {
			size /= 2
		}
		args := make([]any, 0, size*len(rows[0])+len(tail))
		for _, row := range rows[:size] {
			args = append(args, row...)
		}
		if err := do(size, append(args, tail...)); err != nil {
			return err
		}
		rows = rows[size:]
	}
	return nil
}
