package telegramtest

import (
	"slices"
	"strconv"
	"time"
)

// Message is one line of a chat, as its user sees it.
type Message struct {
	ID         int64
	At         time.Time
	FromBot    bool
	Kind       string // text, photo, voice, video, document…
	Text       string // or caption
	Bold       string // what of Text is bold
	Buttons    [][]Button
	File       *File
	Unanswered bool // the bot was never told that it was sent
}

// File is a file that was sent, either way.
type File struct {
	Name string
	Mime string
	Body []byte
}

// chat is a private chat or, with a negative id, a group.
type chat struct {
	id       int64
	messages []*Message
	blocked  bool
	left     bool
	actions  int
	sent     int // messages of the bot
	read     int // messages of the bot that User.Reply gave out
	changed  chan struct{}
}

func (s *Server) chat(id int64) *chat {
	ch := s.chats[id]
	if ch == nil {
		ch = &chat{id: id, changed: make(chan struct{})}
		s.chats[id] = ch
	}
	return ch
}

// record numbers a message and adds it to its chat. It wants s.mu held.
func (s *Server) record(ch *chat, m *Message) {
	s.lastMessage++
	m.ID = s.lastMessage
	ch.messages = append(ch.messages, m)
	if m.FromBot {
		ch.sent++
	}
	ch.notify()
}

func (ch *chat) notify() {
	close(ch.changed)
	ch.changed = make(chan struct{})
}

func (ch *chat) find(id int64) *Message {
	i, found := slices.BinarySearchFunc(ch.messages, id, func(m *Message, id int64) int { return int(m.ID - id) })
	if !found {
		return nil
	}
	return ch.messages[i]
}

// wire is a message of the bot as the Bot API shows it.
func (s *Server) wire(ch *chat, m *Message) map[string]any {
	out := map[string]any{"message_id": m.ID, "date": m.At.Unix(), "chat": ch.wire(), "from": s.me()}
	if m.Kind == "text" {
		out["text"] = m.Text
	} else if m.Text != "" {
		out["caption"] = m.Text
	}
	if m.File != nil {
		shown := map[string]any{"file_id": "sent-" + strconv.FormatInt(m.ID, 10), "file_size": len(m.File.Body)}
		out[m.Kind] = shown
		if m.Kind == "photo" {
			out[m.Kind] = []any{shown}
		}
	}
	if m.Buttons != nil {
		out["reply_markup"] = map[string]any{"inline_keyboard": m.Buttons}
	}
	return out
}

func (ch *chat) wire() map[string]any {
	if ch.id < 0 {
		return map[string]any{"id": ch.id, "type": "group", "title": "Group"}
	}
	return map[string]any{"id": ch.id, "type": "private", "first_name": "أبو أحمد"}
}
