package bottest

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Proxy stands between a client and a server on loopback, and can stall: connections stay open and
// are accepted, and nothing passes. It shows what a server that hangs does to its clients.
type Proxy struct {
	listener net.Listener
	target   string

	mu      sync.Mutex
	moving  *sync.Cond
	stalled bool
	age     int // of the next connection
	frozen  int // connections of a lower age pass nothing, ever
	closed  bool
	conns   []net.Conn
}

// NewProxy gives a proxy to target (host:port, or the path of a Unix socket) that ends with the test.
func NewProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: listener, target: target}
	p.moving = sync.NewCond(&p.mu)
	go p.serve()
	t.Cleanup(p.close)
	return p
}

// Addr is host:port of the proxy.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Stall lets nothing pass any more, until Resume.
func (p *Proxy) Stall() { p.set(true) }

// Resume lets everything pass again, what was held back first.
func (p *Proxy) Resume() { p.set(false) }

// Cut breaks every connection; new ones are taken.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range p.conns {
		_ = conn.Close()
	}
	p.conns = nil
}

// Freeze lets nothing more pass over the connections that there are, without closing them; new ones work.
func (p *Proxy) Freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.age++
	p.frozen = p.age
}

func (p *Proxy) set(stalled bool) {
	p.mu.Lock()
	p.stalled = stalled
	p.mu.Unlock()
	p.moving.Broadcast()
}

func (p *Proxy) close() {
	_ = p.listener.Close()
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.moving.Broadcast()
	p.Cut()
}

func (p *Proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial(p.network(), p.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		age := p.age
		p.mu.Unlock()
		go p.pass(server, client, age)
		go p.pass(client, server, age)
	}
}

func (p *Proxy) network() string {
	if strings.HasPrefix(p.target, "/") {
		return "unix"
	}
	return "tcp"
}

func (p *Proxy) pass(to, from net.Conn, age int) {
	defer to.Close()
	defer from.Close()
	_, _ = io.Copy(gate{to, p, age}, from)
}

// gate is a writer that waits while the proxy is stalled.
type gate struct {
	io.Writer
	p   *Proxy
	age int
}

func (g gate) Write(b []byte) (int, error) {
	g.p.mu.Lock()
	for (g.p.stalled || g.age < g.p.frozen) && !g.p.closed {
		g.p.moving.Wait()
	}
	g.p.mu.Unlock()
	return g.Writer.Write(b)
}
