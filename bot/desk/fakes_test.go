package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// world is everything behind the desk, in memory: what the ledger, the session store, the file store
// and the engine are in the product. Its turn is the engine's rule of who holds a conversation, and nothing more.
type world struct {
	mu            sync.Mutex
	now           time.Time
	accepted      map[string]int64
	inputs        int64
	acceptErr     error
	paused        bool // what is accepted has no turn yet
	pending       []bot.Incoming
	conversations map[int64]bot.Conversation
	tickets       []bot.Ticket
	messages      []bot.Message
	projects      []bot.Project
	people        []bot.Person
	audit         []bot.Entry
	logins        map[string][]byte
	loginOf       map[string]string
	tries         map[string]int
	once          map[string][]byte
	files         map[string][]byte
	listeners     map[chan string][]string
	refused       int
	busy          bool              // whoever leads a conversation has just done something that the desk does not see yet
	codes         map[string]string // by person
	chats         map[string]bot.Account
}

func newWorld() *world {
	return &world{now: time.Date(2026, 11, 22, 13, 30, 0, 0, time.UTC), accepted: map[string]int64{}, conversations: map[int64]bot.Conversation{},
		logins: map[string][]byte{}, loginOf: map[string]string{}, tries: map[string]int{}, once: map[string][]byte{}, files: map[string][]byte{},
		listeners: map[chan string][]string{}, codes: map[string]string{}, chats: map[string]bot.Account{}}
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// change does something to the world and tells the listeners.
func (w *world) change(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	do()
	for c, topics := range w.listeners {
		for _, topic := range topics {
			select {
			case c <- topic:
			default:
			}
		}
	}
}

func (w *world) Accept(_ context.Context, in ...bot.Incoming) (receipts []bot.Receipt, err error) {
	w.change(func() {
		if err = w.acceptErr; err != nil {
			return
		}
		for _, i := range in {
			n, known := w.accepted[i.ID]
			if !known {
				w.inputs++
				n = w.inputs
				w.accepted[i.ID] = n
				w.pending = append(w.pending, i)
			}
			receipts = append(receipts, bot.Receipt{Conversation: i.Conversation, Input: n, Duplicate: known})
		}
		w.turn()
	})
	return receipts, err
}

func (w *world) goOn() { w.change(func() { w.paused = false; w.turn() }) }

// turn does what is pending, as the engine would.
func (w *world) turn() {
	if w.paused {
		return
	}
	for _, in := range w.pending {
		c := w.conversations[in.Conversation]
		c.Seq++
		t := w.ticketOf(in.Conversation)
		holds := t != nil && t.Advisor != nil && t.Advisor.ID == in.Input.Person.ID
		switch {
		case in.Input.Kind == dialogs.KindNote && t != nil:
			w.messages = append(w.messages, bot.Message{Author: bot.AuthorNote, Person: in.Input.Person, Said: &dialogs.Said{Text: in.Input.Text}})
		case in.Input.Kind == dialogs.KindTake && t != nil && t.Advisor == nil:
			t.Advisor, t.State, c.Mode = in.Input.Person, dialogs.TicketPending, dialogs.ModeAdvisor
		case in.Input.Kind == dialogs.KindSay && holds:
			w.messages = append(w.messages, bot.Message{Author: bot.AuthorAdvisor, Person: in.Input.Person,
				Said: &dialogs.Said{Text: in.Input.Text, Media: in.Input.Media, Advisor: in.Input.Person}, Status: bot.StatusSent})
		case in.Input.Kind == dialogs.KindTransfer && (holds || w.replaces(t, in.Input)):
			t.Advisor, t.Changed = in.Input.To, w.now
		case (in.Input.Kind == dialogs.KindHandBack || in.Input.Kind == dialogs.KindResolve) && holds:
			t.Advisor, t.State, c.Mode = nil, dialogs.TicketResolved, dialogs.ModeBot
		default:
			w.refused++
		}
		w.number(in.Conversation)
		w.conversations[in.Conversation] = c
	}
	w.pending = nil
}

// replaces is the engine's rule of who may take the place of a silent holder.
func (w *world) replaces(t *bot.Ticket, in dialogs.Input) bool {
	return t != nil && in.To.ID == in.Person.ID && !w.busy && w.now.Sub(t.Changed) >= dialogs.AbsentAfter
}

// number finishes what was appended to messages.
func (w *world) number(conversation int64) {
	for i := range w.messages {
		if m := &w.messages[i]; m.ID == 0 {
			m.ID, m.Conversation, m.At = int64(i+1), conversation, w.now
		}
	}
}

func (w *world) ticketOf(conversation int64) *bot.Ticket {
	for i := range w.tickets {
		if t := &w.tickets[i]; t.Conversation.ID == conversation && t.State != dialogs.TicketResolved {
			return t
		}
	}
	return nil
}

func (w *world) Tickets(_ context.Context, f bot.TicketFilter) (out []bot.Ticket, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.tickets {
		if slices.Contains(f.States, t.State) {
			out = append(out, t)
		}
	}
	return out, nil
}

func (w *world) TicketsOf(_ context.Context, conversation int64) (out []bot.Ticket, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.tickets {
		if t.Conversation.ID == conversation {
			out = append(out, t)
		}
	}
	return out, nil
}

func (w *world) Conversation(_ context.Context, id int64) (bot.Conversation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.conversations[id]
	if !ok {
		return c, fmt.Errorf("conversation %d: %w", id, bot.ErrNotFound)
	}
	return c, nil
}

func (w *world) Transcript(_ context.Context, conversation, after int64, limit int) (out []bot.Message, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.messages {
		if m.Conversation == conversation && m.ID > after && len(out) < limit {
			out = append(out, m)
		}
	}
	return out, nil
}

func (w *world) TranscriptBefore(_ context.Context, conversation, before int64, limit int) (out []bot.Message, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.messages {
		if m.Conversation == conversation && (before == 0 || m.ID < before) {
			out = append(out, m)
		}
	}
	return out[max(0, len(out)-limit):], nil
}

func (w *world) Projects(_ context.Context, contact int64) (out []bot.Project, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.projects {
		if p.Contact == contact {
			out = append(out, p)
		}
	}
	return out, nil
}

func (w *world) Publish(context.Context, string) error {
	w.change(func() {})
	return nil
}

func (w *world) Post(_ context.Context, key string, value []byte, _ time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.once[key] = value
	return nil
}

func (w *world) Posted(_ context.Context, key string) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if value, ok := w.once[key]; ok {
		return value, nil
	}
	return nil, bot.ErrNotFound
}

func (w *world) Subscribe(ctx context.Context, topics ...string) (<-chan string, error) {
	c := make(chan string, 64)
	w.mu.Lock()
	w.listeners[c] = topics
	w.mu.Unlock()
	context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.listeners, c)
	})
	return c, nil
}

func (w *world) Save(_ context.Context, r io.Reader, name, mime string, limit int64) (dialogs.Media, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return dialogs.Media{}, err
	}
	if int64(len(b)) > limit {
		return dialogs.Media{}, bot.ErrTooLarge
	}
	if mime == "" {
		mime = http.DetectContentType(b)
	}
	sum := sha256.Sum256(b)
	m := dialogs.Media{Hash: hex.EncodeToString(sum[:]), Name: name, Mime: mime, Size: int64(len(b))}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[m.Hash] = b
	return m, nil
}

type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

func (w *world) Open(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b, ok := w.files[hash]
	if !ok {
		return nil, bot.ErrNoFile
	}
	return file{bytes.NewReader(b)}, nil
}

// Describe gives the text answers by the ID of their field.
func (w *world) Describe(lang, _ string, a dialogs.Answers) (lines []dialogs.Line) {
	for _, f := range []struct{ id, ar, en string }{{"craft", "الحرفة", "Craft"}, {"governorate", "المحافظة", "Governorate"},
		{"workers", "عدد العاملين", "Workers"}, {"place", "مكان العمل", "Workplace"}, {"need", "الحاجة", "Need"}} {
		label := f.ar
		if lang == "en" {
			label = f.en
		}
		lines = append(lines, dialogs.Line{Field: f.id, Label: label, Value: strings.TrimSpace(a[f.id].Text)})
	}
	return lines
}
