package ledger

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"sanad/dialogs"
)

type timer struct {
	conversation int64
	name         string
}

const upsertTimer = `
INSERT INTO timers (conversation, name, at) VALUES [[(?, ?, ?)]]
ON CONFLICT (conversation, name) DO UPDATE SET at = excluded.at`

const deleteTimer = `
DELETE FROM timers WHERE (conversation, name) IN (VALUES [[(CAST(? AS BIGINT), CAST(? AS TEXT))]])`

func (s *session) setTimers(ctx context.Context, r *records) error {
	var set, clear [][]any
	for at, row := range r.timers {
		if row != nil {
			set = append(set, row)
		} else {
			clear = append(clear, []any{at.conversation, at.name})
		}
	}
	if err := s.bulk(ctx, deleteTimer, clear); err != nil {
		return err
	}
	return s.bulk(ctx, upsertTimer, set)
}

const selectDue = `SELECT conversation, name, at FROM timers WHERE at <= ? ORDER BY at LIMIT ?`

const deleteDue = `
DELETE FROM timers WHERE (conversation, name, at) IN (VALUES [[(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT))]])
RETURNING conversation, name, at`

// FireTimers implements bot.InboxStore. A timer and the input it becomes change places in one transaction.
func (l *Ledger) FireTimers(ctx context.Context, now time.Time, limit int) (int, error) {
	fired := 0
	err := l.write(ctx, "fire timers", func(s *session) (err error) {
		fired, err = s.fire(ctx, now, limit)
		return err
	})
	return fired, err
}

func (s *session) fire(ctx context.Context, now time.Time, limit int) (int, error) {
	due := map[int64]bool{}
	var rows [][]any
	err := s.each(ctx, selectDue, []any{millis(now), limit}, func(r *sql.Rows) error {
		var t timer
		var at int64
		err := r.Scan(&t.conversation, &t.name, &at)
		rows = append(rows, []any{t.conversation, t.name, at})
		due[t.conversation] = true
		return err
	})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	if err := s.lock(ctx, keys(due)); err != nil {
		return 0, err
	}
	var all []*arrival // what another process fired meanwhile is not returned
	err = s.bulkEach(ctx, deleteDue, rows, func(r *sql.Rows) error {
		var t timer
		var at int64
		if err := r.Scan(&t.conversation, &t.name, &at); err != nil {
			return err
		}
		a, err := t.arrival(at)
		all = append(all, a)
		return err
	})
	if err != nil {
		return 0, err
	}
	slices.SortFunc(all, func(a, b *arrival) int { return a.At.Compare(b.At) })
	return len(all), s.store(ctx, all)
}

func (t timer) arrival(at int64) (*arrival, error) {
	return fromInside(t.conversation, moment(at), dialogs.Input{Kind: dialogs.KindTimer, Timer: t.name})
}
