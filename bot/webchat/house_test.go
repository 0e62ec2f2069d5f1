package webchat_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/webchat"
	"sanad/dialogs"
	"sanad/locales"
)

// house is a whole house in memory around the web chat: ledger, files, news, throttle, and a bot
// that says what answer gives.
type house struct {
	t      testing.TB
	Chat   *webchat.Chat
	URL    string
	server *httptest.Server

	mu            sync.Mutex
	now           time.Time
	conversations map[string]*bot.Conversation
	transcripts   map[int64][]bot.Message
	accepted      map[string]bot.Receipt
	taken         []bot.Incoming
	lastID        int64
	files         map[string][]byte
	listeners     map[chan string][]string
	deaf          bool // news is lost
	broken        error
	throttled     func(key string) (bool, time.Duration)
	answer        func(in dialogs.Input) []dialogs.Said
}

func newHouse(t testing.TB, change ...func(*webchat.Config)) *house {
	t.Helper()
	h := emptyHouse(t)
	h.Chat = h.newChat(t, change...)
	h.run(t)
	h.serve(t)
	return h
}

func (h *house) serve(t testing.TB) {
	h.server = httptest.NewServer(h.Chat.Handler())
	h.URL = h.server.URL
	t.Cleanup(h.server.Close)
}

func emptyHouse(t testing.TB) *house {
	return &house{t: t, now: time.Now().UTC(), conversations: map[string]*bot.Conversation{}, transcripts: map[int64][]bot.Message{},
		accepted: map[string]bot.Receipt{}, files: map[string][]byte{}, listeners: map[chan string][]string{},
		throttled: func(string) (bool, time.Duration) { return true, 0 }, answer: func(dialogs.Input) []dialogs.Said { return nil }}
}

func (h *house) newChat(t testing.TB, change ...func(*webchat.Config)) *webchat.Chat {
	t.Helper()
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	config := webchat.Config{Transcripts: h, Files: h, Live: h, Texts: texts, Throttle: h, Now: h.clock,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Reread: 50 * time.Millisecond}
	for _, c := range change {
		c(&config)
	}
	chat, err := webchat.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return chat
}

// run runs the channel until the test ends, and returns once it does.
func (h *house) run(t testing.TB) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Chat.Run(ctx, h.accept) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) accept(ctx context.Context, all ...bot.Incoming) ([]bot.Receipt, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return nil, h.broken
	}
	var receipts []bot.Receipt
	for _, in := range all {
		if old, ok := h.accepted[in.ID]; ok {
			old.Duplicate = true
			receipts = append(receipts, old)
			continue
		}
		conversation := h.conversation(in.Chat)
		h.taken = append(h.taken, in)
		receipt := bot.Receipt{Conversation: conversation.ID, Input: int64(len(h.taken))}
		h.accepted[in.ID] = receipt
		receipts = append(receipts, receipt)
		h.append(bot.Message{Conversation: conversation.ID, Author: bot.AuthorArtisan, Input: &in.Input, At: in.At})
		for _, said := range h.answer(in.Input) {
			h.append(bot.Message{Conversation: conversation.ID, Author: author(said), Person: said.Advisor, Said: &said, At: in.At})
		}
		h.tell(bot.TopicConversation(conversation.ID))
	}
	return receipts, nil
}

func (h *house) conversation(chat string) *bot.Conversation {
	if h.conversations[chat] == nil {
		h.conversations[chat] = &bot.Conversation{ID: int64(len(h.conversations) + 1), Account: webchat.Account, Chat: chat}
	}
	return h.conversations[chat]
}

func author(said dialogs.Said) bot.Author {
	if said.Advisor != nil {
		return bot.AuthorAdvisor
	}
	return bot.AuthorBot
}

func (h *house) append(m bot.Message) int64 {
	h.lastID++
	m.ID = h.lastID
	h.transcripts[m.Conversation] = append(h.transcripts[m.Conversation], m)
	return m.ID
}

// say commits something said to a conversation and has the channel send it.
func (h *house) say(conversation int64, said dialogs.Said) {
	h.t.Helper()
	h.mu.Lock()
	id := h.append(bot.Message{Conversation: conversation, Author: author(said), Person: said.Advisor, Said: &said, At: h.now})
	chat := ""
	for address, c := range h.conversations {
		if c.ID == conversation {
			chat = address
		}
	}
	h.mu.Unlock()
	if _, err := h.Chat.Send(context.Background(), bot.Outgoing{ID: id, Conversation: conversation, Account: webchat.Account, Chat: chat, Said: said}); err != nil {
		h.t.Errorf("Send: %v", err)
	}
}

func (h *house) mode(conversation int64, mode dialogs.Mode) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.conversations {
		if c.ID == conversation {
			c.Mode = mode
		}
	}
}

func (h *house) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

func (h *house) inputs() []dialogs.Input {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []dialogs.Input
	for _, in := range h.taken {
		all = append(all, in.Input)
	}
	return all
}

// ConversationByChat, Transcript, TranscriptBefore: the ledger.
func (h *house) ConversationByChat(_ context.Context, account bot.Account, chat string) (bot.Conversation, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c, ok := h.conversations[chat]; ok && account == webchat.Account {
		return *c, nil
	}
	return bot.Conversation{}, bot.ErrNotFound
}

func (h *house) Transcript(_ context.Context, conversation, after int64, limit int) ([]bot.Message, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []bot.Message
	for _, m := range h.transcripts[conversation] {
		if m.ID > after && len(all) < limit {
			all = append(all, m)
		}
	}
	return all, nil
}

func (h *house) TranscriptBefore(_ context.Context, conversation, before int64, limit int) ([]bot.Message, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []bot.Message
	for _, m := range h.transcripts[conversation] {
		if before == 0 || m.ID < before {
			all = append(all, m)
		}
	}
	return all[max(0, len(all)-limit):], nil
}

// Save, Open: the file store.
func (h *house) Save(_ context.Context, r io.Reader, name, mime string, limit int64) (dialogs.Media, error) {
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return dialogs.Media{}, err
	}
	if int64(len(content)) > limit {
		return dialogs.Media{}, bot.ErrTooLarge
	}
	sum := sha256.Sum256(content)
	m := dialogs.Media{Hash: hex.EncodeToString(sum[:]), Name: name, Mime: mime, Size: int64(len(content))}
	if m.Mime == "" {
		m.Mime = http.DetectContentType(content)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[m.Hash] = content
	return m, nil
}

func (h *house) Open(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	content, ok := h.files[hash]
	if !ok {
		return nil, bot.ErrNoFile
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(content), io.NopCloser(nil)}, nil
}

// Publish, Subscribe: the news.
func (h *house) Publish(_ context.Context, topic string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != nil {
		return h.broken
	}
	h.tell(topic)
	return nil
}

func (h *house) tell(topic string) {
	for listener, topics := range h.listeners {
		if !h.deaf && slices.Contains(topics, topic) {
			select {
			case listener <- topic:
			default: // a listener that is behind looks by itself
			}
		}
	}
}

func (h *house) Subscribe(ctx context.Context, topics ...string) (<-chan string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	listener := make(chan string, 16)
	h.listeners[listener] = topics
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, listener)
	})
	return listener, nil
}

// Allow is the throttle.
func (h *house) Allow(_ context.Context, key string, _ int, _ time.Duration) (bool, time.Duration, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	ok, wait := h.throttled(key)
	return ok, wait, nil
}

// visitor is a browser without script.
func (h *house) visitor() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

var errAway = errors.New("the database is away")
