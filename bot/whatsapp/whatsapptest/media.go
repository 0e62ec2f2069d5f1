package whatsapptest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"sync"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/util/cbcutil"
	"go.mau.fi/whatsmeow/util/hkdfutil"
)

// mediaHost keeps encrypted files, as WhatsApp's media servers do.
type mediaHost struct {
	mu    sync.Mutex
	files map[string][]byte // by the last part of the path
	count int
	gone  bool
	fails int
	held  chan struct{} // nil: files are given at once
}

// ExpireMedia makes all files of now and later be gone, until healed.
func (s *Server) ExpireMedia() (heal func()) {
	s.media.setGone(true)
	return func() { s.media.setGone(false) }
}

// FailMedia answers the next n requests for files with an error.
func (s *Server) FailMedia(n int) {
	s.media.mu.Lock()
	defer s.media.mu.Unlock()
	s.media.fails = n
}

// HoldMedia keeps everybody who asks for a file waiting, until released.
func (s *Server) HoldMedia() (release func()) {
	held := make(chan struct{})
	s.media.setHeld(held)
	return func() {
		s.media.setHeld(nil)
		close(held)
	}
}

func (h *mediaHost) setHeld(held chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held = held
}

func (h *mediaHost) setGone(gone bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gone = gone
}

// ServeHTTP implements http.Handler.
func (h *mediaHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	fail, gone := h.fails > 0, h.gone
	if fail {
		h.fails--
	}
	body, ok := h.files[path.Base(r.URL.Path)]
	held := h.held
	h.mu.Unlock()
	if held != nil && r.Method == http.MethodGet {
		select {
		case <-held:
		case <-r.Context().Done():
			return
		}
	}
	switch {
	case fail:
		w.WriteHeader(http.StatusServiceUnavailable)
	case r.Method == http.MethodPost:
		h.upload(w, r)
	case gone || !ok:
		w.WriteHeader(http.StatusGone)
	default:
		_, _ = w.Write(body)
	}
}

func (h *mediaHost) upload(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	direct := h.keep(body)
	_ = json.NewEncoder(w).Encode(map[string]string{"url": "https://mmg.whatsapp.net" + direct, "direct_path": direct})
}

// keep stores a file and gives its direct path, to which clients append "&hash=…".
func (h *mediaHost) keep(body []byte) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count++
	name := strconv.Itoa(h.count)
	h.files[name] = body
	return "/v/t62/" + name + "?ccb=1"
}

// sealed is a file as a message refers to it.
type sealed struct {
	path               string
	key, encHash, hash []byte
	size               uint64
}

func mediaKeys(key []byte, kind whatsmeow.MediaType) (iv, cipherKey, macKey []byte) {
	all := hkdfutil.SHA256(key, nil, []byte(kind), 112)
	return all[:16], all[16:48], all[48:80]
}

func macOf(key, iv, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(iv)
	h.Write(body)
	return h.Sum(nil)[:10]
}

// seal encrypts a file and keeps it.
func (h *mediaHost) seal(body []byte, kind whatsmeow.MediaType) sealed {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	iv, cipherKey, macKey := mediaKeys(key, kind)
	enc, err := cbcutil.Encrypt(cipherKey, iv, body)
	if err != nil {
		panic(err) // only for a key of the wrong length
	}
	enc = append(enc, macOf(macKey, iv, enc)...)
	hash, encHash := sha256.Sum256(body), sha256.Sum256(enc)
	return sealed{path: h.keep(enc), key: key, encHash: encHash[:], hash: hash[:], size: uint64(len(body))}
}

var errMedia = errors.New("whatsapptest: the file is not what the message says")

// unseal fetches and checks the file of a client's message.
func (h *mediaHost) unseal(m whatsmeow.DownloadableMessage, kind whatsmeow.MediaType) ([]byte, error) {
	h.mu.Lock()
	enc := h.files[path.Base(pathOf(m.GetDirectPath()))]
	h.mu.Unlock()
	if len(enc) < 10 || len(m.GetMediaKey()) != 32 {
		return nil, errMedia
	}
	iv, cipherKey, macKey := mediaKeys(m.GetMediaKey(), kind)
	encHash, body := sha256.Sum256(enc), enc[:len(enc)-10]
	if string(encHash[:]) != string(m.GetFileEncSHA256()) || !hmac.Equal(enc[len(enc)-10:], macOf(macKey, iv, body)) {
		return nil, errMedia
	}
	plain, err := cbcutil.Decrypt(cipherKey, iv, append([]byte(nil), body...))
	if err != nil {
		return nil, err
	}
	if hash := sha256.Sum256(plain); string(hash[:]) != string(m.GetFileSHA256()) {
		return nil, errMedia
	}
	return plain, nil
}

func pathOf(direct string) string {
	for i := range direct {
		if direct[i] == '?' {
			return direct[:i]
		}
	}
	return direct
}
