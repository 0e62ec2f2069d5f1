package bot_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/ledger"
	"sanad/bot/session"
	"sanad/dialogs"
	"sanad/knowledge"
)

var account = bot.Account{Network: "test", ID: "1"}

var errNetwork = errors.New("network down")

// house is the whole way through with a real ledger and real sessions; only the engine and the network are the test's.
type house struct {
	t        *testing.T
	ledger   *ledger.Ledger
	store    *session.Store
	sessions *flakySessions
	engine   *talker
	channel  *line
	meter    *meter
	clock    *clock
	service  *bot.Service
	said     atomic.Int64
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{}, meter: &meter{}, engine: &talker{tried: map[string]int{}}}
	var err error
	if h.ledger, err = ledger.Open(t.Context(), ledger.Config{Path: filepath.Join(t.TempDir(), "sanad.db"), Now: h.clock.Now}); err != nil {
		t.Fatal(err)
	}
	if h.store, err = session.Open(t.Context(), session.Config{Log: quiet()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.ledger.Close(); h.store.Close() })
	h.sessions = &flakySessions{Sessions: h.store}
	h.channel = newLine()
	return h
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (h *house) config(worker string) bot.Config {
	return bot.Config{
		Inbox: h.ledger, Turns: h.ledger, Outbox: h.ledger, Exporter: records{}, Workers: h.ledger,
		Sessions: h.sessions, Budgets: h.store, Live: h.store, Files: noFiles{},
		Engine: h.engine, Texts: noTexts{}, Knowledge: func() dialogs.Finder { return noKnowledge{} },
		Channels: []bot.Channel{h.channel}, Worker: worker, Turners: 2, Meter: h.meter, Log: quiet(), Now: h.clock.Now,
	}
}

// start runs a service until the test ends or stop is called, which waits for it.
func (h *house) start() (stop func()) {
	h.service = bot.New(h.config("first"))
	return h.run(h.service)
}

func (h *house) startAnother(worker string) { h.run(bot.New(h.config(worker))) }

func (h *house) run(s *bot.Service) (stop func()) {
	ctx, cancel := context.WithCancel(background(h.t))
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Errorf("service: %v", err)
		}
	})
	h.t.Cleanup(stop)
	return stop
}

// startBreakable runs a service whose stores stop answering when crash is called, as a killed process's do.
func (h *house) startBreakable() (crash func()) {
	c := h.config("doomed")
	broken := &mortal{OutboxStore: h.ledger}
	c.Outbox = broken
	h.service = bot.New(c)
	stop := h.run(h.service)
	return func() {
		broken.dead.Store(true)
		h.channel.failAll.Store(true)
		h.channel.release()
		stop()
		h.channel.failAll.Store(false)
	}
}

func (h *house) accept(in bot.Incoming) {
	if _, err := h.service.Accept(h.t.Context(), in); err != nil {
		h.t.Errorf("accept: %v", err)
	}
}

func (h *house) say(chat, text string) { h.said.Add(1); h.again(chat, text) }
func (h *house) again(chat, text string) {
	h.accept(bot.Incoming{Account: account, ID: chat + "/" + text, Chat: chat, Input: dialogs.Input{Kind: dialogs.KindText, Text: text}})
}

func (h *house) eventually(what string, ok func() bool) {
	h.t.Helper()
	eventually(h.t, what, ok)
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("it never came true that %s", what)
}

// talker is an engine that counts the turns of a conversation in its state and repeats what it hears.
type talker struct {
	mu       sync.Mutex
	poisoned string
	tried    map[string]int
}

func (e *talker) poison(text string) { e.poisoned = text }

func (e *talker) tries(text string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.tried[text]
}

func (e *talker) Step(s dialogs.State, in dialogs.Input, now time.Time, _ dialogs.Finder) dialogs.Result {
	e.mu.Lock()
	e.tried[in.Text]++
	e.mu.Unlock()
	if e.poisoned != "" && in.Text == e.poisoned {
		panic("poisoned")
	}
	if in.Kind == dialogs.KindApology {
		return dialogs.Result{State: s, Replies: []dialogs.Reply{{Text: "sorry"}},
			Effects: []dialogs.Effect{dialogs.OpenTicket{Ticket: in.ID, Reason: dialogs.ReasonBroken}}}
	}
	n, _ := strconv.Atoi(s.Lang) // the engine's own memory, for want of a better place
	s.Lang = strconv.Itoa(n + 1)
	r := dialogs.Result{State: s, Replies: []dialogs.Reply{{Text: s.Lang + ": " + in.Text}}}
	switch {
	case in.Kind == dialogs.KindTimer:
		r.Replies[0].Text = s.Lang + ": timer " + in.Timer
	case in.Text == "remind":
		r.Effects = append(r.Effects, dialogs.SetTimer{Timer: "nudge", At: now.Add(time.Hour)})
	case in.Text == "unwritable":
		r.Effects = append(r.Effects, unknownEffect{})
	case in.Text == "my data":
		r.Effects = append(r.Effects, dialogs.SendMyData{})
	case in.Text == "choose":
		r.Replies[0].Choices = []dialogs.Choice{{ID: "y", Label: "نعم"}, {ID: "n", Label: "لا"}}
	}
	return r
}

type unknownEffect struct{}

func (unknownEffect) Effect() string { return "unknown" }

// line is a network that can be told to fail.
type line struct {
	traits  bot.Traits
	failAll atomic.Bool

	mu    sync.Mutex
	sent  map[string][]bot.Outgoing
	fails map[string][]error
	held  chan struct{}
}

func newLine() *line {
	return &line{traits: bot.Traits{Account: account, Buttons: true}, sent: map[string][]bot.Outgoing{}, fails: map[string][]error{}}
}

func (l *line) Traits() bot.Traits { return l.traits }

func (l *line) Run(ctx context.Context, _ bot.Accept) error { <-ctx.Done(); return nil }

func (l *line) Send(ctx context.Context, out bot.Outgoing) (string, error) {
	l.mu.Lock()
	held := l.held
	l.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	if l.failAll.Load() {
		return "", errNetwork
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if f := l.fails[out.Chat]; len(f) > 0 {
		l.fails[out.Chat] = f[1:]
		return "", f[0]
	}
	l.sent[out.Chat] = append(l.sent[out.Chat], out)
	return fmt.Sprintf("%s-%d", out.Chat, len(l.sent[out.Chat])), nil
}

func (l *line) failNext(chat string, errs ...error) { l.fails[chat] = errs }

func (l *line) hold() { l.held = make(chan struct{}) }

func (l *line) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held != nil {
		close(l.held)
		l.held = nil
	}
}

func (l *line) all(chat string) []bot.Outgoing {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]bot.Outgoing(nil), l.sent[chat]...)
}

// waitFor waits for n messages to a chat and fails when there are more.
func (l *line) waitFor(t *testing.T, chat string, n int) []string {
	t.Helper()
	eventually(t, fmt.Sprintf("%s got %d messages", chat, n), func() bool { return len(l.all(chat)) >= n })
	var texts []string
	for _, o := range l.all(chat) {
		texts = append(texts, o.Said.Text)
	}
	if len(texts) > n {
		t.Fatalf("%s got %d messages, want %d: %q", chat, len(texts), n, texts)
	}
	return texts
}

type flakySessions struct {
	bot.Sessions
	failing atomic.Bool
}

func (f *flakySessions) fail(on bool) { f.failing.Store(on) }

func (f *flakySessions) Load(ctx context.Context, ids []int64) (map[int64]bot.Session, error) {
	if f.failing.Load() {
		return nil, errNetwork
	}
	return f.Sessions.Load(ctx, ids)
}

func (f *flakySessions) Save(ctx context.Context, s []bot.Session) error {
	if f.failing.Load() {
		return errNetwork
	}
	return f.Sessions.Save(ctx, s)
}

// mortal is an outbox store that a dead process can no longer write to.
type mortal struct {
	bot.OutboxStore
	dead atomic.Bool
}

func (m *mortal) Settle(ctx context.Context, o []bot.Outcome) error {
	if m.dead.Load() {
		return errNetwork
	}
	return m.OutboxStore.Settle(ctx, o)
}

func (m *mortal) ClaimOutgoing(ctx context.Context, w string, a []bot.Account, limit int, now, until time.Time) ([]bot.Outgoing, error) {
	if m.dead.Load() {
		return nil, errNetwork
	}
	return m.OutboxStore.ClaimOutgoing(ctx, w, a, limit, now, until)
}

type meter struct{ turns atomic.Int64 }

func (m *meter) Accepted(string, int, int)            {}
func (m *meter) Turned(turns, _ int, _ time.Duration) { m.turns.Add(int64(turns)) }
func (m *meter) Sent(string, string)                  {}
func (m *meter) turned() int64                        { return m.turns.Load() }

// clock runs with the world's, ahead by what it was advanced.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

type noTexts struct{}

func (noTexts) Text(_, key string, _ map[string]any) string { return key }

type noKnowledge struct{}

func (noKnowledge) Find(string, string) knowledge.Found       { return knowledge.Found{} }
func (noKnowledge) Article(string) (*knowledge.Article, bool) { return nil, false }

func (noKnowledge) Match(map[string]any, time.Time) []knowledge.Match { return nil }

type noFiles struct{}

func (noFiles) Save(_ context.Context, r io.Reader, name, mime string, _ int64) (dialogs.Media, error) {
	b, err := io.ReadAll(r)
	return dialogs.Media{Hash: strings.Repeat("0", 64), Name: name, Mime: mime, Size: int64(len(b))}, err
}

func (noFiles) Open(context.Context, string) (io.ReadSeekCloser, error) { return nil, bot.ErrNoFile }

type records struct{}

func (records) ExportContact(context.Context, int64) ([]byte, error) {
	return []byte(`{"name":"…"}`), nil
}
