package whatsapp

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"sanad/bot"
	"sanad/dialogs"
)

var (
	ours = bot.Account{Network: Network, ID: "963900000000"}
	lid  = types.NewJID("100000000007919", types.HiddenUserServer)
	pn   = types.NewJID("963911111111", types.DefaultUserServer)
	sent = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
)

func message(m *waE2E.Message, change ...func(*types.MessageInfo)) *events.Message {
	info := types.MessageInfo{
		MessageSource: types.MessageSource{Chat: lid, Sender: lid, SenderAlt: pn},
		ID:            "3A00", PushName: "أبو أحمد", Timestamp: sent,
	}
	for _, c := range change {
		c(&info)
	}
	return (&events.Message{Info: info, RawMessage: m}).UnwrapRaw()
}

func saying(s string) *waE2E.Message { return &waE2E.Message{Conversation: proto.String(s)} }

func TestConvertEnvelope(t *testing.T) {
	device := lid
	device.Device = 3
	for _, c := range []struct {
		name          string
		sender, other types.JID
		chat          string
		aliases       []string
	}{
		{"a LID with its number", lid, pn, lid.String(), []string{pn.String()}},
		{"a number with its LID", pn, lid, lid.String(), []string{pn.String()}},
		{"a LID alone", lid, types.EmptyJID, lid.String(), nil},
		{"a number alone", pn, types.EmptyJID, pn.String(), nil},
		{"from another device of theirs", device, pn, lid.String(), []string{pn.String()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := convert(ours, message(saying("مرحبا"), func(i *types.MessageInfo) { i.Sender, i.SenderAlt = c.sender, c.other }), time.Now())
			if ev.drop != "" || ev.in.Chat != c.chat || !reflect.DeepEqual(ev.in.Aliases, c.aliases) {
				t.Errorf("%+v", ev)
			}
			if ev.in.Account != ours || !ev.in.At.Equal(sent) || ev.in.Input.Ref != "3A00" || ev.in.Input.Name != "أبو أحمد" {
				t.Errorf("%+v", ev.in)
			}
		})
	}
}

func TestConvertIDsAreTheSenders(t *testing.T) {
	one := convert(ours, message(saying("x")), sent)
	two := convert(ours, message(saying("x"), func(i *types.MessageInfo) {
		i.Sender = types.NewJID("100000000000001", types.HiddenUserServer)
		i.SenderAlt = types.EmptyJID
	}), sent)
	byNumber := convert(ours, message(saying("x"), func(i *types.MessageInfo) { i.Sender, i.SenderAlt = pn, lid }), sent)
	if one.in.ID == two.in.ID {
		t.Error("two people's messages have one id")
	}
	if one.in.ID != byNumber.in.ID {
		t.Error("one message by LID and by number has two ids")
	}
}

func TestConvertContents(t *testing.T) {
	edit := &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(), Key: &waCommon.MessageKey{ID: proto.String("3A11")}, EditedMessage: saying("بعد"),
	}
	for _, c := range []struct {
		name string
		m    *waE2E.Message
		want dialogs.Input
	}{
		{"text", saying(" ١ "), dialogs.Input{Kind: dialogs.KindText, Text: " ١ "}},
		{"text with a quote", &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: proto.String("٢"), ContextInfo: &waE2E.ContextInfo{StanzaID: proto.String("X")}}},
			dialogs.Input{Kind: dialogs.KindText, Text: "٢"}},
		{"disappearing text", &waE2E.Message{EphemeralMessage: &waE2E.FutureProofMessage{Message: saying("سر")}}, dialogs.Input{Kind: dialogs.KindText, Text: "سر"}},
		{"an edit", &waE2E.Message{EditedMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{ProtocolMessage: edit}}},
			dialogs.Input{Kind: dialogs.KindEdit, Ref: "3A11", Text: "بعد"}},
		{"a location", &waE2E.Message{LocationMessage: &waE2E.LocationMessage{DegreesLatitude: proto.Float64(33.5), DegreesLongitude: proto.Float64(36.3)}},
			dialogs.Input{Kind: dialogs.KindLocation, Location: &dialogs.Location{Lat: 33.5, Lon: 36.3}}},
		{"no place on earth", &waE2E.Message{LocationMessage: &waE2E.LocationMessage{DegreesLatitude: proto.Float64(math.NaN()), DegreesLongitude: proto.Float64(1e9)}},
			dialogs.Input{Kind: dialogs.KindUnsupported, Text: "location"}},
		{"a contact", &waE2E.Message{ContactMessage: &waE2E.ContactMessage{DisplayName: proto.String("أم سعيد"), Vcard: proto.String("BEGIN:VCARD\nVERSION:3.0\nFN:x\nitem1.TEL;waid=963933333333:+963 933 333 333\nEND:VCARD")}},
			dialogs.Input{Kind: dialogs.KindContact, Card: &dialogs.Card{Name: "أم سعيد", Phone: "+963933333333"}}},
		{"an empty contact", &waE2E.Message{ContactMessage: &waE2E.ContactMessage{Vcard: proto.String("::::\n;;;TEL")}}, dialogs.Input{Kind: dialogs.KindUnsupported, Text: "contact"}},
		{"a sticker", &waE2E.Message{StickerMessage: &waE2E.StickerMessage{}}, dialogs.Input{Kind: dialogs.KindUnsupported, Text: "sticker"}},
		{"a poll", &waE2E.Message{PollCreationMessageV3: &waE2E.PollCreationMessage{}}, dialogs.Input{Kind: dialogs.KindUnsupported, Text: "pollCreation"}},
		{"a photo to be seen once", &waE2E.Message{ViewOnceMessageV2: &waE2E.FutureProofMessage{Message: &waE2E.Message{ImageMessage: &waE2E.ImageMessage{}}}},
			dialogs.Input{Kind: dialogs.KindUnsupported, Text: "view_once"}},
		{"a thumb on our message", react("👍🏽", false), dialogs.Input{Kind: dialogs.KindText, Text: "👍"}},
		{"a thumb down", react("👎", false), dialogs.Input{Kind: dialogs.KindText, Text: "👎"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ev := convert(ours, message(c.m), sent)
			if ev.drop != "" {
				t.Fatal("dropped:", ev.drop)
			}
			c.want.Name = "أبو أحمد"
			if c.want.Ref == "" {
				c.want.Ref = "3A00"
			}
			if !reflect.DeepEqual(ev.in.Input, c.want) {
				t.Errorf("got %+v, want %+v", ev.in.Input, c.want)
			}
		})
	}
}

func react(emoji string, own bool) *waE2E.Message {
	return &waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{Text: &emoji, Key: &waCommon.MessageKey{ID: proto.String("Y"), FromMe: &own}}}
}

func TestConvertMedia(t *testing.T) {
	ev := convert(ours, message(&waE2E.Message{DocumentWithCaptionMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{
		FileName: proto.String(`..\..//etc/عرض.pdf`), Mimetype: proto.String("application/pdf"), FileLength: proto.Uint64(math.MaxUint64), Caption: proto.String("العرض"),
	}}}}), sent)
	m := ev.in.Input.Media
	if ev.file == nil || ev.in.Input.Kind != dialogs.KindDocument || ev.in.Input.Text != "العرض" || m.Name != "عرض.pdf" || m.Size < 0 {
		t.Errorf("%+v %+v", ev.in.Input, m)
	}
	ev = convert(ours, message(&waE2E.Message{AudioMessage: &waE2E.AudioMessage{PTT: proto.Bool(true), Seconds: proto.Uint32(math.MaxUint32)}}), sent)
	if ev.in.Input.Kind != dialogs.KindVoice || ev.in.Input.Media.Seconds != 24*time.Hour {
		t.Errorf("%+v", ev.in.Input.Media)
	}
}

func TestConvertDrops(t *testing.T) {
	group := func(i *types.MessageInfo) { i.Chat, i.IsGroup = types.NewJID("1-2", types.GroupServer), true }
	for name, evt := range map[string]*events.Message{
		"a group":                 message(saying("x"), group),
		"a status":                message(saying("x"), func(i *types.MessageInfo) { i.Chat, i.IsGroup = types.StatusBroadcastJID, true }),
		"a channel":               message(saying("x"), func(i *types.MessageInfo) { i.Chat = types.NewJID("1", types.NewsletterServer); i.Sender = i.Chat }),
		"a note to oneself":       message(saying("x"), func(i *types.MessageInfo) { i.IsFromMe = true }),
		"without an id":           message(saying("x"), func(i *types.MessageInfo) { i.ID = "" }),
		"without a sender":        message(saying("x"), func(i *types.MessageInfo) { i.Sender = types.EmptyJID }),
		"a heart":                 message(react("❤️", false)),
		"a reaction taken back":   message(react("", false)),
		"a thumb on their own":    message(react("👍", true)),
		"a deletion":              message(&waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Type: waE2E.ProtocolMessage_REVOKE.Enum()}}),
		"an edit of nothing":      message(&waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum()}}),
		"nothing at all":          message(&waE2E.Message{}),
		"keys for groups":         message(&waE2E.Message{SenderKeyDistributionMessage: &waE2E.SenderKeyDistributionMessage{}}),
		"the frame of an album":   message(&waE2E.Message{AlbumMessage: &waE2E.AlbumMessage{}}),
		"a vote in somebody else": message(&waE2E.Message{PollUpdateMessage: &waE2E.PollUpdateMessage{}}),
	} {
		if ev := convert(ours, evt, sent); ev.drop == "" {
			t.Errorf("%s was not dropped: %+v", name, ev.in)
		}
	}
}

// FuzzConvert: whatever a stranger sends, it is an input that makes sense or is dropped.
func FuzzConvert(f *testing.F) {
	for _, m := range []*waE2E.Message{
		saying("مرحبا"), {ImageMessage: &waE2E.ImageMessage{Caption: proto.String("x")}}, react("👍", false),
		{ContactMessage: &waE2E.ContactMessage{Vcard: proto.String("TEL:1")}}, {LocationMessage: &waE2E.LocationMessage{}},
		{EditedMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum()}}}},
	} {
		b, err := proto.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte{0xff, 0x00})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m waE2E.Message
		if proto.Unmarshal(raw, &m) != nil {
			return
		}
		ev := convert(ours, message(&m), sent)
		if ev.drop != "" {
			return
		}
		in := ev.in.Input
		if in.Kind == "" || in.Ref == "" || ev.in.Chat != lid.String() || ev.in.ID == "" {
			t.Errorf("%+v", ev.in)
		}
		if in.Media != nil && (in.Media.Size < 0 || strings.ContainsAny(in.Media.Name, `/\`)) || (in.Media != nil) != (ev.file != nil) {
			t.Errorf("%+v", in.Media)
		}
		if c := in.Card; c != nil && (!utf8.ValidString(c.Name) || len(c.Phone) > 21) {
			t.Errorf("%+v", c)
		}
	})
}

func FuzzCard(f *testing.F) {
	f.Add("BEGIN:VCARD\r\nFN:أبو أحمد\r\nTEL;TYPE=CELL;waid=963911111111:+963 911 111 111\r\nEND:VCARD")
	f.Add("FN:\\n\\,\\;\nTEL:00963-11-1111111")
	f.Add("TEL;;;=;waid=:::")
	f.Fuzz(func(t *testing.T, s string) {
		c := parseCard(s)
		if !utf8.ValidString(c.Name) || strings.ContainsAny(c.Name, "\n\r\x00") || strings.Trim(c.Phone, "+0123456789") != "" {
			t.Errorf("name %q, phone %q", c.Name, c.Phone)
		}
	})
}
