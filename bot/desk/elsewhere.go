package desk

import (
	"context"

	"sanad/bot"
)

// Channels tell where else an artisan is, and how a channel is.
type Channels interface {
	// ConversationsOf returns a contact's conversations on all channels, the one in which something was said last first.
	ConversationsOf(ctx context.Context, contact int64) ([]bot.Conversation, error)
	// Standings returns how the accounts of a network are.
	Standings(ctx context.Context, network string) ([]bot.Standing, error)
}

// elsewhere finds the artisan's other conversations, and whether what is sent in this one has no way out.
func (d *Desk) elsewhere(ctx context.Context, v *conversationView) error {
	if d.Channels == nil {
		return nil
	}
	all, err := d.Channels.ConversationsOf(ctx, v.Contact.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.ID != v.ID {
			v.Others = append(v.Others, c)
		}
	}
	standings, err := d.Channels.Standings(ctx, v.Account.Network)
	v.Down = err == nil && down(standings, v.Account)
	return err
}

// down reports whether what is sent from an account has no way out until somebody mends it.
func down(standings []bot.Standing, account bot.Account) bool {
	for _, s := range standings {
		if s.Account == account {
			return s.Trouble == bot.TroubleBanned || s.Trouble == bot.TroubleLoggedOut
		}
	}
	return account.Network == bot.NetworkWhatsApp
}
