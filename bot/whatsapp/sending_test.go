package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"

	"sanad/bot"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
)

// met is a world in which an artisan has written.
func met(t *testing.T, change ...func(*whatsapp.Config)) (*world, *whatsapptest.Phone, *whatsapptest.Chat) {
	t.Helper()
	w := started(t, change...)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	chat.Say("مرحبا")
	w.inbox.Wait(t, 1)
	return w, artisan, chat
}

func TestAResendIsTheSameMessage(t *testing.T) {
	w, artisan, chat := met(t)
	out := w.out(artisan, dialogs.Said{Text: "مرة وحدة"})
	out.MessageID = "AABBCCDDEEFF00112233"
	first := w.send(t, out)
	w.stop()
	w.bot = w.number(t)
	start(t, w.bot, w.inbox.Accept)
	if second := w.send(t, out); second != first {
		t.Errorf("ids %q and %q", first, second)
	}
	out.MessageID = "AABBCCDDEEFF00112244"
	w.send(t, out)
	if shown := chat.Replies(); len(shown) != 2 || shown[0].ID != first {
		t.Errorf("shown %+v", shown)
	}
	if taken := w.server.Stats().Messages; taken < 3 {
		t.Errorf("only %d were sent", taken)
	}
}

// The server takes the message and the connection breaks before it says so.
func TestSendWithoutAnAnswer(t *testing.T) {
	w, artisan, chat := met(t)
	for i, fault := range []func(int){w.server.CutAfterTaking, w.server.CutBeforeTaking} {
		fault(1)
		out := w.out(artisan, dialogs.Said{Text: fmt.Sprint("رسالة ", i)})
		out.MessageID = fmt.Sprintf("AABBCCDDEEFF0011223%d", i)
		w.send(t, out)
	}
	for i := range 2 {
		if got := chat.Reply(t); got.Text != fmt.Sprint("رسالة ", i) {
			t.Errorf("shown %+v", got)
		}
	}
	if shown := chat.Replies(); len(shown) != 2 {
		t.Errorf("shown %+v", shown)
	}
}

func TestAPhoneThatForgotItsKeys(t *testing.T) {
	w, artisan, chat := met(t)
	w.send(t, w.out(artisan, dialogs.Said{Text: "واحد"}))
	chat.Reply(t)
	artisan.Forget()
	w.send(t, w.out(artisan, dialogs.Said{Text: "تنين"}))
	if got := chat.Reply(t); got.Text != "تنين" {
		t.Errorf("shown %q", got.Text)
	}
}

func TestRefusals(t *testing.T) {
	w, artisan, _ := met(t)
	var retry *bot.RetryError
	var never *bot.PermanentError
	for code, is := range map[int]func(error) bool{
		463: func(err error) bool { return errors.Is(err, bot.ErrUnreachable) },
		404: func(err error) bool { return errors.Is(err, bot.ErrUnreachable) },
		429: func(err error) bool { return errors.As(err, &retry) && retry.After >= 10*time.Second },
		400: func(err error) bool { return errors.As(err, &never) },
		500: func(err error) bool {
			return err != nil && !errors.Is(err, bot.ErrUnreachable) && !errors.As(err, new(*bot.PermanentError))
		},
	} {
		w.server.RefuseSends(code)
		if _, err := w.bot.Send(t.Context(), w.out(artisan, dialogs.Said{Text: "أهلين"})); !is(err) {
			t.Errorf("%d gives %v", code, err)
		}
	}
}

func TestNobodysAddress(t *testing.T) {
	w, _, _ := met(t)
	for _, chat := range []string{"", "120363000000000001@g.us", "status@broadcast", "1001", "x@y@z"} {
		var never *bot.PermanentError
		if _, err := w.bot.Send(t.Context(), bot.Outgoing{Chat: chat, Said: dialogs.Said{Text: "x"}}); !errors.As(err, &never) {
			t.Errorf("%q gives %v", chat, err)
		}
	}
	if _, err := w.bot.Send(t.Context(), bot.Outgoing{Chat: "963999999999@s.whatsapp.net", Said: dialogs.Said{Text: "x"}}); !errors.Is(err, bot.ErrUnreachable) {
		t.Errorf("a number that is not on WhatsApp gives %v", err)
	}
}

func TestReadWhenAnswered(t *testing.T) {
	w, artisan, chat := met(t)
	id := chat.Say("في حدا؟")
	w.inbox.Wait(t, 2)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := chat.WaitState(ctx, id, "delivered"); err != nil {
		t.Fatal(err)
	}
	w.send(t, w.out(artisan, dialogs.Said{Text: "إي"}))
	if err := chat.WaitState(ctx, id, "read"); err != nil {
		t.Error(err)
	}
}

// marks keeps what the adapter says about what was sent.
type marks struct {
	mu    sync.Mutex
	last  map[string]bot.Status
	early int // receipts that come before it is known what was sent
}

func (m *marks) MarkMessage(_ context.Context, _ bot.Account, id string, status bot.Status) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.early > 0 {
		m.early--
		return 0, bot.ErrNotFound
	}
	m.last[id] = status
	return 1, nil
}

func (m *marks) of(id string) bot.Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last[id]
}

func TestDeliveredAndReadComeBack(t *testing.T) {
	kept := &marks{last: map[string]bot.Status{}}
	w, artisan, chat := met(t, func(c *whatsapp.Config) { c.Marks = kept })
	artisan.SwitchOff()
	id := w.send(t, w.out(artisan, dialogs.Said{Text: "أهلين"}))
	if got := kept.of(id); got != "" {
		t.Errorf("%q before the phone was on", got)
	}
	artisan.SwitchOn()
	id = w.send(t, w.out(artisan, dialogs.Said{Text: "أهلين"}))
	eventually(t, "delivery is known", func() bool { return kept.of(id) == bot.StatusDelivered })
	chat.Read()
	eventually(t, "reading is known", func() bool { return kept.of(id) == bot.StatusRead })
}

func TestReceiptThatIsTooEarly(t *testing.T) {
	kept := &marks{last: map[string]bot.Status{}, early: 3}
	w, artisan, _ := met(t, func(c *whatsapp.Config) { c.Marks = kept })
	id := w.send(t, w.out(artisan, dialogs.Said{Text: "أهلين"}))
	eventually(t, "delivery is known", func() bool { return kept.of(id) == bot.StatusDelivered })
}

func TestDisappearingMessages(t *testing.T) {
	w, artisan, chat := met(t)
	chat.Send(&waE2E.Message{EphemeralMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{
		Text: proto.String("سر"), ContextInfo: &waE2E.ContextInfo{Expiration: proto.Uint32(86400)},
	}}}})
	w.inbox.Wait(t, 2)
	eventually(t, "answers disappear too", func() bool {
		w.send(t, w.out(artisan, dialogs.Said{Text: "تمام"}))
		got := chat.Reply(t)
		return got.Text == "تمام" && got.Raw.GetExtendedTextMessage().GetContextInfo().GetExpiration() == 86400
	})
}

func TestTypingShowsBeforeEachMessage(t *testing.T) {
	w, artisan, chat := met(t, func(c *whatsapp.Config) { c.Pause = func(string) time.Duration { return time.Millisecond } })
	w.send(t, w.out(artisan, dialogs.Said{Text: "أهلين"}))
	if n := chat.Typing(); n == 0 {
		t.Error("nobody saw us type")
	}
}

func TestAYoungNumberIsQuieter(t *testing.T) {
	now := time.Now()
	w := started(t, func(c *whatsapp.Config) { c.Now = func() time.Time { return now } })
	young := w.bot.Traits().GlobalRate
	old := w.number(t, func(c *whatsapp.Config) { c.Now = func() time.Time { return now.Add(30 * 24 * time.Hour) } }).Traits().GlobalRate
	if young.PerSecond >= old.PerSecond || young.Burst >= old.Burst {
		t.Errorf("young %+v, old %+v", young, old)
	}
}
