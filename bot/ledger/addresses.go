package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sanad/bot"
)

type address struct{ network, account, chat string }

// known is what a transaction knows of who is who.
type known struct {
	byAddress map[address]int64
	byID      map[int64]int64 // a conversation to the one that it was merged into, or itself
}

func (a *arrival) addresses() []address {
	all := make([]address, 0, 1+len(a.Aliases))
	for _, chat := range append([]string{a.Chat}, a.Aliases...) {
		if chat != "" {
			all = append(all, address{a.Account.Network, a.Account.ID, chat})
		}
	}
	return all
}

const selectAddresses = `
SELECT network, account, chat, conversation FROM addresses
WHERE (network, account, chat) IN (VALUES [[(CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))]])`

const selectMerged = `SELECT id, COALESCE(merged, id) FROM conversations WHERE id IN ([[?]])`

// lookUp reads all that the arrivals speak of.
func (s *session) lookUp(ctx context.Context, calls []*acceptCall, arrivals map[*acceptCall][]*arrival) (*known, error) {
	k := &known{byAddress: map[address]int64{}, byID: map[int64]int64{}}
	asked := map[address]bool{}
	direct := map[int64]bool{}
	for _, c := range calls {
		for _, a := range arrivals[c] {
			if a.Conversation != 0 {
				direct[a.Conversation] = true
				continue
			}
			for _, at := range a.addresses() {
				asked[at] = true
			}
		}
	}
	rows := make([][]any, 0, len(asked))
	for at := range asked {
		rows = append(rows, []any{at.network, at.account, at.chat})
	}
	err := s.bulkEach(ctx, selectAddresses, rows, func(r *sql.Rows) error {
		var at address
		var id int64
		err := r.Scan(&at.network, &at.account, &at.chat, &id)
		k.byAddress[at] = id
		return err
	})
	if err != nil {
		return nil, err
	}
	return k, s.bulkEach(ctx, selectMerged, column(keys(direct)), func(r *sql.Rows) error {
		var id, goesOn int64
		err := r.Scan(&id, &goesOn)
		k.byID[id] = goesOn
		return err
	})
}

// check refuses arrivals for conversations that do not exist.
func (k *known) check(all []*arrival) error {
	for _, a := range all {
		if _, ok := k.byID[a.Conversation]; a.Conversation != 0 && !ok {
			return fmt.Errorf("accept: conversation %d: %w", a.Conversation, bot.ErrNotFound)
		}
	}
	return nil
}

// locate gives every arrival its conversation, making what is new and merging what turns out to be one
// person, and locks the conversations.
func (s *session) locate(ctx context.Context, k *known, all []*arrival, now int64) error {
	for _, a := range byChat(all) {
		if err := s.find(ctx, k, a, now); err != nil {
			return err
		}
	}
	ids := map[int64]bool{}
	for _, a := range all { // only now: a later arrival may have merged an earlier one's conversation
		if a.Conversation != 0 {
			a.receipt = bot.Receipt{Conversation: k.byID[a.Conversation]}
		} else {
			a.receipt = bot.Receipt{Conversation: k.byAddress[a.addresses()[0]]}
		}
		ids[a.receipt.Conversation] = true
	}
	return s.lock(ctx, keys(ids))
}

// byChat sorts what comes from outside by address: processes that meet the same newcomers at one
// moment must not wait for each other crosswise.
func byChat(all []*arrival) []*arrival {
	outside := make([]*arrival, 0, len(all))
	for _, a := range all {
		if a.Conversation == 0 {
			outside = append(outside, a)
		}
	}
	slices.SortStableFunc(outside, func(a, b *arrival) int { return strings.Compare(a.Chat, b.Chat) })
	return outside
}

const lockConversations = `SELECT id FROM conversations WHERE id IN ([[?]]) AND merged IS NULL ORDER BY id {{lock}}`

// lock makes others wait who would write to these conversations, so that what they get is numbered in order.
func (s *session) lock(ctx context.Context, ids []int64) error {
	if !s.dialect.locks {
		return nil
	}
	n := 0
	err := s.bulkEach(ctx, lockConversations, column(ids), func(*sql.Rows) error { n++; return nil })
	if err == nil && n < len(ids) {
		return errAgain // one was merged meanwhile
	}
	return err
}

// find makes all addresses of one arrival lead to one conversation.
func (s *session) find(ctx context.Context, k *known, a *arrival, now int64) error {
	var ids []int64
	addresses := a.addresses()
	for _, at := range addresses {
		if id := k.byAddress[at]; id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(ids) == 0 {
		id, err := s.newConversation(ctx, addresses[0], a.Input.Name, now)
		if err != nil {
			return err
		}
		ids = []int64{id}
	}
	for _, younger := range ids[1:] {
		if err := s.merge(ctx, k, younger, ids[0]); err != nil {
			return err
		}
	}
	for _, at := range addresses {
		if k.byAddress[at] != 0 {
			continue
		}
		if err := s.addAddress(ctx, at, ids[0]); err != nil {
			return err
		}
		k.byAddress[at] = ids[0]
	}
	return nil
}

func (s *session) newConversation(ctx context.Context, at address, name string, now int64) (id int64, err error) {
	contact, err := s.newContact(ctx, name, now)
	if err != nil {
		return 0, err
	}
	_, err = s.one(ctx, `INSERT INTO conversations (contact, network, account, chat) VALUES (?, ?, ?, ?) RETURNING id`,
		[]any{contact, at.network, at.account, at.chat}, &id)
	return id, err
}

func (s *session) newContact(ctx context.Context, name string, now int64) (id int64, err error) {
	_, err = s.one(ctx, `INSERT INTO contacts (name, created) VALUES (?, ?) RETURNING id`, []any{name, now}, &id)
	return id, err
}

func (s *session) addAddress(ctx context.Context, at address, conversation int64) error {
	n, err := s.exec(ctx, `INSERT INTO addresses (network, account, chat, conversation) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		at.network, at.account, at.chat, conversation)
	if err == nil && n == 0 {
		return errAgain // another process met the same person at this very moment
	}
	return err
}

// selectAccounts goes from one account to the next in the key, however many addresses each has.
const selectAccounts = `
WITH RECURSIVE accounts (account) AS (
    SELECT MIN(account) FROM addresses WHERE network = ?
    UNION ALL
    SELECT (SELECT MIN(account) FROM addresses WHERE network = ? AND account > accounts.account) FROM accounts WHERE account IS NOT NULL
)
SELECT account FROM accounts WHERE account IS NOT NULL`

// KnownChats gives those of chats on a network that lead to a contact, in no order.
func (l *Ledger) KnownChats(ctx context.Context, network string, chats []string) ([]string, error) {
	known := map[string]bool{}
	var asked [][]any
	err := l.read().each(ctx, selectAccounts, []any{network, network}, func(r *sql.Rows) error {
		var account string
		err := r.Scan(&account)
		for _, chat := range chats {
			asked = append(asked, []any{network, account, chat})
		}
		return err
	})
	if err == nil {
		err = l.read().bulkEach(ctx, selectAddresses, asked, func(r *sql.Rows) error {
			var at address
			var conversation int64
			err := r.Scan(&at.network, &at.account, &at.chat, &conversation)
			known[at.chat] = true
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("known chats: %w", err)
	}
	return slices.Collect(maps.Keys(known)), nil
}
