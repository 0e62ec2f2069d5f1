package whatsapptest_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	waLog "go.mau.fi/whatsmeow/util/log"
	"google.golang.org/protobuf/proto"
	_ "modernc.org/sqlite"

	"sanad/bot/whatsapp/whatsapptest"
)

// client is an unmodified whatsmeow client with what it received.
type client struct {
	*whatsmeow.Client
	messages chan *events.Message
	others   chan any
}

func newContainer(t *testing.T) *sqlstore.Container {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "wa.db")+"?_pragma=foreign_keys(1)&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	container := sqlstore.NewWithDB(db, "sqlite", waLog.Noop)
	if err := container.Upgrade(t.Context()); err != nil {
		t.Fatal(err)
	}
	return container
}

func newClient(t *testing.T, s *whatsapptest.Server) *client {
	t.Helper()
	c := &client{Client: whatsmeow.NewClient(newContainer(t).NewDevice(), nil), messages: make(chan *events.Message, 100), others: make(chan any, 1000)}
	c.SetPreLoginHTTPClient(s.HTTP())
	c.SetWebsocketHTTPClient(s.HTTP())
	c.SetMediaHTTPClient(s.HTTP())
	c.AddEventHandler(func(evt any) {
		if m, ok := evt.(*events.Message); ok {
			c.messages <- m
			return
		}
		c.others <- evt
	})
	t.Cleanup(c.Disconnect)
	return c
}

// linked is a client that was linked to a phone by QR code, and the phone.
func linked(t *testing.T, s *whatsapptest.Server) (*client, *whatsapptest.Phone) {
	t.Helper()
	c, owner := newClient(t, s), s.Phone("963900000000")
	if err := owner.Scan(c.code(t)); err != nil {
		t.Fatal(err)
	}
	wait[*events.Connected](t, c)
	return c, owner
}

func (c *client) code(t *testing.T) string {
	t.Helper()
	qr, err := c.GetQRChannel(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Connect(); err != nil {
		t.Fatal(err)
	}
	return (<-qr).Code
}

func wait[E any](t *testing.T, c *client) E {
	t.Helper()
	late := time.After(10 * time.Second)
	for {
		select {
		case evt := <-c.others:
			if e, ok := evt.(E); ok {
				return e
			}
		case <-late:
			t.Fatalf("no %T in time", *new(E))
		}
	}
}

func (c *client) next(t *testing.T) *events.Message {
	t.Helper()
	select {
	case m := <-c.messages:
		return m
	case <-time.After(10 * time.Second):
		t.Fatal("no message in time")
		return nil
	}
}

func text(s string) *waE2E.Message { return &waE2E.Message{Conversation: proto.String(s)} }

func jid(t *testing.T, s string) types.JID {
	t.Helper()
	j, err := types.ParseJID(s)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestTextBothWays(t *testing.T) {
	s := whatsapptest.New(t)
	c, owner := linked(t, s)
	artisan := s.Phone("963911111111")
	chat := artisan.Chat(owner)
	for _, words := range []string{"مرحبا", "عندي ورشة"} { // the first begins a session, the second uses it
		id := chat.Say(words)
		m := c.next(t)
		if m.Message.GetConversation() != words || m.Info.ID != id || m.Info.Chat.String() != artisan.LID() || m.Info.SenderAlt.ToNonAD().String() != artisan.Number() {
			t.Errorf("received %q %+v", m.Message.GetConversation(), m.Info)
		}
	}
	for _, to := range []string{artisan.LID(), artisan.Number()} {
		sent, err := c.SendMessage(t.Context(), jid(t, to), text("أهلين "+to))
		if err != nil {
			t.Fatal(err)
		}
		if got := chat.Reply(t); got.Text != "أهلين "+to || got.ID != sent.ID {
			t.Errorf("shown %+v", got)
		}
		got := wait[*events.Receipt](t, c)
		for got.Type == types.ReceiptTypeSender { // the owner's phone has its copy
			got = wait[*events.Receipt](t, c)
		}
		if got.Type != types.ReceiptTypeDelivered || got.MessageIDs[0] != sent.ID {
			t.Errorf("receipt %+v", got)
		}
	}
	if copies := owner.Chat(artisan).Transcript(); len(copies) != 2 || copies[0].Theirs {
		t.Errorf("the owner's phone shows %+v", copies)
	}
}

func TestLinkingByCode(t *testing.T) {
	s := whatsapptest.New(t)
	c, owner := newClient(t, s), s.Phone("963900000000")
	c.code(t)
	code, err := c.PairPhone(t.Context(), "+963 900 000 000", true, whatsmeow.PairClientChrome, "Chrome (Linux)")
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.EnterCode(code); err != nil {
		t.Fatal(err)
	}
	wait[*events.Connected](t, c)
	owner.Chat(owner) // a phone can write to itself
	chat := s.Phone("963911111111").Chat(owner)
	chat.Say("مرحبا")
	c.next(t)
}

func TestOfflineQueueInOrderUntilConfirmed(t *testing.T) {
	s := whatsapptest.New(t)
	c, owner := linked(t, s)
	chat := s.Phone("963911111111").Chat(owner)
	c.Disconnect()
	var ids []string
	for _, words := range []string{"واحد", "تنين", "تلاتة"} {
		ids = append(ids, chat.Say(words))
	}
	if n := owner.Waiting(); n != 3 {
		t.Errorf("%d wait", n)
	}
	if err := c.Connect(); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if m := c.next(t); m.Info.ID != id {
			t.Errorf("%s came instead of %s", m.Info.ID, id)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := chat.WaitState(ctx, ids[2], "delivered"); err != nil {
		t.Error(err)
	}
	if n := owner.Waiting(); n != 0 {
		t.Errorf("%d still wait", n)
	}
}

func TestMediaBothWays(t *testing.T) {
	s := whatsapptest.New(t)
	c, owner := linked(t, s)
	artisan := s.Phone("963911111111")
	chat, body := artisan.Chat(owner), []byte("صورة الورشة")
	chat.Photo(body, "image/png", "الورشة")
	got, err := c.Download(t.Context(), c.next(t).Message.GetImageMessage())
	if err != nil || string(got) != string(body) {
		t.Errorf("downloaded %q, %v", got, err)
	}
	up, err := c.Upload(t.Context(), body, whatsmeow.MediaDocument)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SendMessage(t.Context(), jid(t, artisan.LID()), &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{
		FileName: proto.String("دراسة.pdf"), DirectPath: &up.DirectPath, MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256, FileSHA256: up.FileSHA256,
	}}); err != nil {
		t.Fatal(err)
	}
	if shown := chat.Reply(t); shown.Kind != "document" || shown.Name != "دراسة.pdf" || string(shown.File) != string(body) {
		t.Errorf("shown %+v", shown)
	}
}

func TestPollAndVote(t *testing.T) {
	s := whatsapptest.New(t)
	c, owner := linked(t, s)
	artisan := s.Phone("963911111111")
	chat := artisan.Chat(owner)
	chat.Say("مرحبا")
	c.next(t)
	if _, err := c.SendMessage(t.Context(), jid(t, artisan.LID()), c.BuildPollCreation("شو؟", []string{"إي", "لا"}, 1)); err != nil {
		t.Fatal(err)
	}
	poll := chat.Reply(t)
	if poll.Kind != "poll" || len(poll.Options) != 2 {
		t.Fatalf("shown %+v", poll)
	}
	chat.Vote(poll, "لا")
	vote, err := c.DecryptPollVote(t.Context(), c.next(t))
	if err != nil {
		t.Fatal(err)
	}
	if want := whatsmeow.HashPollOptions([]string{"لا"})[0]; string(vote.GetSelectedOptions()[0]) != string(want) {
		t.Error("another option was voted for")
	}
}

func TestStrangersAreKeptOut(t *testing.T) {
	s := whatsapptest.New(t)
	owner := s.Phone("963900000000")
	if err := owner.Scan("https://wa.me/settings/linked_devices#2@none,a,b,c,1"); err == nil {
		t.Error("a code that nobody shows was taken")
	}
	if err := owner.EnterCode("ABCD-EFGH"); err == nil {
		t.Error("a pairing code that nobody shows was taken")
	}
	c, owner := linked(t, s)
	c.Disconnect()
	owner.Unlink()
	if err := c.Connect(); err != nil {
		t.Fatal(err)
	}
	if e := wait[*events.LoggedOut](t, c); !e.OnConnect {
		t.Errorf("%+v", e)
	}
}

func TestShown(t *testing.T) {
	for text, want := range map[string][2]string{
		"*غامق* و عادي":   {"غامق و عادي", "غامق"},
		"2*3*4":           {"2*3*4", ""},
		"* ليس* غامق":     {"* ليس* غامق", ""},
		"_مائل_ ~مشطوب~":  {"مائل مشطوب", ""},
		"*\u200bكما هو*":  {"*كما هو*", ""},
		"*سطر\nوسطر* آخر": {"*سطر\nوسطر* آخر", ""},
	} {
		if shown, bold := whatsapptest.Shown(text); shown != want[0] || bold != want[1] {
			t.Errorf("%q is shown as %q with %q bold", text, shown, bold)
		}
	}
}
