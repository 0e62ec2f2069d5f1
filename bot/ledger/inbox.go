package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"sanad/bot"
)

// arrival is one Incoming on its way into the inbox.
type arrival struct {
	bot.Incoming
	event    string
	document string
	receipt  bot.Receipt
}

// Accept implements bot.InboxStore. Calls that arrive together share a transaction; an error belongs to
// the call that caused it, wherever one did.
func (l *Ledger) Accept(ctx context.Context, in []bot.Incoming) ([]bot.Receipt, error) {
	if len(in) == 0 {
		return nil, nil
	}
	return l.accepts.do(ctx, in)
}

type acceptCall = call[[]bot.Incoming, []bot.Receipt]

func (l *Ledger) acceptAll(ctx context.Context, group []*acceptCall) {
	arrivals := make(map[*acceptCall][]*arrival, len(group))
	good := make([]*acceptCall, 0, len(group))
	for _, c := range group {
		if arrivals[c], c.err = arrive(c.in, millis(l.now())); c.err == nil {
			good = append(good, c)
		}
	}
	err := l.write(ctx, "accept", func(s *session) error { return s.acceptGroup(ctx, good, arrivals, millis(l.now())) })
	for _, c := range good {
		if c.err == nil {
			c.err = err
		}
		if c.err == nil {
			c.result = receipts(arrivals[c])
		}
	}
}

func arrive(in []bot.Incoming, now int64) ([]*arrival, error) {
	all := make([]*arrival, len(in))
	for i, one := range in {
		if one.ID == "" || (one.Chat == "") == (one.Conversation == 0) {
			return nil, errors.New("accept: an input needs an ID and either a chat or a conversation")
		}
		if one.At.IsZero() {
			one.At = moment(now)
		}
		one.Input.ID = ""
		text, err := document(one.Input)
		if err != nil {
			return nil, fmt.Errorf("accept: %w", err)
		}
		all[i] = &arrival{Incoming: one, event: event(one.Account, one.ID), document: text}
	}
	return all, nil
}

// event is what deduplication goes by: a digest, so that no address outlives its erasure in it.
func event(account bot.Account, id string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", account.Network, account.ID, id))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

func receipts(all []*arrival) []bot.Receipt {
	out := make([]bot.Receipt, len(all))
	for i, a := range all {
		out[i] = a.receipt
	}
	return out
}

func (s *session) acceptGroup(ctx context.Context, calls []*acceptCall, arrivals map[*acceptCall][]*arrival, now int64) error {
	known, err := s.lookUp(ctx, calls, arrivals)
	if err != nil {
		return err
	}
	var all []*arrival
	for _, c := range calls {
		if c.err = known.check(arrivals[c]); c.err == nil {
			all = append(all, arrivals[c]...)
		}
	}
	if err := s.locate(ctx, known, all, now); err != nil {
		return err
	}
	return s.store(ctx, all)
}

const insertInput = `
INSERT INTO inbox (conversation, event, at, input) VALUES [[(?, ?, ?, ?)]]
ON CONFLICT (event) DO NOTHING RETURNING id, conversation, event`

const selectEvents = `SELECT id, conversation, event FROM inbox WHERE event IN ([[?]])`

// store writes located arrivals into the inbox and puts their conversations into the queue.
func (s *session) store(ctx context.Context, all []*arrival) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([][]any, len(all))
	for i, a := range all {
		rows[i] = []any{a.receipt.Conversation, a.event, millis(a.At), a.document}
	}
	fresh := make(map[string]bot.Receipt, len(all))
	if err := s.bulkEach(ctx, insertInput, rows, into(fresh, false)); err != nil {
		return err
	}
	var seen []string
	for _, a := range all {
		if r, ok := fresh[a.event]; ok {
			a.receipt = r
			r.Duplicate = true // should the same event stand here twice
			fresh[a.event] = r
		} else {
			seen = append(seen, a.event)
		}
	}
	if err := s.recall(ctx, all, seen); err != nil {
		return err
	}
	return s.queue(ctx, all)
}

func into(receipts map[string]bot.Receipt, duplicate bool) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		r := bot.Receipt{Duplicate: duplicate}
		var event string
		err := rows.Scan(&r.Input, &r.Conversation, &event)
		receipts[event] = r
		return err
	}
}

// recall gives what was accepted before the receipts it had then.
func (s *session) recall(ctx context.Context, all []*arrival, seen []string) error {
	old := make(map[string]bot.Receipt, len(seen))
	if err := s.bulkEach(ctx, selectEvents, column(seen), into(old, true)); err != nil {
		return err
	}
	for _, a := range all {
		if r, ok := old[a.event]; ok {
			a.receipt = r
		} else if a.receipt.Input == 0 {
			return errAgain // its twin was there and is gone: it was rolled back
		}
	}
	return nil
}

// An artisan who writes can be reached, at the address they wrote from.
const queueInput = `
WITH v (id, first, written, chat) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT))]])
UPDATE conversations SET
    in_first    = COALESCE(conversations.in_first, v.first),
    unreachable = CASE WHEN v.written = 1 THEN 0 ELSE conversations.unreachable END,
    chat        = CASE WHEN v.chat <> '' THEN v.chat ELSE conversations.chat END
FROM v WHERE conversations.id = v.id`

func (s *session) queue(ctx context.Context, all []*arrival) error {
	byID := map[int64][]any{}
	for _, a := range all {
		if a.receipt.Duplicate {
			continue
		}
		row, ok := byID[a.receipt.Conversation]
		if !ok {
			row = []any{a.receipt.Conversation, a.receipt.Input, int64(0), ""}
			byID[a.receipt.Conversation] = row
		}
		if a.Chat != "" && a.Input.FromArtisan() {
			row[2], row[3] = int64(1), a.Chat
		}
	}
	return s.bulk(ctx, queueInput, sorted(byID))
}
