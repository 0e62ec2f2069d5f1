package whatsapp

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"sanad/bot"
	"sanad/dialogs"
)

// convertByHand reads what somebody wrote to an artisan on the number's own phone, or on another device linked to it.
// WhatsApp gives us a copy.
func convertByHand(account bot.Account, evt *events.Message, now time.Time) event {
	info := &evt.Info
	ev := event{id: info.ID, drop: private(account, info)}
	if ev.drop != "" {
		return ev
	}
	c := read(evt)
	if ev.drop = c.drop; c.drop == "" && (evt.Message.GetReactionMessage() != nil || c.input.Kind == dialogs.KindEdit) {
		ev.drop = "a touch by hand on the number's own phone"
	}
	if ev.drop != "" {
		return ev
	}
	if c.input.Kind == dialogs.KindUnsupported {
		c.input.Text = "" // the name of what it was is not what was written
	}
	there := *info
	there.Sender, there.SenderAlt = info.Chat, info.RecipientAlt
	ev.file, ev.in = c.file, envelope(account, &there, now)
	ev.in.ID = account.ID + "/" + info.ID
	ev.in.Input = c.input
	ev.in.Input.Kind, ev.in.Input.Ref = dialogs.KindByHand, info.ID
	return ev
}

// private says why a copy is no message to an artisan; empty when it is one.
func private(account bot.Account, info *types.MessageInfo) string {
	switch {
	case info.Category == "peer":
		return "between devices"
	case info.Chat.User == info.Sender.User || info.Chat.User == account.ID:
		return "the number's note to itself"
	case ownID(account.ID, info.ID):
		return "our own, from an earlier link"
	case info.Chat.Server != types.DefaultUserServer && info.Chat.Server != types.HiddenUserServer || info.Chat.User == "":
		return "to no person"
	}
	return ""
}

// sift drops what the number's owner wrote to somebody who is no contact of ours: it is between the two of them.
func (l *line) sift(ctx context.Context, ev *event) error {
	if ev.in.Input.Kind != dialogs.KindByHand || l.n.cfg.Contacts == nil {
		return nil
	}
	known, err := l.n.cfg.Contacts.KnownChats(ctx, Network, append([]string{ev.in.Chat}, ev.in.Aliases...))
	if l.ctx.Err() == nil {
		l.n.health.stored(err)
	}
	if err == nil && len(known) == 0 {
		ev.drop = "to nobody who wrote to us"
	}
	return err
}

// nameOf names a message as WhatsApp's own clients do, the same for the same seed, so that it can be known for ours: what
// an earlier link of ours sent may come back to a later one as a copy.
func nameOf(number, seed string) string {
	sum := sha256.Sum256([]byte(seed))
	id := fmt.Sprintf("%x", sum[:7])
	return "3EB0" + strings.ToUpper(id+mark(number, id))
}

func mark(number, id string) string {
	sum := sha256.Sum256([]byte(number + " " + id))
	return fmt.Sprintf("%x", sum[:2])
}

// ownID reports whether nameOf gave the id. Of 65,536 ids that others make up in the same form it is wrong about one.
func ownID(number, id string) bool {
	hex, ok := strings.CutPrefix(id, "3EB0")
	hex = strings.ToLower(hex)
	return ok && len(hex) == 18 && hex[14:] == mark(number, hex[:14])
}
