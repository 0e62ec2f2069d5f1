package bottest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
	"sanad/knowledge"
)

// Store is what the suite asks of a durable store: the pipeline's ports, and the reads with which the
// suite looks at what was written.
type Store interface {
	bot.InboxStore
	bot.TurnStore
	bot.OutboxStore
	bot.Leftovers
	bot.ErrandStore
	Staff
	bot.PastStore
	bot.Standings
	Transcripts
	Records
	Leases() bot.Leases
	ExportContact(ctx context.Context, contact int64) ([]byte, error)
	SetReachable(ctx context.Context, conversation int64, reachable bool) error
	Close() error
}

// Transcripts reads conversations.
type Transcripts interface {
	Transcript(ctx context.Context, conversation, afterID int64, limit int) ([]bot.Message, error)
	Conversation(ctx context.Context, id int64) (bot.Conversation, error)
	ConversationByChat(ctx context.Context, account bot.Account, chat string) (bot.Conversation, error)
	MarkMessage(ctx context.Context, account bot.Account, networkID string, status bot.Status) (conversation int64, err error)
	Offered(ctx context.Context, account bot.Account, networkID string) ([]dialogs.Button, error)
}

// Records reads what effects wrote.
type Records interface {
	Projects(ctx context.Context, contact int64) ([]bot.Project, error)
	Tickets(ctx context.Context, f bot.TicketFilter) ([]bot.Ticket, error)
	Questions(ctx context.Context, why dialogs.QuestionOutcome, limit int) ([]bot.Question, error)
	Entries(ctx context.Context, limit int) ([]bot.Entry, error)
	AnswerQuestions(ctx context.Context, article string, since int, ids ...int64) error
}

// Opened is an empty store with its articles. Texts returns every text that is stored in it, wherever, so that an erasure can be checked.
type Opened struct {
	Store
	Articles knowledge.Store
	Texts    func(t *testing.T) []string
}

// Stores runs the contract of stores; open gives every case a store of its own and closes it after.
func Stores(t *testing.T, open func(t *testing.T) Opened) {
	for _, part := range []struct {
		name  string
		cases map[string]func(*testing.T, *desk)
	}{
		{"inbox", inboxCases}, {"turns", turnCases}, {"outbox", outboxCases}, {"effects", effectCases}, {"askers", askerCases},
		{"forget", forgetCases}, {"prune", pruneCases}, {"joining", joiningCases}, {"staff", staffCases}, {"divert", divertCases}, {"leases", leaseCases},
		{"standings", standingCases},
	} {
		t.Run(part.name, func(t *testing.T) {
			for name, run := range part.cases {
				t.Run(name, func(t *testing.T) { run(t, &desk{T: t, Opened: open(t), now: start}) })
			}
		})
	}
	t.Run("model", func(t *testing.T) { model(t, open) })
}

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// Telegram and whatsapp are the accounts of the suite.
var (
	telegram = bot.Account{Network: "telegram", ID: "1000"}
	whatsapp = bot.Account{Network: "whatsapp", ID: "963"}
)

const lease = time.Minute

// desk is a store on a test's table, with the moves that cases are made of.
type desk struct {
	*testing.T
	Opened
	now    time.Time
	events int
}

func (d *desk) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) want(right bool, format string, args ...any) {
	d.Helper()
	if !right {
		d.Fatalf(format, args...)
	}
}

// text is a message from a chat on Telegram, under an event of its own.
func (d *desk) text(chat, text string) bot.Incoming {
	d.events++
	return bot.Incoming{
		Account: telegram, ID: fmt.Sprintf("u%d", d.events), Chat: chat, At: d.now,
		Input: dialogs.Input{Kind: dialogs.KindText, Ref: fmt.Sprint(d.events), Text: text},
	}
}

func (d *desk) accept(in ...bot.Incoming) []bot.Receipt {
	d.Helper()
	got, err := d.Accept(d.Context(), in)
	d.ok(err)
	d.want(len(got) == len(in), "%d receipts for %d inputs", len(got), len(in))
	return got
}

func (d *desk) claim(limit int) []bot.Claim {
	d.Helper()
	got, err := d.Claim(d.Context(), "worker", limit, d.now, d.now.Add(lease))
	d.ok(err)
	return got
}

func (d *desk) claimOne() bot.Claim {
	d.Helper()
	got := d.claim(10)
	d.want(len(got) == 1 && len(got[0].Waiting) > 0, "claimed %+v, want one conversation with inputs", got)
	return got[0]
}

// turn answers the nth waiting input of a claim.
func (d *desk) turn(c bot.Claim, n int, said string, effects ...dialogs.Effect) bot.Turn {
	in := c.Waiting[n].Input
	turn := bot.Turn{
		Conversation: c.Conversation, Contact: c.Contact, Token: c.Token, Seq: c.Seq + int64(n) + 1, At: d.now,
		Input: in, State: fmt.Appendf(nil, `{"v":1,"after":%q}`, in.ID), Mode: dialogs.ModeBot, Effects: effects,
	}
	if said != "" {
		turn.Said = []dialogs.Said{{Text: said}}
	}
	return turn
}

func (d *desk) commit(turns ...bot.Turn) {
	d.Helper()
	lost, err := d.Commit(d.Context(), turns)
	d.ok(err)
	d.want(len(lost) == 0, "lost %v", lost)
}

// do has one message accepted and answered, with effects.
func (d *desk) do(in bot.Incoming, said string, effects ...dialogs.Effect) bot.Claim {
	d.Helper()
	d.accept(in)
	c := d.claimOne()
	d.commit(d.turn(c, 0, said, effects...))
	return c
}

func (d *desk) outgoing() []bot.Outgoing {
	d.Helper()
	got, err := d.ClaimOutgoing(d.Context(), "sender", []bot.Account{telegram, whatsapp}, 10, d.now, d.now.Add(lease))
	d.ok(err)
	return got
}

func (d *desk) settle(outcomes ...bot.Outcome) {
	d.Helper()
	d.ok(d.Settle(d.Context(), outcomes))
}

func sent(o bot.Outgoing) bot.Outcome {
	return bot.Outcome{Outgoing: o, Sent: true, MessageID: "m" + o.MessageID}
}

func (d *desk) transcript(conversation int64) []string {
	d.Helper()
	all, err := d.Transcript(d.Context(), conversation, 0, 1000)
	d.ok(err)
	lines := make([]string, len(all))
	for i, m := range all {
		lines[i] = string(m.Author) + ":"
		if m.Input != nil {
			lines[i] += m.Input.Text
		}
		if m.Said != nil {
			lines[i] += m.Said.Text
		}
	}
	return lines
}
