// Package telegramtest is a Bot API server on loopback with simulated users, for tests, benchmarks and kill tests. It
// keeps everything itself, so a bot may die and come back; it is as strict as Telegram's own server, and it fails on
// demand. It must not know the bot that it serves.
package telegramtest

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// DefaultToken is the token of the bot that a Server serves when none is given.
const DefaultToken = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

// BotUsername is the bot's name on the simulated Telegram.
const BotUsername = "sanad_test_bot"

// Server is a simulated Telegram with one bot. Its methods may be called from many goroutines.
type Server struct {
	token  string
	url    string
	random *rand.Rand
	http   *http.Server
	ctx    context.Context // until Close
	cancel context.CancelFunc
	wg     sync.WaitGroup
	post   chan struct{} // slots for webhook calls
	client *http.Client  // for these

	mu          sync.Mutex
	chats       map[int64]*chat
	pending     []*pendingUpdate // in order of number
	confirmed   []*pendingUpdate // the last few, for duplicates
	lastUpdate  int64
	lastMessage int64
	renumbered  bool          // and the bot has not asked by the new numbers yet
	arrived     chan struct{} // closed when pending grows
	poll        *poll         // the long poll that is open
	webhook     *webhook
	queries     map[string]bool // buttons pressed, true once answered
	files       map[string]*File
	commands    map[string]json.RawMessage // by language code
	rules       []*rule
	stats       Stats
	conns       map[net.Conn]bool
}

// Stats count what the bot did.
type Stats struct {
	Calls      map[string]int // by method, refused ones too
	Recorded   int            // messages that the bot's users see
	Unanswered int            // of those, how many the bot was never told of: each may be sent once more
}

// Option changes a Server that New makes.
type Option func(*options)

type options struct {
	token, address string
	seed           uint64
}

// Token sets the bot's token.
func Token(token string) Option { return func(o *options) { o.token = token } }

// Address makes the server listen there, a loopback host and port, instead of on a free port.
func Address(address string) Option { return func(o *options) { o.address = address } }

// Seed makes faults with a probability repeat from run to run; the default seed is 1.
func Seed(seed uint64) Option { return func(o *options) { o.seed = seed } }

// New starts a server, which ends with the test.
func New(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	o := options{token: DefaultToken, address: "127.0.0.1:0", seed: 1}
	for _, opt := range opts {
		opt(&o)
	}
	listener, err := net.Listen("tcp", o.address)
	if err != nil {
		tb.Fatalf("telegramtest: %v", err)
	}
	s := &Server{
		token:       o.token,
		url:         "http://" + listener.Addr().String(),
		random:      rand.New(rand.NewPCG(o.seed, o.seed)),
		post:        make(chan struct{}, webhookSlots),
		client:      &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: webhookSlots}},
		chats:       make(map[int64]*chat),
		lastUpdate:  700_000_000,
		lastMessage: 100,
		arrived:     make(chan struct{}),
		queries:     make(map[string]bool),
		files:       make(map[string]*File),
		commands:    make(map[string]json.RawMessage),
		stats:       Stats{Calls: make(map[string]int)},
		conns:       make(map[net.Conn]bool),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute, ConnState: s.track}
	s.wg.Go(func() { _ = s.http.Serve(listener) }) // ends with Close
	tb.Cleanup(s.Close)
	return s
}

// Close ends the server and waits for its goroutines.
func (s *Server) Close() {
	s.cancel()
	_ = s.http.Close()
	s.wg.Wait()
	s.client.CloseIdleConnections()
}

func (s *Server) track(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.conns[c] = true
	case http.StateClosed, http.StateHijacked:
		delete(s.conns, c)
	}
}

// Drop breaks every connection that the bot has open.
func (s *Server) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close() // that it is closed already is as well
	}
}

// URL is the server's address, for telegram.Config.APIURL.
func (s *Server) URL() string { return s.url }

// Token is the bot's token.
func (s *Server) Token() string { return s.token }

// BotID is the bot's id, the first part of its token.
func (s *Server) BotID() int64 {
	head, _, _ := strings.Cut(s.token, ":")
	id, _ := strconv.ParseInt(head, 10, 64) // a token without a number belongs to bot 0
	return id
}

// Stats returns what was counted so far.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.stats
	out.Calls = make(map[string]int, len(s.stats.Calls))
	for k, v := range s.stats.Calls {
		out.Calls[k] = v
	}
	return out
}

// Commands returns the bot's commands, as the JSON it set them with, by language code ("" for all others).
func (s *Server) Commands() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]string, len(s.commands))
	for k, v := range s.commands {
		out[k] = string(v)
	}
	return out
}

// Pending is how many updates the bot has not confirmed yet.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending)
}
