package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"google.golang.org/protobuf/proto"

	"sanad/bot"
	"sanad/dialogs"
)

// mediumOf is what WhatsApp shows a file as: what it would refuse to show is a document.
func mediumOf(m *dialogs.Media) whatsmeow.MediaType {
	kind, _, err := mime.ParseMediaType(m.Mime)
	if err != nil {
		return whatsmeow.MediaDocument
	}
	switch kind {
	case "image/jpeg", "image/png":
		if m.Size <= photoLimit {
			return whatsmeow.MediaImage
		}
	case "audio/ogg", "audio/opus", "application/ogg", "audio/mp4", "audio/mpeg", "audio/aac", "audio/amr":
		return whatsmeow.MediaAudio
	case "video/mp4":
		return whatsmeow.MediaVideo
	}
	return whatsmeow.MediaDocument
}

// captioned reports whether a text can stand under it: not under a voice note.
func captioned(as whatsmeow.MediaType) bool { return as != whatsmeow.MediaAudio }

// mediaMessage uploads a file, encrypted, and makes the message that refers to it.
func (l *line) mediaMessage(ctx context.Context, p part, info *waE2E.ContextInfo) (*waE2E.Message, error) {
	if p.media.Size > uploadLimit {
		return nil, &bot.PermanentError{Err: bot.ErrTooLarge}
	}
	body, err := l.stored(ctx, p.media.Hash)
	if err != nil {
		return nil, err
	}
	as := mediumOf(p.media)
	up, err := l.client.Upload(ctx, body, as)
	if err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	return refer(as, p, up, info), nil
}

func (l *line) stored(ctx context.Context, hash string) ([]byte, error) {
	r, err := l.n.cfg.Files.Open(ctx, hash)
	if errors.Is(err, bot.ErrNoFile) {
		return nil, &bot.PermanentError{Err: err}
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, uploadLimit+1))
	if err == nil && len(body) > uploadLimit {
		err = &bot.PermanentError{Err: bot.ErrTooLarge}
	}
	return body, err
}

// refer makes the message for an uploaded file.
func refer(as whatsmeow.MediaType, p part, up whatsmeow.UploadResponse, info *waE2E.ContextInfo) *waE2E.Message {
	seconds := uint32(p.media.Seconds / time.Second)
	caption := optional(p.text)
	switch as {
	case whatsmeow.MediaImage:
		return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{
			Caption: caption, Mimetype: &p.media.Mime, ContextInfo: info, URL: &up.URL, DirectPath: &up.DirectPath,
			MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256, FileSHA256: up.FileSHA256, FileLength: &up.FileLength,
		}}
	case whatsmeow.MediaAudio:
		sound, note := soundOf(p.media)
		return &waE2E.Message{AudioMessage: &waE2E.AudioMessage{
			PTT: &note, Seconds: &seconds, Mimetype: &sound, ContextInfo: info,
			URL: &up.URL, DirectPath: &up.DirectPath,
			MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256, FileSHA256: up.FileSHA256, FileLength: &up.FileLength,
		}}
	case whatsmeow.MediaVideo:
		return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{
			Caption: caption, Seconds: &seconds, Mimetype: &p.media.Mime, ContextInfo: info, URL: &up.URL, DirectPath: &up.DirectPath,
			MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256, FileSHA256: up.FileSHA256, FileLength: &up.FileLength,
		}}
	}
	document := &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{
		Caption: caption, FileName: proto.String(fileName(p.media)), Mimetype: proto.String(mimeOf(p.media)), ContextInfo: info,
		URL: &up.URL, DirectPath: &up.DirectPath,
		MediaKey: up.MediaKey, FileEncSHA256: up.FileEncSHA256, FileSHA256: up.FileSHA256, FileLength: &up.FileLength,
	}}
	if caption == nil {
		return document
	}
	return &waE2E.Message{DocumentWithCaptionMessage: &waE2E.FutureProofMessage{Message: document}}
}

// soundOf is what a sound is called and whether it is shown as a voice note: WhatsApp plays no other format as one.
func soundOf(m *dialogs.Media) (mimeType string, note bool) {
	switch kind, _, _ := mime.ParseMediaType(m.Mime); kind {
	case "audio/ogg", "audio/opus", "application/ogg":
		return "audio/ogg; codecs=opus", true
	default:
		return kind, false
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func mimeOf(m *dialogs.Media) string {
	if m.Mime == "" {
		return "application/octet-stream"
	}
	return m.Mime
}

// fileName gives a file without a name one that phones know what to open with.
func fileName(m *dialogs.Media) string {
	if m.Name != "" {
		return m.Name
	}
	name := "file"
	if ext, err := mime.ExtensionsByType(m.Mime); err == nil && len(ext) > 0 {
		name += ext[0]
	}
	return name
}
