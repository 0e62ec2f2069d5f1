package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"sanad/bot"
)

const claimOutgoing = `
WITH picked AS (
    SELECT id FROM conversations
    WHERE out_first IS NOT NULL AND unreachable = 0 AND out_free <= ? AND (network, account) IN (VALUES [[(CAST(? AS TEXT), CAST(? AS TEXT))]])
    ORDER BY out_first LIMIT ? {{skip locked}}
)
UPDATE conversations SET out_token = out_token + 1, out_free = ?, out_worker = ?
WHERE id IN (SELECT id FROM picked)
RETURNING id, contact, out_token, network, account, chat`

// ClaimOutgoing implements bot.OutboxStore. A conversation gives at most 16 messages at a time.
func (l *Ledger) ClaimOutgoing(ctx context.Context, worker string, accounts []bot.Account, limit int, now, until time.Time) ([]bot.Outgoing, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	var all []bot.Outgoing
	err := l.write(ctx, "claim outgoing", func(s *session) (err error) {
		all, err = s.claimOutgoing(ctx, worker, accounts, limit, now, until)
		return err
	})
	return all, err
}

func (s *session) claimOutgoing(ctx context.Context, worker string, accounts []bot.Account, limit int, now, until time.Time) ([]bot.Outgoing, error) {
	args := []any{millis(now)}
	for _, a := range accounts {
		args = append(args, a.Network, a.ID)
	}
	args = append(args, limit, millis(until), worker)
	picked := map[int64]bot.Outgoing{}
	err := s.eachText(ctx, s.dialect.text(claimOutgoing, len(accounts)), args, func(r *sql.Rows) error {
		var o bot.Outgoing
		err := r.Scan(&o.Conversation, &o.Contact, &o.Token, &o.Account.Network, &o.Account.ID, &o.Chat)
		picked[o.Conversation] = o
		return err
	})
	if err != nil || len(picked) == 0 {
		return nil, err
	}
	return s.unsent(ctx, picked)
}

const selectUnsent = `
SELECT id, conversation, at, attempts, body FROM (
    SELECT id, conversation, at, attempts, body, row_number() OVER (PARTITION BY conversation ORDER BY id) AS place
    FROM messages WHERE status = 'waiting' AND conversation IN ([[?]])
) AS w WHERE place <= ` + atOnce + ` ORDER BY id`

const setOutLast = `
WITH v (id, last) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS BIGINT))]])
UPDATE conversations SET out_last = v.last FROM v WHERE conversations.id = v.id`

// unsent reads the messages of picked conversations and notes the last of each, with which the claim ends.
func (s *session) unsent(ctx context.Context, picked map[int64]bot.Outgoing) ([]bot.Outgoing, error) {
	var all []bot.Outgoing
	last := make(map[int64][]any, len(picked))
	err := s.bulkEach(ctx, selectUnsent, column(keys(picked)), func(r *sql.Rows) error {
		var id, conversation, at int64
		var attempts int
		var body string
		if err := r.Scan(&id, &conversation, &at, &attempts, &body); err != nil {
			return err
		}
		o := picked[conversation]
		o.ID, o.Attempts, o.MessageID = id, attempts, messageID(conversation, id, at)
		last[conversation] = []any{conversation, id}
		if err := undocument(body, &o.Said); err != nil {
			return err
		}
		all = append(all, o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, s.bulk(ctx, setOutLast, sorted(last))
}

// messageID is the name of a message, the same whenever it is asked for and like no other's.
func messageID(conversation, id, at int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %d", conversation, id, at))
	return strings.ToUpper(fmt.Sprintf("%x", sum[:10]))
}

type settleCall = call[[]bot.Outcome, struct{}]

// Settle implements bot.OutboxStore. That a message was sent counts even when the claim was lost
// meanwhile; that it was not, only while the claim holds.
func (l *Ledger) Settle(ctx context.Context, outcomes []bot.Outcome) error {
	if len(outcomes) == 0 {
		return nil
	}
	_, err := l.settles.do(ctx, outcomes)
	return err
}

func (l *Ledger) settleAll(ctx context.Context, group []*settleCall) {
	var all []bot.Outcome
	for _, c := range group {
		all = append(all, c.in...)
	}
	err := l.write(ctx, "settle", func(s *session) error { return s.settle(ctx, all) })
	fail(group, err)
}

// settling is what outcomes mean for one conversation.
type settling struct {
	token       int64
	upTo        int64 // the last message that is no longer in hand
	retry       int64 // when to go on, 0 for now
	retrying    bool
	unreachable bool
}

func (s *session) settle(ctx context.Context, outcomes []bot.Outcome) error {
	ids := map[int64]bool{}
	for _, o := range outcomes {
		ids[o.Outgoing.Conversation] = true
	}
	held, err := s.sending(ctx, keys(ids))
	if err != nil {
		return err
	}
	var messages [][]any
	byConversation := map[int64]*settling{}
	for _, o := range outcomes {
		goesOn, token := held[o.Outgoing.Conversation].goesOn, held[o.Outgoing.Conversation].token
		if !o.Sent && token != o.Outgoing.Token {
			continue
		}
		st := byConversation[goesOn]
		if st == nil {
			st = &settling{}
			byConversation[goesOn] = st
		}
		st.add(o, token)
		messages = append(messages, settled(o))
	}
	if err := s.bulk(ctx, settleMessage, messages); err != nil {
		return err
	}
	return s.letGoOutgoing(ctx, byConversation)
}

func (st *settling) add(o bot.Outcome, token int64) {
	if token == o.Outgoing.Token {
		st.token = token
		st.upTo = max(st.upTo, o.Outgoing.ID)
	}
	st.unreachable = st.unreachable || o.Unreachable
	if !o.Sent && !o.RetryAt.IsZero() {
		st.retrying, st.retry = true, millis(o.RetryAt)
	}
}

func settled(o bot.Outcome) []any {
	status, attempts := bot.StatusFailed, 1
	switch {
	case o.Sent:
		status, attempts = bot.StatusSent, 0
	case !o.RetryAt.IsZero():
		status = bot.StatusWaiting
	}
	return []any{o.Outgoing.ID, string(status), o.MessageID, attempts, o.Why}
}

// sender is who may settle a conversation's messages, and which conversation they belong to now.
type sender struct{ goesOn, token int64 }

const selectSending = `SELECT id, COALESCE(merged, id), out_token FROM conversations WHERE id IN ([[?]]) ORDER BY id {{lock}}`

func (s *session) sending(ctx context.Context, ids []int64) (map[int64]sender, error) {
	held := make(map[int64]sender, len(ids))
	return held, s.bulkEach(ctx, selectSending, column(ids), func(r *sql.Rows) error {
		var id int64
		var who sender
		err := r.Scan(&id, &who.goesOn, &who.token)
		held[id] = who
		return err
	})
}

const settleMessage = `
WITH v (id, status, network_id, attempts, why) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS INTEGER), CAST(? AS TEXT))]])
UPDATE messages SET status = v.status, network_id = v.network_id, attempts = messages.attempts + v.attempts, why = v.why
FROM v WHERE messages.id = v.id AND messages.status = 'waiting'`

const letGoSending = `
WITH v (id, token, up_to, retrying, retry, unreachable) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS SMALLINT), CAST(? AS BIGINT), CAST(? AS SMALLINT))]])
UPDATE conversations SET
    out_first   = (SELECT MIN(id) FROM messages WHERE conversation = conversations.id AND status = 'waiting'),
    unreachable = CASE WHEN v.unreachable = 1 THEN 1 ELSE conversations.unreachable END,
    out_token   = CASE WHEN v.token = conversations.out_token AND (v.retrying = 1 OR v.unreachable = 1 OR v.up_to >= conversations.out_last)
                       THEN conversations.out_token + 1 ELSE conversations.out_token END,
    out_free    = CASE WHEN v.token = conversations.out_token AND (v.retrying = 1 OR v.unreachable = 1 OR v.up_to >= conversations.out_last)
                       THEN v.retry ELSE conversations.out_free END
FROM v WHERE conversations.id = v.id
RETURNING conversations.id, conversations.forgotten`

func (s *session) letGoOutgoing(ctx context.Context, by map[int64]*settling) error {
	rows := make(map[int64][]any, len(by))
	for id, st := range by {
		rows[id] = []any{id, st.token, st.upTo, flag(st.retrying), st.retry, flag(st.unreachable)}
	}
	if err := s.wipeGoodbyes(ctx, by); err != nil {
		return err
	}
	var goodbyes []int64
	err := s.bulkEach(ctx, letGoSending, sorted(rows), func(r *sql.Rows) error {
		var id int64
		var forgotten bool
		err := r.Scan(&id, &forgotten)
		if forgotten {
			goodbyes = append(goodbyes, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.forgetAddresses(ctx, goodbyes)
}
