package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/bot"
	"sanad/dialogs"
)

const countWaiting = `
SELECT
    (SELECT COUNT(*) FROM inbox WHERE status = 'waiting'),
    (SELECT COALESCE(MIN(at), 0) FROM inbox WHERE status = 'waiting'),
    (SELECT COUNT(*) FROM inbox WHERE status = 'parked'),
    (SELECT COUNT(*) FROM messages m JOIN conversations c ON c.id = m.conversation WHERE m.status = 'waiting' AND c.unreachable = 0),
    (SELECT COALESCE(MIN(m.at), 0) FROM messages m JOIN conversations c ON c.id = m.conversation WHERE m.status = 'waiting' AND c.unreachable = 0),
    (SELECT COUNT(*) FROM timers)`

// Backlog counts what waits.
func (l *Ledger) Backlog(ctx context.Context) (bot.Backlog, error) {
	b := bot.Backlog{Tickets: map[dialogs.TicketState]int{}}
	var in, out int64
	_, err := l.read().one(ctx, countWaiting, nil, &b.Inputs, &in, &b.Parked, &b.Outgoing, &out, &b.Timers)
	if err != nil {
		return b, fmt.Errorf("count what waits: %w", err)
	}
	b.OldestIn, b.OldestOut = moment(in), moment(out)
	err = l.read().each(ctx, `SELECT state, COUNT(*) FROM tickets GROUP BY state`, nil, func(r *sql.Rows) error {
		var state dialogs.TicketState
		var n int
		err := r.Scan(&state, &n)
		b.Tickets[state] = n
		return err
	})
	if err != nil {
		return b, fmt.Errorf("count tickets: %w", err)
	}
	return b, nil
}
