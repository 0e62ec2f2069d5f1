package ledger

import (
	"context"
	"database/sql"
	"time"
)

// pruned is how many conversations one Prune looks at.
const pruned = 100

const selectPruned = `SELECT id FROM conversations WHERE id > ? ORDER BY id LIMIT ?`

// A conversation goes on from its last turn's state; those before it were for whoever looks into what went wrong.
const replacedTurns = `
FROM turns WHERE conversation IN ([[?]]) AND at < ? AND seq < (SELECT seq FROM conversations WHERE conversations.id = turns.conversation)`

// leaveInputs marks the inputs of turns that go before their time: a repetition must be known as long as any other's.
const leaveInputs = `UPDATE inbox SET status = 'left' WHERE status = 'done' AND id IN (SELECT input FROM turns WHERE `

// Inputs are numbered as they come in: what is below one of an old turn is as old, whatever a network's clock said.
const deleteLeft = `
DELETE FROM inbox WHERE status = 'left' AND id < (SELECT MAX(input) FROM turns WHERE conversation IN ([[?]]) AND at < ?)`

// Prune deletes what was kept for a while only, of some conversations that follow after: the states that later turns
// replaced, where they are from before a moment, and their inputs, whose repetitions are no longer known then. It
// returns the conversation to go on after; 0 once all were seen.
func (l *Ledger) Prune(ctx context.Context, before time.Time, after int64) (next int64, err error) {
	err = l.write(ctx, "prune", func(s *session) error {
		next = 0
		if after == 0 {
			if err := s.forgetCodes(ctx, millis(l.now())); err != nil {
				return err
			}
		}
		var some []int64
		err := s.each(ctx, selectPruned, []any{after, pruned}, func(r *sql.Rows) error {
			var id int64
			err := r.Scan(&id)
			some = append(some, id)
			return err
		})
		if err != nil {
			return err
		}
		if len(some) == pruned {
			next = some[len(some)-1]
		}
		if err := s.bulk(ctx, deleteLeft, column(some), millis(before)); err != nil {
			return err
		}
		err = s.bulk(ctx, `DELETE FROM inbox WHERE id IN (SELECT input`+replacedTurns+`)`, column(some), millis(before))
		if err != nil {
			return err
		}
		return s.bulk(ctx, `DELETE`+replacedTurns, column(some), millis(before))
	})
	return next, err
}
