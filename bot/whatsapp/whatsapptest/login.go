package whatsapptest

import (
	"strconv"
	"time"

	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// device is a linked device of a phone: what a whatsmeow client is.
type device struct {
	owner  *Phone
	number uint16
	noise  [32]byte
	keys   *bundle

	// guarded by Server.mu
	conn   *conn
	active bool       // the client has asked for what waits
	queue  []*pending // not confirmed yet, in order
}

// pending is a stanza that a device has not confirmed.
type pending struct {
	id   string
	from types.JID
	node wabinary.Node
	sent bool // on the present connection
}

func (d *device) jid() types.JID { j := d.owner.pn; j.Device = d.number; return j }
func (d *device) lid() types.JID { j := d.owner.lid; j.Device = d.number; return j }

// login lets a linked device in, or begins to pair an unknown one.
func (s *Server) login(c *conn, g greeting) {
	f := s.faults.nextLogin(g.payload.GetUserAgent().GetAppVersion().GetTertiary())
	pairs := g.payload.GetDevicePairingData() != nil
	if f != nil && (!pairs || f.Attrs["reason"] == "405") {
		c.end(*f)
		return
	}
	if pairs {
		s.beginPairing(c, g)
		return
	}
	d := s.device(strconv.FormatUint(g.payload.GetUsername(), 10), uint16(g.payload.GetDevice()))
	if d == nil || d.noise != g.static {
		c.end(wabinary.Node{Tag: "failure", Attrs: wabinary.Attrs{"reason": "401", "location": "test"}})
		return
	}
	s.attach(c, d)
}

func (s *Server) attach(c *conn, d *device) {
	s.mu.Lock()
	old := d.conn
	d.conn, d.active, c.device = c, false, d
	for _, p := range d.queue {
		p.sent = false
	}
	s.stats.Logins++
	s.mu.Unlock()
	if old != nil {
		old.end(conflict("replaced"))
	}
	c.send(wabinary.Node{Tag: "success", Attrs: wabinary.Attrs{
		"t": time.Now().Unix(), "lid": d.lid(), "props": "1", "location": "test",
	}})
}

func conflict(kind string) wabinary.Node {
	n := wabinary.Node{Tag: "stream:error", Content: []wabinary.Node{{Tag: "conflict", Attrs: wabinary.Attrs{"type": kind}}}}
	if kind == "device_removed" {
		n.Attrs = wabinary.Attrs{"code": "401"}
	}
	return n
}

func (s *Server) device(user string, number uint16) *device {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.phones[user]
	if p == nil {
		return nil
	}
	return p.devices[number]
}

// activate gives a client what waited for it, in order, between a preview and an end mark.
func (s *Server) activate(c *conn) {
	d := c.device
	s.mu.Lock()
	defer s.mu.Unlock()
	if d == nil || d.conn != c {
		return
	}
	d.active = true
	n := len(d.queue)
	c.send(wabinary.Node{Tag: "ib", Attrs: wabinary.Attrs{"from": types.ServerJID}, Content: []wabinary.Node{
		{Tag: "offline_preview", Attrs: wabinary.Attrs{"count": n, "message": n, "appdata": 0, "notification": 0, "receipt": 0}},
	}})
	for i, p := range d.queue {
		p.node.Attrs["offline"] = strconv.Itoa(i)
		s.deliver(d, p)
	}
	c.send(wabinary.Node{Tag: "ib", Attrs: wabinary.Attrs{"from": types.ServerJID}, Content: []wabinary.Node{
		{Tag: "offline", Attrs: wabinary.Attrs{"count": n}},
	}})
}

// push keeps a stanza for a device until it is confirmed, and delivers it when the device is there.
func (s *Server) push(d *device, node wabinary.Node) {
	from, _ := node.Attrs["from"].(types.JID)
	id, _ := node.Attrs["id"].(string)
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &pending{id: id, from: from, node: node}
	d.queue = append(d.queue, p)
	if d.active && d.conn != nil {
		s.deliver(d, p)
	}
}

// deliver wants s.mu held.
func (s *Server) deliver(d *device, p *pending) {
	p.sent = true
	for range s.faults.copies(p.node.Tag) {
		d.conn.send(p.node)
	}
}

// tell sends what is not worth keeping, such as that somebody types.
func (s *Server) tell(d *device, node wabinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.active && d.conn != nil {
		d.conn.send(node)
	}
}

// confirm takes the oldest delivered stanza of that id off the queue.
func (s *Server) confirm(d *device, id string) {
	if s.faults.loses("ack") {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, p := range d.queue {
		if p.id == id && p.sent {
			d.queue = append(d.queue[:i:i], d.queue[i+1:]...)
			return
		}
	}
}

// Unlink removes a phone's linked devices, as its owner does in the settings. A client that is connected is told.
func (p *Phone) Unlink() {
	p.s.mu.Lock()
	removed := p.devices
	p.devices = map[uint16]*device{}
	p.s.mu.Unlock()
	for _, d := range removed {
		p.s.disconnect(d, conflict("device_removed"))
	}
}

// disconnect ends a device's connection with a last word.
func (s *Server) disconnect(d *device, last wabinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.conn != nil {
		d.conn.end(last)
	}
}

// StreamError ends the connections of a phone's linked devices with a code: 503 when the server restarts, 515 to
// have the client come again at once. "replaced" tells it that another took its place.
func (p *Phone) StreamError(code string) {
	n := wabinary.Node{Tag: "stream:error", Attrs: wabinary.Attrs{"code": code}}
	if code == "replaced" {
		n = conflict(code)
	}
	for _, d := range p.linked() {
		p.s.disconnect(d, n)
	}
}

func (p *Phone) linked() []*device {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	var all []*device
	for _, d := range p.devices {
		all = append(all, d)
	}
	return all
}

// Devices is how many clients are linked to the phone.
func (p *Phone) Devices() int { return len(p.linked()) }

// Waiting is how much the phone's linked devices have not confirmed.
func (p *Phone) Waiting() int {
	n := 0
	for _, d := range p.linked() {
		p.s.mu.Lock()
		n += len(d.queue)
		p.s.mu.Unlock()
	}
	return n
}

// Connected says whether a linked device is connected and has asked for what waited.
func (p *Phone) Connected() bool {
	for _, d := range p.linked() {
		p.s.mu.Lock()
		on := d.conn != nil && d.active
		p.s.mu.Unlock()
		if on {
			return true
		}
	}
	return false
}
