package telegramtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"time"
)

// pendingUpdate is an update that the bot has not confirmed.
type pendingUpdate struct {
	id   int64
	chat int64
	raw  json.RawMessage
}

// poll is an open getUpdates; ended is closed when another one takes its place.
type poll struct{ ended chan struct{} }

// confirmedMost is how many confirmed updates are kept for Duplicate.
const confirmedMost = 5

// push numbers an update and queues it. It wants s.mu held.
func (s *Server) push(chat int64, kind string, payload any) {
	s.lastUpdate++
	raw, err := json.Marshal(map[string]any{"update_id": s.lastUpdate, kind: payload})
	if err != nil {
		panic(err) // our own types: a mistake of this package
	}
	s.queue(&pendingUpdate{id: s.lastUpdate, chat: chat, raw: raw})
}

func (s *Server) queue(u *pendingUpdate) {
	s.pending = append(s.pending, u)
	close(s.arrived)
	s.arrived = make(chan struct{})
	s.wakeWebhook(u.chat)
}

// Renumber makes the next update's number one after last, as Telegram does after a quiet week. The updates before must
// be confirmed.
func (s *Server) Renumber(last int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastUpdate = last
	s.confirmed = nil
	s.renumbered = true
}

// Raw queues an update of any content; UPDATE_ID in it stands for the update's number, which is returned.
func (s *Server) Raw(chat int64, update string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastUpdate++
	s.queue(&pendingUpdate{id: s.lastUpdate, chat: chat, raw: number(update, s.lastUpdate)})
	return s.lastUpdate
}

// getUpdates waits for updates at and after offset. Those before offset are confirmed and gone.
func (s *Server) getUpdates(c *call) (any, *failure) {
	offset, _ := strconv.ParseInt(c.values["offset"], 10, 64)
	limit, _ := strconv.Atoi(c.values["limit"])
	if limit < 1 || limit > 100 {
		limit = 100
	}
	seconds, _ := strconv.Atoi(c.values["timeout"])
	me, f := s.openPoll()
	if f != nil {
		return nil, f
	}
	defer s.closePoll(me)
	timeout := time.NewTimer(time.Duration(min(max(seconds, 0), 50)) * time.Second)
	defer timeout.Stop()
	for {
		list, arrived := s.next(offset, limit, c.duplicate)
		if len(list) > 0 || seconds <= 0 {
			return list, nil
		}
		select {
		case <-arrived:
		case <-timeout.C:
			return []json.RawMessage{}, nil
		case <-me.ended:
			return nil, conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
		case <-c.ctx.Done():
			return nil, nil
		case <-s.ctx.Done():
			return nil, nil
		}
	}
}

func conflict(why string) *failure {
	return &failure{Code: http.StatusConflict, Description: "Conflict: " + why}
}

func (s *Server) openPoll() (*poll, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook != nil {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if s.poll != nil {
		close(s.poll.ended)
	}
	s.poll = &poll{ended: make(chan struct{})}
	return s.poll, nil
}

func (s *Server) closePoll(me *poll) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.poll == me {
		s.poll = nil
	}
}

// next confirms what is before offset and lists what comes then; a negative offset counts from the end.
func (s *Server) next(offset int64, limit int, duplicate bool) ([]json.RawMessage, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.renumbered && len(s.pending) > 0 { // an offset of the old numbers says nothing of the new ones
		if offset > s.pending[len(s.pending)-1].id+1 {
			offset = 0
		} else {
			s.renumbered = false
		}
	}
	if offset < 0 {
		s.confirm(max(0, len(s.pending)+int(max(offset, -1<<30))))
	} else {
		s.confirm(sort.Search(len(s.pending), func(i int) bool { return s.pending[i].id >= offset }))
	}
	list := []json.RawMessage{}
	if duplicate && len(s.pending) > 0 {
		for _, u := range s.confirmed {
			list = append(list, u.raw)
		}
	}
	for _, u := range s.pending[:min(limit, len(s.pending))] {
		list = append(list, u.raw)
		if duplicate {
			list = append(list, u.raw)
		}
	}
	return list, s.arrived
}

// confirm forgets the first n updates.
func (s *Server) confirm(n int) {
	s.confirmed = append(s.confirmed, s.pending[:n]...)
	if over := len(s.confirmed) - confirmedMost; over > 0 {
		s.confirmed = slices.Clone(s.confirmed[over:])
	}
	s.pending = s.pending[n:]
}
