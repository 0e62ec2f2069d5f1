package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"sanad/bot"
	"sanad/dialogs"
)

const insertMessage = `
INSERT INTO messages (conversation, author, person, body, at, status, transient) VALUES [[(?, ?, ?, ?, ?, ?, ?)]]`

// spoken gives the transcript's rows for turns: what the artisan sent, the advisors' notes, and what was
// said, which waits to be sent. Of a turn that forgets there is only what it says, and only until it is sent.
func spoken(entries []*entry, held map[int64]*holding, sent map[int64]int64) ([][]any, error) {
	rows := make([][]any, 0, 3*len(entries))
	for _, e := range entries {
		if author := authorOf(e.Input); e.forgets < 0 && author != "" {
			rows = append(rows, []any{e.Conversation, string(author), "", e.body, sent[e.input], "", int64(0)})
		}
		notes, err := noted(e)
		if err != nil {
			return nil, err
		}
		rows = append(rows, notes...)
		for i, said := range e.Said {
			author, person, err := speaker(said)
			if err != nil {
				return nil, err
			}
			rows = append(rows, []any{e.Conversation, author, person, e.said[i], millis(e.At), string(bot.StatusWaiting), flag(e.forgets >= 0)})
		}
	}
	return rows, nil
}

// authorOf is who wrote an input that is a line of the transcript itself; nobody where it is none.
func authorOf(in dialogs.Input) bot.Author {
	switch {
	case in.FromArtisan():
		return bot.AuthorArtisan
	case in.Kind == dialogs.KindByHand:
		return bot.AuthorPhone
	}
	return ""
}

func speaker(said dialogs.Said) (author, person string, err error) {
	if said.Advisor == nil {
		return string(bot.AuthorBot), "", nil
	}
	person, err = document(said.Advisor)
	return string(bot.AuthorAdvisor), person, err
}

func noted(e *entry) (rows [][]any, err error) {
	for _, effect := range e.Effects[e.forgets+1:] {
		note, ok := effect.(dialogs.AddNote)
		if !ok {
			continue
		}
		person, err := document(note.Person)
		if err != nil {
			return nil, err
		}
		body, err := document(dialogs.Said{Text: note.Text})
		if err != nil {
			return nil, err
		}
		rows = append(rows, []any{e.Conversation, string(bot.AuthorNote), person, body, millis(e.At), "", int64(0)})
	}
	return rows, nil
}

const messageColumns = `SELECT id, conversation, author, person, body, at, status FROM messages `

// Transcript returns up to limit messages after one, in order; afterID 0 for the first.
func (l *Ledger) Transcript(ctx context.Context, conversation, afterID int64, limit int) ([]bot.Message, error) {
	return l.read().messages(ctx, messageColumns+`WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?`, conversation, afterID, limit)
}

// TranscriptBefore returns the last limit messages before one, in order; beforeID 0 for the end of the transcript.
func (l *Ledger) TranscriptBefore(ctx context.Context, conversation, beforeID int64, limit int) ([]bot.Message, error) {
	if beforeID == 0 {
		beforeID = 1<<63 - 1
	}
	all, err := l.read().messages(ctx, messageColumns+`WHERE conversation = ? AND id < ? ORDER BY id DESC LIMIT ?`, conversation, beforeID, limit)
	slices.Reverse(all)
	return all, err
}

// Message returns one message, or bot.ErrNotFound.
func (l *Ledger) Message(ctx context.Context, id int64) (bot.Message, error) {
	all, err := l.read().messages(ctx, messageColumns+`WHERE id = ?`, id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("message %d: %w", id, bot.ErrNotFound)
	}
	if err != nil {
		return bot.Message{}, err
	}
	return all[0], nil
}

func (s *session) messages(ctx context.Context, query string, args ...any) ([]bot.Message, error) {
	var all []bot.Message
	err := s.each(ctx, query, args, func(r *sql.Rows) error {
		m, err := message(r)
		all = append(all, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read transcript: %w", err)
	}
	return all, nil
}

func message(r *sql.Rows) (m bot.Message, err error) {
	var person, body string
	var at int64
	if err := r.Scan(&m.ID, &m.Conversation, &m.Author, &person, &body, &at, &m.Status); err != nil {
		return m, err
	}
	m.At = moment(at)
	if person != "" {
		m.Person = &dialogs.Person{}
		if err := undocument(person, m.Person); err != nil {
			return m, err
		}
	}
	if m.Author == bot.AuthorArtisan || m.Author == bot.AuthorPhone {
		m.Input = &dialogs.Input{}
		return m, undocument(body, m.Input)
	}
	m.Said = &dialogs.Said{}
	return m, undocument(body, m.Said)
}

// Statuses only rise: what was read is not delivered again.
var lower = map[bot.Status]string{
	bot.StatusDelivered: `'sent'`,
	bot.StatusRead:      `'sent', 'delivered'`,
	bot.StatusFailed:    `'sent'`,
}

// sentAs finds a message by the id that its network gave it; the first condition is the index's.
const sentAs = `network_id <> '' AND network_id = ?
    AND EXISTS (SELECT 1 FROM conversations c WHERE c.id = messages.conversation AND c.network = ? AND c.account = ?)`

// MarkMessage records a network's receipt for a message that was sent to the artisan, and says in which conversation
// that was. bot.ErrNotFound when no such message was sent.
func (l *Ledger) MarkMessage(ctx context.Context, account bot.Account, networkID string, status bot.Status) (conversation int64, err error) {
	from, ok := lower[status]
	if !ok || networkID == "" {
		return 0, fmt.Errorf("mark message: no receipt says %q", status)
	}
	args := []any{networkID, account.Network, account.ID}
	err = l.write(ctx, "mark message", func(s *session) error {
		found, err := s.one(ctx, `SELECT conversation FROM messages WHERE `+sentAs+` LIMIT 1`, args, &conversation)
		if err == nil && !found {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, `UPDATE messages SET status = ? WHERE status IN (`+from+`) AND `+sentAs, append([]any{string(status)}, args...)...)
		return err
	})
	return conversation, err
}

// Offered returns the choices that a message to the artisan went out with, besides its words; bot.ErrNotFound when no
// such message was sent.
func (l *Ledger) Offered(ctx context.Context, account bot.Account, networkID string) ([]dialogs.Button, error) {
	all, err := l.read().messages(ctx, messageColumns+`WHERE `+sentAs+` LIMIT 1`, networkID, account.Network, account.ID)
	if err == nil && (len(all) == 0 || all[0].Said == nil) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return all[0].Said.Choices, nil
}
