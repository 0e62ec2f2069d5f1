package telegram

import (
	"slices"
	"strings"
	"time"

	"sanad/dialogs"
)

// content reads what a message holds, and the file that goes with it. It is not ok for service messages, which nobody wrote.
func (c converter) content(m *message) (in dialogs.Input, f *file, ok bool) {
	caption := clean(m.Caption)
	switch {
	case m.Photo != nil:
		return mediaInput(dialogs.KindPhoto, largest(m.Photo), caption)
	case m.Voice != nil:
		return mediaInput(dialogs.KindVoice, m.Voice, caption)
	case m.Audio != nil:
		return mediaInput(dialogs.KindVoice, m.Audio, caption)
	case m.Video != nil:
		return mediaInput(dialogs.KindVideo, m.Video, caption)
	case m.VideoNote != nil:
		return mediaInput(dialogs.KindVideo, m.VideoNote, caption)
	case m.Animation != nil: // before document, which an animation also is
		return mediaInput(dialogs.KindVideo, m.Animation, caption)
	case m.Document != nil:
		return mediaInput(dialogs.KindDocument, m.Document, caption)
	case m.Location != nil:
		return locationInput(*m.Location), nil, true
	case m.Venue != nil:
		return locationInput(m.Venue.Location), nil, true
	case m.Contact != nil:
		return contactInput(m), nil, true
	case m.Text != "" || m.has("text"):
		return dialogs.Input{Kind: dialogs.KindText, Text: c.command(clean(m.Text))}, nil, true
	}
	name, service := unsupported(m)
	return dialogs.Input{Kind: dialogs.KindUnsupported, Text: name}, nil, !service
}

// command takes our own name off a command: «/start@our_bot x» is «/start x».
func (c converter) command(text string) string {
	if !strings.HasPrefix(text, "/") {
		return text
	}
	word, rest := text, ""
	if i := strings.IndexAny(text, " \n\t"); i >= 0 {
		word, rest = text[:i], text[i:]
	}
	name, to, named := strings.Cut(word, "@")
	if !named || !strings.EqualFold(to, c.username) {
		return text
	}
	return name + rest
}

func mediaInput(kind dialogs.InputKind, f *file, caption string) (dialogs.Input, *file, bool) {
	in := dialogs.Input{Kind: kind, Text: caption, Media: &dialogs.Media{}}
	if f == nil || f.ID == "" {
		return in, nil, true
	}
	in.Media.Name = clean(f.Name)
	in.Media.Mime = clean(f.Mime)
	in.Media.Size = max(f.Size, 0)
	in.Media.Seconds = time.Duration(min(max(f.Duration, 0), 1<<31)) * time.Second
	return in, f, true
}

// largest is the size of a photo with the most points.
func largest(sizes []file) *file {
	if len(sizes) == 0 {
		return nil
	}
	best := slices.MaxFunc(sizes, func(a, b file) int {
		if d := a.Width*a.Height - b.Width*b.Height; d != 0 {
			return int(d)
		}
		return int(a.Size - b.Size)
	})
	return &best
}

func locationInput(l location) dialogs.Input {
	return dialogs.Input{Kind: dialogs.KindLocation, Location: &dialogs.Location{Lat: l.Lat, Lon: l.Lon}}
}

// contactInput: Telegram vouches for the user that a card belongs to, so a card of the sender's own is theirs.
func contactInput(m *message) dialogs.Input {
	c := m.Contact
	return dialogs.Input{Kind: dialogs.KindContact, Card: &dialogs.Card{
		Name:  clean(strings.TrimSpace(c.First + " " + c.Last)),
		Phone: clean(c.Phone),
		Own:   c.User != 0 && m.From != nil && c.User == m.From.ID,
	}}
}

// around are the fields about a message; services are what Telegram itself puts into a private chat. Any other field
// is the content, whatever Telegram may invent, and is called by its name.
var (
	around = []string{
		"author_signature", "business_connection_id", "caption", "caption_entities", "chat", "date", "edit_date", "effect_id", "entities",
		"external_reply", "forward_date", "forward_from", "forward_from_chat", "forward_from_message_id", "forward_origin",
		"forward_sender_name", "forward_signature", "from", "has_media_spoiler", "has_protected_content", "is_automatic_forward", "is_from_offline",
		"is_topic_message", "link_preview_options", "media_group_id", "message_id", "message_thread_id", "paid_star_count", "quote",
		"reply_markup", "reply_to_message", "reply_to_story", "sender_boost_count", "sender_business_bot", "sender_chat",
		"show_caption_above_media", "text", "via_bot",
	}
	services = []string{
		"boost_added", "channel_chat_created", "chat_background_set", "chat_shared", "connected_website", "delete_chat_photo", "forum_topic_closed",
		"forum_topic_created", "forum_topic_edited", "forum_topic_reopened", "group_chat_created", "left_chat_member", "message_auto_delete_timer_changed",
		"migrate_from_chat_id", "migrate_to_chat_id", "new_chat_members", "new_chat_photo", "new_chat_title", "pinned_message",
		"proximity_alert_triggered", "supergroup_chat_created", "user_shared", "users_shared", "video_chat_ended", "video_chat_participants_invited",
		"video_chat_scheduled", "video_chat_started", "voice_chat_ended", "voice_chat_started", "write_access_allowed",
	}
)

func unsupported(m *message) (name string, service bool) {
	for _, k := range m.keys {
		if slices.Contains(services, k) {
			return k, true
		}
	}
	for _, k := range m.keys {
		if !slices.Contains(around, k) {
			return clean(k), false
		}
	}
	return "message", false
}
