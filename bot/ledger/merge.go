package ledger

import (
	"context"
	"database/sql"
)

// mergeSteps move everything of conversation and contact ?1 to ?2. The older conversation's state goes
// on; the younger's turns and timers are of no more use, unless the older never had a turn.
var mergeConversation = []string{
	`UPDATE addresses SET conversation = ? WHERE conversation = ?`,
	`UPDATE inbox SET conversation = ? WHERE conversation = ?`,
	`UPDATE messages SET conversation = ? WHERE conversation = ?`,
	`UPDATE tickets SET conversation = ? WHERE conversation = ?`,
	`UPDATE questions SET conversation = ? WHERE conversation = ?`,
	`UPDATE codes SET conversation = ? WHERE conversation = ?`,
	`DELETE FROM staff WHERE conversation = ? AND EXISTS (SELECT 1 FROM staff AS s WHERE s.conversation = ?)`,
	`UPDATE staff SET conversation = ? WHERE conversation = ?`,
	`UPDATE errands SET conversation = ? WHERE conversation = ?`,
	`UPDATE conversations SET merged = ? WHERE merged = ?`,
}

var mergeContact = []string{
	`UPDATE projects SET contact = ? WHERE contact = ?`,
	`UPDATE questions SET contact = ? WHERE contact = ?`,
	`UPDATE codes SET contact = ? WHERE contact = ?`,
	`UPDATE conversations SET contact = ? WHERE contact = ?`,
}

const mergeNames = `
UPDATE contacts SET
    name  = CASE WHEN contacts.name  <> '' THEN contacts.name  ELSE younger.name  END,
    phone = CASE WHEN contacts.phone <> '' THEN contacts.phone ELSE younger.phone END,
    lang  = CASE WHEN contacts.lang  <> '' THEN contacts.lang  ELSE younger.lang  END
FROM contacts younger WHERE contacts.id = ? AND younger.id = ?`

// requeue finds anew what of a conversation waits, and lets nobody go on who held it before.
const requeue = `
UPDATE conversations SET
    in_first  = (SELECT MIN(id) FROM inbox    WHERE conversation = conversations.id AND status = 'waiting'),
    out_first = (SELECT MIN(id) FROM messages WHERE conversation = conversations.id AND status = 'waiting'),
    in_token  = in_token + 1,  in_free  = 0,
    out_token = out_token + 1, out_free = 0
WHERE id IN (?, ?)`

// merge makes two conversations of one person one: the older goes on.
func (s *session) merge(ctx context.Context, k *known, younger, older int64) error {
	if err := s.lock(ctx, []int64{older, younger}); err != nil {
		return err
	}
	contacts, seqs := map[int64]int64{}, map[int64]int64{}
	err := s.bulkEach(ctx, `SELECT id, contact, seq FROM conversations WHERE id IN ([[?]])`, column([]int64{older, younger}), func(r *sql.Rows) error {
		var id, contact, seq int64
		err := r.Scan(&id, &contact, &seq)
		contacts[id], seqs[id] = contact, seq
		return err
	})
	if err != nil {
		return err
	}
	if err := s.mergeTurns(ctx, younger, older, seqs[older] == 0); err != nil {
		return err
	}
	for _, step := range mergeConversation {
		if _, err := s.exec(ctx, step, older, younger); err != nil {
			return err
		}
	}
	if _, err := s.exec(ctx, `UPDATE conversations SET merged = ?, chat = '', seq = 0 WHERE id = ?`, older, younger); err != nil {
		return err
	}
	if err := s.mergeContacts(ctx, contacts[younger], contacts[older]); err != nil {
		return err
	}
	if _, err := s.exec(ctx, requeue, older, younger); err != nil {
		return err
	}
	k.moved(younger, older)
	return nil
}

// mergeTurns drops the younger's turns, or hands them over to an older that has none.
func (s *session) mergeTurns(ctx context.Context, younger, older int64, handOver bool) error {
	steps := []string{
		leaveInputs + `conversation <> ? AND conversation = ?)`,
		`DELETE FROM turns WHERE conversation <> ? AND conversation = ?`,
		`DELETE FROM timers WHERE conversation <> ? AND conversation = ?`,
	}
	if handOver {
		steps = []string{
			`UPDATE turns SET conversation = ? WHERE conversation = ?`,
			`UPDATE timers SET conversation = ? WHERE conversation = ?`,
			`UPDATE conversations SET seq = y.seq, mode = y.mode, last = y.last FROM conversations y WHERE conversations.id = ? AND y.id = ?`,
		}
	}
	for _, step := range steps {
		if _, err := s.exec(ctx, step, older, younger); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) mergeContacts(ctx context.Context, younger, older int64) error {
	if younger == older {
		return nil
	}
	if _, err := s.exec(ctx, mergeNames, older, younger); err != nil {
		return err
	}
	for _, step := range mergeContact {
		if _, err := s.exec(ctx, step, older, younger); err != nil {
			return err
		}
	}
	_, err := s.exec(ctx, `DELETE FROM contacts WHERE id = ?`, younger)
	return err
}

func (k *known) moved(from, to int64) {
	for at, id := range k.byAddress {
		if id == from {
			k.byAddress[at] = to
		}
	}
	for id, goesOn := range k.byID {
		if goesOn == from {
			k.byID[id] = to
		}
	}
}
