package whatsapptest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waCert"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/util/keys"
	"golang.org/x/crypto/curve25519"
	"google.golang.org/protobuf/proto"
)

// noise is the state of a Noise_XX_25519_AESGCM_SHA256 handshake, as its answering side.
type noise struct {
	hash, salt []byte
	key        cipher.AEAD
	counter    uint32
}

func newNoise(header []byte) *noise {
	start := []byte(socket.NoiseStartPattern)
	n := &noise{hash: start, salt: start, key: newGCM(start)}
	n.mixHash(header)
	return n
}

// newGCM panics on a key that is not 32 bytes, which only a mistake of this package makes.
func newGCM(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

func counterIV(n uint32) []byte {
	iv := make([]byte, 12)
	binary.BigEndian.PutUint32(iv[8:], n)
	return iv
}

func (n *noise) mixHash(data []byte) {
	sum := sha256.Sum256(append(n.hash[:len(n.hash):len(n.hash)], data...))
	n.hash = sum[:]
}

func (n *noise) seal(plain []byte) []byte {
	out := n.key.Seal(nil, counterIV(n.counter), plain, n.hash)
	n.counter++
	n.mixHash(out)
	return out
}

func (n *noise) open(sealed []byte) ([]byte, error) {
	plain, err := n.key.Open(nil, counterIV(n.counter), sealed, n.hash)
	n.counter++
	n.mixHash(sealed)
	return plain, err
}

func (n *noise) expand(secret []byte) (first, second []byte) {
	out, err := hkdf.Key(sha256.New, secret, n.salt, "", 64)
	if err != nil {
		panic(err) // only for a length out of range
	}
	return out[:32], out[32:]
}

func (n *noise) mixKey(private, public []byte) error {
	secret, err := curve25519.X25519(private, public)
	if err != nil {
		return err
	}
	var key []byte
	n.salt, key = n.expand(secret)
	n.key, n.counter = newGCM(key), 0
	return nil
}

// credential is what the server proves who it is with: a key and the chain of certificates from the test root.
type credential struct {
	key   *keys.KeyPair
	chain []byte
}

var trustTestRoot = sync.OnceValue(func() *keys.KeyPair {
	root := keys.NewKeyPair()
	whatsmeow.WACertPubKey = *root.Pub
	return root
})

// newCredential makes a server's key and has it certified by the root that all servers of this process share, and that
// whatsmeow is made to trust.
func newCredential() (credential, error) {
	root, middle, leaf := trustTestRoot(), keys.NewKeyPair(), keys.NewKeyPair()
	first, err := certify(root, middle, 1, whatsmeow.WACertIssuerSerial)
	if err != nil {
		return credential{}, err
	}
	second, err := certify(middle, leaf, 2, 1)
	if err != nil {
		return credential{}, err
	}
	chain, err := proto.Marshal(&waCert.CertChain{Intermediate: first, Leaf: second})
	return credential{key: leaf, chain: chain}, err
}

func certify(by, subject *keys.KeyPair, serial, issuer uint32) (*waCert.CertChain_NoiseCertificate, error) {
	details, err := proto.Marshal(&waCert.CertChain_NoiseCertificate_Details{
		Serial:       proto.Uint32(serial),
		IssuerSerial: proto.Uint32(issuer),
		Key:          subject.Pub[:],
		NotBefore:    proto.Uint64(uint64(time.Now().Add(-24 * time.Hour).Unix())),
		NotAfter:     proto.Uint64(uint64(time.Now().Add(24 * time.Hour).Unix())),
	})
	signature := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*by.Priv), details)
	return &waCert.CertChain_NoiseCertificate{Details: details, Signature: signature[:]}, err
}

// greeting is what a handshake establishes: who the client is, what it wants, and the keys of both directions.
type greeting struct {
	static  [32]byte
	payload *waWa6.ClientPayload
	in, out cipher.AEAD
}

var errHandshake = errors.New("whatsapptest: handshake")

// handshake answers a client. Frames are read and written without encryption of their own.
func (id credential) handshake(header []byte, read func() ([]byte, error), write func([]byte) error) (greeting, error) {
	n := newNoise(header)
	hello, err := readHandshake(read)
	ephemeral := hello.GetClientHello().GetEphemeral()
	if err != nil || len(ephemeral) != 32 {
		return greeting{}, fmt.Errorf("%w: hello: %w", errHandshake, err)
	}
	n.mixHash(ephemeral)
	own := keys.NewKeyPair()
	answer, err := id.hello(n, own, ephemeral)
	if err != nil {
		return greeting{}, err
	}
	if err := write(answer); err != nil {
		return greeting{}, err
	}
	return finish(n, own, read)
}

func (id credential) hello(n *noise, own *keys.KeyPair, ephemeral []byte) ([]byte, error) {
	n.mixHash(own.Pub[:])
	if err := n.mixKey(own.Priv[:], ephemeral); err != nil {
		return nil, err
	}
	static := n.seal(id.key.Pub[:])
	if err := n.mixKey(id.key.Priv[:], ephemeral); err != nil {
		return nil, err
	}
	return proto.Marshal(&waWa6.HandshakeMessage{ServerHello: &waWa6.HandshakeMessage_ServerHello{
		Ephemeral: own.Pub[:], Static: static, Payload: n.seal(id.chain),
	}})
}

func finish(n *noise, own *keys.KeyPair, read func() ([]byte, error)) (g greeting, err error) {
	last, err := readHandshake(read)
	if err != nil {
		return g, err
	}
	static, err := n.open(last.GetClientFinish().GetStatic())
	if err != nil || len(static) != 32 {
		return g, fmt.Errorf("%w: static key: %w", errHandshake, err)
	}
	if err := n.mixKey(own.Priv[:], static); err != nil {
		return g, err
	}
	plain, err := n.open(last.GetClientFinish().GetPayload())
	if err != nil {
		return g, fmt.Errorf("%w: payload: %w", errHandshake, err)
	}
	g.static, g.payload = [32]byte(static), &waWa6.ClientPayload{}
	theirs, ours := n.expand(nil)
	g.in, g.out = newGCM(theirs), newGCM(ours)
	return g, proto.Unmarshal(plain, g.payload)
}

func readHandshake(read func() ([]byte, error)) (*waWa6.HandshakeMessage, error) {
	frame, err := read()
	if err != nil {
		return nil, err
	}
	m := &waWa6.HandshakeMessage{}
	return m, proto.Unmarshal(frame, m)
}

// readFrame reads what a three-byte length precedes.
func readFrame(r io.Reader) ([]byte, error) {
	var head [3]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	frame := make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
	_, err := io.ReadFull(r, frame)
	return frame, err
}

func frameOf(data []byte) []byte {
	return append([]byte{byte(len(data) >> 16), byte(len(data) >> 8), byte(len(data))}, data...)
}
