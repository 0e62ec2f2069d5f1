package whatsapp

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"go.mau.fi/whatsmeow/types"
)

// Contacts tells whom we know.
type Contacts interface {
	// KnownChats gives those of chats on a network that lead to a contact of ours.
	KnownChats(ctx context.Context, network string, chats []string) ([]string, error)
}

// How often strangers are looked for, and how long one must have been a stranger to be forgotten: whatsmeow notes things of a
// newcomer before we have stored what they wrote.
const (
	sweepEvery  = time.Minute
	strangerFor = 10 * time.Minute
)

// Whatsmeow keeps what we sent for a week, to encrypt it anew for a phone that could not read it, and beside it names,
// numbers and secrets of whomever the number has to do with. None of that outlives the contact.
var (
	acquaintances = `
SELECT chat_jid FROM whatsmeow_retry_buffer UNION
SELECT chat_jid FROM whatsmeow_message_secrets UNION
SELECT their_jid FROM whatsmeow_contacts UNION
SELECT their_jid FROM whatsmeow_privacy_tokens UNION
SELECT lid || '@lid' FROM whatsmeow_lid_map`
	forgetStranger = []string{
		`DELETE FROM whatsmeow_retry_buffer WHERE chat_jid = $1`,
		`DELETE FROM whatsmeow_message_secrets WHERE chat_jid = $1`,
		`DELETE FROM whatsmeow_contacts WHERE their_jid = $1`,
		`DELETE FROM whatsmeow_privacy_tokens WHERE their_jid = $1`,
	}
	forgetLID = `DELETE FROM whatsmeow_lid_map WHERE lid = $1`
)

// ForgetStrangers removes what whatsmeow keeps of everybody who is no contact of ours: of those who were forgotten, and of
// the people in the address book of the number's owner. It does so some minutes after it first met them as strangers.
func (s *Numbers) ForgetStrangers(ctx context.Context) error {
	if s.cfg.Contacts == nil {
		return nil
	}
	chats, err := s.cfg.Store.acquaintances(ctx)
	if err != nil || len(chats) == 0 {
		return err
	}
	known, err := s.cfg.Contacts.KnownChats(ctx, Network, chats)
	if err != nil {
		return err
	}
	return s.cfg.Store.forget(ctx, s.strangers.settled(chats, known, s.cfg.Now()))
}

// strangers says since when we know that somebody is a stranger.
type strangers struct {
	mu    sync.Mutex
	since map[string]time.Time
}

// settled gives those of chats that are not known and have been strangers for long.
func (s *strangers) settled(chats, known []string, now time.Time) (settled []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	friends := make(map[string]bool, len(known))
	for _, chat := range known {
		friends[chat] = true
	}
	since := map[string]time.Time{}
	for _, chat := range chats {
		if friends[chat] {
			continue
		}
		first, met := s.since[chat]
		if !met {
			first = now
		}
		if since[chat] = first; now.Sub(first) >= strangerFor {
			settled = append(settled, chat)
		}
	}
	s.since = since
	return settled
}

// acquaintances are the chats that whatsmeow keeps something of, without the numbers of ours.
func (s *Store) acquaintances(ctx context.Context) ([]string, error) {
	devices, err := s.container.GetAllDevices(ctx)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: acquaintances: %w", err)
	}
	ours := map[string]bool{}
	for _, d := range devices {
		ours[d.ID.User], ours[d.LID.User] = true, true
	}
	rows, err := s.db.QueryContext(ctx, acquaintances)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: acquaintances: %w", err)
	}
	defer rows.Close()
	var chats []string
	for rows.Next() {
		var chat string
		if err := rows.Scan(&chat); err != nil {
			return nil, fmt.Errorf("whatsapp: acquaintances: %w", err)
		}
		if jid, err := types.ParseJID(chat); err == nil && !ours[jid.User] {
			chats = append(chats, chat)
		}
	}
	return chats, rows.Err()
}

func (s *Store) forget(ctx context.Context, chats []string) error {
	for _, chat := range chats {
		for _, step := range forgetStranger {
			if _, err := s.db.ExecContext(ctx, step, chat); err != nil {
				return fmt.Errorf("whatsapp: forget: %w", err)
			}
		}
		if lid, ok := strings.CutSuffix(chat, "@"+types.HiddenUserServer); ok {
			if _, err := s.db.ExecContext(ctx, forgetLID, lid); err != nil {
				return fmt.Errorf("whatsapp: forget: %w", err)
			}
		}
	}
	return nil
}

// sweep forgets strangers again and again until ctx is done.
func (s *Numbers) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.ForgetStrangers(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("strangers not forgotten; it is tried again", "error", err)
		}
		sleep(ctx, sweepEvery)
	}
}
