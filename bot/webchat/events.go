package webchat

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"sanad/bot"
)

// events streams a chat to an open page: each line under its id, so that a browser that lost the
// connection says with Last-Event-ID what it saw last; the mode; and that an answer is being made.
func (c *Chat) events(w http.ResponseWriter, r *http.Request, chat string) {
	closed := c.running()
	if closed == nil {
		c.fail(w, r, errClosed)
		return
	}
	if !c.allow(w, r, "events:"+chat, 60, time.Minute) {
		return
	}
	s := &stream{Chat: c, r: r, out: w, chat: chat, after: lastSeen(r)}
	if !c.screens.enter(chat, s, s.after) {
		c.refuse(w, r, http.StatusTooManyRequests, "too_many")
		return
	}
	defer c.screens.leave(chat, s)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	if err := s.run(ctx, closed); err != nil && ctx.Err() == nil {
		c.Log.WarnContext(ctx, "a chat page's stream broke off", "conversation", s.conversation, "error", err)
	}
}

func lastSeen(r *http.Request) int64 {
	if id := number(r.Header.Get("Last-Event-ID")); id > 0 {
		return id
	}
	return number(r.URL.Query().Get("after"))
}

// stream is one open page.
type stream struct {
	*Chat
	r            *http.Request
	out          http.ResponseWriter
	chat         string
	conversation int64
	after        int64 // the last line that the page has
	mode         string
	lines        <-chan string // news of the conversation, once there is one
	wrote        time.Time
}

// quiet is how long a stream says nothing before it shows that it is alive: long enough to let a phone's radio sleep.
const quiet = 20 * time.Second

func (s *stream) run(ctx context.Context, closed <-chan struct{}) error {
	news, err := s.Live.Subscribe(ctx, topicChat(s.chat), topicTyping(s.chat))
	if err != nil {
		s.Log.WarnContext(ctx, "a chat page gets no news and rereads", "error", err)
	}
	s.out.Header().Set("Content-Type", "text/event-stream")
	s.out.Header().Set("X-Accel-Buffering", "no") // proxies must pass events on at once
	if err := s.write("retry: 2000\n\nevent: hello\ndata:\n\n"); err != nil {
		return err
	}
	tick := time.NewTicker(s.Reread)
	defer tick.Stop()
	for {
		if err := s.catchUp(ctx); err != nil {
			return err
		}
		open := true
		select {
		case <-ctx.Done():
			return nil
		case <-closed:
			return nil
		case topic, ok := <-news:
			if open = ok; !ok {
				news = nil
			}
			if topic == topicTyping(s.chat) {
				err = s.write("event: typing\ndata:\n\n")
			}
		case _, open = <-s.lines:
			if !open {
				s.lines = nil
			}
		case <-tick.C:
			if time.Since(s.wrote) > quiet {
				err = s.write(": still here\n\n")
			}
		}
		if err != nil {
			return err
		}
	}
}

// catchUp sends all that the page has not seen. It listens before it reads, so that nothing falls between.
func (s *stream) catchUp(ctx context.Context) error {
	conversation, err := s.Chat.conversation(s.r, s.chat)
	if err != nil || conversation.ID == 0 {
		return err
	}
	if s.conversation != conversation.ID {
		if s.conversation != 0 { // the artisan was forgotten and has begun anew
			s.after = 0
		}
		s.conversation = conversation.ID
		if s.lines, err = s.Live.Subscribe(ctx, bot.TopicConversation(conversation.ID)); err != nil {
			s.Log.WarnContext(ctx, "a chat page gets no news and rereads", "conversation", s.conversation, "error", err)
		}
	}
	lines, err := s.Chat.after(ctx, conversation.ID, s.after, s.words(s.r, conversation))
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := s.send(l); err != nil {
			return err
		}
		s.after = l.ID
		s.screens.saw(s.chat, s, l.ID)
	}
	if mode := modeOf(conversation); mode != s.mode {
		s.mode = mode
		return s.write("event: mode\ndata: " + mode + "\n\n")
	}
	return nil
}

func (s *stream) send(l line) error {
	var html bytes.Buffer
	if err := s.pages.ExecuteTemplate(&html, "line", l); err != nil {
		return err
	}
	data := strings.ReplaceAll(strings.ReplaceAll(html.String(), "\r", "&#13;"), "\n", "\ndata: ")
	return s.write(fmt.Sprintf("event: line\nid: %d\ndata: %s\n\n", l.ID, data))
}

// write sends at once, and gives a page that does not read half a minute.
func (s *stream) write(event string) error {
	s.wrote = time.Now()
	control := http.NewResponseController(s.out)
	_ = control.SetWriteDeadline(s.wrote.Add(30 * time.Second)) // not every server has deadlines
	if _, err := s.out.Write([]byte(event)); err != nil {
		return err
	}
	return control.Flush()
}
