package desk

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// PasswordMin is the least number of characters of a password.
const PasswordMin = 10

// ErrPasswordShort is a password under PasswordMin characters.
var ErrPasswordShort = errors.New("password too short")

// hashing is what a password costs to check; it travels in the encoded hash, so that it may rise later.
type hashing struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// usual follows OWASP's advice for argon2id on small machines.
var usual = hashing{memory: 19 * 1024, time: 2, threads: 1}

const (
	saltBytes = 16
	keyBytes  = 32
)

// computing lets few passwords be worked out at once: each takes 19 MiB, and a flood of logins must not take them all.
var computing = make(chan struct{}, 2)

// HashPassword gives the argon2id hash of password with a fresh salt as a PHC string
// ($argon2id$v=19$m=…,t=…,p=…$salt$hash), or ErrPasswordShort.
func HashPassword(password string) (string, error) {
	if utf8.RuneCountInString(password) < PasswordMin {
		return "", ErrPasswordShort
	}
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return encode(usual, salt, usual.key(password, salt, keyBytes)), nil
}

// CheckPassword reports whether password is the one of which encoded is the hash. It takes the same
// time for a wrong password as for an encoded that is empty or broken.
func CheckPassword(password, encoded string) bool {
	h, salt, want, err := decode(encoded)
	if err != nil {
		h, salt, want = usual, make([]byte, saltBytes), make([]byte, keyBytes)
	}
	same := subtle.ConstantTimeCompare(h.key(password, salt, uint32(len(want))), want) == 1
	return same && err == nil
}

func (h hashing) key(password string, salt []byte, length uint32) []byte {
	computing <- struct{}{}
	defer func() { <-computing }()
	return argon2.IDKey([]byte(password), salt, h.time, h.memory, h.threads, length)
}

func encode(h hashing, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.time, h.threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// The bounds keep a broken record from asking for all of the machine.
const (
	maxMemory = 1 << 20 // KiB
	maxTime   = 64
)

var errHash = errors.New("not an argon2id hash")

func decode(encoded string) (h hashing, salt, key []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, nil, nil, errHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); n != 3 || err != nil {
		return h, nil, nil, errHash
	}
	if h.memory == 0 || h.memory > maxMemory || h.time == 0 || h.time > maxTime || h.threads == 0 {
		return h, nil, nil, errHash
	}
	salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil || len(salt) < 8 {
		return h, nil, nil, errHash
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) < 16 || len(key) > 128 {
		return h, nil, nil, errHash
	}
	return h, salt, key, nil
}
