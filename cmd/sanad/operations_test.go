package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/telegram/telegramtest"
)

// fetch gets an address of the program without a login.
func (p *process) fetch(path string) (int, string, error) {
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Get(p.url(path))
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

// ready is what /readyz says: nothing wrong, or what is, by name.
func (p *process) ready() (code int, wrong map[string]string) {
	code, body, err := p.fetch("/readyz")
	if err != nil {
		return 0, nil
	}
	var said struct {
		Ready bool
		Wrong map[string]string
	}
	if err := json.Unmarshal([]byte(body), &said); err != nil || said.Ready != (code == http.StatusOK) {
		p.t.Errorf("/readyz: %d %s %v", code, body, err)
	}
	return code, said.Wrong
}

func (p *process) becomesReady() {
	p.t.Helper()
	bottest.Eventually(p.t, "/readyz says 200", func() bool { code, _ := p.ready(); return code == http.StatusOK })
}

// becomesUnready waits for the one thing that is named.
func (p *process) becomesUnready(name string) {
	p.t.Helper()
	bottest.Eventually(p.t, "/readyz names "+name, func() bool {
		code, wrong := p.ready()
		return code == http.StatusServiceUnavailable && len(wrong) == 1 && wrong[name] != ""
	})
	if _, wrong := p.ready(); strings.Contains(fmt.Sprint(wrong), "127.0.0.1") {
		p.t.Errorf("strangers are told addresses: %v", wrong)
	}
}

func TestReadinessNamesTelegramAndRecovers(t *testing.T) {
	t.Parallel()
	address := fmt.Sprintf("127.0.0.1:%d", bottest.FreePort(t))
	token := telegramtest.DefaultToken
	p := newProcess(t, "SANAD_DATA_DIR="+t.TempDir(), "SANAD_TELEGRAM_TOKEN="+token, "SANAD_TELEGRAM_API_URL=http://"+address, "SANAD_LOG_LEVEL=debug")
	p.startReady()
	p.becomesUnready("telegram")
	first := telegramtest.New(t, telegramtest.Address(address))
	p.becomesReady()
	asks(t, first.User(1), "مرحبا", "سند")
	first.Close()
	p.becomesUnready("telegram")
	second := telegramtest.New(t, telegramtest.Address(address))
	second.Renumber(800_000_000) // it is another Telegram, but not to the bot
	second.User(2).Say("مرحبا")
	p.becomesReady()
	second.User(2).Reply(t)
	p.stop()
	quiet(t, p, token)
}

func TestReadinessNamesTheDatabaseAndRecovers(t *testing.T) {
	t.Parallel()
	database, between := throughProxy(t, bottest.Postgres(t))
	tg := telegramtest.New(t)
	p := newProcess(t, telegramEnv(tg, "SANAD_DATA_DIR="+t.TempDir(), "SANAD_DATABASE_URL="+database)...)
	p.startReady()
	p.becomesReady()
	u := tg.User(1)
	asks(t, u, "مرحبا", "سند")

	between.Stall()
	between.Cut()
	u.Say("قائمة")
	p.becomesUnready("database")
	if code, _, err := p.fetch("/healthz"); code != http.StatusOK {
		t.Errorf("the process lives, but /healthz says %d, %v", code, err)
	}
	if n := len(u.Replies()); n != 1 {
		t.Errorf("answered without a database: %d", n)
	}
	between.Resume()
	p.becomesReady()
	waitFor(t, u, 1, "شو بدكن") // what was said meanwhile is answered
	p.stop()
}

// throughProxy puts something between us and a database that can be stopped.
func throughProxy(t *testing.T, database string) (string, *bottest.Proxy) {
	t.Helper()
	c, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	target := net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	if strings.HasPrefix(c.Host, "/") {
		target = fmt.Sprintf("%s/.s.PGSQL.%d", c.Host, c.Port)
	}
	between := bottest.NewProxy(t, target)
	u := url.URL{Scheme: "postgres", User: url.UserPassword(c.User, c.Password), Host: between.Addr(), Path: c.Database, RawQuery: "sslmode=disable"}
	return u.String(), between
}

func TestMetricsAreAllOurs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.tg.User(1).Say("مرحبا")
	s.tg.User(1).Reply(t)
	bottest.Eventually(t, "what happened is counted", func() bool {
		return s.metric(`sanad_accepted_total{kind="fresh",network="telegram"}`) == 1 && s.metric(`sanad_turns_total{kind="done"}`) == 1 &&
			s.metric(`sanad_sends_total{network="telegram",outcome="sent"}`) == 1
	})
	_, page, err := s.fetch("/metrics")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(page) {
		if name := strings.TrimPrefix(strings.TrimPrefix(line, "# HELP "), "# TYPE "); !strings.HasPrefix(name, "sanad_") {
			t.Errorf("not ours: %s", line)
		}
	}
	s.stop()
}

// metric is the value that /metrics gives under a name with its labels, -1 when there is none.
func (p *process) metric(name string) float64 {
	_, page, _ := p.fetch("/metrics")
	for line := range strings.Lines(page) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			v, _ := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return v
		}
	}
	return -1
}

// Nothing but health, the login and the channels' own doors answers to strangers.
func TestStrangersFindClosedDoors(t *testing.T) {
	t.Parallel()
	s := newSite(t, "SANAD_WEBCHAT=on")
	for _, path := range []string{"/desk", "/desk/", "/desk/conversations/1", "/desk/events", "/desk/people", "/desk/account", "/desk/files/" + strings.Repeat("0", 64), "/desk/nothing"} {
		if code, body, _ := s.fetch(path); code != http.StatusSeeOther && code != http.StatusFound && code != http.StatusUnauthorized {
			t.Errorf("%s: %d %.200s", path, code, body)
		}
	}
	for _, path := range []string{"/nothing", "/debug/pprof/", "/telegram/webhook", "/sanad.db", "/files", "/chat/../desk", "/desk/setup", "/desk/setup?token=guess"} {
		if code, body, _ := s.fetch(path); code == http.StatusOK {
			t.Errorf("%s: %d %.200s", path, code, body)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/chat", "/desk/login"} {
		if code, body, _ := s.fetch(path); code != http.StatusOK {
			t.Errorf("%s: %d %.200s", path, code, body)
		}
	}
	s.stop()
}

// SIGTERM ends the program with code 0 in time, though pages are open that never end by themselves.
func TestStopsInTimeWithOpenPages(t *testing.T) {
	t.Parallel()
	s := newSite(t, "SANAD_WEBCHAT=on")
	salma := firstAdmin(t, s.process)
	desk := salma.watches("/desk/events")
	chatter := newAdvisor(t, s.process)
	if code, _ := chatter.get("/chat"); code != http.StatusOK {
		t.Fatalf("the chat page answers %d", code)
	}
	chat := chatter.watches("/chat/events")
	u := s.tg.User(1)
	asks(t, u, "مرحبا", "سند")
	u.Say("قائمة") // perhaps still on its way
	began := time.Now()
	s.stop()
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("stopping took %v", took)
	}
	for name, ended := range map[string]<-chan struct{}{"desk": desk, "chat": chat} {
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Errorf("the stream of the %s is still open", name)
		}
	}
	if _, err := http.Get(s.url("/healthz")); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("somebody still listens: %v", err)
	}
	s.startReady()
	waitFor(t, u, 1, "شو بدكن")
	s.stop()
	if n := len(u.Replies()); n != 2 {
		t.Errorf("%d answers to two messages", n)
	}
}

// Telegram calls us: with the secret, once for each update or often, and again after we were away.
func TestWebhookFromEndToEnd(t *testing.T) {
	t.Parallel()
	const secret = "a-Long_random-word-1234"
	tg := telegramtest.New(t)
	p := newProcess(t, telegramEnv(tg, "SANAD_DATA_DIR="+t.TempDir(), "SANAD_TELEGRAM_WEBHOOK_SECRET="+secret, "SANAD_LOG_LEVEL=debug")...)
	p.env = append(p.env, "SANAD_PUBLIC_URL=http://"+p.listen)
	p.startReady()
	p.becomesReady()
	if got := tg.WebhookURL(); got != p.url("/telegram/webhook") {
		t.Errorf("the webhook is %q", got)
	}
	tg.Break(telegramtest.Rule{Method: telegramtest.Webhook, Probability: 0.3, Fault: telegramtest.Duplicate()})
	tg.Break(telegramtest.Rule{Method: telegramtest.Webhook, Probability: 0.2, Fault: telegramtest.CutBefore()})
	u := tg.User(1)
	asks(t, u, "بدي سجل مشروع", "منبلّش")
	presses(t, u, "إي، منبلّش", "الاسم")
	asks(t, u, "أبو أحمد", "الحرفة")

	update := `{"update_id":1,"message":{"message_id":900,"chat":{"id":1,"type":"private"},"from":{"id":1,"first_name":"x"},"text":"` + secretText + `"}}`
	for _, given := range []string{"", "wrong", secret + "x"} {
		if code := p.call(t, given, update); code != http.StatusUnauthorized {
			t.Errorf("with the secret %q the webhook answers %d", given, code)
		}
	}
	for body, want := range map[string]int{`{`: 200, `[]`: 200, ``: 200, strings.Repeat("x", 2<<20): 413} {
		if code := p.call(t, secret, body); code != want {
			t.Errorf("%.10q: %d, want %d", body, code, want)
		}
	}
	p.kill()
	u.Say("صابون غار") // Telegram keeps it and calls again
	p.startReady()
	waitFor(t, u, 3, "بأي محافظة")
	if n := len(u.Replies()); n != 4 {
		t.Errorf("%d answers to four messages: %+v", n, u.Replies())
	}
	p.stop()
	quiet(t, p, tg.Token())
	quiet(t, p, ":"+secret)
}

// call posts to the webhook as Telegram does.
func (p *process) call(t *testing.T, secret, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url("/telegram/webhook"), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// Two programs on one database share the work; only one of them polls. When that one is killed, or asked to
// stop, the other takes over at once.
func TestTwoProgramsShareOneDatabase(t *testing.T) {
	t.Parallel()
	database, redis := bottest.Postgres(t), bottest.Redis(t)
	tg := telegramtest.New(t)
	env := telegramEnv(tg, "SANAD_DATABASE_URL="+database, "SANAD_REDIS_URL="+redis.URL(), "SANAD_LOG_LEVEL=info", "SANAD_DATA_DIR="+t.TempDir())
	one, two := newProcess(t, env...), newProcess(t, env...)
	one.startReady()
	bottest.Eventually(t, "one polls", one.polls)
	two.startReady()

	people := 0
	bottest.Eventually(t, "both do turns", func() bool {
		for range 2 {
			people++
			tg.User(int64(100 + people)).Say("مرحبا")
		}
		return one.turns() > 0 && two.turns() > 0
	})
	if two.polls() {
		t.Errorf("both polled:\n%s", two.err.String())
	}
	one.kill()
	asks(t, tg.User(1), "مرحبا", "سند")
	if !two.polls() {
		t.Error("who polls?")
	}
	one.startReady()
	one.err.reset()
	two.stop()
	asks(t, tg.User(2), "مرحبا", "سند")
	if !one.polls() {
		t.Error("who polls?")
	}
	for i := range people {
		u := tg.User(int64(101 + i))
		bottest.Eventually(t, "everybody is answered", func() bool { return len(u.Replies()) > 0 })
	}
	one.stop()
	l := look(t, ledger.Config{URL: database})
	if b, err := l.Backlog(t.Context()); err != nil || b.Inputs+b.Outgoing+b.Parked != 0 {
		t.Errorf("%+v, %v", b, err)
	}
}

func (p *process) polls() bool { return strings.Contains(p.err.String(), "polling lease taken") }

func (p *process) turns() float64 { return p.metric(`sanad_turns_total{kind="done"}`) }

// Redis goes and comes back while people talk: each message gets its one answer, conversations go on
// where they were, and Redis is used again without a restart.
func TestRedisGoesAndComesBackWhilePeopleTalk(t *testing.T) {
	t.Parallel()
	redis := bottest.Redis(t)
	s := newSite(t, "SANAD_REDIS_URL="+redis.URL(), "SANAD_LOG_LEVEL=info")
	const people = 12
	everyone := func(say, answer string) {
		t.Helper()
		before := make([]int, people)
		for i := range people {
			before[i] = len(s.tg.User(int64(100 + i)).Replies())
			s.tg.User(int64(100 + i)).Say(say)
		}
		for i := range people {
			waitFor(t, s.tg.User(int64(100+i)), before[i], answer)
		}
	}
	everyone("بدي سجل مشروع", "منبلّش")
	redis.Kill()
	everyone("إي", "الاسم")
	everyone("أبو أحمد", "الحرفة")
	redis.Start()
	everyone("صابون غار", "بأي محافظة")
	bottest.Eventually(t, "Redis is found again", func() bool { return strings.Contains(s.err.String(), "redis is back") })
	redis.Flush()
	everyone("حلب", "من كم سنة")
	for i := range people {
		if n := len(s.tg.User(int64(100 + i)).Replies()); n != 5 {
			t.Errorf("talker %d: %d answers to five messages", i, n)
		}
	}
	if kept := redis.Do("DBSIZE"); kept == ":0" {
		t.Error("nothing is kept in Redis since it came back")
	}
	s.stop()
}
