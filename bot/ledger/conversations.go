package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/bot"
)

const conversationFields = `
c.id, c.network, c.account, c.chat, c.seq, c.mode, c.last, c.unreachable, p.id, p.name, p.phone, p.lang, p.created`

const conversationColumns = `SELECT ` + conversationFields + ` FROM conversations c JOIN contacts p ON p.id = c.contact `

// scanConversation scans the fields of a query's conversation, which stand after those that go into before.
func scanConversation(r *sql.Rows, c *bot.Conversation, before ...any) error {
	var last, created int64
	err := r.Scan(append(before, &c.ID, &c.Account.Network, &c.Account.ID, &c.Chat, &c.Seq, &c.Mode, &last,
		&c.Contact.Unreachable, &c.Contact.ID, &c.Contact.Name, &c.Contact.Phone, &c.Contact.Lang, &created)...)
	c.Last, c.Contact.Created = moment(last), moment(created)
	return err
}

// Conversation returns a conversation with its contact; the one that goes on, when it was merged into
// another; bot.ErrNotFound when there is none.
func (l *Ledger) Conversation(ctx context.Context, id int64) (bot.Conversation, error) {
	return l.read().conversation(ctx, fmt.Sprintf("conversation %d", id),
		conversationColumns+`WHERE c.id = (SELECT COALESCE(merged, id) FROM conversations WHERE id = ?)`, id)
}

// ConversationByChat returns the conversation that an address leads to, or bot.ErrNotFound.
func (l *Ledger) ConversationByChat(ctx context.Context, account bot.Account, chat string) (bot.Conversation, error) {
	return l.read().conversation(ctx, "conversation by chat",
		conversationColumns+`JOIN addresses a ON a.conversation = c.id WHERE a.network = ? AND a.account = ? AND a.chat = ?`,
		account.Network, account.ID, chat)
}

// ConversationsOf returns a contact's conversations on all channels, the one in which something was said last first.
func (l *Ledger) ConversationsOf(ctx context.Context, contact int64) ([]bot.Conversation, error) {
	all, err := l.read().conversations(ctx, conversationColumns+`WHERE c.contact = ? AND c.merged IS NULL AND c.chat <> '' ORDER BY c.last DESC, c.id`, contact)
	if err != nil {
		return nil, fmt.Errorf("conversations of a contact: %w", err)
	}
	return all, nil
}

func (s *session) conversation(ctx context.Context, what, query string, args ...any) (bot.Conversation, error) {
	all, err := s.conversations(ctx, query, args...)
	if err == nil && len(all) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.Conversation{}, fmt.Errorf("%s: %w", what, err)
	}
	return all[0], nil
}

func (s *session) conversations(ctx context.Context, query string, args ...any) ([]bot.Conversation, error) {
	var all []bot.Conversation
	err := s.each(ctx, query, args, func(r *sql.Rows) error {
		var c bot.Conversation
		err := scanConversation(r, &c)
		all = append(all, c)
		return err
	})
	return all, err
}

// SetReachable says whether the artisan of a conversation can be reached. While they cannot, nothing is sent.
func (l *Ledger) SetReachable(ctx context.Context, conversation int64, reachable bool) error {
	return l.write(ctx, "set reachable", func(s *session) error {
		n, err := s.exec(ctx, `UPDATE conversations SET unreachable = ? WHERE id = ?`, flag(!reachable), conversation)
		if err == nil && n == 0 {
			err = fmt.Errorf("conversation %d: %w", conversation, bot.ErrNotFound)
		}
		return err
	})
}
