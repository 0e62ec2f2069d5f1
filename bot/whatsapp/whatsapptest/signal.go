package whatsapptest

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/libsignal/keys/identity"
	"go.mau.fi/libsignal/keys/prekey"
	"go.mau.fi/libsignal/protocol"
	"go.mau.fi/libsignal/session"
	"go.mau.fi/libsignal/util/optional"
	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
)

// bundle is what a device has published for others to begin a session with it.
type bundle struct {
	registration uint32
	identity     [32]byte
	signed       keys.PreKey
	once         []keys.PreKey // each is given out to one only
}

// take makes the keys for one who begins a session with device id.
func (b *bundle) take(device uint16) *prekey.Bundle {
	id := identity.NewKey(ecc.NewDjbECPublicKey(b.identity))
	signed := ecc.NewDjbECPublicKey(*b.signed.Pub)
	if len(b.once) == 0 {
		return prekey.NewBundle(b.registration, uint32(device), optional.NewEmptyUint32(), b.signed.KeyID, nil, signed, *b.signed.Signature, id)
	}
	once := b.once[0]
	b.once = b.once[1:]
	return prekey.NewBundle(b.registration, uint32(device), optional.NewOptionalUint32(once.KeyID), b.signed.KeyID,
		ecc.NewDjbECPublicKey(*once.Pub), signed, *b.signed.Signature, id)
}

// node is the bundle as the server hands it to a client.
func (b *bundle) node(jid types.JID) wabinary.Node {
	content := b.publicNodes()
	if len(b.once) > 0 {
		content = append(content, keyNode("key", b.once[0]))
		b.once = b.once[1:]
	}
	return wabinary.Node{Tag: "user", Attrs: wabinary.Attrs{"jid": jid}, Content: content}
}

func (b *bundle) publicNodes() []wabinary.Node {
	return []wabinary.Node{
		{Tag: "registration", Content: binary.BigEndian.AppendUint32(nil, b.registration)},
		{Tag: "type", Content: []byte{ecc.DjbType}},
		{Tag: "identity", Content: b.identity[:]},
		keyNode("skey", b.signed),
	}
}

func keyNode(tag string, k keys.PreKey) wabinary.Node {
	content := []wabinary.Node{
		{Tag: "id", Content: binary.BigEndian.AppendUint32(nil, k.KeyID)[1:]},
		{Tag: "value", Content: k.Pub[:]},
	}
	if k.Signature != nil {
		content = append(content, wabinary.Node{Tag: "signature", Content: k.Signature[:]})
	}
	return wabinary.Node{Tag: tag, Content: content}
}

var errKey = errors.New("whatsapptest: malformed key")

func parseKey(n wabinary.Node) (keys.PreKey, error) {
	id, value := bytesOf(n.GetChildByTag("id")), bytesOf(n.GetChildByTag("value"))
	if len(id) != 3 || len(value) != 32 {
		return keys.PreKey{}, errKey
	}
	k := keys.PreKey{KeyPair: keys.KeyPair{Pub: (*[32]byte)(value)}, KeyID: binary.BigEndian.Uint32(append([]byte{0}, id...))}
	if signature := bytesOf(n.GetChildByTag("signature")); len(signature) == 64 {
		k.Signature = (*[64]byte)(signature)
	}
	return k, nil
}

func bytesOf(n wabinary.Node) []byte {
	b, _ := n.Content.([]byte)
	return b
}

// signal is a simulated phone's Signal state. It outlives every client.
type signal struct {
	device *store.Device
	memory *memory
}

func newSignal() *signal {
	m := &memory{sessions: map[string][]byte{}, prekeys: map[uint32]*keys.PreKey{}}
	id := keys.NewKeyPair()
	d := &store.Device{
		IdentityKey: id, SignedPreKey: id.CreateSignedPreKey(1), RegistrationID: 1000,
		Identities: m, Sessions: m, PreKeys: m,
	}
	return &signal{device: d, memory: m}
}

// publish makes a bundle with n one-time keys.
func (s *signal) publish(n int) *bundle {
	b := &bundle{registration: s.device.RegistrationID, identity: *s.device.IdentityKey.Pub, signed: *s.device.SignedPreKey}
	for range n {
		b.once = append(b.once, *s.memory.newPreKey())
	}
	return b
}

func (s *signal) cipher(with types.JID) (*session.Builder, *session.Cipher) {
	b := session.NewBuilderFromSignal(s.device, with.SignalAddress(), store.SignalProtobufSerializer)
	return b, session.NewCipher(b, with.SignalAddress())
}

// encrypt makes the <enc> node for a device, beginning a session with its bundle where there is none.
func (s *signal) encrypt(with types.JID, plain []byte, fetch func() *prekey.Bundle) (wabinary.Node, error) {
	ctx := context.Background()
	builder, cipher := s.cipher(with)
	if has, _ := s.memory.HasSession(ctx, with.SignalAddress().String()); !has {
		b := fetch()
		if b == nil {
			return wabinary.Node{}, errors.New("whatsapptest: the device has published no keys")
		}
		if err := builder.ProcessBundle(ctx, b); err != nil {
			return wabinary.Node{}, err
		}
	}
	sealed, err := cipher.Encrypt(ctx, pad(plain))
	if err != nil {
		return wabinary.Node{}, err
	}
	kind := "msg"
	if sealed.Type() == protocol.PREKEY_TYPE {
		kind = "pkmsg"
	}
	return wabinary.Node{Tag: "enc", Attrs: wabinary.Attrs{"v": "2", "type": kind}, Content: sealed.Serialize()}, nil
}

func (s *signal) decrypt(from types.JID, enc wabinary.Node) ([]byte, error) {
	ctx := context.Background()
	_, cipher := s.cipher(from)
	ser := store.SignalProtobufSerializer
	var plain []byte
	if enc.Attrs["type"] == "pkmsg" {
		m, err := protocol.NewPreKeySignalMessageFromBytes(bytesOf(enc), ser.PreKeySignalMessage, ser.SignalMessage)
		if err != nil {
			return nil, err
		}
		if plain, err = cipher.DecryptMessage(ctx, m); err != nil {
			return nil, err
		}
	} else {
		m, err := protocol.NewSignalMessageFromBytes(bytesOf(enc), ser.SignalMessage)
		if err != nil {
			return nil, err
		}
		if plain, err = cipher.Decrypt(ctx, m); err != nil {
			return nil, err
		}
	}
	return unpad(plain)
}

func pad(plain []byte) []byte { return append(plain[:len(plain):len(plain)], 3, 3, 3) }

func unpad(plain []byte) ([]byte, error) {
	if len(plain) == 0 || int(plain[len(plain)-1]) > len(plain) {
		return nil, errors.New("whatsapptest: wrong padding")
	}
	return plain[:len(plain)-int(plain[len(plain)-1])], nil
}

// memory keeps sessions and keys in maps. What whatsmeow's interfaces ask for beyond that, a phone never calls.
type memory struct {
	store.NoopStore
	mu       sync.Mutex
	sessions map[string][]byte
	prekeys  map[uint32]*keys.PreKey
	next     uint32
}

func (m *memory) newPreKey() *keys.PreKey {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.next++
	k := keys.NewPreKey(m.next)
	m.prekeys[k.KeyID] = k
	return k
}

func (m *memory) forget(address string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, address)
}

func (m *memory) forgetAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.sessions)
}

func (m *memory) PutIdentity(context.Context, string, [32]byte) error { return nil }

func (m *memory) IsTrustedIdentity(context.Context, string, [32]byte) (bool, error) {
	return true, nil // a phone goes on when a number was linked anew
}

func (m *memory) GetSession(_ context.Context, address string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sessions[address], nil
}

func (m *memory) HasSession(_ context.Context, address string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.sessions[address]
	return ok, nil
}

func (m *memory) PutSession(_ context.Context, address string, session []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[address] = session
	return nil
}

func (m *memory) GetPreKey(_ context.Context, id uint32) (*keys.PreKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.prekeys[id], nil
}

func (m *memory) RemovePreKey(_ context.Context, id uint32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.prekeys, id)
	return nil
}
