package whatsapp_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
)

func TestPollsOnSQLite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db")
	polls(t, sqliteAt(t, path), "sqlite", ledger.Config{Path: path})
}

func TestPollsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	url := bottest.Postgres(t)
	polls(t, open(t, "pgx", url), "postgres", ledger.Config{URL: url})
}

func pollsOn(c *whatsapp.Config) { c.Polls = true }

// polls has an artisan tap through the beginning of a form, the program starting anew in the middle, and then be forgotten.
func polls(t *testing.T, db *sql.DB, dialect string, at ledger.Config) {
	w := newWorld(t, bottest.NewAdapterKit(t), db, dialect)
	artisan := w.artisan("963911111111")
	chat := artisan.Chat(w.owner)
	before := w.serveOn(t, at, time.Now, pollsOn)
	chat.Say("مرحبا")
	menu := offered(t, chat, "١. تسجيل مشروع")
	vote := chat.Vote(menu, "تسجيل مشروع")
	consent := offered(t, chat, "١. إي، منبلّش")
	before.stop()

	after := w.serveOn(t, at, time.Now, pollsOn)
	chat.Resend(vote)
	chat.Vote(consent) // taken back
	chat.Vote(consent, "إي، منبلّش")
	wantText(t, chat, "سؤال ١ من ١٢")
	chat.Say("خالد") // no poll where there is nothing to choose
	wantText(t, chat, "سؤال ٢ من ١٢")
	heard(t, after.records, bot.AuthorArtisan, 4)

	chat.Vote(consent, "لا، مو هلق") // changed, when the form has moved on
	heard(t, after.records, bot.AuthorArtisan, 5)
	chat.Reply(t)
	if count(t, db, secrets, artisan.LID()) == 0 {
		t.Fatal("no secrets of polls are kept")
	}
	chat.Say("حذف بياناتي")
	sure := next(t, chat, "poll")
	chat.Vote(sure, sure.Options[0])
	next(t, chat, "text")
	numbers, clock := w.sweeper(t, after.records)
	eventually(t, "nothing is left of the polls", func() bool {
		if err := numbers.ForgetStrangers(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.jump(time.Hour)
		return count(t, db, secrets, artisan.LID()) == 0 && count(t, db, `SELECT COUNT(*) FROM messages WHERE body LIKE '%choices%'`) == 0
	})
	chat.Vote(consent, "إي، منبلّش")
	wantText(t, chat, "١. تسجيل مشروع")
}

const secrets = `SELECT COUNT(*) FROM whatsmeow_message_secrets WHERE chat_jid = $1`

// offered is the poll that follows a text with the numbered choices.
func offered(t *testing.T, chat *whatsapptest.Chat, first string) whatsapptest.Message {
	t.Helper()
	wantText(t, chat, first)
	poll := chat.Reply(t)
	if poll.Kind != "poll" || poll.Text == "" || len(poll.Options) == 0 || !strings.HasSuffix(first, poll.Options[0]) {
		t.Fatalf("shown %+v, not a poll", poll)
	}
	return poll
}

func wantText(t *testing.T, chat *whatsapptest.Chat, want string) {
	t.Helper()
	if got := chat.Reply(t); got.Kind != "text" || !strings.Contains(got.Text, want) {
		t.Fatalf("shown a %s %q without %q", got.Kind, got.Text, want)
	}
}

// next is the next message of a kind.
func next(t *testing.T, chat *whatsapptest.Chat, kind string) whatsapptest.Message {
	t.Helper()
	for {
		if m := chat.Reply(t); m.Kind == kind {
			return m
		}
	}
}

// ballot offers yes and no, after it has failed with these errors.
type ballot struct {
	fails []error
	asked atomic.Int64
}

func (b *ballot) Offered(context.Context, bot.Account, string) ([]dialogs.Button, error) {
	if n := int(b.asked.Add(1)); n <= len(b.fails) {
		return nil, b.fails[n-1]
	}
	return yesOrNo, nil
}

var yesOrNo = []dialogs.Button{{ID: "a:yes", Label: "إي"}, {ID: "a:no", Label: "لا"}}

func asking(b *ballot) func(*whatsapp.Config) {
	return func(c *whatsapp.Config) { c.Offers, c.Polls = b, true }
}

// ask is a question with a poll, the same whenever it is sent.
func (w *world) ask(p *whatsapptest.Phone) bot.Outgoing {
	out := w.out(p, bot.Fit(dialogs.Said{Text: "منبلّش؟", Choices: yesOrNo}, w.bot.Traits())[0])
	out.MessageID = "AABBCCDDEEFF00112233"
	return out
}

func TestAVoteWaitsForWhatItIsLookedUpIn(t *testing.T) {
	w, artisan, chat := met(t, asking(&ballot{fails: []error{bot.ErrNotFound, errors.New("no database"), bot.ErrNotFound}}))
	w.send(t, w.ask(artisan))
	chat.Vote(offered(t, chat, "١. إي"), "لا")
	chat.Say("طيب")
	all := w.inbox.Wait(t, 3)
	if all[1].Input.Kind != dialogs.KindChoice || all[1].Input.Choice != "a:no" || all[2].Input.Text != "طيب" {
		t.Errorf("accepted %+v", all)
	}
}

func TestAVoteThatNobodyKnowsOfIsAnOldButton(t *testing.T) {
	never := make([]error, 100)
	for i := range never {
		never[i] = bot.ErrNotFound
	}
	w, artisan, chat := met(t, asking(&ballot{fails: never}))
	w.send(t, w.ask(artisan))
	chat.Vote(offered(t, chat, "١. إي"), "لا")
	if in := w.inbox.Wait(t, 2)[1].Input; in.Kind != dialogs.KindChoice || in.Choice != "" {
		t.Errorf("accepted %+v", in)
	}
}

func TestVotesThatAreNone(t *testing.T) {
	w, artisan, chat := met(t, asking(&ballot{}))
	w.send(t, w.ask(artisan))
	poll := offered(t, chat, "١. إي")
	for _, v := range []*waE2E.PollEncValue{nil, {EncIV: []byte("short")}, {EncIV: make([]byte, 12), EncPayload: []byte("no vote")}} {
		chat.Send(&waE2E.Message{PollUpdateMessage: &waE2E.PollUpdateMessage{
			PollCreationMessageKey: &waCommon.MessageKey{RemoteJID: proto.String(w.owner.LID()), FromMe: proto.Bool(false), ID: &poll.ID}, Vote: v,
		}})
	}
	chat.Vote(poll) // taken back
	chat.Vote(poll, "إي")
	if all := w.inbox.Wait(t, 2); all[1].Input.Choice != "a:yes" {
		t.Errorf("accepted %+v", all)
	}
}

// A poll that WhatsApp refuses takes nothing from the text; sent again later, it is one that can be voted in.
func TestPollRefusedAndSentAgain(t *testing.T) {
	w, artisan, chat := met(t, asking(&ballot{}))
	w.server.RefuseSends(0, 479)
	text := w.send(t, w.ask(artisan))
	if shown := chat.Replies(); len(shown) != 1 || shown[0].ID != text {
		t.Fatalf("%q sent, shown %+v", text, shown)
	}
	w.stop()
	w.bot = w.number(t, asking(&ballot{}))
	start(t, w.bot, w.inbox.Accept)
	for range 2 {
		w.send(t, w.ask(artisan))
	}
	chat.Vote(offered(t, chat, "١. إي"), "إي")
	if in := w.inbox.Wait(t, 2)[1].Input; in.Choice != "a:yes" || len(chat.Replies()) != 2 {
		t.Errorf("accepted %+v, shown %+v", in, chat.Replies())
	}
}

func TestNoPollsUnlessTurnedOn(t *testing.T) {
	w, artisan, chat := met(t)
	w.send(t, w.ask(artisan))
	w.send(t, w.out(artisan, dialogs.Said{Text: "منبلّش؟\n\n" + bot.Numbered(yesOrNo), Choices: yesOrNo})) // from when they were on
	for _, m := range chat.Replies() {
		if m.Kind != "text" {
			t.Errorf("shown %+v", m)
		}
	}
}
