package whatsapptest

import (
	"encoding/binary"
	"strconv"

	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handle answers one node of a client.
func (s *Server) handle(c *conn, n *wabinary.Node) {
	if n.Tag != "iq" && c.device == nil {
		return
	}
	switch n.Tag {
	case "iq":
		if n.Attrs["type"] == "result" || n.Attrs["type"] == "error" {
			s.answerPairing(c, n)
			return
		}
		s.query(c, n)
	case "message":
		s.route(c, n)
	case "receipt":
		s.receipt(c, n)
	case "ack":
		s.confirm(c.device, textOf(n.Attrs["id"]))
	case "chatstate":
		s.chatState(c.device, n)
	}
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

func (s *Server) query(c *conn, n *wabinary.Node) {
	switch space := textOf(n.Attrs["xmlns"]); space {
	case "w:p":
		c.result(n)
	case "passive":
		c.result(n)
		if _, active := n.GetOptionalChildByTag("active"); active {
			s.activate(c)
		}
	case "encrypt":
		s.keys(c, n)
	case "usync":
		s.usync(c, n)
	case "w:m":
		c.result(n, wabinary.Node{
			Tag:     "media_conn",
			Attrs:   wabinary.Attrs{"auth": "test", "ttl": 3600, "auth_ttl": 3600, "max_buckets": 12},
			Content: []wabinary.Node{{Tag: "host", Attrs: wabinary.Attrs{"hostname": "mmg.whatsapp.net"}}},
		})
	case "privacy":
		c.result(n, wabinary.Node{Tag: "privacy"})
	case "md":
		s.linkedDevices(c, n)
	default:
		s.mu.Lock()
		s.stats.Unknown[space]++
		s.mu.Unlock()
		c.refuse(n, 501, "feature-not-implemented")
	}
}

func (s *Server) linkedDevices(c *conn, n *wabinary.Node) {
	if _, ok := n.GetOptionalChildByTag("link_code_companion_reg"); ok {
		s.pairByCode(c, n)
		return
	}
	if _, ok := n.GetOptionalChildByTag("remove-companion-device"); ok && c.device != nil {
		s.mu.Lock()
		delete(c.device.owner.devices, c.device.number)
		s.mu.Unlock()
		c.result(n)
		return
	}
	c.refuse(n, 400, "bad-request")
}

// keys serves one-time and signed keys: how many are left, new ones, and those of others.
func (s *Server) keys(c *conn, n *wabinary.Node) {
	if c.device == nil {
		c.refuse(n, 401, "not-authorized")
		return
	}
	if _, ok := n.GetOptionalChildByTag("count"); ok {
		s.mu.Lock()
		left := len(c.device.keys.once)
		s.mu.Unlock()
		c.result(n, wabinary.Node{Tag: "count", Attrs: wabinary.Attrs{"value": left}})
		return
	}
	if wanted, ok := n.GetOptionalChildByTag("key"); ok {
		var users []wabinary.Node
		for _, user := range wanted.GetChildren() {
			if jid, ok := user.Attrs["jid"].(types.JID); ok {
				users = append(users, s.keysOf(jid))
			}
		}
		c.result(n, wabinary.Node{Tag: "list", Content: users})
		return
	}
	if err := s.takeKeys(c.device, n); err != nil {
		c.refuse(n, 406, "not-acceptable")
		return
	}
	c.result(n)
}

func (s *Server) takeKeys(d *device, n *wabinary.Node) error {
	signed, err := parseKey(n.GetChildByTag("skey"))
	if err != nil {
		return err
	}
	registration, identity := bytesOf(n.GetChildByTag("registration")), bytesOf(n.GetChildByTag("identity"))
	if len(registration) != 4 || len(identity) != 32 {
		return errKey
	}
	list := n.GetChildByTag("list")
	b := &bundle{registration: binary.BigEndian.Uint32(registration), identity: [32]byte(identity), signed: signed}
	for _, key := range list.GetChildren() {
		k, err := parseKey(key)
		if err != nil {
			return err
		}
		b.once = append(b.once, k)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b.once = append(d.keys.once, b.once...)
	d.keys = b
	return nil
}

func (s *Server) keysOf(jid types.JID) wabinary.Node {
	if p := s.find(jid); p != nil && jid.Device == 0 {
		return p.signal.publish(1).node(jid)
	}
	if d := s.device(jid.User, jid.Device); d != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		return d.keys.node(jid)
	}
	return wabinary.Node{Tag: "user", Attrs: wabinary.Attrs{"jid": jid}, Content: []wabinary.Node{
		{Tag: "error", Attrs: wabinary.Attrs{"code": 404, "text": "item-not-found"}},
	}}
}

// usync tells which devices people have, and the address that goes with a number.
func (s *Server) usync(c *conn, n *wabinary.Node) {
	list, _ := n.GetOptionalChildByTag("usync", "list")
	var users []wabinary.Node
	for _, user := range list.GetChildren() {
		jid, ok := user.Attrs["jid"].(types.JID)
		p := s.find(jid)
		if !ok || p == nil {
			continue
		}
		devices := []wabinary.Node{{Tag: "device", Attrs: wabinary.Attrs{"id": "0"}}}
		for _, d := range p.linked() {
			devices = append(devices, wabinary.Node{Tag: "device", Attrs: wabinary.Attrs{"id": strconv.Itoa(int(d.number))}})
		}
		users = append(users, wabinary.Node{Tag: "user", Attrs: wabinary.Attrs{"jid": jid}, Content: []wabinary.Node{
			{Tag: "devices", Content: []wabinary.Node{{Tag: "device-list", Content: devices}}},
			{Tag: "lid", Attrs: wabinary.Attrs{"val": p.lid}},
		}})
	}
	c.result(n, wabinary.Node{Tag: "usync", Content: []wabinary.Node{{Tag: "list", Content: users}}})
}
