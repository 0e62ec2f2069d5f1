package telegramtest

import (
	"fmt"
	"maps"
	"strconv"
	"time"
)

// User is a person with a phone in a private chat with the bot.
type User struct {
	s  *Server
	ID int64
}

// User returns the person of that id, who has started the bot. Chat id and user id are the same, as on Telegram.
func (s *Server) User(id int64) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(id)
	return &User{s: s, ID: id}
}

// Chat is the chat's id as the bot writes it.
func (u *User) Chat() string { return strconv.FormatInt(u.ID, 10) }

func (u *User) wire() map[string]any {
	return map[string]any{"id": u.ID, "is_bot": false, "first_name": "أبو أحمد", "last_name": "#" + u.Chat(), "language_code": "ar"}
}

// Say sends a text and returns the message's id.
func (u *User) Say(text string) int64 {
	return u.SendFields(map[string]any{"text": text})
}

// SendFields sends a message with these fields of the Bot API, whatever they are, and returns its id.
func (u *User) SendFields(fields map[string]any) int64 {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	ch := u.s.chat(u.ID)
	text, _ := fields["text"].(string)
	m := &Message{Kind: "text", Text: text, At: time.Now()}
	u.s.record(ch, m)
	u.s.push(u.ID, "message", u.envelope(ch, m.ID, m.At, fields))
	return m.ID
}

func (u *User) envelope(ch *chat, id int64, at time.Time, fields map[string]any) map[string]any {
	out := map[string]any{"message_id": id, "date": at.Unix(), "chat": ch.wire(), "from": u.wire()}
	maps.Copy(out, fields)
	return out
}

// Edit changes the text of a message that was sent.
func (u *User) Edit(id int64, text string) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	ch := u.s.chat(u.ID)
	at := time.Now()
	if m := ch.find(id); m != nil {
		m.Text, at = text, m.At
	}
	u.s.push(u.ID, "edited_message", u.envelope(ch, id, at, map[string]any{"text": text, "edit_date": time.Now().Unix()}))
}

// Press presses the newest button that has this data or this label. It is an error when there is none.
func (u *User) Press(dataOrLabel string) error {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	ch := u.s.chat(u.ID)
	for i := len(ch.messages) - 1; i >= 0; i-- {
		for _, row := range ch.messages[i].Buttons {
			for _, b := range row {
				if b.Data == dataOrLabel || b.Text == dataOrLabel {
					u.press(ch, ch.messages[i], b.Data)
					return nil
				}
			}
		}
	}
	return fmt.Errorf("telegramtest: chat %d shows no button %q", u.ID, dataOrLabel)
}

// Forge presses a button that the message never had.
func (u *User) Forge(message int64, data string) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	ch := u.s.chat(u.ID)
	m := ch.find(message)
	if m == nil {
		m = &Message{ID: message, FromBot: true, Kind: "text"}
	}
	u.press(ch, m, data)
}

func (u *User) press(ch *chat, m *Message, data string) {
	id := "query-" + strconv.Itoa(len(u.s.queries)+1)
	u.s.queries[id] = false
	u.s.push(u.ID, "callback_query", map[string]any{
		"id": id, "from": u.wire(), "message": u.s.wire(ch, m), "chat_instance": "1", "data": data,
	})
}

// Block has the user block the bot, and Unblock come back.
func (u *User) Block() { u.member("kicked", true) }

// Unblock undoes Block.
func (u *User) Unblock() { u.member("member", false) }

func (u *User) member(status string, blocked bool) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	ch := u.s.chat(u.ID)
	ch.blocked = blocked
	u.s.push(u.ID, "my_chat_member", map[string]any{
		"chat": ch.wire(), "from": u.wire(), "date": time.Now().Unix(),
		"new_chat_member": map[string]any{"status": status, "user": u.s.me()},
	})
}

// Unanswered is how many pressed buttons, of all users, still wait for the bot's answer.
func (s *Server) Unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, answered := range s.queries {
		if !answered {
			n++
		}
	}
	return n
}
