package ledger

import (
	"context"
	"database/sql"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

const insertErrand = `INSERT INTO errands (conversation, body) VALUES [[(?, ?)]]`

// errand is what is kept of one.
type errand struct {
	Edit   dialogs.Edit   `json:"edit"`
	Make   bool           `json:"make,omitempty"`
	Person dialogs.Person `json:"person,omitzero"`
}

func (r *records) send(conversation int64, e errand) error {
	body, err := document(e)
	r.errands = append(r.errands, []any{conversation, body})
	return err
}

func (s *session) writeErrands(ctx context.Context, r *records) error {
	return s.bulk(ctx, insertErrand, r.errands)
}

const claimErrands = `
UPDATE errands SET free = ?, tries = tries + 1 WHERE id IN (SELECT id FROM errands WHERE free <= ? ORDER BY id LIMIT ? {{skip locked}})
RETURNING id, conversation, tries, body`

// ClaimErrands implements bot.ErrandStore.
func (l *Ledger) ClaimErrands(ctx context.Context, limit int, now, until time.Time) ([]bot.Errand, error) {
	var one int64 // to look is cheaper than to write, and hardly ever is there one
	if found, err := l.read().one(ctx, `SELECT 1 FROM errands WHERE free <= ? LIMIT 1`, []any{millis(now)}, &one); err != nil || !found {
		return nil, err
	}
	var all []bot.Errand
	err := l.write(ctx, "claim errands", func(s *session) error {
		all = nil
		return s.each(ctx, claimErrands, []any{millis(until), millis(now), limit}, func(r *sql.Rows) error {
			e, err := scanErrand(r)
			all = append(all, e)
			return err
		})
	})
	return all, err
}

func scanErrand(r *sql.Rows) (bot.Errand, error) {
	var e bot.Errand
	var body string
	if err := r.Scan(&e.ID, &e.Conversation, &e.Try, &body); err != nil {
		return e, err
	}
	var kept errand
	e.Unreadable = undocument(body, &kept) != nil // one must not keep the others from being given out
	e.Edit, e.Make, e.Person = kept.Edit, kept.Make, kept.Person
	return e, nil
}

// FinishErrand implements bot.ErrandStore.
func (l *Ledger) FinishErrand(ctx context.Context, e bot.Errand, at time.Time, answer dialogs.Input) error {
	return l.write(ctx, "finish errand", func(s *session) error {
		var conversation int64
		found, err := s.one(ctx, `DELETE FROM errands WHERE id = ? RETURNING conversation`, []any{e.ID}, &conversation)
		if err != nil || !found {
			return err
		}
		if err := s.lock(ctx, []int64{conversation}); err != nil {
			return err
		}
		return s.inform(ctx, conversation, millis(at), answer)
	})
}
