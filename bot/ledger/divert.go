package ledger

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// divertAfter is how long an account is down before artisans are told elsewhere: it may just be linked anew.
const divertAfter = 5 * time.Minute

// aliveElsewhere are the other conversations b of the artisan of a conversation c in which they can be told something.
// A number of WhatsApp of which nothing is noted is served by nobody; other networks note nothing while they work.
const aliveElsewhere = `
b.contact = c.contact AND b.id <> c.id AND b.merged IS NULL AND b.forgotten = 0 AND b.chat <> '' AND b.unreachable = 0
    AND NOT EXISTS (SELECT 1 FROM standings s WHERE s.network = b.network AND s.account = b.account AND s.trouble IN (` + downFor + `))
    AND (b.network <> '` + bot.NetworkWhatsApp + `' OR EXISTS (SELECT 1 FROM standings s WHERE s.network = b.network AND s.account = b.account))`

// downFor are the troubles that do not pass by themselves.
const downFor = `'` + bot.TroubleBanned + `', '` + bot.TroubleLoggedOut + `', '` + dropped + `'`

// selectStranded is put so that SQLite goes by what an account that is down holds up, and looks at those conversations alone.
const selectStranded = `
SELECT c.id FROM standings d CROSS JOIN conversations c
WHERE d.trouble IN (` + downFor + `) AND d.worked <= ? AND c.network = d.network AND c.account = d.account AND c.diverted = 0 AND c.merged IS NULL AND c.forgotten = 0
  AND (c.mode <> 'bot' OR c.out_first IS NOT NULL) AND (SELECT 1 FROM conversations b WHERE ` + aliveElsewhere + ` LIMIT 1) = 1
ORDER BY c.id LIMIT ?`

const setDiverted = `UPDATE conversations SET diverted = ? WHERE diverted = 0 AND id = ?`

// mended are the diverted conversations whose account works again.
const mended = `
diverted <> 0 AND EXISTS (
    SELECT 1 FROM standings d WHERE d.network = conversations.network AND d.account = conversations.account AND d.trouble = '')`

const (
	selectMended = `SELECT 1 FROM conversations WHERE ` + mended + ` LIMIT 1`
	endDiverted  = `UPDATE conversations SET diverted = 0 WHERE ` + mended // lets those be told again, should the account go down once more
)

// Divert implements bot.InboxStore. That a conversation was looked after and the input that does so come in one transaction.
func (l *Ledger) Divert(ctx context.Context, now time.Time, limit int) (int, error) {
	var one int64 // to look is cheaper than to write, and hardly ever is there one
	stranded, err := l.read().one(ctx, selectStranded, []any{worked(now), 1}, &one)
	if err != nil {
		return 0, err
	}
	ended, err := l.read().one(ctx, selectMended, nil, &one)
	if err != nil || !stranded && !ended {
		return 0, err
	}
	diverted := 0
	err = l.write(ctx, "divert", func(s *session) (err error) {
		if _, err := s.exec(ctx, endDiverted); err != nil {
			return err
		}
		diverted, err = s.divert(ctx, now, limit)
		return err
	})
	return diverted, err
}

// worked is when an account must have worked last for its artisans to be told elsewhere.
func worked(now time.Time) int64 { return millis(now.Add(-divertAfter)) }

func (s *session) divert(ctx context.Context, now time.Time, limit int) (int, error) {
	var ids []int64
	err := s.each(ctx, selectStranded, []any{worked(now), limit}, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if err := s.lock(ctx, ids); err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids { // what another process diverted meanwhile is not returned
		touched, err := s.exec(ctx, setDiverted, millis(now), id)
		if err != nil {
			return 0, err
		}
		if touched == 0 {
			continue
		}
		n++
		if err := s.inform(ctx, id, millis(now), dialogs.Input{Kind: dialogs.KindStranded}); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// diversion is what a stranded conversation let go of.
type diversion struct {
	conversation int64
	effect       dialogs.Divert
	at           int64
}

const selectAlive = `
SELECT b.id, c.network FROM conversations c JOIN conversations b ON ` + aliveElsewhere + `
WHERE c.id = ? ORDER BY b.last DESC, b.id LIMIT 1`

// passOn gives what stranded conversations let go of to the one in which the artisan was last; back where there is none any more.
func (s *session) passOn(ctx context.Context, r *records) error {
	for _, d := range r.diverted {
		to, network := d.conversation, ""
		found, err := s.one(ctx, selectAlive, []any{d.conversation}, &to, &network)
		if err != nil {
			return err
		}
		if err := s.lock(ctx, []int64{to}); err != nil {
			return err
		}
		in := dialogs.Input{Kind: dialogs.KindDiverted, Diverted: &dialogs.Diverted{
			From: itoa(d.conversation), Network: network, Ticket: d.effect.Ticket, Advisor: d.effect.Advisor, Back: !found,
		}}
		if err := s.inform(ctx, to, d.at, in); err != nil {
			return err
		}
	}
	return nil
}

// overtaking is what one conversation takes over of another.
type overtaking struct {
	conversation int64
	effect       dialogs.TakeOver
}

// What advisors said comes after all that the conversation said itself, as the notice that they go on there.
const (
	moveUnsent = `
INSERT INTO messages (conversation, author, person, body, at, status)
SELECT CAST(? AS BIGINT), author, person, body, at, status FROM messages
WHERE conversation = ? AND status = 'waiting' AND author = 'advisor' ORDER BY id`
	dropUnsent = `DELETE FROM messages WHERE conversation = ? AND status = 'waiting' AND author = 'advisor'`
	letGoSent  = `UPDATE conversations SET out_first = (SELECT MIN(id) FROM messages WHERE conversation = conversations.id AND status = 'waiting') WHERE id = ?`
	moveTicket = `UPDATE tickets SET conversation = ? WHERE id = ? AND conversation = ?`
)

func (s *session) takeOver(ctx context.Context, r *records) error {
	for _, o := range r.overtaken {
		from, err := strconv.ParseInt(o.effect.From, 10, 64)
		if err != nil {
			return err
		}
		if err := s.lock(ctx, []int64{from}); err != nil {
			return err
		}
		for _, step := range []struct {
			query string
			args  []any
		}{
			{moveUnsent, []any{o.conversation, from}},
			{dropUnsent, []any{from}},
			{letGoSent, []any{from}},
			{moveTicket, []any{o.conversation, o.effect.Ticket, from}},
		} {
			if _, err := s.exec(ctx, step.query, step.args...); err != nil {
				return err
			}
		}
	}
	return nil
}
