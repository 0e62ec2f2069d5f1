package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sanad/bot"
	"sanad/dialogs"
)

const insertTicket = `
INSERT INTO tickets (id, conversation, state, reason, question, project, opened, changed) VALUES [[(?, ?, ?, ?, ?, ?, ?, ?)]]
ON CONFLICT (id) DO NOTHING`

const changeTicket = `
WITH v (id, state, advisor, advisor_name, at) AS (VALUES [[(CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT))]])
UPDATE tickets SET state = v.state, advisor = v.advisor, advisor_name = v.advisor_name, changed = v.at
FROM v WHERE tickets.id = v.id`

// foldTicket gives a request what another of the same artisan had: its words come first, it keeps the earlier place in the
// queue, and a complaint stays one.
const foldTicket = `
UPDATE tickets SET
    question = CASE WHEN o.question IN ('', tickets.question) THEN tickets.question WHEN tickets.question = '' THEN o.question
                    ELSE o.question || ' · ' || tickets.question END,
    reason   = CASE WHEN o.reason = 'complaint' THEN o.reason ELSE tickets.reason END,
    project  = CASE WHEN tickets.project = '' THEN o.project ELSE tickets.project END,
    opened   = CASE WHEN o.opened < tickets.opened THEN o.opened ELSE tickets.opened END
FROM tickets o WHERE o.id = ? AND tickets.id = ?`

const rateTicket = `
WITH v (id, stars, at) AS (VALUES [[(CAST(? AS TEXT), CAST(? AS INTEGER), CAST(? AS BIGINT))]])
UPDATE tickets SET stars = v.stars, changed = v.at FROM v WHERE tickets.id = v.id`

func (s *session) writeTickets(ctx context.Context, r *records) error {
	changes := make([][]any, 0, len(r.changed))
	for _, row := range r.changed {
		changes = append(changes, row)
	}
	return errors.Join(
		s.bulk(ctx, insertTicket, r.opened),
		s.bulk(ctx, changeTicket, changes),
		s.foldTickets(ctx, r.foldings),
		s.bulk(ctx, rateTicket, r.rated),
	)
}

// foldTickets goes one by one: two may go up in the same.
func (s *session) foldTickets(ctx context.Context, foldings []folding) error {
	for _, f := range foldings {
		if _, err := s.exec(ctx, foldTicket, f.ticket, f.into); err != nil {
			return err
		}
	}
	return nil
}

const ticketColumns = `
SELECT t.id, t.state, t.reason, t.question, t.project, t.advisor, t.advisor_name, t.stars, t.opened, t.changed, ` + conversationFields + `
FROM tickets t JOIN conversations c ON c.id = t.conversation JOIN contacts p ON p.id = c.contact `

// Tickets returns the tickets that f chooses.
func (l *Ledger) Tickets(ctx context.Context, f bot.TicketFilter) ([]bot.Ticket, error) {
	var where []string
	var args []any
	if len(f.States) > 0 {
		where = append(where, "t.state IN (?"+strings.Repeat(", ?", len(f.States)-1)+")")
		for _, state := range f.States {
			args = append(args, string(state))
		}
	}
	if f.Advisor != "" {
		where = append(where, "t.advisor = ?")
		args = append(args, f.Advisor)
	}
	query := ticketColumns
	if len(where) > 0 {
		query += "WHERE " + strings.Join(where, " AND ")
	}
	if f.Newest {
		query += " ORDER BY t.changed DESC, t.id LIMIT ?"
	} else {
		query += " ORDER BY t.opened, t.id LIMIT ?"
	}
	if f.Limit == 0 {
		f.Limit = 100
	}
	return l.read().tickets(ctx, query, append(args, f.Limit)...)
}

// Ticket returns one ticket, or bot.ErrNotFound.
func (l *Ledger) Ticket(ctx context.Context, id string) (bot.Ticket, error) {
	return l.read().ticket(ctx, `ticket `+id, ticketColumns+`WHERE t.id = ?`, id)
}

// OpenTicketOf returns the conversation's ticket that is not resolved, the last opened; bot.ErrNotFound when there is none.
func (l *Ledger) OpenTicketOf(ctx context.Context, conversation int64) (bot.Ticket, error) {
	return l.read().ticket(ctx, fmt.Sprintf("open ticket of conversation %d", conversation),
		ticketColumns+`WHERE t.conversation = ? AND t.state <> 'resolved' ORDER BY t.opened DESC, t.id DESC LIMIT 1`, conversation)
}

// TicketsOf returns all tickets of a conversation, the last opened first.
func (l *Ledger) TicketsOf(ctx context.Context, conversation int64) ([]bot.Ticket, error) {
	return l.read().tickets(ctx, ticketColumns+`WHERE t.conversation = ? ORDER BY t.opened DESC, t.id DESC`, conversation)
}

func (s *session) ticket(ctx context.Context, what, query string, args ...any) (bot.Ticket, error) {
	all, err := s.tickets(ctx, query, args...)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s: %w", what, bot.ErrNotFound)
	}
	if err != nil {
		return bot.Ticket{}, err
	}
	return all[0], nil
}

func (s *session) tickets(ctx context.Context, query string, args ...any) ([]bot.Ticket, error) {
	var all []bot.Ticket
	err := s.each(ctx, query, args, func(r *sql.Rows) error {
		var t bot.Ticket
		var by dialogs.Person
		var opened, changed int64
		err := scanConversation(r, &t.Conversation, &t.ID, &t.State, &t.Reason, &t.Question, &t.Project,
			&by.ID, &by.Name, &t.Stars, &opened, &changed)
		t.Opened, t.Changed = moment(opened), moment(changed)
		if by.ID != "" {
			t.Advisor = &by
		}
		all = append(all, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	return all, nil
}
