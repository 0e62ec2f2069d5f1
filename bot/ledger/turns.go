package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"sanad/bot"
)

const claimTurns = `
WITH picked AS (
    SELECT id FROM conversations
    WHERE in_first IS NOT NULL AND in_free <= ?
    ORDER BY in_first LIMIT ? {{skip locked}}
)
UPDATE conversations SET in_token = in_token + 1, in_free = ?, in_worker = ?
WHERE id IN (SELECT id FROM picked)
RETURNING id, contact, in_token, network, account, chat, unreachable, seq, in_first`

// Claim implements bot.TurnStore.
func (l *Ledger) Claim(ctx context.Context, worker string, limit int, now, until time.Time) ([]bot.Claim, error) {
	var claims []bot.Claim
	err := l.write(ctx, "claim turns", func(s *session) (err error) {
		claims, err = s.claim(ctx, worker, limit, now, until)
		return err
	})
	return claims, err
}

func (s *session) claim(ctx context.Context, worker string, limit int, now, until time.Time) ([]bot.Claim, error) {
	type picked struct {
		bot.Claim
		first int64
	}
	var all []picked
	err := s.each(ctx, claimTurns, []any{millis(now), limit, millis(until), worker}, func(r *sql.Rows) error {
		var p picked
		err := r.Scan(&p.Conversation, &p.Contact, &p.Token, &p.Account.Network, &p.Account.ID, &p.Chat, &p.Unreachable, &p.Seq, &p.first)
		all = append(all, p)
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	slices.SortFunc(all, func(a, b picked) int { return cmp.Compare(a.first, b.first) })
	claims := make([]bot.Claim, len(all))
	for i, p := range all {
		claims[i] = p.Claim
	}
	if err := s.waiting(ctx, claims); err != nil {
		return nil, err
	}
	return claims, s.siblings(ctx, claims)
}

// atOnce is how many inputs, or messages to send, a claim carries at most.
const atOnce = "16"

const selectWaiting = `
SELECT w.id, w.conversation, w.at, w.attempts, w.input, p.id, p.name, p.role FROM (
    SELECT id, conversation, at, attempts, input, row_number() OVER (PARTITION BY conversation ORDER BY id) AS place
    FROM inbox WHERE status = 'waiting' AND conversation IN ([[?]])
) AS w LEFT JOIN staff ON staff.conversation = w.conversation LEFT JOIN people p ON p.id = staff.person AND p.disabled = 0
WHERE w.place <= ` + atOnce + ` ORDER BY w.id`

// waiting fills in the inputs of claims.
func (s *session) waiting(ctx context.Context, claims []bot.Claim) error {
	at := make(map[int64]*bot.Claim, len(claims))
	for i := range claims {
		at[claims[i].Conversation] = &claims[i]
	}
	return s.bulkEach(ctx, selectWaiting, column(claimed(claims)), func(r *sql.Rows) error {
		var w bot.Waiting
		var id, conversation, when int64
		var text string
		var person, name, role sql.NullString
		if err := r.Scan(&id, &conversation, &when, &w.Attempts, &text, &person, &name, &role); err != nil {
			return err
		}
		if err := undocument(text, &w.Input); err != nil {
			return err
		}
		w.Input.Staff = staffOf(person, name, role)
		w.At, w.Input.ID = moment(when), strconv.FormatInt(id, 10)
		at[conversation].Waiting = append(at[conversation].Waiting, w)
		return nil
	})
}

// claimed are the conversations of claims.
func claimed(claims []bot.Claim) []int64 {
	ids := make([]int64, len(claims))
	for i, c := range claims {
		ids[i] = c.Conversation
	}
	return ids
}

const selectStates = `
SELECT t.conversation, t.state FROM conversations c JOIN turns t ON t.conversation = c.id AND t.seq = c.seq
WHERE c.id IN ([[?]])`

// States implements bot.TurnStore.
func (l *Ledger) States(ctx context.Context, conversations []int64) (map[int64][]byte, error) {
	states := make(map[int64][]byte, len(conversations))
	err := l.read().bulkEach(ctx, selectStates, column(conversations), func(r *sql.Rows) error {
		var id int64
		var state []byte
		err := r.Scan(&id, &state)
		states[id] = state
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read states: %w", err)
	}
	return states, nil
}

const releaseTurns = `
WITH v (id, token) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS BIGINT))]])
UPDATE conversations SET in_token = in_token + 1, in_free = ?
FROM v WHERE conversations.id = v.id AND conversations.in_token = v.token
RETURNING conversations.id`

const countAttempt = `UPDATE inbox SET attempts = attempts + 1 WHERE id IN ([[?]]) AND status = 'waiting'`

// Release implements bot.TurnStore. Claims that were lost meanwhile are left alone.
func (l *Ledger) Release(ctx context.Context, claims []bot.Claim, failed bool, notBefore time.Time) error {
	rows := make(map[int64][]any, len(claims))
	first := make(map[int64]string, len(claims))
	for _, c := range claims {
		rows[c.Conversation] = []any{c.Conversation, c.Token}
		if len(c.Waiting) > 0 {
			first[c.Conversation] = c.Waiting[0].Input.ID
		}
	}
	return l.write(ctx, "release turns", func(s *session) error {
		if err := s.lock(ctx, keys(rows)); err != nil {
			return err
		}
		var inputs []int64
		err := s.bulkEach(ctx, releaseTurns, sorted(rows), func(r *sql.Rows) error {
			var id int64
			if err := r.Scan(&id); err != nil || first[id] == "" {
				return err
			}
			input, err := strconv.ParseInt(first[id], 10, 64)
			inputs = append(inputs, input)
			return err
		}, millis(notBefore))
		if err != nil || !failed {
			return err
		}
		return s.bulk(ctx, countAttempt, column(inputs))
	})
}
