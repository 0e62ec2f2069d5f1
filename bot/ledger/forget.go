package ledger

import (
	"context"
	"database/sql"

	"sanad/dialogs"
)

// What is kept of a forgotten artisan: that there was a conversation, how many turns it had, and how its
// tickets went. Nothing that they wrote, was told to them, or leads to them.
var forgetConversation = []string{
	`DELETE FROM messages WHERE conversation = ?`,
	`UPDATE inbox SET input = '', status = 'left' WHERE conversation = ? AND status = 'parked'`,
	leaveInputs + `conversation = ?)`,
	`DELETE FROM turns WHERE conversation = ?`,
	`DELETE FROM timers WHERE conversation = ?`,
	`DELETE FROM errands WHERE conversation = ?`,
	`DELETE FROM staff WHERE conversation = ?`,
	`UPDATE tickets SET question = '', project = '' WHERE conversation = ?`,
	`UPDATE tickets SET state = 'resolved', advisor = '', advisor_name = '' WHERE state <> 'resolved' AND conversation = ?`,
}

var forgetContact = []string{
	`DELETE FROM projects WHERE contact = ?`,
	`DELETE FROM questions WHERE contact = ?`,
	`DELETE FROM codes WHERE contact = ?`,
	`DELETE FROM contacts WHERE id = ?`,
}

// forget erases all that is stored about the artisan of a turn, on every channel, before the turn
// itself is written. Their conversation goes on with a new contact.
func (s *session) forget(ctx context.Context, e *entry, held map[int64]*holding) error {
	h := held[e.Conversation]
	var all []int64
	err := s.each(ctx, `SELECT id FROM conversations WHERE contact = ? AND merged IS NULL ORDER BY id`, []any{h.contact}, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		all = append(all, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.leaveMedia(ctx, all, millis(e.At)); err != nil {
		return err
	}
	for _, id := range all {
		for _, step := range forgetConversation {
			if _, err := s.exec(ctx, step, id); err != nil {
				return err
			}
		}
		if id == e.Conversation {
			continue
		}
		if err := s.startOver(ctx, id, e); err != nil {
			return err
		}
	}
	if err := s.replaceContact(ctx, e, held); err != nil {
		return err
	}
	_, err = s.exec(ctx, insertAudit, millis(e.At), "", "forget", "conversation:"+itoa(e.Conversation))
	return err
}

func (s *session) replaceContact(ctx context.Context, e *entry, held map[int64]*holding) error {
	old := held[e.Conversation].contact
	fresh, err := s.newContact(ctx, "", millis(e.At))
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, `UPDATE conversations SET contact = ? WHERE contact = ?`, fresh, old); err != nil {
		return err
	}
	for _, step := range forgetContact {
		if _, err := s.exec(ctx, step, old); err != nil {
			return err
		}
	}
	for _, h := range held {
		if h.contact == old {
			h.contact = fresh
		}
	}
	return nil
}

// startOver gives another conversation of the same artisan an empty state, under a number that makes
// every copy of the old one stale.
func (s *session) startOver(ctx context.Context, conversation int64, e *entry) error {
	state, err := document(dialogs.State{Version: dialogs.StateVersion})
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, `UPDATE conversations SET seq = seq + 1, mode = 'bot', last = 0, forgotten = 1 WHERE id = ?`, conversation); err != nil {
		return err
	}
	if _, err := s.exec(ctx, requeue, conversation, conversation); err != nil {
		return err
	}
	if _, err := s.exec(ctx, `INSERT INTO turns (conversation, seq, input, at, state) SELECT id, seq, 0, CAST(? AS BIGINT), CAST(? AS TEXT) FROM conversations WHERE id = ?`,
		millis(e.At), state, conversation); err != nil {
		return err
	}
	return s.forgetAddresses(ctx, []int64{conversation})
}

const deleteGoodbyes = `DELETE FROM messages WHERE transient = 1 AND status <> 'waiting' AND conversation IN ([[?]])`

// wipeGoodbyes deletes the last words to forgotten artisans, once they are sent or cannot be.
func (s *session) wipeGoodbyes(ctx context.Context, by map[int64]*settling) error {
	for _, id := range keys(by) {
		if !by[id].unreachable {
			continue
		}
		if _, err := s.exec(ctx, `UPDATE messages SET status = 'failed' WHERE transient = 1 AND conversation = ?`, id); err != nil {
			return err
		}
	}
	return s.bulk(ctx, deleteGoodbyes, column(keys(by)))
}

const selectGone = `
SELECT id FROM conversations WHERE forgotten = 1 AND in_first IS NULL AND out_first IS NULL AND id IN ([[?]])`

// forgetAddresses erases the addresses of those of the conversations that were forgotten and in which
// nothing is left to do. Whoever writes from there again is a new person.
func (s *session) forgetAddresses(ctx context.Context, conversations []int64) error {
	var gone []int64
	err := s.bulkEach(ctx, selectGone, column(conversations), func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		gone = append(gone, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.bulk(ctx, `DELETE FROM addresses WHERE conversation IN ([[?]])`, column(gone)); err != nil {
		return err
	}
	return s.bulk(ctx, `UPDATE conversations SET chat = '', unreachable = 1, forgotten = 0 WHERE id IN ([[?]])`, column(gone))
}
