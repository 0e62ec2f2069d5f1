package whatsapptest

import (
	"crypto/rand"
	"time"

	"go.mau.fi/whatsmeow"
	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/gcmutil"
	"go.mau.fi/whatsmeow/util/hkdfutil"
	"google.golang.org/protobuf/proto"
)

// Say sends a text and returns the message's id.
func (c *Chat) Say(text string) string {
	return c.Send(&waE2E.Message{Conversation: proto.String(text)})
}

// Send sends any message and returns its id.
func (c *Chat) Send(m *waE2E.Message) string { return c.SendAs(c.phone.newMessageID(), m) }

// SendAs sends any message under an id of choice.
func (c *Chat) SendAs(id string, m *waE2E.Message) string {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	c.show(id, m, false)
	c.phone.post(c.with, id, kindOf(m), m, nil)
	return id
}

// SendBytes sends what need not be a message at all, encrypted as one, and shows nothing.
func (c *Chat) SendBytes(plain []byte) {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	c.phone.postPlain(c.with, c.phone.newMessageID(), "text", plain, nil)
}

// Resend sends a message once more, encrypted anew, as a phone does that did not hear that it arrived.
func (c *Chat) Resend(id string) {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	for _, d := range c.with.linked() {
		c.phone.postTo(d, id, 0, nil)
	}
}

// SendIn sends a message that comes from a group, a channel or the status of the phone's owner, as from names it.
func (c *Chat) SendIn(from types.JID, m *waE2E.Message) string {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	id := c.phone.newMessageID()
	c.phone.post(c.with, id, kindOf(m), m, wabinary.Attrs{"from": from, "participant": c.phone.lid})
	return id
}

func kindOf(m *waE2E.Message) string {
	switch {
	case m.ReactionMessage != nil:
		return "reaction"
	case m.PollUpdateMessage != nil, m.PollCreationMessage != nil:
		return "poll"
	case m.ImageMessage != nil, m.AudioMessage != nil, m.VideoMessage != nil, m.DocumentMessage != nil, m.StickerMessage != nil:
		return "media"
	}
	return "text"
}

// Answer sends a text that quotes a message.
func (c *Chat) Answer(quoted, text string) string {
	return c.Send(&waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{
		Text: proto.String(text),
		ContextInfo: &waE2E.ContextInfo{
			StanzaID: proto.String(quoted), Participant: proto.String(c.with.lid.String()),
			QuotedMessage: &waE2E.Message{Conversation: proto.String("…")},
		},
	}})
}

// key names a message of this chat.
func (c *Chat) key(id string) *waCommon.MessageKey {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	mine := true
	for _, m := range c.messages {
		if m.ID == id && m.Theirs {
			mine = false
		}
	}
	return &waCommon.MessageKey{RemoteJID: proto.String(c.with.lid.String()), FromMe: proto.Bool(mine), ID: proto.String(id)}
}

// React puts an emoji on a message; an empty one takes it back.
func (c *Chat) React(id, emoji string) string {
	return c.Send(&waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{
		Key: c.key(id), Text: proto.String(emoji), SenderTimestampMS: proto.Int64(time.Now().UnixMilli()),
	}})
}

// Edit changes the text of a message that was sent.
func (c *Chat) Edit(id, text string) string {
	return c.Send(&waE2E.Message{EditedMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{
		ProtocolMessage: &waE2E.ProtocolMessage{
			Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(), Key: c.key(id),
			EditedMessage: &waE2E.Message{Conversation: proto.String(text)},
		},
	}}})
}

// Delete takes a message back for everyone.
func (c *Chat) Delete(id string) string {
	return c.Send(&waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_REVOKE.Enum(), Key: c.key(id),
	}})
}

// Photo sends a picture.
func (c *Chat) Photo(body []byte, mime, caption string) string {
	return c.Send(c.picture(body, mime, caption))
}

func (c *Chat) picture(body []byte, mime, caption string) *waE2E.Message {
	f := c.phone.s.media.seal(body, whatsmeow.MediaImage)
	m := &waE2E.ImageMessage{
		Mimetype: proto.String(mime), DirectPath: &f.path, MediaKey: f.key,
		FileEncSHA256: f.encHash, FileSHA256: f.hash, FileLength: &f.size,
	}
	if caption != "" {
		m.Caption = &caption
	}
	return &waE2E.Message{ImageMessage: m}
}

// Voice sends a voice note.
func (c *Chat) Voice(body []byte, length time.Duration) string {
	f := c.phone.s.media.seal(body, whatsmeow.MediaAudio)
	return c.Send(&waE2E.Message{AudioMessage: &waE2E.AudioMessage{
		Mimetype: proto.String("audio/ogg; codecs=opus"), PTT: proto.Bool(true), Seconds: proto.Uint32(uint32(length / time.Second)),
		DirectPath: &f.path, MediaKey: f.key, FileEncSHA256: f.encHash, FileSHA256: f.hash, FileLength: &f.size,
	}})
}

// PhotoOnce sends a picture to be seen once, which the server keeps from linked clients.
func (c *Chat) PhotoOnce() string {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	id, attrs := c.phone.newMessageID(), c.phone.origin()
	attrs["id"], attrs["type"], attrs["t"], attrs["notify"] = id, "media", time.Now().Unix(), c.phone.name
	for _, d := range c.with.linked() {
		c.phone.s.push(d, wabinary.Node{Tag: "message", Attrs: attrs, Content: []wabinary.Node{
			{Tag: "unavailable", Attrs: wabinary.Attrs{"type": "view_once"}},
		}})
	}
	return id
}

// Video sends a video.
func (c *Chat) Video(body []byte, caption string) string {
	f := c.phone.s.media.seal(body, whatsmeow.MediaVideo)
	return c.Send(&waE2E.Message{VideoMessage: &waE2E.VideoMessage{
		Mimetype: proto.String("video/mp4"), Caption: &caption, Seconds: proto.Uint32(5),
		DirectPath: &f.path, MediaKey: f.key, FileEncSHA256: f.encHash, FileSHA256: f.hash, FileLength: &f.size,
	}})
}

// Document sends a file, with a caption around it as phones do it when there is one.
func (c *Chat) Document(name, mime string, body []byte, caption string) string {
	f := c.phone.s.media.seal(body, whatsmeow.MediaDocument)
	m := &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{
		FileName: &name, Mimetype: &mime, DirectPath: &f.path, MediaKey: f.key,
		FileEncSHA256: f.encHash, FileSHA256: f.hash, FileLength: &f.size,
	}}
	if caption != "" {
		m.DocumentMessage.Caption = &caption
		m = &waE2E.Message{DocumentWithCaptionMessage: &waE2E.FutureProofMessage{Message: m}}
	}
	return c.Send(m)
}

// Vote answers a poll of the other side, in place of an earlier vote.
func (c *Chat) Vote(poll Message, options ...string) string {
	secret := poll.Raw.GetMessageContextInfo().GetMessageSecret()
	voter, asker := c.phone.lid.String(), c.with.lid.String()
	info := append([]byte(poll.ID+asker+voter), whatsmeow.EncSecretPollVote...)
	plain, err := proto.Marshal(&waE2E.PollVoteMessage{SelectedOptions: whatsmeow.HashPollOptions(options)})
	if err != nil {
		panic(err) // cannot be
	}
	iv := make([]byte, 12)
	_, _ = rand.Read(iv) // never fails
	enc, err := gcmutil.Encrypt(hkdfutil.SHA256(secret, nil, info, 32), iv, plain, []byte(poll.ID+"\x00"+voter))
	if err != nil {
		panic(err) // only for a key of the wrong length
	}
	return c.Send(&waE2E.Message{PollUpdateMessage: &waE2E.PollUpdateMessage{
		PollCreationMessageKey: c.key(poll.ID),
		Vote:                   &waE2E.PollEncValue{EncPayload: enc, EncIV: iv},
		SenderTimestampMS:      proto.Int64(time.Now().UnixMilli()),
	}})
}

// Read confirms that everything of the other side was read.
func (c *Chat) Read() {
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	for _, m := range c.messages {
		if !m.Theirs {
			continue
		}
		for _, d := range c.with.linked() {
			c.phone.confirm(d, m.ID, "read")
		}
	}
}

// ByHand has the phone of a linked number write to the other side itself: the linked clients get a copy.
func (c *Chat) ByHand(text string) string {
	return c.sendByHand(&waE2E.Message{Conversation: proto.String(text)})
}

// PhotoByHand is ByHand for a picture.
func (c *Chat) PhotoByHand(body []byte, mime string) string {
	return c.sendByHand(c.picture(body, mime, ""))
}

func (c *Chat) sendByHand(m *waE2E.Message) string {
	id := c.phone.newMessageID()
	c.with.mu.Lock()
	c.with.chat(c.phone).show(id, m, true)
	c.with.mu.Unlock()
	c.phone.mu.Lock()
	defer c.phone.mu.Unlock()
	c.show(id, m, false)
	c.phone.post(c.phone, id, "text", &waE2E.Message{DeviceSentMessage: &waE2E.DeviceSentMessage{
		DestinationJID: proto.String(c.with.lid.String()), Message: m,
	}}, wabinary.Attrs{"recipient": c.with.lid, "peer_recipient_pn": c.with.pn})
	return id
}

// Type shows the other side that the phone's owner types.
func (c *Chat) Type() {
	for _, d := range c.with.linked() {
		c.phone.s.tell(d, wabinary.Node{
			Tag: "chatstate", Attrs: wabinary.Attrs{"from": c.phone.lid}, Content: []wabinary.Node{{Tag: "composing"}},
		})
	}
}
