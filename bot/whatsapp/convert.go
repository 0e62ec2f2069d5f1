package whatsapp

import (
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"sanad/bot"
	"sanad/dialogs"
)

// event is a message of WhatsApp in our terms.
type event struct {
	id   string // WhatsApp's
	in   bot.Incoming
	file whatsmeow.DownloadableMessage // to be fetched into in.Input.Media
	vote *events.Message               // to be read into in.Input.Choice
	drop string                        // why no conversation hears of it; empty when one does
}

// takesTime reports whether an event says all only after something is fetched or looked up.
func (ev event) takesTime() bool { return ev.file != nil || ev.vote != nil }

// convert reads a decrypted message. It touches neither network nor disk.
func convert(account bot.Account, evt *events.Message, now time.Time) event {
	if evt.Info.IsFromMe {
		return convertByHand(account, evt, now)
	}
	ev := event{id: evt.Info.ID, drop: foreign(&evt.Info)}
	if ev.drop != "" {
		return ev
	}
	c := read(evt)
	if ownID(account.ID, polled(evt)) { // a vote in a poll of ours
		c, ev.vote = content{input: dialogs.Input{Kind: dialogs.KindChoice}}, evt
	}
	if c.drop != "" {
		ev.drop = c.drop
		return ev
	}
	ev.file = c.file
	ev.in = envelope(account, &evt.Info, now)
	ref := ev.in.Input.Ref
	ev.in.Input = c.input
	if ev.in.Input.Ref == "" {
		ev.in.Input.Ref = ref
	}
	ev.in.Input.Name = displayName(evt.Info.PushName)
	return ev
}

// convertUnavailable is for what WhatsApp does not give to linked devices: photos to be seen once.
func convertUnavailable(account bot.Account, evt *events.UndecryptableMessage, now time.Time) event {
	ev := event{id: evt.Info.ID, drop: foreign(&evt.Info)}
	if ev.drop != "" {
		return ev
	}
	ev.in = envelope(account, &evt.Info, now)
	ev.in.Input.Kind, ev.in.Input.Text = dialogs.KindUnsupported, string(evt.UnavailableType)
	ev.in.Input.Name = displayName(evt.Info.PushName)
	return ev
}

// foreign says why a message is none of an artisan to us; empty when it is one.
func foreign(info *types.MessageInfo) string {
	switch {
	case info.IsFromMe:
		return "written by hand on the number's own phone"
	case info.IsGroup || info.Chat.Server == types.GroupServer:
		return "from a group"
	case info.Chat.Server == types.BroadcastServer:
		return "a status or broadcast"
	case info.Chat.Server == types.NewsletterServer:
		return "from a channel"
	case info.Sender.Server != types.DefaultUserServer && info.Sender.Server != types.HiddenUserServer || info.Sender.User == "":
		return "from no person"
	case info.Category == "peer":
		return "between devices"
	case info.ID == "":
		return "without an id"
	}
	return ""
}

// envelope fills in who and when. A chat is named by its LID where that is known, and else by its number; ids are unique
// only to their sender.
func envelope(account bot.Account, info *types.MessageInfo, now time.Time) bot.Incoming {
	chat, other := info.Sender.ToNonAD(), info.SenderAlt.ToNonAD()
	if chat.Server == types.DefaultUserServer && other.Server == types.HiddenUserServer {
		chat, other = other, chat
	}
	in := bot.Incoming{
		Account: account, ID: chat.User + "/" + info.ID, Chat: chat.String(), At: info.Timestamp,
		Input: dialogs.Input{Ref: info.ID},
	}
	if other.User != "" && other != chat {
		in.Aliases = []string{other.String()}
	}
	if in.At.IsZero() || in.At.Unix() <= 0 {
		in.At = now
	}
	return in
}
