package webchat

import (
	"errors"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"sanad/bot"
	"sanad/dialogs"
)

// What browsers may show within the page; everything else, SVG and HTML before all, is only ever downloaded.
var (
	pictures = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}
	sounds   = []string{"audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm", "audio/aac", "audio/wav", "audio/wave", "audio/x-wav", "audio/amr", "application/ogg"}
	films    = []string{"video/mp4", "video/webm", "video/ogg"}
)

// show says as what a file is shown: photo, voice, video or document.
func show(mimeType string, kind dialogs.InputKind) string {
	essence := essence(mimeType)
	switch {
	case slices.Contains(pictures, essence):
		return "photo"
	case slices.Contains(sounds, essence), kind == dialogs.KindVoice && slices.Contains(films, essence):
		return "voice"
	case slices.Contains(films, essence):
		return "video"
	}
	return "document"
}

func essence(mimeType string) string {
	essence, _, err := mime.ParseMediaType(mimeType)
	if err != nil {
		return ""
	}
	return essence
}

// media serves the file of one message, to the owner of its conversation alone.
func (c *Chat) media(w http.ResponseWriter, r *http.Request, chat string) {
	conversation, err := c.conversation(r, chat)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	message, err := c.message(r.Context(), conversation.ID, number(r.PathValue("message")))
	if errors.Is(err, bot.ErrNotFound) {
		c.refuse(w, r, http.StatusNotFound, "no_file")
		return
	}
	if err != nil {
		c.fail(w, r, err)
		return
	}
	media, kind := attached(message)
	if media == nil || media.Hash == "" {
		c.refuse(w, r, http.StatusNotFound, "no_file")
		return
	}
	c.serve(w, r, *media, kind)
}

func attached(m bot.Message) (*dialogs.Media, dialogs.InputKind) {
	if m.Input != nil {
		return m.Input.Media, m.Input.Kind
	}
	return m.Said.Media, ""
}

func (c *Chat) serve(w http.ResponseWriter, r *http.Request, media dialogs.Media, kind dialogs.InputKind) {
	content, err := c.Files.Open(r.Context(), media.Hash)
	if errors.Is(err, bot.ErrNoFile) {
		c.refuse(w, r, http.StatusNotFound, "no_file")
		return
	}
	if err != nil {
		c.fail(w, r, err)
		return
	}
	defer func() { _ = content.Close() }()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(slowest)) // not every server has deadlines
	h := w.Header()
	disposition, mimeType := "attachment", "application/octet-stream"
	if show(media.Mime, kind) != "document" {
		disposition, mimeType = "inline", essence(media.Mime)
	}
	h.Set("Content-Type", mimeType)
	h.Set("Content-Disposition", disposed(disposition, media.Name))
	h.Set("Content-Security-Policy", "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("ETag", `"`+media.Hash+`"`)
	http.ServeContent(w, r, "", time.Time{}, content)
}

// disposed writes the header, with a name that needs no quoting tricks.
func disposed(disposition, name string) string {
	if name = fileName(name); name == "" {
		return disposition
	}
	return mime.FormatMediaType(disposition, map[string]string{"filename": name})
}

// fileName is the last part of a name that somebody else chose, short and without control or
// direction marks that would let "gpj.exe" read as a picture.
func fileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	runes := []rune(strings.Trim(name, ". "))
	const longest = 80
	if len(runes) > longest { // the end says what kind of file it is
		runes = append(runes[:longest-12:longest-12], runes[len(runes)-12:]...)
	}
	return string(runes)
}
