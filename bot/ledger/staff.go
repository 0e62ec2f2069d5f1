package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// staffCodeLife is how long a person of the desk has to send their code; nobody guesses it.
const staffCodeLife = time.Hour

const upsertStaff = `
INSERT INTO staff (person, code, ends) VALUES (?, ?, ?)
ON CONFLICT (person) DO UPDATE SET code = excluded.code, ends = excluded.ends`

// OfferChat makes a code with which a person of the desk links a chat of theirs, in place of one that they had.
func (l *Ledger) OfferChat(ctx context.Context, person string, now time.Time) (code string, err error) {
	code = rand.Text()[:16]
	return code, l.write(ctx, "offer chat", func(s *session) error {
		_, err := s.exec(ctx, upsertStaff, person, code, millis(now.Add(staffCodeLife)))
		return err
	})
}

// Chats returns the chats of the people of the desk, by person.
func (l *Ledger) Chats(ctx context.Context) (map[string]bot.Account, error) {
	chats := map[string]bot.Account{}
	err := l.read().each(ctx, `SELECT s.person, c.network, c.account FROM staff s JOIN conversations c ON c.id = s.conversation`, nil, func(r *sql.Rows) error {
		var person string
		var a bot.Account
		err := r.Scan(&person, &a.Network, &a.ID)
		chats[person] = a
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read chats: %w", err)
	}
	return chats, nil
}

// DropChat makes the chat of a person anybody's again.
func (l *Ledger) DropChat(ctx context.Context, person string) error {
	return l.write(ctx, "drop chat", func(s *session) error {
		_, err := s.exec(ctx, `DELETE FROM staff WHERE person = ?`, person)
		return err
	})
}

const linkStaff = `
UPDATE staff SET conversation = ?, code = NULL, ends = 0
WHERE code = ? AND ends > ? AND EXISTS (SELECT 1 FROM people WHERE id = staff.person AND disabled = 0)
RETURNING person`

// linkStaff makes the conversation that sent a code the chat of whom the code was made for.
func (s *session) linkStaff(ctx context.Context, w wish) (linked bool, err error) {
	const waits = `SELECT person FROM staff WHERE code = ? AND ends > ?`
	var person string
	if found, err := s.one(ctx, waits, []any{w.code, w.at}, &person); err != nil || !found {
		return false, err
	}
	if _, err := s.exec(ctx, `UPDATE staff SET conversation = NULL WHERE conversation = ? AND person <> ?`, w.conversation, person); err != nil {
		return false, err
	}
	linked, err = s.one(ctx, linkStaff, []any{w.conversation, w.code, w.at}, &person)
	if err != nil || !linked {
		return false, err
	}
	if _, err := s.exec(ctx, insertAudit, w.at, person, "chat.link", "conversation:"+itoa(w.conversation)); err != nil {
		return false, err
	}
	return true, s.answer(ctx, w.conversation, w.at, dialogs.Joining{Outcome: dialogs.JoinStaff})
}

// staffOf is the person of a row with their id, name and role; nil for none.
func staffOf(id, name, role sql.NullString) *dialogs.Staff {
	if !id.Valid {
		return nil
	}
	return &dialogs.Staff{Person: dialogs.Person{ID: id.String, Name: name.String}, Admin: role.String == string(bot.RoleAdmin)}
}
