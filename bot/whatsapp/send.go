package whatsapp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"sanad/bot"
)

// answerTimeout is how long WhatsApp may take to confirm one message.
const answerTimeout = 30 * time.Second

// Send implements bot.Channel. What takes several messages of WhatsApp is sent in order; the id is that of the last. As
// the ids follow from the Outgoing's own, a message that is sent again is the same message to the artisan's phone.
func (n *Number) Send(ctx context.Context, out bot.Outgoing) (string, error) {
	parts := compose(out.Said)
	if n.cfg.Polls {
		parts = append(parts, poll(out.Said)...)
	}
	if len(parts) == 0 {
		return "", &bot.PermanentError{Err: errNothing}
	}
	l, to, err := n.reach(ctx, out.Chat)
	if err != nil {
		return "", err
	}
	l.readAll(ctx, out.Chat)
	var sent string
	for i, p := range parts {
		id := l.messageID(out, i)
		err := l.sendPart(ctx, to, out.Chat, id, p)
		switch {
		case err == nil:
			sent = id
		case p.options != nil && refusal(err) != 0: // all is said without it
			n.log.Warn("poll refused", "message", id, "code", refusal(err))
		default:
			return "", verdict(ctx, err)
		}
	}
	return sent, nil
}

// messageID is the same for the same part of the same Outgoing.
func (l *line) messageID(out bot.Outgoing, part int) string {
	if out.MessageID == "" {
		return nameOf(out.Account.ID, rand.Text())
	}
	return nameOf(out.Account.ID, fmt.Sprintf("%s %s %d", out.Account.ID, out.MessageID, part))
}

func (l *line) sendPart(ctx context.Context, to types.JID, chat, id string, p part) error {
	if pause := l.n.cfg.Pause(p.text); pause > 0 {
		if err := l.typing(ctx, to); err != nil {
			l.n.log.Info("typing not shown", "kind", errorKind(err))
		}
		sleep(ctx, pause)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m, err := l.message(ctx, chat, id, p)
	if err != nil {
		return err
	}
	ctx, turning := l.n.ratchet.turn(ctx)
	defer turning.end()
	_, err = l.client.SendMessage(ctx, to, m, whatsmeow.SendRequestExtra{ID: id, Timeout: answerTimeout})
	return err
}

// message makes the message of a part; in a chat whose messages disappear, ours do too.
func (l *line) message(ctx context.Context, chat, id string, p part) (*waE2E.Message, error) {
	expire := l.chats.expiration(chat)
	if p.options != nil {
		return l.pollMessage(id, p, contextOf(expire)), nil
	}
	if p.media != nil {
		return l.mediaMessage(ctx, p, contextOf(expire))
	}
	if expire == 0 {
		return &waE2E.Message{Conversation: proto.String(p.text)}, nil
	}
	return &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{Text: proto.String(p.text), ContextInfo: contextOf(expire)}}, nil
}

func contextOf(expire uint32) *waE2E.ContextInfo {
	if expire == 0 {
		return nil
	}
	return &waE2E.ContextInfo{Expiration: proto.Uint32(expire)}
}

// Codes that WhatsApp refuses a message with.
const (
	codeBadRequest  = 400
	codeForbidden   = 403
	codeNotFound    = 404
	codeTooMany     = 429
	codeNoNewChats  = 463 // only people who wrote first may be written to
	codeWrongStanza = 479
)

// verdict turns an error of a send into what the pipeline decides on.
func verdict(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch code := refusal(err); code {
	case codeTooMany:
		return &bot.RetryError{After: time.Minute, Err: err}
	case codeNoNewChats, codeForbidden, codeNotFound:
		return fmt.Errorf("%w: %w", bot.ErrUnreachable, err)
	case codeBadRequest, codeWrongStanza:
		return &bot.PermanentError{Err: err}
	}
	if strings.HasPrefix(err.Error(), "no LID found for ") { // whatsmeow has no name for it; the text holds the number
		return fmt.Errorf("%w: whatsapp: there is no such number", bot.ErrUnreachable)
	}
	if named := new(bot.PermanentError); errors.As(err, &named) {
		return err
	}
	return fmt.Errorf("whatsapp: not sent: %s", errorKind(err))
}

// refusal is the code that the server refused a message with; 0 when it did not.
func refusal(err error) int {
	if !errors.Is(err, whatsmeow.ErrServerReturnedError) {
		return 0
	}
	words := strings.Fields(err.Error())
	code, _ := strconv.Atoi(words[len(words)-1])
	return code
}
