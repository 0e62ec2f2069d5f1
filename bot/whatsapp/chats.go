package whatsapp

import (
	"context"
	"sync"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// chats remembers, while the process lives, what is unread in a chat and whether its messages disappear.
type chats struct {
	mu     sync.Mutex
	unread map[string][]string
	expire map[string]uint32 // seconds
}

// chatsMost and unreadMost bound the memory of chats that nobody answers.
const (
	chatsMost  = 10000
	unreadMost = 100
)

func (c *chats) received(chat, id string, evt *events.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.unread == nil || len(c.unread) >= chatsMost {
		c.unread = map[string][]string{}
	}
	if c.expire == nil || len(c.expire) >= chatsMost {
		c.expire = map[string]uint32{}
	}
	ids := append(c.unread[chat], id)
	c.unread[chat] = ids[max(0, len(ids)-unreadMost):]
	if seconds := expiration(evt.Message); seconds > 0 {
		c.expire[chat] = seconds
	} else {
		delete(c.expire, chat)
	}
}

// expiration is after how many seconds a chat's messages disappear; 0 when they stay.
func expiration(m *waE2E.Message) uint32 {
	for _, x := range []interface{ GetContextInfo() *waE2E.ContextInfo }{
		m.GetExtendedTextMessage(), m.GetImageMessage(), m.GetAudioMessage(), m.GetVideoMessage(), m.GetDocumentMessage(),
	} {
		if e := x.GetContextInfo().GetExpiration(); e > 0 {
			return e
		}
	}
	return 0
}

func (c *chats) expiration(chat string) uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.expire[chat]
}

func (c *chats) takeUnread(chat string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids := c.unread[chat]
	delete(c.unread, chat)
	return ids
}

// readAll shows the artisan the blue ticks: whoever answers has read. It is a courtesy, tried once.
func (l *line) readAll(ctx context.Context, chat string) {
	ids := l.chats.takeUnread(chat)
	to, err := types.ParseJID(chat)
	if len(ids) == 0 || err != nil {
		return
	}
	if err := l.client.MarkRead(ctx, ids, l.n.cfg.Now(), to, types.EmptyJID); err != nil && ctx.Err() == nil {
		l.n.log.Info("not marked as read", "kind", errorKind(err))
	}
}

// typing shows that we type. It needs us to be seen as online, which lets the number's own phone fall silent; so that
// lasts only while we are busy.
func (l *line) typing(ctx context.Context, to types.JID) error {
	if l.seen.begin(l) {
		if err := l.client.SendPresence(ctx, types.PresenceAvailable); err != nil {
			return err
		}
	}
	return l.client.SendChatPresence(ctx, to, types.ChatPresenceComposing, types.ChatPresenceMediaText)
}

// presence is whether we are shown as online.
type presence struct {
	mu    sync.Mutex
	timer *time.Timer
}

// onlineFor is how long we stay online after the last sign of life.
const onlineFor = 20 * time.Second

// begin reports whether we have to be shown as online now.
func (p *presence) begin(l *line) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil && p.timer.Reset(onlineFor) {
		return false
	}
	p.timer = time.AfterFunc(onlineFor, func() {
		if l.ctx.Err() == nil {
			_ = l.client.SendPresence(l.ctx, types.PresenceUnavailable) // a courtesy to the owner's phone
		}
	})
	return true
}

func (p *presence) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
	}
}
