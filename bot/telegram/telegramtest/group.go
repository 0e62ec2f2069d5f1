package telegramtest

import "time"

// Group is a group chat that the bot was put into.
type Group struct {
	s  *Server
	ID int64
}

// Group returns the group of that id, which is negative; by added the bot to it.
func (s *Server) Group(id int64, by *User) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.chat(id)
	s.push(id, "my_chat_member", map[string]any{
		"chat": ch.wire(), "from": by.wire(), "date": time.Now().Unix(),
		"new_chat_member": map[string]any{"status": "member", "user": s.me()},
	})
	return &Group{s: s, ID: id}
}

// Say has a member write to the group.
func (g *Group) Say(from *User, text string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	ch := g.s.chat(g.ID)
	m := &Message{Kind: "text", Text: text, At: time.Now()}
	g.s.record(ch, m)
	g.s.push(g.ID, "message", from.envelope(ch, m.ID, m.At, map[string]any{"text": text}))
}

// Replies returns what the bot said to the group.
func (g *Group) Replies() []Message { return (&User{s: g.s, ID: g.ID}).Replies() }

// Left reports whether the bot has left.
func (g *Group) Left() bool {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.s.chat(g.ID).left
}
