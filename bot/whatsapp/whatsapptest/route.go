package whatsapptest

import (
	"strconv"
	"time"

	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// route takes a client's message to the phones that it is for.
func (s *Server) route(c *conn, n *wabinary.Node) {
	to, _ := n.Attrs["to"].(types.JID)
	if s.faults.cuts(beforeTaking) {
		c.kill()
		return
	}
	if code := s.faults.nextSend(); code != 0 {
		s.ack(c, n, code)
		return
	}
	s.mu.Lock()
	s.stats.Messages++
	s.mu.Unlock()
	if n.Attrs["category"] != "peer" && s.find(to) == nil {
		s.ack(c, n, 404)
		return
	}
	for _, part := range parts(n, to) {
		if p := s.find(part.to); p != nil && part.to.Device == 0 {
			p.take(c.device, textOf(n.Attrs["id"]), part.enc)
		}
	}
	if s.faults.cuts(afterTaking) {
		c.kill()
		return
	}
	s.ack(c, n, 0)
}

type part struct {
	to  types.JID
	enc wabinary.Node
}

// parts are the copies of a message for single devices: many, or, when it is sent anew to one who could not read it, one.
func parts(n *wabinary.Node, to types.JID) []part {
	if enc, ok := n.GetOptionalChildByTag("enc"); ok && n.Attrs["category"] != "peer" {
		return []part{{to, enc}}
	}
	var all []part
	list := n.GetChildByTag("participants")
	for _, one := range list.GetChildren() {
		jid, _ := one.Attrs["jid"].(types.JID)
		if enc, ok := one.GetOptionalChildByTag("enc"); ok {
			all = append(all, part{jid, enc})
		}
	}
	return all
}

func (s *Server) ack(c *conn, n *wabinary.Node, code int) {
	attrs := wabinary.Attrs{"class": n.Tag, "id": n.Attrs["id"], "from": n.Attrs["to"], "t": time.Now().Unix()}
	if code != 0 {
		attrs["error"] = strconv.Itoa(code)
	}
	c.send(wabinary.Node{Tag: "ack", Attrs: attrs})
}

// receipt takes a client's word that it has, has read or could not read a message.
func (s *Server) receipt(c *conn, n *wabinary.Node) {
	s.ack(c, n, 0)
	to, _ := n.Attrs["to"].(types.JID)
	p, kind := s.find(to), textOf(n.Attrs["type"])
	ids := receiptIDs(n)
	switch kind {
	case "read", "played":
		if p != nil {
			p.marked(c.device, ids, "read")
		}
	case "retry":
		if p != nil {
			p.again(c.device, ids[0], n)
		}
	default:
		for _, id := range ids {
			s.confirm(c.device, id)
		}
		if p != nil {
			p.marked(c.device, ids, "delivered")
		}
	}
}

func receiptIDs(n *wabinary.Node) []string {
	ids := []string{textOf(n.Attrs["id"])}
	list := n.GetChildByTag("list")
	for _, item := range list.GetChildren() {
		ids = append(ids, textOf(item.Attrs["id"]))
	}
	return ids
}

func (s *Server) chatState(d *device, n *wabinary.Node) {
	to, _ := n.Attrs["to"].(types.JID)
	if _, composing := n.GetOptionalChildByTag("composing"); composing {
		if p := s.find(to); p != nil {
			p.sawTyping(d)
		}
	}
}
