package whatsapptest

import (
	"sync"

	wabinary "go.mau.fi/whatsmeow/binary"
)

// faults is what is to go wrong.
type faults struct {
	mu     sync.Mutex
	login  *wabinary.Node
	sends  []int // codes for the next messages of clients; 0 takes one
	cut    map[cut]int
	lose   map[string]int
	repeat bool
	oldest uint32 // the first version of clients that is let in; 0: any
}

type cut string

// Where a connection can be cut while a client sends a message.
const (
	beforeTaking cut = "before"
	afterTaking  cut = "after"
)

// RefuseLogins answers every login with a failure of that reason, until healed: "401" logged out, "402" banned for a
// while, "403" banned, "405" client outdated, "503" not now.
func (s *Server) RefuseLogins(reason string) (heal func()) {
	n := wabinary.Node{Tag: "failure", Attrs: wabinary.Attrs{"reason": reason, "location": "test"}}
	if reason == "402" {
		n.Attrs["code"], n.Attrs["expire"] = 104, 3600
	}
	s.faults.set(func(f *faults) { f.login = &n })
	return func() { s.faults.set(func(f *faults) { f.login = nil }) }
}

// RefuseOlder lets in only clients of this version and later, as the last of its three numbers counts, and says on its
// home page that it is today's.
func (s *Server) RefuseOlder(version uint32) {
	s.faults.set(func(f *faults) { f.oldest = version })
}

// RefuseSends answers the next messages of clients with these codes, one each: 463 no new chats, 429 too many. 0 takes one.
func (s *Server) RefuseSends(codes ...int) {
	s.faults.set(func(f *faults) { f.sends = append(f.sends, codes...) })
}

// CutBeforeTaking breaks the connection at the next n messages of clients, which are lost.
func (s *Server) CutBeforeTaking(n int) { s.faults.cutAt(beforeTaking, n) }

// CutAfterTaking breaks the connection at the next n messages of clients, which were taken, instead of saying so.
func (s *Server) CutAfterTaking(n int) { s.faults.cutAt(afterTaking, n) }

// LoseAcks forgets the next n confirmations of clients, so that what they confirmed comes again at the next login.
func (s *Server) LoseAcks(n int) { s.faults.set(func(f *faults) { f.lose = map[string]int{"ack": n} }) }

// Repeat delivers everything twice from now on.
func (s *Server) Repeat() { s.faults.set(func(f *faults) { f.repeat = true }) }

func (f *faults) set(change func(*faults)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
}

func (f *faults) cutAt(where cut, n int) { f.set(func(f *faults) { f.cut = map[cut]int{where: n} }) }

// nextLogin is what a client of a version is refused with; nil when it is let in.
func (f *faults) nextLogin(version uint32) *wabinary.Node {
	f.mu.Lock()
	defer f.mu.Unlock()
	if version < f.oldest {
		return &wabinary.Node{Tag: "failure", Attrs: wabinary.Attrs{"reason": "405", "location": "test"}}
	}
	return f.login
}

func (f *faults) today() uint32 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.oldest
}

func (f *faults) nextSend() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.sends) == 0 {
		return 0
	}
	code := f.sends[0]
	f.sends = f.sends[1:]
	return code
}

func (f *faults) cuts(where cut) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cut[where] == 0 {
		return false
	}
	f.cut[where]--
	return true
}

func (f *faults) loses(what string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lose[what] == 0 {
		return false
	}
	f.lose[what]--
	return true
}

func (f *faults) copies(tag string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.repeat && tag == "message" {
		return 2
	}
	return 1
}
