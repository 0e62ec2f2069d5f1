package webchat

import (
	"context"
	"sync"
	"time"
)

const (
	screensPerChat = 6           // streams that one visitor may hold open
	patience       = time.Second // that Send gives open pages to show a message
)

// screens knows which streams of a chat are open here and how far each has come.
type screens struct {
	mu   sync.Mutex
	open map[string]*screen
}

type screen struct {
	seen  map[*stream]int64 // the last line sent to it; a stream that let us wait in vain counts as having seen all
	moved chan struct{}     // closed when any of seen changes
}

// enter registers an open stream, unless the chat has too many.
func (s *screens) enter(chat string, page *stream, seen int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[chat] == nil {
		s.open[chat] = &screen{seen: make(map[*stream]int64), moved: make(chan struct{})}
	}
	if len(s.open[chat].seen) >= screensPerChat {
		return false
	}
	s.open[chat].seen[page] = seen
	return true
}

func (s *screens) leave(chat string, page *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.open[chat]
	delete(at.seen, page)
	at.move()
	if len(at.seen) == 0 {
		delete(s.open, chat)
	}
}

func (s *screens) saw(chat string, page *stream, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[chat].seen[page] = id
	s.open[chat].move()
}

func (s *screen) move() {
	close(s.moved)
	s.moved = make(chan struct{})
}

// shown waits until every open stream of chat has sent the line, but not long, and not twice for a
// phone that does not read.
func (s *screens) shown(ctx context.Context, chat string, line int64) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		behind, moved := s.behind(chat, line)
		if len(behind) == 0 {
			return
		}
		select {
		case <-moved:
		case <-ctx.Done():
			s.giveUp(chat, behind)
			return
		}
	}
}

func (s *screens) behind(chat string, line int64) (behind []*stream, moved <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.open[chat]
	if at == nil {
		return nil, nil
	}
	for page, seen := range at.seen {
		if seen < line {
			behind = append(behind, page)
		}
	}
	return behind, at.moved
}

func (s *screens) giveUp(chat string, late []*stream) {
	const everything = 1<<63 - 1
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, page := range late {
		if at := s.open[chat]; at != nil {
			if _, open := at.seen[page]; open {
				at.seen[page] = everything
			}
		}
	}
}
