package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// webhook is where updates are posted. Each chat has a goroutine while it has updates, so that they stay in order.
type webhook struct {
	url    string
	secret string
	ctx    context.Context
	cancel context.CancelFunc
	active map[int64]bool // chats being delivered
}

// webhookSlots is how many calls to the bot go on at once.
const webhookSlots = 40

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)

func (s *Server) setWebhook(c *call) (any, *failure) {
	u, err := url.Parse(c.values["url"])
	if err != nil || !onLoopback(u) {
		return nil, bad("bad webhook: only addresses on loopback are called")
	}
	if !secretToken.MatchString(c.values["secret_token"]) {
		return nil, bad("secret token contains unallowed characters")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endWebhook()
	w := &webhook{url: u.String(), secret: c.values["secret_token"], active: make(map[int64]bool)}
	w.ctx, w.cancel = context.WithCancel(s.ctx)
	s.webhook = w
	if s.poll != nil {
		close(s.poll.ended)
		s.poll = nil
	}
	for _, u := range s.pending {
		s.wakeWebhook(u.chat)
	}
	return true, nil
}

func onLoopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return strings.HasPrefix(u.Scheme, "http") && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

func (s *Server) deleteWebhook(c *call) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endWebhook()
	if c.values["drop_pending_updates"] == "true" {
		s.pending = nil
	}
	return true, nil
}

// WebhookURL is the address that the bot wants to be called at; empty when it polls.
func (s *Server) WebhookURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook == nil {
		return ""
	}
	return s.webhook.url
}

func (s *Server) endWebhook() {
	if s.webhook != nil {
		s.webhook.cancel()
		s.webhook = nil
	}
}

// wakeWebhook starts the delivery of a chat unless it goes on. It wants s.mu held.
func (s *Server) wakeWebhook(chat int64) {
	w := s.webhook
	if w == nil || w.active[chat] || s.ctx.Err() != nil {
		return
	}
	w.active[chat] = true
	s.wg.Go(func() { s.deliver(w, chat) })
}

// deliver posts a chat's updates one after the other, each until it is taken.
func (s *Server) deliver(w *webhook, chat int64) {
	pause := 20 * time.Millisecond
	for {
		u, fault := s.head(w, chat)
		if u == nil {
			return
		}
		taken := fault.kind != faultCutBefore && s.postUpdate(w, u)
		if taken && fault.kind == faultDuplicate {
			s.postUpdate(w, u)
		}
		if taken {
			s.remove(u)
			pause = 20 * time.Millisecond
			continue
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, time.Second)
		case <-w.ctx.Done():
		}
	}
}

func (s *Server) head(w *webhook, chat int64) (*pendingUpdate, Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.ctx.Err() == nil {
		for _, u := range s.pending {
			if u.chat == chat {
				return u, s.pick(Webhook, chat)
			}
		}
	}
	delete(w.active, chat)
	return nil, Fault{}
}

func (s *Server) remove(u *pendingUpdate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = slices.DeleteFunc(s.pending, func(p *pendingUpdate) bool { return p == u })
}

func (s *Server) postUpdate(w *webhook, u *pendingUpdate) bool {
	select {
	case s.post <- struct{}{}:
		defer func() { <-s.post }()
	case <-w.ctx.Done():
		return false
	}
	ctx, cancel := context.WithTimeout(w.ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(u.raw))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", w.secret)
	resp, err := s.client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body) // so that the connection is used again
	return resp.StatusCode == http.StatusOK
}

func number(update string, id int64) json.RawMessage {
	return json.RawMessage(strings.ReplaceAll(update, "UPDATE_ID", strconv.FormatInt(id, 10)))
}
