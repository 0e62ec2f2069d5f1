package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/bot"
)

const insertAudit = `INSERT INTO audit (at, person, did, object) VALUES [[(?, ?, ?, ?)]]`

func (s *session) writeAudit(ctx context.Context, r *records) error {
	return s.bulk(ctx, insertAudit, r.audit)
}

// Audit writes a line of the audit; At is now when it is zero.
func (l *Ledger) Audit(ctx context.Context, e bot.Entry) error {
	if e.At.IsZero() {
		e.At = l.now()
	}
	return l.write(ctx, "audit", func(s *session) error {
		_, err := s.exec(ctx, insertAudit, millis(e.At), e.Person, e.Did, e.Object)
		return err
	})
}

// Entries returns the last lines of the audit, newest first.
func (l *Ledger) Entries(ctx context.Context, limit int) ([]bot.Entry, error) {
	var all []bot.Entry
	err := l.read().each(ctx, `SELECT at, person, did, object FROM audit ORDER BY id DESC LIMIT ?`, []any{limit}, func(r *sql.Rows) error {
		var e bot.Entry
		var at int64
		err := r.Scan(&at, &e.Person, &e.Did, &e.Object)
		e.At = moment(at)
		all = append(all, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read audit: %w", err)
	}
	return all, nil
}
