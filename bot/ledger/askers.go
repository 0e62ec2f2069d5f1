package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"strconv"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

const (
	setAwaited = `
UPDATE questions SET tell = 1 WHERE tell = 0 AND (conversation, input) IN (VALUES [[(CAST(? AS BIGINT), CAST(? AS BIGINT))]])`
	setHushed = `UPDATE questions SET tell = 0 WHERE tell = 1 AND contact IN ([[?]])`
)

// await notes who wants to be told; what was taken back before that in the same transaction is taken back first.
func (r *records) await(e *entry, contact int64, f dialogs.AwaitAnswer) error {
	input, err := strconv.ParseInt(f.Question, 10, 64)
	r.awaited = append(r.awaited, awaited{contact, []any{e.Conversation, input}})
	return err
}

// awaited is the question of a contact whose answer they want to be told.
type awaited struct {
	contact int64
	row     []any
}

func (r *records) hush(contact int64) {
	r.hushed = append(r.hushed, contact)
	for i := range r.awaited {
		if r.awaited[i].contact == contact {
			r.awaited[i].row = nil
		}
	}
}

func (s *session) noteAskers(ctx context.Context, r *records) error {
	if err := s.bulk(ctx, setHushed, column(r.hushed)); err != nil {
		return err
	}
	var rows [][]any
	for _, a := range r.awaited {
		if a.row != nil {
			rows = append(rows, a.row)
		}
	}
	return s.bulk(ctx, setAwaited, rows)
}

// Who asked before waits behind who talks now: nobody is told while an account has this many to send to.
const busyAccount = 3

const selectAnswered = `
WITH busy AS (
    SELECT network, account FROM conversations WHERE out_first IS NOT NULL AND unreachable = 0
    GROUP BY network, account HAVING COUNT(*) >= ?
), answered AS MATERIALIZED (
    SELECT id, conversation, answer, since FROM questions WHERE tell = 1 AND answer <> ''
)
SELECT q.conversation, q.answer FROM answered q JOIN conversations c ON c.id = q.conversation
WHERE c.unreachable = 0 AND (c.network, c.account) NOT IN (SELECT network, account FROM busy)
  AND (q.since = 0 OR EXISTS (SELECT 1 FROM articles a WHERE a.id = q.answer AND a.live >= q.since))
GROUP BY q.conversation, q.answer ORDER BY MIN(q.id) LIMIT ?`

const setTold = `
UPDATE questions SET tell = 2
WHERE tell = 1 AND (conversation, answer) IN (VALUES [[(CAST(? AS BIGINT), CAST(? AS TEXT))]])
RETURNING id, conversation, answer, since, question`

// TellAskers implements bot.InboxStore. That somebody waits and the input that tells them change places in one transaction.
func (l *Ledger) TellAskers(ctx context.Context, now time.Time, limit int) (int, error) {
	var conversation int64
	var article string // to look is cheaper than to write, and hardly ever is there one
	if found, err := l.read().one(ctx, selectAnswered, []any{busyAccount, 1}, &conversation, &article); err != nil || !found {
		return 0, err
	}
	told := 0
	err := l.write(ctx, "tell askers", func(s *session) (err error) {
		told, err = s.tell(ctx, now, limit)
		return err
	})
	return told, err
}

func (s *session) tell(ctx context.Context, now time.Time, limit int) (int, error) {
	waiting := map[int64]bool{}
	var rows [][]any
	err := s.each(ctx, selectAnswered, []any{busyAccount, limit}, func(r *sql.Rows) error {
		var conversation int64
		var article string
		err := r.Scan(&conversation, &article)
		rows = append(rows, []any{conversation, article})
		waiting[conversation] = true
		return err
	})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	if err := s.lock(ctx, keys(waiting)); err != nil {
		return 0, err
	}
	all, err := s.told(ctx, rows)
	if err != nil {
		return 0, err
	}
	arrivals := make([]*arrival, len(all))
	for i, t := range all {
		if arrivals[i], err = t.arrival(now); err != nil {
			return 0, err
		}
	}
	return len(arrivals), s.store(ctx, arrivals)
}

// told is one conversation that is told of one article, whatever number of times it asked.
type told struct {
	conversation int64
	question     int64 // the last one
	article      string
	text         string
	since        int
}

// told takes the waiting off the list; what another process told meanwhile is not returned.
func (s *session) told(ctx context.Context, rows [][]any) (all []*told, err error) {
	type key struct {
		conversation int64
		article      string
	}
	by := map[key]*told{}
	err = s.bulkEach(ctx, setTold, rows, func(r *sql.Rows) error {
		var t told
		if err := r.Scan(&t.question, &t.conversation, &t.article, &t.since, &t.text); err != nil {
			return err
		}
		k := key{t.conversation, t.article}
		one := by[k]
		if one == nil {
			one = &told{}
			by[k] = one
			all = append(all, one)
		}
		t.since = max(t.since, one.since)
		if one.question < t.question {
			*one = t
		}
		one.since = t.since
		return nil
	})
	return all, err
}

func (t *told) arrival(now time.Time) (*arrival, error) {
	return fromInside(t.conversation, now, dialogs.Input{Kind: dialogs.KindAnswer, Text: t.text, Article: t.article, Revision: t.since})
}

// fromInside is an input that no network sent. It cannot come twice: what it comes of goes in the same transaction.
func fromInside(conversation int64, at time.Time, in dialogs.Input) (*arrival, error) {
	text, err := document(in)
	account := bot.Account{Network: bot.NetworkTimer, ID: "default"}
	id := rand.Text()
	return &arrival{
		Incoming: bot.Incoming{Account: account, ID: id, Conversation: conversation, At: at},
		event:    event(account, id),
		document: text,
		receipt:  bot.Receipt{Conversation: conversation},
	}, err
}
