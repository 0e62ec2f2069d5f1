package whatsapp

import (
	"strings"
	"time"
	"unicode"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/reflect/protoreflect"

	"sanad/dialogs"
)

// content is what a message holds.
type content struct {
	input dialogs.Input
	file  whatsmeow.DownloadableMessage
	drop  string
}

func text(s string) content {
	return content{input: dialogs.Input{Kind: dialogs.KindText, Text: s}}
}

func unsupported(what string) content {
	return content{input: dialogs.Input{Kind: dialogs.KindUnsupported, Text: what}}
}

func dropped(why string) content { return content{drop: why} }

// read finds out what a message holds. What is to be seen once is not kept, as its sender wishes.
func read(evt *events.Message) content {
	m := evt.Message
	switch {
	case m == nil:
		return dropped("empty")
	case evt.IsViewOnce:
		return unsupported("view_once")
	case m.ProtocolMessage != nil:
		return protocol(m.ProtocolMessage)
	case m.ReactionMessage != nil:
		return reaction(m.ReactionMessage)
	}
	for _, reader := range []func(*waE2E.Message) (content, bool){words, media, places} {
		if c, ok := reader(m); ok {
			return c
		}
	}
	return other(m)
}

func words(m *waE2E.Message) (content, bool) {
	switch {
	case m.Conversation != nil:
		return text(m.GetConversation()), true
	case m.ExtendedTextMessage != nil:
		return text(m.ExtendedTextMessage.GetText()), true
	case m.ButtonsResponseMessage != nil:
		return text(m.ButtonsResponseMessage.GetSelectedDisplayText()), true
	case m.TemplateButtonReplyMessage != nil:
		return text(m.TemplateButtonReplyMessage.GetSelectedDisplayText()), true
	case m.ListResponseMessage != nil:
		return text(m.ListResponseMessage.GetTitle()), true
	}
	return content{}, false
}

func media(m *waE2E.Message) (content, bool) {
	switch {
	case m.ImageMessage != nil:
		x := m.ImageMessage
		return file(dialogs.KindPhoto, x, x.GetCaption(), "", x.GetMimetype(), x.GetFileLength(), 0), true
	case m.AudioMessage != nil:
		x := m.AudioMessage
		return file(dialogs.KindVoice, x, "", "", x.GetMimetype(), x.GetFileLength(), x.GetSeconds()), true
	case m.VideoMessage != nil:
		x := m.VideoMessage
		return file(dialogs.KindVideo, x, x.GetCaption(), "", x.GetMimetype(), x.GetFileLength(), x.GetSeconds()), true
	case m.PtvMessage != nil:
		x := m.PtvMessage
		return file(dialogs.KindVideo, x, x.GetCaption(), "", x.GetMimetype(), x.GetFileLength(), x.GetSeconds()), true
	case m.DocumentMessage != nil:
		x := m.DocumentMessage
		name := x.GetFileName()
		if name == "" {
			name = x.GetTitle()
		}
		return file(dialogs.KindDocument, x, x.GetCaption(), name, x.GetMimetype(), x.GetFileLength(), 0), true
	}
	return content{}, false
}

// longest is the most that a voice note or video can claim to last.
const longest = 24 * 60 * 60

func file(kind dialogs.InputKind, f whatsmeow.DownloadableMessage, caption, name, mime string, size uint64, seconds uint32) content {
	return content{file: f, input: dialogs.Input{Kind: kind, Text: caption, Media: &dialogs.Media{
		Name: baseName(name), Mime: mime, Size: int64(min(size, 1<<40)),
		Seconds: time.Duration(min(seconds, longest)) * time.Second,
	}}}
}

// baseName is the last part of a path: a name is no place to put a file.
func baseName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	return name
}

func places(m *waE2E.Message) (content, bool) {
	switch {
	case m.LocationMessage != nil:
		return location(m.LocationMessage.GetDegreesLatitude(), m.LocationMessage.GetDegreesLongitude()), true
	case m.LiveLocationMessage != nil:
		return location(m.LiveLocationMessage.GetDegreesLatitude(), m.LiveLocationMessage.GetDegreesLongitude()), true
	case m.ContactMessage != nil:
		return contact(m.ContactMessage), true
	case m.ContactsArrayMessage != nil && len(m.ContactsArrayMessage.GetContacts()) > 0:
		return contact(m.ContactsArrayMessage.GetContacts()[0]), true
	}
	return content{}, false
}

func location(lat, lon float64) content {
	if !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		return unsupported("location")
	}
	return content{input: dialogs.Input{Kind: dialogs.KindLocation, Location: &dialogs.Location{Lat: lat, Lon: lon}}}
}

func contact(c *waE2E.ContactMessage) content {
	card := parseCard(c.GetVcard())
	if name := displayName(c.GetDisplayName()); name != "" {
		card.Name = name
	}
	if card.Name == "" && card.Phone == "" {
		return unsupported("contact")
	}
	return content{input: dialogs.Input{Kind: dialogs.KindContact, Card: &card}}
}

// protocol reads messages about messages, of which an edit says something.
func protocol(p *waE2E.ProtocolMessage) content {
	if p.GetType() != waE2E.ProtocolMessage_MESSAGE_EDIT || p.EditedMessage == nil || p.GetKey().GetID() == "" {
		return dropped("about other messages")
	}
	if c, ok := words(p.EditedMessage); ok {
		return edit(p.GetKey().GetID(), c.input.Text)
	}
	if c, ok := media(p.EditedMessage); ok {
		return edit(p.GetKey().GetID(), c.input.Text)
	}
	return dropped("an edit without text")
}

func edit(ref, text string) content {
	return content{input: dialogs.Input{Kind: dialogs.KindEdit, Ref: ref, Text: text}}
}

// answers are the reactions that say yes or no, without the colour of the skin.
var answers = map[string]string{"👍": "👍", "👌": "👌", "✅": "✅", "👎": "👎", "❌": "❌"}

// reaction takes a thumb on a message of ours for the answer that it is. Hearts and the like are nice and need no reply.
func reaction(r *waE2E.ReactionMessage) content {
	emoji, ok := answers[withoutSkin(r.GetText())]
	if !ok || r.GetKey().GetFromMe() {
		return dropped("a reaction")
	}
	return text(emoji)
}

func withoutSkin(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x1F3FB && r <= 0x1F3FF || r == 0xFE0F {
			return -1
		}
		return r
	}, s)
}

// silent are parts of messages that nobody says anything with.
var silent = map[protoreflect.Name]bool{
	"senderKeyDistributionMessage": true, "fastRatchetKeySenderKeyDistributionMessage": true, "messageContextInfo": true,
	"keepInChatMessage": true, "pinInChatMessage": true, "encReactionMessage": true, "pollUpdateMessage": true,
	"stickerSyncRmrMessage": true, "deviceSentMessage": true, "secretEncryptedMessage": true, "chat": true, "call": true,
	"albumMessage": true, // its pictures come one by one
}

// other names what we cannot open, for a polite answer.
func other(m *waE2E.Message) content {
	var what string
	m.ProtoReflect().Range(func(f protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		if name := f.Name(); !silent[name] {
			what = strings.TrimSuffix(strings.TrimSuffix(string(name), "V2"), "V3")
			what = strings.TrimSuffix(what, "Message")
		}
		return what == ""
	})
	if what == "" {
		return dropped("nothing to read")
	}
	return unsupported(what)
}

// displayName is a name without what has no place in one line.
func displayName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.TrimSpace(s)
	if s == "-" {
		return ""
	}
	if r := []rune(s); len(r) > 100 {
		s = string(r[:100])
	}
	return s
}
