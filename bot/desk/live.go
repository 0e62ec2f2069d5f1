package desk

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"sanad/bot"
)

const (
	heartbeat = 20 * time.Second       // proxies drop what is silent for longer; and a login may have ended
	gathering = 120 * time.Millisecond // one turn changes several things: the page is told once
)

// events streams what changed, as names without content: "queue", "conversation" and "channels". The page then reads
// what it shows. A login that ended says "ended", and the stream ends with it.
func (d *Desk) events(w http.ResponseWriter, r *http.Request) {
	topics := []string{bot.TopicQueue, bot.TopicChannels}
	if id, err := strconv.ParseInt(r.FormValue("conversation"), 10, 64); err == nil {
		topics = append(topics, bot.TopicConversation(id))
	}
	news, err := d.Live.Subscribe(r.Context(), topics...)
	if err != nil {
		d.broken(w, r, err)
		return
	}
	rc := http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Time{}) // a server without deadlines has none to lift
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	s := &stream{w: w, flush: rc.Flush}
	if s.send(": here\n\n") {
		d.relay(r, s, news)
	}
}

func (d *Desk) relay(r *http.Request, s *stream, news <-chan string) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	changed := map[string]bool{}
	var gathered <-chan time.Time
	for {
		select {
		case <-r.Context().Done():
			return
		case <-d.closed.Done():
			return
		case topic, ok := <-news:
			if !ok {
				return
			}
			if len(changed) == 0 {
				gathered = time.After(gathering)
			}
			changed[eventOf(topic)] = true
		case <-gathered:
			for event := range changed {
				s.send("event: " + event + "\ndata: \n\n")
			}
			clear(changed)
			if !d.alive(r, s) {
				return
			}
		case <-beat.C:
			if !d.alive(r, s) || !s.send(": still here\n\n") {
				return
			}
		}
	}
}

// alive looks whether the login still holds, and ends the stream where it does not.
func (d *Desk) alive(r *http.Request, s *stream) bool {
	if _, err := d.whoAsks(r); err != nil {
		s.send("event: ended\ndata: \n\n")
		return false
	}
	return !s.broken
}

func eventOf(topic string) string {
	switch topic {
	case bot.TopicQueue, bot.TopicChannels:
		return topic
	}
	return "conversation"
}

// stream writes to a page that may have left.
type stream struct {
	w      http.ResponseWriter
	flush  func() error
	broken bool
}

func (s *stream) send(text string) bool {
	if s.broken {
		return false
	}
	_, err := fmt.Fprint(s.w, text)
	if err == nil {
		err = s.flush()
	}
	s.broken = err != nil
	return !s.broken
}
