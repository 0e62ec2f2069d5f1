package telegramtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dispatch does what a method asks for.
func (s *Server) dispatch(c *call) (any, *failure) {
	switch c.method {
	case "getMe":
		return s.me(), nil
	case "getUpdates":
		return s.getUpdates(c)
	case "setWebhook":
		return s.setWebhook(c)
	case "deleteWebhook":
		return s.deleteWebhook(c)
	case "sendMessage", "sendPhoto", "sendVoice", "sendVideo", "sendDocument":
		return s.send(c)
	case "sendChatAction":
		return s.sendChatAction(c)
	case "answerCallbackQuery":
		return s.answerCallbackQuery(c)
	case "editMessageReplyMarkup", "editMessageText":
		return s.edit(c)
	case "setMyCommands":
		return s.setMyCommands(c)
	case "getFile":
		return s.getFile(c)
	case "leaveChat":
		return s.leaveChat(c)
	}
	return nil, &failure{Code: http.StatusNotFound, Description: "Not Found: method not found"}
}

func (s *Server) me() map[string]any {
	return map[string]any{"id": s.BotID(), "is_bot": true, "first_name": "سند", "username": BotUsername}
}

// chat is the chat_id of a call, 0 when there is none.
func (c *call) chat() int64 {
	id, _ := strconv.ParseInt(c.values["chat_id"], 10, 64)
	return id
}

// target finds the chat that a call is about, if the bot may write there. It wants s.mu held.
func (s *Server) target(c *call) (*chat, *failure) {
	if c.values["chat_id"] == "" {
		return nil, bad("chat_id is empty")
	}
	ch := s.chats[c.chat()]
	switch {
	case ch == nil:
		return nil, bad("chat not found")
	case ch.blocked:
		return nil, &failure{Code: http.StatusForbidden, Description: "Forbidden: bot was blocked by the user"}
	case ch.left:
		return nil, &failure{Code: http.StatusForbidden, Description: "Forbidden: bot is not a member of the group chat"}
	}
	return ch, nil
}

func (s *Server) send(c *call) (any, *failure) {
	m := &Message{FromBot: true, Kind: kindOf(c.method), At: time.Now()}
	if f := c.compose(m); f != nil {
		return nil, f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, f := s.target(c)
	if f != nil {
		return nil, f
	}
	s.record(ch, m)
	c.recorded = m
	s.stats.Recorded++
	return s.wire(ch, m), nil
}

func kindOf(method string) string {
	if method == "sendMessage" {
		return "text"
	}
	return strings.ToLower(strings.TrimPrefix(method, "send"))
}

// compose reads and judges what is to be sent.
func (c *call) compose(m *Message) *failure {
	var f *failure
	if m.Kind == "text" {
		if m.Text, m.Bold, f = c.text("text", "entities", 4096); f == nil && m.Text == "" {
			f = bad("message text is empty")
		}
	} else {
		if m.Text, m.Bold, f = c.text("caption", "caption_entities", 1024); f == nil {
			m.File, f = c.attached(m.Kind)
		}
	}
	if f == nil {
		m.Buttons, f = c.buttons()
	}
	return f
}

func (c *call) attached(kind string) (*File, *failure) {
	file := c.files[kind]
	switch {
	case file == nil:
		return nil, bad("there is no %s in the request", kind)
	case len(file.Body) == 0:
		return nil, bad("file must be non-empty")
	case kind == "photo" && !strings.HasPrefix(http.DetectContentType(file.Body), "image/"):
		return nil, bad("IMAGE_PROCESS_FAILED")
	case kind == "photo" && len(file.Body) > 10<<20:
		return nil, bad("too big for a photo")
	case len(file.Body) > 50<<20:
		return nil, &failure{Code: http.StatusRequestEntityTooLarge, Description: "Request Entity Too Large"}
	}
	file.Mime = http.DetectContentType(file.Body)
	return file, nil
}

func (s *Server) sendChatAction(c *call) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, f := s.target(c)
	if f != nil {
		return nil, f
	}
	if c.values["action"] == "" {
		return nil, bad("wrong parameter action in request")
	}
	ch.actions++
	ch.notify()
	return true, nil
}

func (s *Server) answerCallbackQuery(c *call) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.values["callback_query_id"]
	if _, asked := s.queries[id]; !asked {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	s.queries[id] = true
	for _, ch := range s.chats {
		ch.notify()
	}
	return true, nil
}

func (s *Server) edit(c *call) (any, *failure) {
	buttons, f := c.buttons()
	if f != nil {
		return nil, f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, f := s.target(c)
	if f != nil {
		return nil, f
	}
	id, _ := strconv.ParseInt(c.values["message_id"], 10, 64)
	m := ch.find(id)
	switch {
	case m == nil:
		return nil, bad("message to edit not found")
	case !m.FromBot:
		return nil, bad("message can't be edited")
	}
	changed := *m
	changed.Buttons = buttons
	if c.method == "editMessageText" {
		if changed.Text, changed.Bold, f = c.text("text", "entities", 4096); f != nil {
			return nil, f
		}
	}
	if changed.Text == m.Text && changed.Bold == m.Bold && sameButtons(changed.Buttons, m.Buttons) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	*m = changed
	ch.notify()
	return s.wire(ch, m), nil
}

var commandShape = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (s *Server) setMyCommands(c *call) (any, *failure) {
	var list []struct{ Command, Description string }
	if err := json.Unmarshal([]byte(c.values["commands"]), &list); err != nil || len(list) > 100 {
		return nil, bad("can't parse commands")
	}
	for _, one := range list {
		if !commandShape.MatchString(one.Command) {
			return nil, bad("BOT_COMMAND_INVALID")
		}
		if n := units(one.Description); n < 1 || n > 256 {
			return nil, bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands[c.values["language_code"]] = json.RawMessage(c.values["commands"])
	return true, nil
}

func (s *Server) getFile(c *call) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.values["file_id"]
	file := s.files[id]
	switch {
	case file == nil:
		return nil, bad("wrong file_id or the file is temporarily unavailable")
	case len(file.Body) > 20<<20:
		return nil, bad("file is too big")
	}
	return map[string]any{"file_id": id, "file_unique_id": id, "file_size": len(file.Body), "file_path": "files/" + id}, nil
}

func (s *Server) leaveChat(c *call) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, f := s.target(c)
	if f != nil {
		return nil, f
	}
	if ch.id > 0 {
		return nil, bad("chat member status can't be changed in private chats")
	}
	ch.left = true
	ch.notify()
	return true, nil
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, path string) {
	token, name, _ := strings.Cut(path, "/")
	c := &call{ctx: r.Context(), method: Files}
	fault := s.strike(c)
	if s.failBefore(w, c, fault) {
		return
	}
	s.mu.Lock()
	file := s.files[strings.TrimPrefix(name, "files/")]
	s.mu.Unlock()
	if token != s.token || file == nil {
		http.NotFound(w, r)
		return
	}
	if fault.kind == faultCutAfter { // half of it arrives
		w.Header().Set("Content-Length", strconv.Itoa(len(file.Body)))
		_, _ = w.Write(file.Body[:len(file.Body)/2])
		panic(http.ErrAbortHandler)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.Body))
}
