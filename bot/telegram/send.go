package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync"

	"sanad/bot"
)

var errNothing = errors.New("a message with nothing in it")

// Send implements bot.Channel. What takes several messages of Telegram is sent in order, and where it fails in the
// middle the next attempt goes on from there, as long as this process lives. The id is that of the last.
func (b *Bot) Send(ctx context.Context, out bot.Outgoing) (string, error) {
	parts := compose(out.Said)
	if len(parts) == 0 {
		return "", &bot.PermanentError{Err: errNothing}
	}
	var id string
	for i := min(b.progress.sent(out.ID), len(parts)-1); i < len(parts); i++ {
		var err error
		if id, err = b.sendPart(ctx, out.Chat, parts[i]); err != nil {
			return "", b.unsent(ctx, err)
		}
		b.progress.note(out.ID, i+1, len(parts))
	}
	b.health.ok("sending")
	return id, nil
}

// unsent keeps the state of health by the errors that are not about the one message.
func (b *Bot) unsent(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if ailing(err) {
		b.health.fail("sending", err)
	} else {
		b.health.ok("sending")
	}
	return verdict(err)
}

func (b *Bot) sendPart(ctx context.Context, chat string, p part) (string, error) {
	if p.media != nil {
		return b.sendMedia(ctx, chat, p)
	}
	values := envelope(chat, p, "text", "entities")
	values["link_preview_options"] = `{"is_disabled":true}`
	var sent message
	err := b.api.call(ctx, "sendMessage", values, &sent)
	return ref(sent.ID), err
}

// envelope is what text and media have in common. The heading is marked by position, so no character of anybody's words can be markup.
func envelope(chat string, p part, text, entities string) params {
	values := params{"chat_id": chat}
	if p.text != "" {
		values[text] = p.text
	}
	if p.bold > 0 {
		values[entities] = boldEntity(p.bold)
	}
	if p.keyboard != nil {
		values["reply_markup"] = p.keyboard.String()
	}
	return values
}

func boldEntity(length int) string {
	type entity struct {
		Type   string `json:"type"`
		Offset int    `json:"offset"`
		Length int    `json:"length"`
	}
	b, _ := json.Marshal([]entity{{"bold", 0, length}}) // cannot fail
	return string(b)
}

// progress remembers how much of an Outgoing that takes several messages was sent.
type progress struct {
	mu    sync.Mutex
	parts map[int64]int
}

// progressMost bounds the memory of what was begun and never tried again.
const progressMost = 10000

func (p *progress) sent(id int64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.parts[id]
}

func (p *progress) note(id int64, sent, of int) {
	if id == 0 || of == 1 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if sent == of {
		delete(p.parts, id)
		return
	}
	if p.parts == nil || len(p.parts) >= progressMost {
		p.parts = make(map[int64]int)
	}
	p.parts[id] = sent
}

// answer tells the artisan's app that the press was taken, and marks the button, both without anybody waiting.
func (b *Bot) answer(ctx context.Context, p *press) {
	b.aside.do(func() {
		if err := b.api.call(ctx, "answerCallbackQuery", params{"callback_query_id": p.id}, nil); err != nil && ctx.Err() == nil {
			b.log.Info("button not answered", "error", err)
		}
		b.mark(ctx, p)
	})
}

func (b *Bot) mark(ctx context.Context, p *press) {
	if p.keyboard == nil || p.message == 0 {
		return
	}
	marked, changed := p.keyboard.marked(p.data)
	if !changed {
		return
	}
	err := b.api.call(ctx, "editMessageReplyMarkup", params{
		"chat_id":      strconv.FormatInt(p.chat, 10),
		"message_id":   strconv.FormatInt(p.message, 10),
		"reply_markup": marked.String(),
	}, nil)
	if err != nil && ctx.Err() == nil {
		b.log.Info("keyboard not marked", "error", err)
	}
}
