package telegram

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"sanad/bot"
	"sanad/dialogs"
)

// uploadTimeout leaves time for the largest file on a slow line.
const uploadTimeout = 5 * time.Minute

// medium is how Telegram wants a kind of file.
type medium struct{ method, field string }

var (
	asPhoto    = medium{"sendPhoto", "photo"}
	asVoice    = medium{"sendVoice", "voice"}
	asVideo    = medium{"sendVideo", "video"}
	asDocument = medium{"sendDocument", "document"}
)

func mediumOf(m *dialogs.Media) medium {
	kind, _, err := mime.ParseMediaType(m.Mime)
	if err != nil {
		return asDocument
	}
	switch kind {
	case "image/jpeg", "image/png", "image/webp":
		if m.Size <= photoLimit {
			return asPhoto
		}
	case "audio/ogg", "audio/opus", "application/ogg", "audio/mp4":
		return asVoice
	case "video/mp4":
		return asVideo
	}
	return asDocument
}

// sendMedia sends what Telegram will not show as what it is (a picture too wide, voice where the artisan allows none) as a document.
func (b *Bot) sendMedia(ctx context.Context, chat string, p part) (string, error) {
	if p.media.Size > uploadLimit {
		return "", &bot.PermanentError{Err: bot.ErrTooLarge}
	}
	as := mediumOf(p.media)
	id, err := b.sendAs(ctx, as, chat, p)
	if e := said(err); e != nil && as != asDocument && e.Code == http.StatusBadRequest && !isGone(e) && e.RetryAfter == 0 {
		return b.sendAs(ctx, asDocument, chat, p)
	}
	return id, err
}

func (b *Bot) sendAs(ctx context.Context, as medium, chat string, p part) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, uploadTimeout)
	defer cancel()
	stored, err := b.cfg.Files.Open(ctx, p.media.Hash)
	if errors.Is(err, bot.ErrNoFile) {
		return "", &bot.PermanentError{Err: err}
	}
	if err != nil {
		return "", err
	}
	body := &uploading{r: stored}
	defer body.close()
	values := envelope(chat, p, "caption", "caption_entities")
	if s := int(p.media.Seconds / time.Second); s > 0 && (as == asVoice || as == asVideo) {
		values["duration"] = strconv.Itoa(s)
	}
	var sent message
	err = b.api.upload(ctx, as.method, values, tg.RequestFile{Name: as.field, Data: tg.FileReader{Name: fileName(p.media), Reader: body}}, &sent)
	return ref(sent.ID), err
}

// uploading lets a file be closed while the library's goroutine, which outlives a failed call, may still read it.
type uploading struct {
	mu     sync.Mutex
	r      io.ReadCloser
	closed bool
}

func (u *uploading) Read(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return 0, io.ErrClosedPipe
	}
	return u.r.Read(p)
}

func (u *uploading) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	_ = u.r.Close() // it was only read
}

// fileName is the name that the artisan sees, with an ending that their phone can open.
func fileName(m *dialogs.Media) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '"' || r == '\\' {
			return -1
		}
		return r
	}, path.Base(strings.ToValidUTF8(m.Name, "")))
	if name == "." || name == "/" || name == "" {
		name = "file"
	}
	if path.Ext(name) == "" {
		name += ending(m.Mime)
	}
	return name
}

func ending(kind string) string {
	switch kind, _, _ := mime.ParseMediaType(kind); kind {
	case "image/jpeg":
		return ".jpg"
	case "audio/ogg", "audio/opus":
		return ".ogg"
	case "audio/mp4":
		return ".m4a"
	case "video/mp4":
		return ".mp4"
	case "text/plain":
		return ".txt"
	}
	if all, _ := mime.ExtensionsByType(kind); len(all) > 0 {
		return all[0]
	}
	return ""
}
