package ledger

import (
	"context"
	"database/sql"

	"sanad/bot"
	"sanad/dialogs"
)

const selectOthers = `
SELECT b.id, a.id FROM conversations a JOIN conversations b ON b.contact = a.contact AND b.id <> a.id
WHERE a.id IN ([[?]]) AND b.merged IS NULL AND b.forgotten = 0 AND b.chat <> ''`

// tellOthers lets the other conversations of artisans know what changed in one of them.
func (s *session) tellOthers(ctx context.Context, changed map[int64]dialogs.Elsewhere, at int64) error {
	told := map[int64][]dialogs.Elsewhere{}
	err := s.bulkEach(ctx, selectOthers, column(keys(changed)), func(r *sql.Rows) error {
		var to, from int64
		err := r.Scan(&to, &from)
		told[to] = append(told[to], changed[from])
		return err
	})
	if err != nil || len(told) == 0 {
		return err
	}
	if err := s.lock(ctx, keys(told)); err != nil {
		return err
	}
	for _, to := range keys(told) {
		for _, e := range told[to] {
			if err := s.inform(ctx, to, at, dialogs.Input{Kind: dialogs.KindElsewhere, Elsewhere: &e}); err != nil {
				return err
			}
		}
	}
	return nil
}

const selectSiblings = `
SELECT a.id, t.state FROM conversations a JOIN conversations b ON b.contact = a.contact AND b.id <> a.id AND b.merged IS NULL
JOIN turns t ON t.conversation = b.id AND t.seq = b.seq WHERE a.id IN ([[?]]) ORDER BY b.id`

// siblings shows inputs where the artisan's other conversations stand.
func (s *session) siblings(ctx context.Context, claims []bot.Claim) error {
	states := map[int64][]dialogs.State{}
	err := s.bulkEach(ctx, selectSiblings, column(claimed(claims)), func(r *sql.Rows) error {
		var id int64
		var text string
		if err := r.Scan(&id, &text); err != nil {
			return err
		}
		var state dialogs.State
		if undocument(text, &state) == nil { // an unreadable one has nothing to say
			states[id] = append(states[id], state)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range claims {
		for j := range claims[i].Waiting {
			claims[i].Waiting[j].Input.Siblings = states[claims[i].Conversation]
		}
	}
	return nil
}
