package whatsapptest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/whatsmeow"
	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/hkdfutil"
	"go.mau.fi/whatsmeow/util/keys"
	"golang.org/x/crypto/curve25519"
	"golang.org/x/crypto/pbkdf2"
	"google.golang.org/protobuf/proto"
)

// pairing is a client that wants to be linked.
type pairing struct {
	conn    *conn
	noise   [32]byte
	payload *waWa6.ClientPayload_DevicePairingRegistrationData
	refs    []string
	code    codePairing
	phone   *Phone // who linked it, while the client's word is waited for
	done    chan error
}

// codePairing is what the server passes between a client and the phone that types its code.
type codePairing struct {
	number  string
	ref     string
	wrapped []byte // the client's ephemeral key under the code
	finish  chan wabinary.Node
}

const refsPerPairing = 6

func (s *Server) beginPairing(c *conn, g greeting) {
	p := &pairing{conn: c, noise: g.static, payload: g.payload.GetDevicePairingData(), done: make(chan error, 1)}
	refs := make([]wabinary.Node, refsPerPairing)
	for i := range refs {
		p.refs = append(p.refs, "2@"+rand.Text())
		refs[i] = wabinary.Node{Tag: "ref", Content: []byte(p.refs[i])}
	}
	s.mu.Lock()
	c.pair = p
	for _, ref := range p.refs {
		s.pairings[ref] = p
	}
	s.mu.Unlock()
	c.send(wabinary.Node{
		Tag:     "iq",
		Attrs:   wabinary.Attrs{"from": types.ServerJID, "id": s.nextID(), "type": "set", "xmlns": "md"},
		Content: []wabinary.Node{{Tag: "pair-device", Content: refs}},
	})
}

var errPairing = errors.New("whatsapptest: nobody shows that code")

// pairWithin is how long a phone waits for the client that it links.
const pairWithin = 20 * time.Second

// Scan links the client whose QR code shows that text to this phone, and waits until it is done.
func (p *Phone) Scan(qr string) error {
	_, data, ok := strings.Cut(qr, "#")
	parts := strings.Split(data, ",")
	if !ok || len(parts) != 5 {
		return fmt.Errorf("whatsapptest: not a linking code: %q", qr)
	}
	identity, err1 := base64.StdEncoding.DecodeString(parts[2])
	secret, err2 := base64.StdEncoding.DecodeString(parts[3])
	p.s.mu.Lock()
	found := p.s.pairings[parts[0]]
	p.s.mu.Unlock()
	if found == nil || err1 != nil || err2 != nil || string(identity) != string(found.payload.GetEIdent()) {
		return errPairing
	}
	return p.link(found, secret)
}

// link vouches for a client with the phone's key and waits for the client's answer.
func (p *Phone) link(found *pairing, secret []byte) error {
	number := p.reserve()
	vouched, err := p.vouch(found.payload.GetEIdent(), secret, uint32(number))
	if err != nil {
		return err
	}
	d := &device{owner: p, number: number, noise: found.noise, keys: publishedBy(found.payload)}
	p.s.mu.Lock()
	found.phone = p
	found.conn.device = d // completed by confirmPairing
	p.s.mu.Unlock()
	found.conn.send(wabinary.Node{
		Tag:   "iq",
		Attrs: wabinary.Attrs{"from": types.ServerJID, "id": p.s.nextID(), "type": "set", "t": time.Now().Unix()},
		Content: []wabinary.Node{{Tag: "pair-success", Content: []wabinary.Node{
			{Tag: "device-identity", Content: vouched},
			{Tag: "device", Attrs: wabinary.Attrs{"jid": d.jid(), "lid": d.lid()}},
			{Tag: "platform", Attrs: wabinary.Attrs{"name": "android"}},
		}}},
	})
	select {
	case err := <-found.done:
		return err
	case <-time.After(pairWithin):
		return errors.New("whatsapptest: the client did not answer")
	}
}

func (p *Phone) reserve() uint16 {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.lastDevice++
	return p.lastDevice
}

func publishedBy(r *waWa6.ClientPayload_DevicePairingRegistrationData) *bundle {
	b := &bundle{registration: binary.BigEndian.Uint32(r.GetERegid()), identity: [32]byte(r.GetEIdent())}
	b.signed = keys.PreKey{
		KeyPair:   keys.KeyPair{Pub: (*[32]byte)(r.GetESkeyVal())},
		KeyID:     binary.BigEndian.Uint32(append([]byte{0}, r.GetESkeyID()...)),
		Signature: (*[64]byte)(r.GetESkeySig()),
	}
	return b
}

// vouch signs a client's identity with the account's.
func (p *Phone) vouch(client, secret []byte, index uint32) ([]byte, error) {
	details, err := proto.Marshal(&waAdv.ADVDeviceIdentity{
		RawID: proto.Uint32(1), Timestamp: proto.Uint64(uint64(time.Now().Unix())), KeyIndex: proto.Uint32(index),
	})
	if err != nil {
		return nil, err
	}
	own := p.signal.device.IdentityKey
	message := slices.Concat(whatsmeow.AdvAccountSignaturePrefix, details, client)
	signature := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*own.Priv), message)
	signed, err := proto.Marshal(&waAdv.ADVSignedDeviceIdentity{
		Details: details, AccountSignatureKey: own.Pub[:], AccountSignature: signature[:],
	})
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(signed)
	return proto.Marshal(&waAdv.ADVSignedDeviceIdentityHMAC{Details: signed, HMAC: mac.Sum(nil)})
}

// answerPairing takes the client's word on being linked.
func (s *Server) answerPairing(c *conn, n *wabinary.Node) {
	_, signed := n.GetOptionalChildByTag("pair-device-sign")
	s.mu.Lock()
	p, d := c.pair, c.device
	if p == nil || p.phone == nil || !signed && n.Attrs["type"] != "error" {
		s.mu.Unlock()
		return
	}
	c.pair = nil
	for _, ref := range p.refs {
		delete(s.pairings, ref)
	}
	if signed {
		p.phone.devices[d.number] = d
	}
	s.mu.Unlock()
	if !signed {
		p.done <- errors.New("whatsapptest: the client refused to be linked")
		return
	}
	c.end(wabinary.Node{Tag: "stream:error", Attrs: wabinary.Attrs{"code": "515"}})
	p.done <- nil
}

// pairByCode serves a client that shows a code instead of a picture.
func (s *Server) pairByCode(c *conn, n *wabinary.Node) {
	reg := n.GetChildByTag("link_code_companion_reg")
	switch {
	case c.pair == nil:
		c.refuse(n, 400, "bad-request")
	case reg.Attrs["stage"] == "companion_hello":
		number, _ := reg.Attrs["jid"].(types.JID)
		s.mu.Lock()
		c.pair.code = codePairing{
			number: number.User, ref: rand.Text(), finish: make(chan wabinary.Node, 1),
			wrapped: bytesOf(reg.GetChildByTag("link_code_pairing_wrapped_companion_ephemeral_pub")),
		}
		ref := c.pair.code.ref
		s.mu.Unlock()
		c.result(n, wabinary.Node{Tag: "link_code_companion_reg", Content: []wabinary.Node{
			{Tag: "link_code_pairing_ref", Content: []byte(ref)},
		}})
	case reg.Attrs["stage"] == "companion_finish":
		c.result(n)
		c.pair.code.finish <- reg
	}
}

// EnterCode links the client that shows this code for this phone's number, and waits until it is done.
func (p *Phone) EnterCode(code string) error {
	found := p.pendingCode()
	if found == nil {
		return errPairing
	}
	code = strings.ReplaceAll(code, "-", "")
	theirs, err := unwrap(code, found.code.wrapped)
	if err != nil {
		return err
	}
	own, salt, iv := keys.NewKeyPair(), make([]byte, 32), make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	_, _ = rand.Read(iv)
	identity := p.signal.device.IdentityKey
	found.conn.send(wabinary.Node{
		Tag:   "notification",
		Attrs: wabinary.Attrs{"from": types.ServerJID, "id": p.s.nextID(), "type": "link_code_companion_reg", "t": time.Now().Unix()},
		Content: []wabinary.Node{{Tag: "link_code_companion_reg", Attrs: wabinary.Attrs{"stage": "primary_hello"}, Content: []wabinary.Node{
			{Tag: "link_code_pairing_wrapped_primary_ephemeral_pub", Content: slices.Concat(salt, iv, underCode(code, salt, iv, own.Pub[:]))},
			{Tag: "primary_identity_pub", Content: identity.Pub[:]},
			{Tag: "link_code_pairing_ref", Content: []byte(found.code.ref)},
		}}},
	})
	select {
	case reg := <-found.code.finish:
		secret, err := advSecret(reg, own, theirs, identity, found.payload.GetEIdent())
		if err != nil {
			return err
		}
		return p.link(found, secret)
	case <-time.After(pairWithin):
		return errors.New("whatsapptest: the client did not take the code")
	}
}

func (p *Phone) pendingCode() *pairing {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, found := range p.s.pairings {
		if found.code.number == p.pn.User {
			return found
		}
	}
	return nil
}

// underCode encrypts, and decrypts, an ephemeral key with the code that people see.
func underCode(code string, salt, iv, key []byte) []byte {
	block, err := aes.NewCipher(pbkdf2.Key([]byte(code), salt, 2<<16, 32, sha256.New))
	if err != nil {
		panic(err) // only for a key of the wrong length
	}
	out := make([]byte, len(key))
	cipher.NewCTR(block, iv).XORKeyStream(out, key)
	return out
}

func unwrap(code string, wrapped []byte) ([]byte, error) {
	if len(wrapped) != 80 {
		return nil, errKey
	}
	return underCode(code, wrapped[:32], wrapped[32:48], wrapped[48:]), nil
}

// advSecret opens the client's key bundle, which only one who had the right code can, and works out the secret that
// both sides share.
func advSecret(reg wabinary.Node, own *keys.KeyPair, theirs []byte, identity *keys.KeyPair, client []byte) ([]byte, error) {
	wrapped := bytesOf(reg.GetChildByTag("link_code_pairing_wrapped_key_bundle"))
	shared, err := curve25519.X25519(own.Priv[:], theirs)
	if err != nil || len(wrapped) < 44 {
		return nil, errKey
	}
	key := hkdfutil.SHA256(shared, wrapped[:32], []byte("link_code_pairing_key_bundle_encryption_key"), 32)
	plain, err := newGCM(key).Open(nil, wrapped[32:44], wrapped[44:], nil)
	if err != nil || len(plain) != 96 {
		return nil, errors.New("whatsapptest: the code was wrong")
	}
	identities, err := curve25519.X25519(identity.Priv[:], client)
	if err != nil {
		return nil, err
	}
	return hkdfutil.SHA256(slices.Concat(shared, identities, plain[64:]), nil, []byte("adv_secret"), 32), nil
}
