package whatsapp

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mau.fi/whatsmeow/types"
)

// Contacts tells whom we know.
type Contacts interface {
	// KnownChats gives those of chats on a network that lead to a contact of ours.
	KnownChats(ctx context.Context, network string, chats []string) ([]string, error)
}

// sweepEvery is how soon nothing is left of somebody who was forgotten.
const sweepEvery = time.Minute

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
		`DELETE FROM whatsmeow_lid_map WHERE lid || '@lid' = $1`,
	}
)

// ForgetStrangers removes what whatsmeow keeps of everybody who is no contact of ours: of those who were forgotten, and of
// the people in the address book of the number's owner.
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
	strangers := slices.DeleteFunc(chats, func(chat string) bool { return slices.Contains(known, chat) })
	return s.cfg.Store.forget(ctx, strangers)
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
