package whatsapptest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
)

// Chat is a conversation as one phone shows it.
type Chat struct {
	phone, with *Phone

	// guarded by phone.mu
	messages []*Message
	states   map[string]string // how far the phone's own messages came: "delivered", "read"
	typing   int
	given    int // messages that Reply gave out
	changed  chan struct{}
}

// Message is one message on a phone's screen.
type Message struct {
	ID      string
	Theirs  bool   // of the other side
	Kind    string // "text", "image", "voice", "audio", "video", "document", "poll", "reaction", "other"
	Text    string // or caption, or the poll's question
	Options []string
	Quoted  string // the id of the message that it answers
	Name    string // of a document
	File    []byte
	Mime    string
	At      time.Time
	Raw     *waE2E.Message
}

func (c *Chat) notify() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// show puts a message on the screen, once: one that is sent again under its id is the same. It wants phone.mu held.
func (c *Chat) show(id string, raw *waE2E.Message, theirs bool) {
	for _, m := range c.messages {
		if m.ID == id {
			return
		}
	}
	m := c.phone.s.media.read(raw)
	m.ID, m.Theirs, m.At = id, theirs, time.Now()
	c.messages = append(c.messages, m)
	c.notify()
}

// read makes what a screen shows of a message.
func (h *mediaHost) read(raw *waE2E.Message) *Message {
	m := &Message{Kind: "other", Raw: raw}
	switch {
	case raw.Conversation != nil:
		m.Kind, m.Text = "text", raw.GetConversation()
	case raw.ExtendedTextMessage != nil:
		m.Kind, m.Text = "text", raw.ExtendedTextMessage.GetText()
		m.Quoted = raw.ExtendedTextMessage.GetContextInfo().GetStanzaID()
	case raw.ImageMessage != nil:
		m.Kind, m.Text = "image", raw.ImageMessage.GetCaption()
		h.open(m, raw.ImageMessage, whatsmeow.MediaImage, raw.ImageMessage.GetMimetype())
	case raw.AudioMessage != nil:
		m.Kind = "audio"
		if raw.AudioMessage.GetPTT() {
			m.Kind = "voice"
		}
		h.open(m, raw.AudioMessage, whatsmeow.MediaAudio, raw.AudioMessage.GetMimetype())
	case raw.VideoMessage != nil:
		m.Kind, m.Text = "video", raw.VideoMessage.GetCaption()
		h.open(m, raw.VideoMessage, whatsmeow.MediaVideo, raw.VideoMessage.GetMimetype())
	case raw.DocumentMessage != nil:
		m.Kind, m.Text, m.Name = "document", raw.DocumentMessage.GetCaption(), raw.DocumentMessage.GetFileName()
		h.open(m, raw.DocumentMessage, whatsmeow.MediaDocument, raw.DocumentMessage.GetMimetype())
	case raw.DocumentWithCaptionMessage != nil:
		return h.read(raw.DocumentWithCaptionMessage.GetMessage())
	case raw.EphemeralMessage != nil:
		return h.read(raw.EphemeralMessage.GetMessage())
	case raw.PollCreationMessage != nil:
		m.Kind, m.Text = "poll", raw.PollCreationMessage.GetName()
		for _, o := range raw.PollCreationMessage.GetOptions() {
			m.Options = append(m.Options, o.GetOptionName())
		}
	case raw.ReactionMessage != nil:
		m.Kind, m.Text, m.Quoted = "reaction", raw.ReactionMessage.GetText(), raw.ReactionMessage.GetKey().GetID()
	}
	return m
}

// open fetches a message's file; a message whose file cannot be had is shown without.
func (h *mediaHost) open(m *Message, raw whatsmeow.DownloadableMessage, kind whatsmeow.MediaType, mime string) {
	m.Mime = mime
	if body, err := h.unseal(raw, kind); err == nil {
		m.File = body
	}
}

// Transcript returns everything in the chat so far, in order.
func (c *Chat) Transcript() []Message { return c.which(func(*Message) bool { return true }) }

// Replies returns what the other side sent so far, in order.
func (c *Chat) Replies() []Message { return c.which(func(m *Message) bool { return m.Theirs }) }

func (c *Chat) which(want func(*Message) bool) []Message {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	return c.pick(want)
}

func (c *Chat) pick(want func(*Message) bool) []Message {
	var out []Message
	for _, m := range c.messages {
		if want(m) {
			out = append(out, *m)
		}
	}
	return out
}

// Typing is how often the phone showed that the other side types.
func (c *Chat) Typing() int {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	return c.typing
}

// State is how far a message of the phone's came: "", "delivered" or "read".
func (c *Chat) State(id string) string {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	return c.states[id]
}

// WaitFor returns the other side's messages once they are as wanted. The error says how many there were instead.
func (c *Chat) WaitFor(ctx context.Context, wanted func(replies []Message) bool) ([]Message, error) {
	for {
		c.phone.mu.Lock()
		replies, changed := c.pick(func(m *Message) bool { return m.Theirs }), c.changed
		c.phone.mu.Unlock()
		if wanted(replies) {
			return replies, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return replies, fmt.Errorf("whatsapptest: the chat has %d messages of the other side: %w", len(replies), ctx.Err())
		case <-c.phone.closing().Done():
			return replies, errors.New("whatsapptest: the server is closed")
		}
	}
}

// WaitState waits until a message of the phone's came that far.
func (c *Chat) WaitState(ctx context.Context, id, state string) error {
	_, err := c.WaitFor(ctx, func([]Message) bool { return c.State(id) == state })
	return err
}

// Wait returns the other side's messages once there are n of them.
func (c *Chat) Wait(ctx context.Context, n int) ([]Message, error) {
	return c.WaitFor(ctx, func(replies []Message) bool { return len(replies) >= n })
}

// replyWithin is how long Reply waits.
const replyWithin = 15 * time.Second

// Reply returns the other side's next message that it has not returned yet, and fails the test when none comes.
func (c *Chat) Reply(tb testing.TB) Message {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), replyWithin)
	defer cancel()
	c.phone.mu.Lock()
	n := c.given
	c.given++
	c.phone.mu.Unlock()
	replies, err := c.Wait(ctx, n+1)
	if err != nil {
		tb.Fatal(err)
	}
	return replies[n]
}
