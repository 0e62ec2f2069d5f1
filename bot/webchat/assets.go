package webchat

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"strings"

	"sanad/bot"
)

//go:embed assets
var embedded embed.FS

// assets are the page's own files, packed once, under an address that changes with their content.
type assets struct {
	base  string
	files map[string]asset
}

type asset struct {
	mime          string
	plain, packed []byte
}

func loadAssets() (assets, error) {
	all := assets{files: make(map[string]asset)}
	entries, err := embedded.ReadDir("assets")
	if err != nil {
		return all, err
	}
	sum := sha256.New()
	for _, e := range entries {
		plain, err := embedded.ReadFile("assets/" + e.Name())
		if err != nil {
			return all, err
		}
		if path.Ext(e.Name()) == ".html" {
			continue
		}
		packed, err := pack(plain)
		if err != nil {
			return all, err
		}
		sum.Write(plain)
		all.files[e.Name()] = asset{mime: mimeOf(e.Name()), plain: plain, packed: packed}
	}
	all.base = "/chat/assets/" + hex.EncodeToString(sum.Sum(nil)[:8])
	return all, nil
}

// mimeOf is the type of our own files, whatever the machine's table says.
func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func pack(plain []byte) ([]byte, error) {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func (c *Chat) asset(w http.ResponseWriter, r *http.Request) {
	a, ok := c.assets.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.mime)
	h.Set("Vary", "Accept-Encoding")
	if path.Dir(r.URL.Path) == c.assets.base { // an older page's address gets today's file, but not for ever
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	_, _ = w.Write(body) // the reader may be gone: nobody to tell
}

// manifest lets a phone keep the chat on its home screen.
func (c *Chat) manifest(w http.ResponseWriter, r *http.Request) {
	words := c.words(r, bot.Conversation{})
	w.Header().Set("Content-Type", "application/manifest+json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"name": words.T("webchat.title"), "short_name": words.T("webchat.name"), "lang": words.Lang, "dir": words.Dir(),
		"start_url": "/chat", "scope": "/chat", "display": "standalone", "background_color": "#f5ede0", "theme_color": "#1d4a43",
		"icons": []map[string]string{{"src": c.assets.base + "/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}},
	})
}
