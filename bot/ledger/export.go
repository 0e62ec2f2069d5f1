package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// exported is the document that an artisan gets with everything that is stored about them.
type exported struct {
	Exported      time.Time              `json:"exported"`
	Contact       exportedContact        `json:"contact"`
	Conversations []exportedConversation `json:"conversations"`
	Projects      []exportedProject      `json:"projects,omitempty"`
	Questions     []exportedQuestion     `json:"questions,omitempty"`
}

type exportedContact struct {
	Name  string    `json:"name,omitempty"`
	Phone string    `json:"phone,omitempty"`
	Lang  string    `json:"lang,omitempty"`
	Since time.Time `json:"since"`
}

type exportedConversation struct {
	Network   string            `json:"network"`
	Account   string            `json:"account"`
	Addresses []string          `json:"addresses"`
	Messages  []exportedMessage `json:"messages"`
	Waiting   []dialogs.Input   `json:"waiting,omitempty"` // taken in, not answered yet
	Tickets   []exportedTicket  `json:"tickets,omitempty"`
	Reminders []exportedTimer   `json:"reminders,omitempty"`
	State     json.RawMessage   `json:"state,omitempty"` // where the conversation stands
}

type exportedMessage struct {
	At     time.Time       `json:"at"`
	From   bot.Author      `json:"from"`
	Person *dialogs.Person `json:"person,omitempty"`
	Input  *dialogs.Input  `json:"sent,omitempty"`
	Said   *dialogs.Said   `json:"said,omitempty"`
	Status bot.Status      `json:"status,omitempty"`
}

type exportedTicket struct {
	State    dialogs.TicketState  `json:"state"`
	Reason   dialogs.TicketReason `json:"reason"`
	Question string               `json:"question,omitempty"`
	Advisor  *dialogs.Person      `json:"advisor,omitempty"`
	Stars    int                  `json:"stars,omitempty"`
	Opened   time.Time            `json:"opened"`
	Changed  time.Time            `json:"changed"`
}

type exportedTimer struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

type exportedProject struct {
	Form    string          `json:"form"`
	Version int             `json:"version"`
	Answers dialogs.Answers `json:"answers"`
	Done    bool            `json:"done"`
	Changed time.Time       `json:"changed"`
}

type exportedQuestion struct {
	At       time.Time               `json:"at"`
	Question string                  `json:"question"`
	Article  string                  `json:"article,omitempty"`
	Outcome  dialogs.QuestionOutcome `json:"outcome"`
	Waits    bool                    `json:"to_be_told,omitempty"`
}

// ExportContact returns everything that is stored about a contact as one JSON document, indented for
// reading; bot.ErrNotFound when there is no such contact.
func (l *Ledger) ExportContact(ctx context.Context, contact int64) ([]byte, error) {
	s := l.read()
	doc := exported{Exported: moment(millis(l.now()))}
	conversations, err := s.conversations(ctx, conversationColumns+`WHERE c.contact = ? AND c.merged IS NULL ORDER BY c.id`, contact)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	if len(conversations) == 0 {
		return nil, fmt.Errorf("export: contact %d: %w", contact, bot.ErrNotFound)
	}
	c := conversations[0].Contact
	doc.Contact = exportedContact{c.Name, c.Phone, c.Lang, c.Created}
	for _, conversation := range conversations {
		one, err := l.exportConversation(ctx, s, conversation)
		if err != nil {
			return nil, fmt.Errorf("export: %w", err)
		}
		doc.Conversations = append(doc.Conversations, one)
	}
	if err := l.exportRecords(ctx, s, contact, &doc); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return json.MarshalIndent(doc, "", "  ")
}

func (l *Ledger) exportRecords(ctx context.Context, s *session, contact int64, doc *exported) error {
	projects, err := l.Projects(ctx, contact)
	if err != nil {
		return err
	}
	for _, p := range projects {
		doc.Projects = append(doc.Projects, exportedProject{p.Form, p.Version, p.Answers, p.Done, p.Changed})
	}
	questions, err := s.questions(ctx, `WHERE contact = ? ORDER BY id`, contact)
	for _, q := range questions {
		doc.Questions = append(doc.Questions, exportedQuestion{q.At, q.Question, q.Article, q.Why, q.Waits})
	}
	return err
}

func (l *Ledger) exportConversation(ctx context.Context, s *session, c bot.Conversation) (exportedConversation, error) {
	out := exportedConversation{Network: c.Account.Network, Account: c.Account.ID}
	err := s.each(ctx, `SELECT chat FROM addresses WHERE conversation = ? ORDER BY chat`, []any{c.ID}, func(r *sql.Rows) error {
		var chat string
		err := r.Scan(&chat)
		out.Addresses = append(out.Addresses, chat)
		return err
	})
	if err != nil {
		return out, err
	}
	if out.Messages, err = exportMessages(ctx, s, c.ID); err != nil {
		return out, err
	}
	if out.Waiting, err = exportWaiting(ctx, s, c.ID); err != nil {
		return out, err
	}
	tickets, err := l.TicketsOf(ctx, c.ID)
	if err != nil {
		return out, err
	}
	for _, t := range tickets {
		out.Tickets = append(out.Tickets, exportedTicket{t.State, t.Reason, t.Question, t.Advisor, t.Stars, t.Opened, t.Changed})
	}
	if out.Reminders, err = exportTimers(ctx, s, c.ID); err != nil {
		return out, err
	}
	states, err := l.States(ctx, []int64{c.ID})
	out.State = states[c.ID]
	return out, err
}

// exportMessages includes the advisors' notes: they are about the artisan too.
func exportMessages(ctx context.Context, s *session, conversation int64) ([]exportedMessage, error) {
	all, err := s.messages(ctx, messageColumns+`WHERE conversation = ? ORDER BY id`, conversation)
	out := make([]exportedMessage, len(all))
	for i, m := range all {
		out[i] = exportedMessage{m.At, m.Author, m.Person, m.Input, m.Said, m.Status}
	}
	return out, err
}

func exportWaiting(ctx context.Context, s *session, conversation int64) (out []dialogs.Input, err error) {
	err = s.each(ctx, `SELECT input FROM inbox WHERE conversation = ? AND status IN ('waiting', 'parked') ORDER BY id`, []any{conversation}, func(r *sql.Rows) error {
		var text string
		var in dialogs.Input
		if err := r.Scan(&text); err != nil || text == "" {
			return err
		}
		err := undocument(text, &in)
		out = append(out, in)
		return err
	})
	return out, err
}

func exportTimers(ctx context.Context, s *session, conversation int64) (out []exportedTimer, err error) {
	err = s.each(ctx, `SELECT name, at FROM timers WHERE conversation = ? ORDER BY at`, []any{conversation}, func(r *sql.Rows) error {
		var t exportedTimer
		var at int64
		err := r.Scan(&t.Name, &at)
		t.At = moment(at)
		out = append(out, t)
		return err
	})
	return out, err
}
