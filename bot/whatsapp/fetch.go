package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.mau.fi/whatsmeow"

	"sanad/bot"
	"sanad/dialogs"
)

const fetchTries = 3

// download fetches, decrypts, checks and stores a file.
func (l *line) download(f whatsmeow.DownloadableMessage) (dialogs.Media, error) {
	if sized, ok := f.(interface{ GetFileLength() uint64 }); ok && sized.GetFileLength() > downloadLimit {
		return dialogs.Media{}, bot.ErrTooLarge
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.n.cfg.DownloadTimeout)
	defer cancel()
	pause := backoff{next: 300 * time.Millisecond, most: 5 * time.Second}
	for try := 1; ; try++ {
		body, err := l.client.Download(ctx, f)
		if err == nil {
			return l.n.cfg.Files.Save(ctx, bytes.NewReader(body), "", "", downloadLimit)
		}
		if try == fetchTries || ctx.Err() != nil || hopeless(err) {
			return dialogs.Media{}, err
		}
		pause.wait(ctx)
	}
}

// hopeless: gone from WhatsApp's servers, or not what the message says.
func hopeless(err error) bool {
	for _, e := range []error{
		whatsmeow.ErrMediaDownloadFailedWith403, whatsmeow.ErrMediaDownloadFailedWith404, whatsmeow.ErrMediaDownloadFailedWith410,
		whatsmeow.ErrInvalidMediaSHA256, whatsmeow.ErrInvalidMediaEncSHA256, whatsmeow.ErrInvalidMediaHMAC,
		whatsmeow.ErrNoURLPresent, whatsmeow.ErrTooShortFile,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// fileTrouble names an error without its words, which may hold an address.
func fileTrouble(err error) string {
	switch {
	case errors.Is(err, bot.ErrTooLarge):
		return "too large"
	case hopeless(err):
		return "gone or damaged"
	}
	return errorKind(err)
}
