package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"sanad/bot"
	"sanad/dialogs"
)

// entry is one turn on its way into the ledger, with everything encoded before the lock is taken.
type entry struct {
	bot.Turn
	input   int64
	body    string   // the input
	said    []string //
	forgets int      // index of the last Forget among the effects, or -1
}

// holding is what a transaction knows of a conversation that it has locked.
type holding struct {
	contact     int64
	seq         int64
	token       int64
	unreachable bool
	last        int64
	mode        dialogs.Mode
	goodbye     bool // its last turn forgot the artisan
	lost        bool
	moved       bool // it has a turn in this commit
}

// Commit implements bot.TurnStore.
func (l *Ledger) Commit(ctx context.Context, turns []bot.Turn) (lost []int64, err error) {
	if len(turns) == 0 {
		return nil, nil
	}
	entries, err := prepare(turns)
	if err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	err = l.write(ctx, "commit", func(s *session) error {
		lost, err = s.commit(ctx, entries)
		return err
	})
	if err != nil {
		return nil, err
	}
	return lost, nil
}

func prepare(turns []bot.Turn) ([]*entry, error) {
	all := make([]*entry, len(turns))
	for i, turn := range turns {
		e := &entry{Turn: turn, forgets: -1}
		var err error
		if e.input, err = strconv.ParseInt(turn.Input.ID, 10, 64); err != nil {
			return nil, fmt.Errorf("turn %d of conversation %d: input %q is none of the inbox", turn.Seq, turn.Conversation, turn.Input.ID)
		}
		if len(turn.State) == 0 {
			return nil, fmt.Errorf("turn %d of conversation %d has no state", turn.Seq, turn.Conversation)
		}
		if e.body, err = document(turn.Input); err != nil {
			return nil, err
		}
		for _, said := range turn.Said {
			text, err := document(said)
			if err != nil {
				return nil, err
			}
			e.said = append(e.said, text)
		}
		for j, effect := range turn.Effects {
			if _, ok := effect.(dialogs.Forget); ok {
				e.forgets = j
			}
		}
		all[i] = e
	}
	return all, nil
}

func (s *session) commit(ctx context.Context, entries []*entry) (lost []int64, err error) {
	held, err := s.held(ctx, entries)
	if err != nil {
		return nil, err
	}
	kept := make([]*entry, 0, len(entries))
	for _, e := range entries {
		h, known := held[e.Conversation]
		if !known {
			h = &holding{lost: true}
			held[e.Conversation] = h
			lost = append(lost, e.Conversation)
		}
		if h.lost {
			continue
		}
		if h.token != e.Token || h.seq+1 != e.Seq {
			h.lost = true
			lost = append(lost, e.Conversation)
			continue
		}
		h.take(e)
		kept = append(kept, e)
	}
	if err := s.inStretches(ctx, kept, held); err != nil {
		return nil, err
	}
	return lost, s.letGo(ctx, held)
}

func (h *holding) take(e *entry) {
	h.seq, h.mode, h.moved = e.Seq, e.Mode, true
	if h.mode == "" {
		h.mode = dialogs.ModeBot
	}
	if authorOf(e.Input) != "" || len(e.Said) > 0 {
		h.last = max(h.last, millis(e.At))
	}
	if e.forgets >= 0 {
		h.goodbye, h.last = true, 0
	} else if e.Input.FromArtisan() {
		h.goodbye = false
	}
}

const selectHeld = `
SELECT id, contact, seq, in_token, unreachable, last, mode, forgotten
FROM conversations WHERE id IN ([[?]]) AND merged IS NULL ORDER BY id {{lock}}`

// held locks what turns may write to.
func (s *session) held(ctx context.Context, entries []*entry) (map[int64]*holding, error) {
	ids, err := s.reach(ctx, entries)
	if err != nil {
		return nil, err
	}
	held := make(map[int64]*holding, len(ids))
	return held, s.bulkEach(ctx, selectHeld, column(ids), func(r *sql.Rows) error {
		var id int64
		var h holding
		err := r.Scan(&id, &h.contact, &h.seq, &h.token, &h.unreachable, &h.last, &h.mode, &h.goodbye)
		held[id] = &h
		return err
	})
}

// inStretches writes turns in bulk, but a turn that forgets alone: what came before it must be there to be erased.
func (s *session) inStretches(ctx context.Context, entries []*entry, held map[int64]*holding) error {
	for len(entries) > 0 {
		n := 0
		for n < len(entries) && entries[n].forgets < 0 {
			n++
		}
		if n == 0 {
			n = 1
			if err := s.forget(ctx, entries[0], held); err != nil {
				return err
			}
		}
		if err := s.stretch(ctx, entries[:n], held); err != nil {
			return err
		}
		entries = entries[n:]
	}
	return nil
}

const insertTurn = `INSERT INTO turns (conversation, seq, input, at, parked, state) VALUES [[(?, ?, ?, ?, ?, ?)]]`

func (s *session) stretch(ctx context.Context, entries []*entry, held map[int64]*holding) error {
	sent, err := s.finishInputs(ctx, entries)
	if err != nil {
		return err
	}
	r, err := collect(entries, held)
	if err != nil {
		return err
	}
	rows := make([][]any, len(entries))
	for i, e := range entries {
		rows[i] = []any{e.Conversation, e.Seq, e.input, millis(e.At), flag(e.Parked), string(e.State)}
	}
	if err := s.bulk(ctx, insertTurn, rows); err != nil {
		return err
	}
	messages, err := spoken(entries, held, sent)
	if err != nil {
		return err
	}
	if err := s.bulk(ctx, insertMessage, messages); err != nil {
		return err
	}
	return r.write(ctx, s)
}

// The text of an input is kept once: from here on in the transcript. A parked one's stays for whoever looks into it.
const finishInput = `
WITH v (id, conversation, status) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT))]])
UPDATE inbox SET status = v.status, input = CASE WHEN v.status = 'parked' THEN inbox.input ELSE '' END
FROM v WHERE inbox.id = v.id AND inbox.conversation = v.conversation AND inbox.status = 'waiting'
RETURNING inbox.id, inbox.at`

// finishInputs takes the turns' inputs off the inbox and says when each was sent.
func (s *session) finishInputs(ctx context.Context, entries []*entry) (map[int64]int64, error) {
	rows := make([][]any, len(entries))
	for i, e := range entries {
		status := "done"
		if e.Parked {
			status = "parked"
		}
		rows[i] = []any{e.input, e.Conversation, status}
	}
	sent := make(map[int64]int64, len(entries))
	err := s.bulkEach(ctx, finishInput, rows, func(r *sql.Rows) error {
		var id, at int64
		err := r.Scan(&id, &at)
		sent[id] = at
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if _, ok := sent[e.input]; !ok {
			return nil, fmt.Errorf("turn %d of conversation %d: input %d does not wait there", e.Seq, e.Conversation, e.input)
		}
	}
	return sent, nil
}

const letGoTurns = `
WITH v (id, seq, mode, last, goodbye) AS (VALUES [[(CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS SMALLINT))]])
UPDATE conversations SET
    seq = v.seq, mode = v.mode, last = v.last, forgotten = v.goodbye,
    in_token = conversations.in_token + 1, in_free = 0,
    in_first  = (SELECT MIN(id) FROM inbox    WHERE conversation = conversations.id AND status = 'waiting'),
    out_first = (SELECT MIN(id) FROM messages WHERE conversation = conversations.id AND status = 'waiting')
FROM v WHERE conversations.id = v.id`

func (s *session) letGo(ctx context.Context, held map[int64]*holding) error {
	rows := make(map[int64][]any, len(held))
	var goodbyes []int64
	for id, h := range held {
		if !h.moved {
			continue
		}
		rows[id] = []any{id, h.seq, string(h.mode), h.last, flag(h.goodbye)}
		if h.goodbye {
			goodbyes = append(goodbyes, id)
		}
	}
	if err := s.bulk(ctx, letGoTurns, sorted(rows)); err != nil {
		return err
	}
	return s.forgetAddresses(ctx, goodbyes)
}
