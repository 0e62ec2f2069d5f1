package telegramtest

import (
	"strconv"
	"time"
)

// keep stores a file that a user sends and returns its description. It is there as soon as the message is.
func (u *User) keep(f *File, fields map[string]any) map[string]any {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	id := "file-" + strconv.Itoa(len(u.s.files)+1)
	u.s.files[id] = f
	out := map[string]any{"file_id": id, "file_unique_id": id, "file_size": len(f.Body)}
	if f.Name != "" {
		out["file_name"] = f.Name
	}
	if f.Mime != "" {
		out["mime_type"] = f.Mime
	}
	for k, v := range fields {
		out[k] = v
	}
	return out
}

func withCaption(kind string, file any, caption string) map[string]any {
	fields := map[string]any{kind: file}
	if caption != "" {
		fields["caption"] = caption
	}
	return fields
}

// SendPhoto sends a picture, which Telegram offers in two sizes.
func (u *User) SendPhoto(body []byte, caption string) int64 {
	small := u.keep(&File{Body: body[:len(body)/2]}, map[string]any{"width": 90, "height": 60})
	large := u.keep(&File{Body: body}, map[string]any{"width": 1280, "height": 853})
	return u.SendFields(withCaption("photo", []any{small, large}, caption))
}

// SendVoice sends a voice note.
func (u *User) SendVoice(body []byte, length time.Duration) int64 {
	file := u.keep(&File{Mime: "audio/ogg", Body: body}, map[string]any{"duration": int(length / time.Second)})
	return u.SendFields(map[string]any{"voice": file})
}

// SendVideo sends a video.
func (u *User) SendVideo(body []byte, length time.Duration, caption string) int64 {
	file := u.keep(&File{Mime: "video/mp4", Body: body}, map[string]any{"duration": int(length / time.Second), "width": 640, "height": 360})
	return u.SendFields(withCaption("video", file, caption))
}

// SendDocument sends a file.
func (u *User) SendDocument(name, mime string, body []byte, caption string) int64 {
	return u.SendFields(withCaption("document", u.keep(&File{Name: name, Mime: mime, Body: body}, nil), caption))
}

// SendLocation sends a point on the map.
func (u *User) SendLocation(lat, lon float64) int64 {
	return u.SendFields(map[string]any{"location": map[string]any{"latitude": lat, "longitude": lon}})
}

// SendContact shares a contact, the user's own or somebody else's.
func (u *User) SendContact(name, phone string, own bool) int64 {
	card := map[string]any{"first_name": name, "phone_number": phone}
	if own {
		card["user_id"] = u.ID
	}
	return u.SendFields(map[string]any{"contact": card})
}

// SendSticker sends what the bot has no use for.
func (u *User) SendSticker() int64 {
	sticker := u.keep(&File{Body: []byte("RIFF")}, map[string]any{"emoji": "👍", "width": 512, "height": 512})
	return u.SendFields(map[string]any{"sticker": sticker})
}
