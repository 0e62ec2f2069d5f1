package ledger

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"time"

	"sanad/dialogs"
)

// A code lives long enough to be carried from one phone to another. Wrong ones are few an hour from one
// address, and not many from all of one network together: what can be had by guessing is not worth the wait.
const (
	codeLife   = 10 * time.Minute
	triesEach  = 5
	triesAll   = 60
	triesForgo = time.Hour
)

// wish is what a turn asked of joining: a code, or what one leads to.
type wish struct {
	conversation int64
	code         string // empty: one is wanted
	at           int64
}

// joinUp grants wishes and tells other conversations what changed, after all else is written: the records of a turn go
// with the contact that it had.
func (s *session) joinUp(ctx context.Context, r *records) error {
	if err := s.grant(ctx, r.wishes, r.held); err != nil || len(r.shared) == 0 {
		return err
	}
	return s.tellOthers(ctx, r.shared, r.at)
}

// grant does what turns wished for. Each wish is answered by an input of its conversation in the same transaction.
func (s *session) grant(ctx context.Context, wishes []wish, held map[int64]*holding) error {
	for _, w := range wishes {
		if w.code == "" {
			if err := s.offer(ctx, w, held[w.conversation].contact); err != nil {
				return err
			}
			continue
		}
		if err := s.use(ctx, w, held); err != nil {
			return err
		}
	}
	return nil
}

const insertCode = `INSERT INTO codes (code, contact, conversation, ends) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`

// offer makes a code for a contact, in place of the one that they had.
func (s *session) offer(ctx context.Context, w wish, contact int64) error {
	if _, err := s.exec(ctx, `DELETE FROM codes WHERE contact = ?`, contact); err != nil {
		return err
	}
	if err := s.forgetCodes(ctx, w.at); err != nil {
		return err
	}
	for range 100 {
		code, err := newCode()
		if err != nil {
			return err
		}
		n, err := s.exec(ctx, insertCode, code, contact, w.conversation, w.at+codeLife.Milliseconds())
		if err != nil {
			return err
		}
		if n > 0 {
			return s.answer(ctx, w.conversation, w.at, dialogs.Joining{Outcome: dialogs.JoinCode, Code: code})
		}
	}
	return fmt.Errorf("no code is free")
}

// newCode makes six digits, the first not zero.
func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(900_000))
	if err != nil {
		return "", err
	}
	return itoa(100_000 + n.Int64()), nil
}

// use looks up what a code leads to, and joins.
func (s *session) use(ctx context.Context, w wish, held map[int64]*holding) error {
	if linked, err := s.linkStaff(ctx, w); err != nil || linked { // nobody guesses that one
		return err
	}
	who, barred, err := s.barred(ctx, w)
	if err != nil {
		return err
	}
	if barred {
		return s.answer(ctx, w.conversation, w.at, dialogs.Joining{Outcome: dialogs.JoinThrottled})
	}
	var contact, given int64
	found, err := s.one(ctx, `SELECT contact, conversation FROM codes WHERE code = ? AND ends > ?`, []any{w.code, w.at}, &contact, &given)
	switch {
	case err != nil:
		return err
	case !found:
		if _, err := s.exec(ctx, `INSERT INTO tries (who, at) VALUES (?, ?)`, who, w.at); err != nil {
			return err
		}
		return s.answer(ctx, w.conversation, w.at, dialogs.Joining{Outcome: dialogs.JoinUnknown})
	case given == w.conversation:
		return s.answer(ctx, w.conversation, w.at, dialogs.Joining{Outcome: dialogs.JoinOwn})
	case contact == held[w.conversation].contact:
		return s.answer(ctx, w.conversation, w.at, dialogs.Joining{Outcome: dialogs.JoinAlready})
	}
	return s.join(ctx, w, contact, given, held)
}

// barred reports whether too many wrong codes came lately, from this artisan's address or from all of its network:
// where addresses cost nothing, they do not shut the others. A digest of the address, not the contact, is what is counted
// by: erasing oneself must not buy new tries.
func (s *session) barred(ctx context.Context, w wish) (who string, barred bool, err error) {
	if err := s.forgetCodes(ctx, w.at); err != nil {
		return "", false, err
	}
	var network, account, chat string
	if _, err := s.one(ctx, `SELECT network, account, chat FROM conversations WHERE id = ?`, []any{w.conversation}, &network, &account, &chat); err != nil {
		return "", false, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", network, account, chat))
	who = network + " " + base64.RawURLEncoding.EncodeToString(sum[:18])
	var own, all int
	_, err = s.one(ctx, `SELECT COUNT(CASE WHEN who = ? THEN 1 END), COUNT(*) FROM tries WHERE who LIKE ?`, []any{who, network + " %"}, &own, &all)
	return who, own >= triesEach || all >= triesAll, err
}

// forgetCodes drops codes that are over, and tries that count no more.
func (s *session) forgetCodes(ctx context.Context, now int64) error {
	if _, err := s.exec(ctx, `DELETE FROM codes WHERE ends <= ?`, now); err != nil {
		return err
	}
	_, err := s.exec(ctx, `DELETE FROM tries WHERE at <= ?`, now-triesForgo.Milliseconds())
	return err
}

// join makes the contact of a conversation one with another, who had the code given to them. Their conversations stay
// as they are, and learn of each other.
func (s *session) join(ctx context.Context, w wish, into, given int64, held map[int64]*holding) error {
	from := held[w.conversation].contact
	all, err := s.conversationsOf(ctx, from, into)
	if err != nil {
		return err
	}
	if err := s.lock(ctx, all); err != nil {
		return err
	}
	if err := s.mergeContacts(ctx, from, into); err != nil {
		return err
	}
	if _, err := s.exec(ctx, `DELETE FROM codes WHERE contact = ?`, into); err != nil {
		return err
	}
	for _, h := range held {
		if h.contact == from {
			h.contact = into
		}
	}
	networks := map[int64]string{}
	err = s.bulkEach(ctx, `SELECT id, network FROM conversations WHERE id IN ([[?]])`, column([]int64{w.conversation, given}), func(r *sql.Rows) error {
		var id int64
		var network string
		err := r.Scan(&id, &network)
		networks[id] = network
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range all {
		switch id {
		case w.conversation:
			err = s.answer(ctx, id, w.at, dialogs.Joining{Outcome: dialogs.JoinDone, Network: networks[given]})
		case given:
			err = s.answer(ctx, id, w.at, dialogs.Joining{Outcome: dialogs.JoinDone, Network: networks[w.conversation], Given: true})
		default:
			err = s.inform(ctx, id, w.at, dialogs.Input{Kind: dialogs.KindElsewhere})
		}
		if err != nil {
			return err
		}
	}
	_, err = s.exec(ctx, insertAudit, w.at, "", "join", "conversation:"+itoa(w.conversation)+" conversation:"+itoa(given))
	return err
}

func (s *session) conversationsOf(ctx context.Context, contacts ...int64) (all []int64, err error) {
	err = s.bulkEach(ctx, `SELECT id FROM conversations WHERE contact IN ([[?]]) AND merged IS NULL`, column(contacts), func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		all = append(all, id)
		return err
	})
	slices.Sort(all)
	return all, err
}

func (s *session) answer(ctx context.Context, conversation, at int64, j dialogs.Joining) error {
	return s.inform(ctx, conversation, at, dialogs.Input{Kind: dialogs.KindJoining, Joining: &j})
}

// inform lets an input from inside in by the door of the inbox.
func (s *session) inform(ctx context.Context, conversation, at int64, in dialogs.Input) error {
	a, err := fromInside(conversation, moment(at), in)
	if err != nil {
		return err
	}
	return s.store(ctx, []*arrival{a})
}
