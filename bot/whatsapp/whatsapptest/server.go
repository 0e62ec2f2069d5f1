// Package whatsapptest is a WhatsApp server on loopback with simulated phones, for tests, benchmarks and kill tests. It
// speaks the real protocol to an unmodified whatsmeow client: the Noise handshake, pairing, prekeys, end-to-end
// encrypted messages both ways, receipts, the offline queue, media. It keeps everything itself, so a client may die and
// come back, and it fails on demand. It must not know the bot that it serves.
package whatsapptest

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
)

// Server is a simulated WhatsApp. Its methods may be called from many goroutines.
type Server struct {
	credential credential
	address    string
	http       *http.Server
	ctx        context.Context // until Close
	cancel     context.CancelFunc
	wg         sync.WaitGroup
	media      mediaHost
	faults     faults

	mu       sync.Mutex
	phones   map[string]*Phone // by the user part of either address
	count    int
	pairings map[string]*pairing // by ref
	conns    map[*conn]bool
	last     int  // of the ids that the server itself gives out
	down     bool // connections are refused
	stats    Stats
}

// Stats count what clients did.
type Stats struct {
	Logins   int            // that succeeded
	Messages int            // taken from clients, resent ones too
	Unknown  map[string]int // requests that the server does not know, by namespace
}

// New starts a server, which ends with the test.
func New(tb testing.TB) *Server {
	tb.Helper()
	s, err := Start("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Close)
	return s
}

// Start starts a server on a loopback address, until Close. From then on clients of this process trust test servers, and
// no other.
func Start(address string) (*Server, error) {
	id, err := newCredential()
	if err != nil {
		return nil, fmt.Errorf("whatsapptest: %w", err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("whatsapptest: %w", err)
	}
	s := &Server{
		credential: id, address: listener.Addr().String(),
		phones: map[string]*Phone{}, pairings: map[string]*pairing{}, conns: map[*conn]bool{},
		stats: Stats{Unknown: map[string]int{}},
		media: mediaHost{files: map[string][]byte{}},
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	s.wg.Go(func() { _ = s.http.Serve(listener) }) // ends with Close
	return s, nil
}

// Close ends all connections and the server.
func (s *Server) Close() {
	s.cancel()
	s.Drop()
	_ = s.http.Close()
	s.wg.Wait()
}

// HTTP is a client that reaches this server under whatever address it calls: what a bot under test must use for its
// connection and for media. It dials nothing else.
func (s *Server) HTTP() *http.Client { return dialing(s.address) }

// Where tells another process how to Dial this server.
func (s *Server) Where() string { return s.address + "/" + hex.EncodeToString(trustTestRoot().Pub[:]) }

// Dial is HTTP for a process that the server is not in. From then on clients of this process trust that test server's
// root, and no other.
func Dial(where string) (*http.Client, error) {
	address, root, _ := strings.Cut(where, "/")
	key, err := hex.DecodeString(root)
	if err != nil || len(key) != len(whatsmeow.WACertPubKey) {
		return nil, fmt.Errorf("whatsapptest: %q is no server's", where)
	}
	copy(whatsmeow.WACertPubKey[:], key)
	return dialing(address), nil
}

func dialing(address string) *http.Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", address)
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial, DialTLSContext: dial, DisableKeepAlives: true}}
}

// ServeHTTP implements http.Handler: the connection of clients, the home page, and the media host.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.isDown() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if today := s.faults.today(); r.URL.Path == "/" && today > 0 {
		fmt.Fprintf(w, `<script>{"client_revision":%d,"x":1}</script>`, today)
		return
	}
	if r.URL.Path != "/ws/chat" {
		s.media.ServeHTTP(w, r)
		return
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return // answered by Accept
	}
	ws.SetReadLimit(1 << 24)
	s.serve(ws)
}

func (s *Server) isDown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}

// Down breaks all connections and refuses new ones, until up.
func (s *Server) Down() (up func()) {
	s.setDown(true)
	s.Drop()
	return func() { s.setDown(false) }
}

func (s *Server) setDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// Drop breaks every open connection, without a word.
func (s *Server) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.kill()
	}
}

// Stats returns what was counted so far.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	copied := s.stats
	copied.Unknown = map[string]int{}
	for k, v := range s.stats.Unknown {
		copied.Unknown[k] = v
	}
	return copied
}

// Phone returns the phone with that number, digits alone, which is made when it is new.
func (s *Server) Phone(number string) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.phones[number]; p != nil {
		return p
	}
	s.count++
	p := newPhone(s, number, strconv.Itoa(100000000000000+s.count*7919))
	s.phones[p.pn.User], s.phones[p.lid.User] = p, p
	return p
}

// find returns the phone of an address, by either of its addresses.
func (s *Server) find(jid types.JID) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phones[jid.User]
}

// nextID gives ids to what the server itself says.
func (s *Server) nextID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	return "srv-" + strconv.Itoa(s.last)
}
