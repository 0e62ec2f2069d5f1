package session

import (
	"net"
	"sync"
	"time"
)

// spooled is the client's end of a net.Pipe whose Write does not wait for the reader. Over a bare
// pipe a long pipeline would stand still for ever: the server answers the first command and waits to
// be read, while the client still writes the last.
type spooled struct {
	net.Conn
	mu      sync.Mutex
	more    sync.Cond
	waiting []byte
	closed  bool
}

func spool(conn net.Conn) net.Conn {
	s := &spooled{Conn: conn}
	s.more.L = &s.mu
	go s.pump()
	return s
}

func (s *spooled) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, net.ErrClosed
	}
	s.waiting = append(s.waiting, p...)
	s.more.Signal()
	return len(p), nil
}

func (s *spooled) pump() {
	var out []byte
	for s.next(&out) {
		if _, err := s.Conn.Write(out); err != nil {
			_ = s.Close()
			return
		}
	}
}

// next swaps out for what is waiting, and is false at the end.
func (s *spooled) next(out *[]byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.waiting) == 0 && !s.closed {
		s.more.Wait()
	}
	*out, s.waiting = s.waiting, (*out)[:0]
	return !s.closed
}

func (s *spooled) Close() error {
	s.mu.Lock()
	s.closed = true
	s.more.Signal()
	s.mu.Unlock()
	return s.Conn.Close()
}

// A command's deadline is for its answer; its bytes are under way already.
func (s *spooled) SetDeadline(t time.Time) error    { return s.SetReadDeadline(t) }
func (s *spooled) SetWriteDeadline(time.Time) error { return nil }
