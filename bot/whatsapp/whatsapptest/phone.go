package whatsapptest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.mau.fi/libsignal/keys/prekey"
	"go.mau.fi/libsignal/signalerror"
	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Addressing is how what a phone sends names its sender.
type Addressing int

// By LID as today, or by number as before, each with or without the other beside it.
const (
	ByLID Addressing = iota
	ByLIDAlone
	ByNumber
	ByNumberAlone
)

// Phone is a person's phone. Clients may be linked to it; it chats with other phones, of which those with linked
// clients answer.
type Phone struct {
	s      *Server
	pn     types.JID
	lid    types.JID
	signal *signal
	said   atomic.Int64

	devices    map[uint16]*device // guarded by Server.mu
	lastDevice uint16

	mu         sync.Mutex
	name       string
	addressing Addressing
	corrupt    int // messages yet to be garbled
	ahead      time.Duration
	off        bool
	chats      map[*Phone]*Chat
	sent       map[string]sent
}

// sent is what a phone keeps of its messages, to send one anew.
type sent struct {
	kind  string
	plain []byte
	attrs wabinary.Attrs
}

func newPhone(s *Server, number, lid string) *Phone {
	return &Phone{
		s: s, pn: types.NewJID(number, types.DefaultUserServer), lid: types.NewJID(lid, types.HiddenUserServer),
		signal: newSignal(), devices: map[uint16]*device{}, name: "أبو أحمد",
		chats: map[*Phone]*Chat{}, sent: map[string]sent{},
	}
}

// newMessageID makes an id as phones do, but the same for the same message of another run.
func (p *Phone) newMessageID() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", p.pn.User, p.said.Add(1)))
	return "3A" + strings.ToUpper(hex.EncodeToString(sum[:12]))
}

// Number is the phone's number as an address: "963…@s.whatsapp.net".
func (p *Phone) Number() string { return p.pn.String() }

// LID is the phone's address that hides the number: "…@lid".
func (p *Phone) LID() string { return p.lid.String() }

// SetName changes what the phone's owner is called.
func (p *Phone) SetName(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.name = name
}

// Address changes how the phone's messages name their sender.
func (p *Phone) Address(a Addressing) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.addressing = a
}

// SetClock has what the phone sends bear a time that is so far ahead of ours.
func (p *Phone) SetClock(ahead time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ahead = ahead
}

// Corrupt garbles the next n messages on their way, so that they have to be asked for again.
func (p *Phone) Corrupt(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.corrupt = n
}

// Forget loses all sessions, as an app does that is installed anew: it cannot read what comes next, and asks for it again.
func (p *Phone) Forget() { p.signal.memory.forgetAll() }

// SwitchOff has the phone confirm nothing that it gets, until it is switched on.
func (p *Phone) SwitchOff() { p.mu.Lock(); p.off = true; p.mu.Unlock() }

// SwitchOn confirms from now on.
func (p *Phone) SwitchOn() { p.mu.Lock(); p.off = false; p.mu.Unlock() }

// Chat is the phone's conversation with another.
func (p *Phone) Chat(with *Phone) *Chat {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.chat(with)
}

// chat wants p.mu held.
func (p *Phone) chat(with *Phone) *Chat {
	c := p.chats[with]
	if c == nil {
		c = &Chat{phone: p, with: with, states: map[string]string{}, changed: make(chan struct{})}
		p.chats[with] = c
	}
	return c
}

// origin is how the phone's stanzas name it.
func (p *Phone) origin() wabinary.Attrs {
	switch p.addressing {
	case ByNumber:
		return wabinary.Attrs{"from": p.pn, "sender_lid": p.lid, "addressing_mode": "pn"}
	case ByNumberAlone:
		return wabinary.Attrs{"from": p.pn}
	case ByLIDAlone:
		return wabinary.Attrs{"from": p.lid, "addressing_mode": "lid"}
	}
	return wabinary.Attrs{"from": p.lid, "sender_pn": p.pn, "addressing_mode": "lid"}
}

// post encrypts a message for every client linked to another phone, and hands it to the server. It wants p.mu held.
func (p *Phone) post(to *Phone, id, kind string, m *waE2E.Message, extra wabinary.Attrs) {
	plain, err := proto.Marshal(m)
	if err != nil {
		panic(err) // a mistake of the test
	}
	p.postPlain(to, id, kind, plain, extra)
}

func (p *Phone) postPlain(to *Phone, id, kind string, plain []byte, extra wabinary.Attrs) {
	attrs := p.origin()
	for k, v := range extra {
		attrs[k] = v
	}
	attrs["id"], attrs["type"], attrs["t"], attrs["notify"] = id, kind, time.Now().Add(p.ahead).Unix(), p.name
	p.sent[id] = sent{kind, plain, attrs}
	for _, d := range to.linked() {
		p.postTo(d, id, 0, nil)
	}
}

// postTo wants p.mu held.
func (p *Phone) postTo(d *device, id string, count int, keys *prekey.Bundle) {
	m := p.sent[id]
	enc, err := p.signal.encrypt(d.lid(), m.plain, func() *prekey.Bundle {
		if keys != nil {
			return keys
		}
		p.s.mu.Lock()
		defer p.s.mu.Unlock()
		return d.keys.take(d.number)
	})
	if err != nil {
		panic(err) // a mistake of this package
	}
	if p.corrupt > 0 {
		p.corrupt--
		b := bytesOf(enc)
		b[len(b)-1] ^= 1
	}
	if count > 0 {
		enc.Attrs["count"] = count
	}
	attrs := wabinary.Attrs{}
	for k, v := range m.attrs {
		attrs[k] = v
	}
	p.s.push(d, wabinary.Node{Tag: "message", Attrs: attrs, Content: []wabinary.Node{enc}})
}

// again sends a message anew to a client that could not read it.
func (p *Phone) again(d *device, id string, n *wabinary.Node) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.sent[id]; !ok {
		return
	}
	retry := n.GetChildByTag("retry")
	p.signal.memory.forget(d.lid().SignalAddress().String())
	p.postTo(d, id, retry.AttrGetter().Int("count"), nil)
}

// take reads a message of a client and shows it, or asks for it again.
func (p *Phone) take(d *device, id string, enc wabinary.Node) {
	p.mu.Lock()
	defer p.mu.Unlock()
	plain, err := p.signal.decrypt(d.lid(), enc)
	m := &waE2E.Message{}
	if err == nil {
		err = proto.Unmarshal(plain, m)
	}
	switch {
	case errors.Is(err, signalerror.ErrOldCounter): // it came before, and the client does not know
		p.confirm(d, id, "")
		return
	case err != nil:
		p.askAgain(d, id, enc)
		return
	}
	with, hand := d.owner, false
	if own := m.GetDeviceSentMessage(); own != nil {
		to, err := types.ParseJID(own.GetDestinationJID())
		if with = p.s.find(to); err != nil || with == nil {
			return
		}
		m, hand = own.GetMessage(), true
	}
	c := p.chat(with)
	c.show(id, m, !hand)
	switch {
	case p.off:
	case hand:
		p.confirmCopy(d, id, with)
	default:
		p.confirm(d, id, "")
	}
}

// confirm sends a receipt: "" for delivered, or "read". It wants p.mu held.
func (p *Phone) confirm(d *device, id, kind string) {
	attrs := wabinary.Attrs{"from": p.lid, "id": id, "t": time.Now().Unix()}
	if kind != "" {
		attrs["type"] = kind
	}
	p.s.push(d, wabinary.Node{Tag: "receipt", Attrs: attrs})
}

// confirmCopy tells a linked client that this phone got the copy of what the client sent to another. It wants p.mu held.
func (p *Phone) confirmCopy(d *device, id string, to *Phone) {
	p.s.push(d, wabinary.Node{Tag: "receipt", Attrs: wabinary.Attrs{
		"from": p.lid, "recipient": to.lid, "peer_recipient_pn": to.pn, "id": id, "type": "sender", "t": time.Now().Unix(),
	}})
}

// askAgain sends the retry receipt with fresh keys. It wants p.mu held.
func (p *Phone) askAgain(d *device, id string, enc wabinary.Node) {
	count := enc.AttrGetter().OptionalInt("count") + 1
	if count > 4 {
		return
	}
	b := p.signal.publish(1)
	p.signal.memory.forget(d.lid().SignalAddress().String())
	public := b.publicNodes()
	p.s.push(d, wabinary.Node{
		Tag:   "receipt",
		Attrs: wabinary.Attrs{"from": p.lid, "id": id, "type": "retry", "t": time.Now().Unix()},
		Content: []wabinary.Node{
			{Tag: "retry", Attrs: wabinary.Attrs{"count": count, "id": id, "t": time.Now().Unix(), "v": 1}},
			public[0],
			{Tag: "keys", Content: append(public[1:], keyNode("key", b.once[0]))},
		},
	})
}

func (p *Phone) marked(d *device, ids []string, state string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chat(d.owner)
	for _, id := range ids {
		if c.states[id] != "read" {
			c.states[id] = state
		}
	}
	c.notify()
}

func (p *Phone) sawTyping(d *device) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.chat(d.owner)
	c.typing++
	c.notify()
}

// closing is the context of everything that waits on the phone.
func (p *Phone) closing() context.Context { return p.s.ctx }
