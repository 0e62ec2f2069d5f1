package whatsapptest

import (
	"bufio"
	"context"
	"crypto/cipher"
	"io"
	"sync"
	"time"

	"github.com/coder/websocket"
	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/types"
)

// conn is one client's connection after the handshake.
type conn struct {
	s      *Server
	ws     *websocket.Conn
	ctx    context.Context
	cancel context.CancelFunc
	in     cipher.AEAD
	read   uint32
	frames *bufio.Reader
	device *device  // nil while pairing
	pair   *pairing // nil once paired

	mu   sync.Mutex
	out  []wabinary.Node
	more chan struct{}
}

// serve speaks with one client until it goes.
func (s *Server) serve(ws *websocket.Conn) {
	defer ws.CloseNow()
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	c := &conn{s: s, ws: ws, ctx: ctx, cancel: cancel, more: make(chan struct{}, 1)}
	c.frames = bufio.NewReader(websocket.NetConn(ctx, ws, websocket.MessageBinary))
	header := make([]byte, len(socket.WAConnHeader))
	if _, err := io.ReadFull(c.frames, header); err != nil {
		return
	}
	g, err := s.credential.handshake(header, func() ([]byte, error) { return readFrame(c.frames) }, c.write)
	if err != nil {
		return
	}
	c.in = g.in
	var writing sync.WaitGroup
	defer writing.Wait()
	defer cancel()
	writing.Go(func() { c.drain(g.out) })
	if !s.track(c) {
		return
	}
	defer s.untrack(c)
	s.login(c, g)
	for {
		n, err := c.next()
		if err != nil {
			return
		}
		s.handle(c, n)
	}
}

// track is not ok when the server went down meanwhile.
func (s *Server) track(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return false
	}
	s.conns[c] = true
	return true
}

func (s *Server) untrack(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	if c.device != nil && c.device.conn == c {
		c.device.conn = nil
	}
}

func (c *conn) write(frame []byte) error {
	return c.ws.Write(c.ctx, websocket.MessageBinary, frameOf(frame))
}

// next reads and decodes one node.
func (c *conn) next() (*wabinary.Node, error) {
	frame, err := readFrame(c.frames)
	if err != nil {
		return nil, err
	}
	plain, err := c.in.Open(nil, counterIV(c.read), frame, nil)
	c.read++
	if err != nil {
		return nil, err
	}
	if plain, err = wabinary.Unpack(plain); err != nil {
		return nil, err
	}
	return wabinary.Unmarshal(plain)
}

// send queues a node for the client. It never waits.
func (c *conn) send(n wabinary.Node) {
	c.mu.Lock()
	c.out = append(c.out, n)
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
}

// drain writes what send queued, in order.
func (c *conn) drain(out cipher.AEAD) {
	for n := uint32(0); ; {
		c.mu.Lock()
		batch := c.out
		c.out = nil
		c.mu.Unlock()
		for _, node := range batch {
			data, err := wabinary.Marshal(node)
			if err == nil {
				err = c.write(out.Seal(nil, counterIV(n), data, nil))
				n++
			}
			if err != nil {
				c.cancel()
				return
			}
		}
		if len(batch) > 0 {
			continue
		}
		select {
		case <-c.more:
		case <-c.ctx.Done():
			return
		}
	}
}

// kill ends the connection without a word.
func (c *conn) kill() {
	c.cancel()
	go c.ws.CloseNow() // waits for the reader
}

// endDelay is how long the real server leaves a connection open after it said why it ends it.
const endDelay = 300 * time.Millisecond

// end says why and closes a little later, as the real server does.
func (c *conn) end(n wabinary.Node) {
	c.send(n)
	time.AfterFunc(endDelay, c.kill)
}

func (c *conn) result(to *wabinary.Node, content ...wabinary.Node) {
	n := wabinary.Node{Tag: "iq", Attrs: wabinary.Attrs{"id": to.Attrs["id"], "from": types.ServerJID, "type": "result"}}
	if len(content) > 0 {
		n.Content = content
	}
	c.send(n)
}

func (c *conn) refuse(to *wabinary.Node, code int, text string) {
	c.send(wabinary.Node{
		Tag:     "iq",
		Attrs:   wabinary.Attrs{"id": to.Attrs["id"], "from": types.ServerJID, "type": "error"},
		Content: []wabinary.Node{{Tag: "error", Attrs: wabinary.Attrs{"code": code, "text": text}}},
	})
}
