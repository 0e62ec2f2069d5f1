package whatsapp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"sanad/bot"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
)

func TestOnePersonByLIDAndByNumber(t *testing.T) {
	w := started(t)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	seen := map[string]bool{}
	for i, by := range []whatsapptest.Addressing{whatsapptest.ByLID, whatsapptest.ByNumber, whatsapptest.ByNumberAlone, whatsapptest.ByLIDAlone} {
		artisan.Address(by)
		chat.Say(fmt.Sprint("مرحبا ", i))
		in := w.inbox.Wait(t, i+1)[i]
		seen[in.Chat] = true
		if len(in.Aliases) != 1 || in.Aliases[0] != artisan.Number() {
			t.Errorf("by %d: chat %q, aliases %q", by, in.Chat, in.Aliases)
		}
	}
	if len(seen) != 1 {
		t.Errorf("one person has %d chats: %v", len(seen), seen)
	}
}

func TestAStrangersNumberWithoutLID(t *testing.T) {
	w := started(t)
	artisan := w.artisan("963911111111")
	artisan.Address(whatsapptest.ByNumberAlone)
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	in := w.inbox.Wait(t, 1)[0]
	if in.Chat != artisan.Number() || len(in.Aliases) != 0 {
		t.Errorf("accepted %+v", in)
	}
	if _, err := w.bot.Send(t.Context(), bot.Outgoing{Chat: in.Chat, Said: dialogs.Said{Text: "أهلين"}}); err != nil {
		t.Fatal(err)
	}
	if got := chat.Reply(t); got.Text != "أهلين" {
		t.Errorf("shown %q", got.Text)
	}
	artisan.Address(whatsapptest.ByLID)
	chat.Say("أنا نفسي")
	if in := w.inbox.Wait(t, 2)[1]; in.Chat != artisan.LID() || len(in.Aliases) != 1 || in.Aliases[0] != artisan.Number() {
		t.Errorf("now %+v: the number must lead to the same person", in)
	}
}

func TestWhatIsNoneOfOurs(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	chat.SendIn(types.NewJID("120363000000000001", types.GroupServer), &waE2E.Message{Conversation: proto.String("للمجموعة")})
	chat.SendIn(types.StatusBroadcastJID, &waE2E.Message{Conversation: proto.String("حالة")})
	chat.React("3A0000", "❤️")
	chat.Delete(chat.Say("غلط"))
	chat.Say("إلنا")
	in := w.inbox.Wait(t, 2)
	if len(in) != 2 || in[0].Input.Text != "غلط" || in[1].Input.Text != "إلنا" {
		t.Errorf("accepted %+v", in)
	}
	eventually(t, "everything is confirmed", func() bool { return w.owner.Waiting() == 0 })
}

func TestAThumbAnswersYes(t *testing.T) {
	w := started(t)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	w.inbox.Wait(t, 1)
	id := w.send(t, w.out(artisan, dialogs.Said{Text: "منكمل؟"}))
	chat.Reply(t)
	chat.React(id, "👍🏽")
	if in := w.inbox.Wait(t, 2)[1]; in.Input.Kind != dialogs.KindText || in.Input.Text != "👍" {
		t.Errorf("accepted %+v", in.Input)
	}
}

func TestByHandIsNoticedAndNotAnswered(t *testing.T) {
	w := started(t)
	artisan := w.artisan("963911111111")
	id := w.owner.Chat(artisan).ByHand("أنا صاحب الرقم")
	in := w.inbox.Wait(t, 1)[0]
	if in.Input.Kind != dialogs.KindByHand || in.Input.Text != "أنا صاحب الرقم" || in.Input.Ref != id || in.Input.Name != "" {
		t.Errorf("accepted %+v", in.Input)
	}
	if in.Chat != artisan.LID() || len(in.Aliases) != 1 || in.Aliases[0] != artisan.Number() {
		t.Errorf("to %s, %q", in.Chat, in.Aliases)
	}
	if strings.Contains(w.kit.Logged.String(), "صاحب الرقم") {
		t.Error("its words stand in the log")
	}
}

func TestGarbledMessageIsAskedForAgain(t *testing.T) {
	w := started(t)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	w.inbox.Wait(t, 1)
	artisan.Corrupt(1)
	chat.Say("عندي سؤال")
	if in := w.inbox.Wait(t, 2)[1]; in.Input.Text != "عندي سؤال" {
		t.Errorf("accepted %+v", in)
	}
}

func TestWhatLinkedDevicesMayNotSee(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	id := chat.PhotoOnce()
	if in := w.inbox.Wait(t, 1)[0].Input; in.Kind != dialogs.KindUnsupported || in.Text != "view_once" || in.Ref != id {
		t.Errorf("accepted %+v", in)
	}
}

func TestLostAckAndResend(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	w.server.LoseAcks(1)
	id := chat.Say("مرة وحدة")
	w.inbox.Wait(t, 1)
	eventually(t, "the confirmation is lost", func() bool { return w.owner.Waiting() == 1 && chat.State(id) == "delivered" })
	w.server.Drop()
	eventually(t, "it is confirmed anew", func() bool { return w.owner.Waiting() == 0 })
	chat.Resend(id) // encrypted anew under its id
	chat.Say("التانية")
	if in := w.inbox.Wait(t, 2); len(in) != 2 || in[1].Input.Text != "التانية" {
		t.Errorf("accepted %+v", in)
	}
}

func TestWhatWaitedComesInOrder(t *testing.T) {
	w := started(t)
	first, second := w.artisan("963911111111").Chat(w.owner), w.artisan("963922222222").Chat(w.owner)
	w.stop()
	const n = 50
	for i := range n {
		first.Say(fmt.Sprint("أول ", i))
		second.Say(fmt.Sprint("تاني ", i))
	}
	start(t, w.number(t), w.inbox.Accept)
	next := map[string]int{}
	for _, in := range w.inbox.Wait(t, 2*n) {
		if want := fmt.Sprint(" ", next[in.Chat]); !strings.HasSuffix(in.Input.Text, want) {
			t.Fatalf("%q came when it was the turn of %q", in.Input.Text, want)
		}
		next[in.Chat]++
	}
}

// A panic in accept must not lose the message, which whatsmeow would acknowledge.
func TestPanicIsNoAcknowledgement(t *testing.T) {
	w := started(t)
	w.stop()
	panicked := make(chan struct{})
	var once sync.Once
	stop := start(t, w.number(t), func(context.Context, ...bot.Incoming) ([]bot.Receipt, error) {
		once.Do(func() { close(panicked) })
		panic("broken")
	})
	w.artisan("963911111111").Chat(w.owner).Say("مرحبا")
	<-panicked
	stop()
	start(t, w.number(t), w.inbox.Accept)
	if in := w.inbox.Wait(t, 1); in[0].Input.Text != "مرحبا" {
		t.Errorf("accepted %+v", in)
	}
}

// When storing fails for longer than a message can be held, it comes again over a new connection.
func TestImpatientStorage(t *testing.T) {
	w := started(t, func(c *whatsapp.Config) { c.Patience = 100 * time.Millisecond })
	w.inbox.Refuse(true)
	w.artisan("963911111111").Chat(w.owner).Say("مرحبا")
	logins := w.server.Stats().Logins
	eventually(t, "the connection is made anew", func() bool { return w.server.Stats().Logins > logins })
	eventually(t, "it says that it cannot store", func() bool {
		var trouble *whatsapp.Trouble
		return errors.As(w.bot.Healthy(t.Context()), &trouble) && trouble.Kind == whatsapp.StorageFailing
	})
	w.inbox.Refuse(false)
	if in := w.inbox.Wait(t, 1); len(in) != 1 || in[0].Input.Text != "مرحبا" {
		t.Errorf("accepted %+v", in)
	}
	eventually(t, "it is healthy again", func() bool { return w.bot.Healthy(t.Context()) == nil })
}

func TestFilesThatCannotBeHad(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	heal := w.server.ExpireMedia()
	chat.Photo([]byte("\x89PNG gone"), "image/png", "الورشة")
	in := w.inbox.Wait(t, 1)[0].Input
	if in.Kind != dialogs.KindPhoto || in.Text != "الورشة" || in.Media == nil || in.Media.Hash != "" {
		t.Errorf("accepted %+v", in)
	}
	heal()
	w.server.FailMedia(1)
	chat.Voice(append([]byte("OggS"), make([]byte, 100)...), 3*time.Second)
	if in := w.inbox.Wait(t, 2)[1].Input; in.Media.Hash == "" || in.Media.Seconds != 3*time.Second {
		t.Errorf("after one failure %+v", in.Media)
	}
	big := uint64(1 << 40)
	chat.Send(&waE2E.Message{VideoMessage: &waE2E.VideoMessage{FileLength: &big, DirectPath: proto.String("/v/1?x")}})
	if in := w.inbox.Wait(t, 3)[2].Input; in.Kind != dialogs.KindVideo || in.Media.Hash != "" {
		t.Errorf("too large: %+v", in.Media)
	}
}

func TestAFileThatIsNotWhatItSays(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	chat.Photo([]byte("صورة"), "image/png", "")
	w.inbox.Wait(t, 1)
	m := chat.Transcript()[0].Raw.GetImageMessage()
	forged := proto.Clone(m).(*waE2E.ImageMessage)
	forged.FileSHA256 = bytes.Repeat([]byte{1}, 32)
	chat.Send(&waE2E.Message{ImageMessage: forged})
	if in := w.inbox.Wait(t, 2)[1].Input; in.Kind != dialogs.KindPhoto || in.Media.Hash != "" {
		t.Errorf("accepted %+v", in.Media)
	}
}

func TestLongestText(t *testing.T) {
	w := started(t)
	long := strings.Repeat("ا", 65536)
	w.artisan("963911111111").Chat(w.owner).Say(long)
	if in := w.inbox.Wait(t, 1)[0]; in.Input.Text != long {
		t.Errorf("%d bytes of %d", len(in.Input.Text), len(long))
	}
}

// What opens but is no message is refused once, and holds up nobody.
func TestWhatIsNoMessage(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	for _, garbage := range []string{"\xff\xff\xff\xff", "\x0a\xff\xff\xff\xff\x0f", "مو رسالة"} {
		chat.SendBytes([]byte(garbage))
	}
	chat.SendBytes(nil)
	chat.Say("مرحبا")
	if in := w.inbox.Wait(t, 1); len(in) != 1 || in[0].Input.Text != "مرحبا" {
		t.Errorf("accepted %+v", in)
	}
	if n := w.server.Stats().Logins; n > 2 {
		t.Errorf("the connection was given up over it: %d logins", n)
	}
}

func TestClocksThatDisagreeByADay(t *testing.T) {
	w := started(t)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	for i, ahead := range []time.Duration{24 * time.Hour, -24 * time.Hour, 0} {
		artisan.SetClock(ahead)
		chat.Say(fmt.Sprint("رسالة ", i))
		in := w.inbox.Wait(t, i+1)[i]
		if off := time.Until(in.At) - ahead; in.Input.Text != fmt.Sprint("رسالة ", i) || off.Abs() > time.Hour {
			t.Errorf("accepted %+v", in)
		}
		w.send(t, w.out(artisan, dialogs.Said{Text: fmt.Sprint("جواب ", i)}))
		if got := chat.Reply(t).Text; got != fmt.Sprint("جواب ", i) {
			t.Errorf("shown %q", got)
		}
	}
}
