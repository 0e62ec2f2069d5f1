package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// pooled writes with any connection of a pool; pgx keeps the prepared statements.
type pooled struct{ db *sql.DB }

func (p *pooled) transaction(ctx context.Context, do func(runner) error) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // the connection is dropped when it cannot be
		return err
	}
	return tx.Commit()
}

func (p *pooled) close() error { return nil }

// single writes with one connection, kept for good together with what was prepared on it: SQLite has
// one writer anyway, and so waiting for it is a queue in memory and not a lock that is polled.
type single struct {
	db    *sql.DB
	turn  chan struct{} // holds one while somebody writes
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func newSingle(db *sql.DB) *single { return &single{db: db, turn: make(chan struct{}, 1)} }

func (s *single) transaction(ctx context.Context, do func(runner) error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	finished := false
	defer func() {
		if !finished { // do panicked or failed, or the commit did
			s.rollback(ctx)
		}
	}()
	if err := do(s); err != nil {
		return err
	}
	_, err := s.ExecContext(ctx, "COMMIT")
	finished = err == nil
	return err
}

func (s *single) begin(ctx context.Context) error {
	if s.conn == nil {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return err
		}
		s.conn, s.stmts = conn, map[string]*sql.Stmt{}
	}
	_, err := s.ExecContext(ctx, "BEGIN IMMEDIATE")
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		s.drop()
	}
	return err
}

// rollback leaves a connection without a transaction, or none. A failed COMMIT may have rolled back itself.
func (s *single) rollback(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	if _, err := s.ExecContext(ctx, "ROLLBACK"); err == nil {
		return
	}
	if _, err := s.ExecContext(ctx, "BEGIN IMMEDIATE"); err == nil {
		if _, err := s.ExecContext(ctx, "ROLLBACK"); err == nil {
			return
		}
	}
	s.drop()
}

// drop closes the connection, and with it whatever it had begun.
func (s *single) drop() {
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = s.conn.Close()
	s.conn, s.stmts = nil, nil
}

func (s *single) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := s.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (s *single) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	stmt, err := s.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

func (s *single) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt, ok := s.stmts[text]; ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.stmts[text] = stmt
	return stmt, nil
}

func (s *single) close() error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.conn == nil {
		return nil
	}
	var err error
	for _, stmt := range s.stmts {
		err = errors.Join(err, stmt.Close())
	}
	err = errors.Join(err, s.conn.Close())
	s.conn, s.stmts = nil, nil
	return err
}
