package whatsapp

import (
	"reflect"
	"testing"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"sanad/bot"
	"sanad/dialogs"
)

// byHand makes a message one that the number's own phone sent to the artisan.
func byHand(i *types.MessageInfo) {
	i.IsFromMe, i.Sender, i.SenderAlt, i.RecipientAlt = true, types.NewJID(ours.ID, types.DefaultUserServer), types.EmptyJID, pn
}

func TestConvertByHand(t *testing.T) {
	to := func(chat, other types.JID) func(*types.MessageInfo) {
		return func(i *types.MessageInfo) { i.Chat, i.RecipientAlt = chat, other }
	}
	for name, evt := range map[string]*events.Message{
		"to a LID with its number": message(saying("مرحبا"), byHand),
		"to a number with its LID": message(saying("مرحبا"), byHand, to(pn, lid)),
	} {
		ev := convert(ours, evt, sent)
		if ev.drop != "" || ev.in.Chat != lid.String() || !reflect.DeepEqual(ev.in.Aliases, []string{pn.String()}) || ev.in.ID != ours.ID+"/3A00" {
			t.Errorf("%s: %+v", name, ev)
		}
		if want := (dialogs.Input{Kind: dialogs.KindByHand, Text: "مرحبا", Ref: "3A00"}); !reflect.DeepEqual(ev.in.Input, want) {
			t.Errorf("%s: %+v", name, ev.in.Input)
		}
	}
	ev := convert(ours, message(&waE2E.Message{ImageMessage: &waE2E.ImageMessage{Caption: proto.String("هي")}}, byHand), sent)
	if ev.file == nil || ev.in.Input.Kind != dialogs.KindByHand || ev.in.Input.Media == nil || ev.in.Input.Text != "هي" {
		t.Errorf("a photo: %+v", ev)
	}
	ev = convert(ours, message(&waE2E.Message{StickerMessage: &waE2E.StickerMessage{}}, byHand), sent)
	if ev.drop != "" || ev.in.Input.Kind != dialogs.KindByHand || ev.in.Input.Text != "" {
		t.Errorf("a sticker: %+v", ev)
	}
}

func TestConvertByHandDrops(t *testing.T) {
	edit := &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(), Key: &waCommon.MessageKey{ID: proto.String("3A11")}, EditedMessage: saying("بعد"),
	}}
	chat := func(to types.JID) func(*types.MessageInfo) { return func(i *types.MessageInfo) { i.Chat = to } }
	for name, evt := range map[string]*events.Message{
		"in a group":             message(saying("x"), byHand, chat(types.NewJID("1-2", types.GroupServer))),
		"to a status":            message(saying("x"), byHand, chat(types.StatusBroadcastJID)),
		"a heart":                message(react("❤️", false), byHand),
		"a thumb":                message(react("👍", false), byHand),
		"an edit":                message(edit, byHand),
		"to ourselves":           message(saying("x"), byHand, chat(types.NewJID(ours.ID, types.DefaultUserServer))),
		"between devices":        message(saying("x"), byHand, func(i *types.MessageInfo) { i.Category = "peer" }),
		"ours of an older link":  message(saying("x"), byHand, func(i *types.MessageInfo) { i.ID = nameOf(ours.ID, "a seed") }),
		"keys for groups":        message(&waE2E.Message{SenderKeyDistributionMessage: &waE2E.SenderKeyDistributionMessage{}}, byHand),
		"a message taken back":   message(&waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Type: waE2E.ProtocolMessage_REVOKE.Enum()}}, byHand),
		"nothing that we can do": message(&waE2E.Message{}, byHand),
	} {
		if ev := convert(ours, evt, sent); ev.drop == "" {
			t.Errorf("%s was not dropped: %+v", name, ev.in)
		}
	}
}

func TestOwnID(t *testing.T) {
	out := bot.Outgoing{Account: ours, MessageID: "ABC"}
	l := &line{}
	first := l.messageID(out, 0)
	if first != l.messageID(out, 0) || first == l.messageID(out, 1) || len(first) != 22 {
		t.Errorf("%s is not the name of one part of one message", first)
	}
	if !ownID(ours.ID, first) || !ownID(ours.ID, l.messageID(bot.Outgoing{Account: ours}, 0)) {
		t.Error("an id of ours is not known")
	}
	for _, id := range []string{"", "3EB0", "3A" + first[2:], first[:21] + "X", first + "0", "3EB0C767D26A1B9D5C8E2F"} {
		if ownID(ours.ID, id) {
			t.Errorf("%q counts as ours", id)
		}
	}
	if ownID("963900000001", first) {
		t.Error("another number's id counts as ours")
	}
}
