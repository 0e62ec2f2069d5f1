package session_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/session"
)

func TestKilledInTheMiddleAndBack(t *testing.T) {
	server := bottest.Redis(t)
	s := open(t, session.Config{URL: server.URL()})
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	defer working.Wait()
	defer stop()
	slowest := make([]time.Duration, 4)
	for w := range slowest {
		working.Go(func() { slowest[w] = saveOn(ctx, t, s, int64(w+1)) })
	}
	for range 3 {
		bottest.Eventually(t, "sessions are saved", func() bool { return len(loaded(s)) == len(slowest) })
		server.Kill()
		bottest.Eventually(t, "the loss is noticed", func() bool {
			return errors.Is(s.Healthy(t.Context()), session.ErrUnavailable)
		})
		server.Start()
	}
	bottest.Eventually(t, "sessions are saved again", func() bool { return len(loaded(s)) == len(slowest) })
	must(t, s.Healthy(t.Context()))
	stop()
	working.Wait()
	for _, took := range slowest {
		if took > 3*time.Second {
			t.Errorf("a call took %s", took)
		}
	}
}

// saveOn saves higher and higher numbers, and returns how long the slowest call took.
func saveOn(ctx context.Context, t *testing.T, s *session.Store, conversation int64) (slowest time.Duration) {
	for seq := int64(1); ctx.Err() == nil; seq++ {
		began := time.Now()
		err := s.Save(ctx, []bot.Session{{Conversation: conversation, Seq: seq, State: []byte("state")}})
		if err != nil && !errors.Is(err, session.ErrUnavailable) && ctx.Err() == nil {
			t.Errorf("save: %v", err)
		}
		slowest = max(slowest, time.Since(began))
		if err != nil {
			time.Sleep(time.Millisecond) // what a turn does meanwhile
		}
	}
	return slowest
}

func loaded(s *session.Store) map[int64]bot.Session {
	got, _ := s.Load(context.Background(), []int64{1, 2, 3, 4})
	return got
}

func TestOpenGoesOnWithoutAServerAndFindsItLater(t *testing.T) {
	server := bottest.Redis(t)
	server.Kill()
	for _, url := range []string{server.URL(), "redis://" + server.Addr() + "?addr=" + server.Addr()} {
		s := open(t, session.Config{URL: url})
		if err := s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}); !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("%s: without a server: %v", url, err)
		}
	}
	s := open(t, session.Config{URL: server.URL()})
	if s.Healthy(t.Context()) == nil {
		t.Error("healthy without a server")
	}
	server.Start()
	bottest.Eventually(t, "the server is found", func() bool { return s.Healthy(t.Context()) == nil })
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	wantSessions(t, s, 1)
}

func TestDeadServerCostsNextToNothing(t *testing.T) {
	server := bottest.Redis(t)
	s := open(t, session.Config{URL: server.URL()})
	server.Kill()
	_ = s.Healthy(t.Context())
	began := time.Now()
	for range 1000 {
		if _, err := s.Load(t.Context(), []int64{1}); !errors.Is(err, session.ErrUnavailable) {
			t.Fatalf("a dead server: %v", err)
		}
	}
	if each := time.Since(began) / 1000; each > time.Millisecond {
		t.Errorf("a call to a dead server takes %s", each)
	}
}

func TestServerThatHangsIsGivenUpSoon(t *testing.T) {
	server := bottest.Redis(t)
	proxy := bottest.NewProxy(t, server.Addr())
	s := open(t, session.Config{URL: "redis://" + proxy.Addr(), Timeout: 100 * time.Millisecond})
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	proxy.Stall()
	began := time.Now()
	_, err := s.Load(t.Context(), []int64{1})
	if took := time.Since(began); !errors.Is(err, session.ErrUnavailable) || took > 2*time.Second {
		t.Fatalf("a server that hangs: %v after %s", err, took)
	}
	proxy.Resume()
	bottest.Eventually(t, "the server is used again", func() bool { return s.Healthy(t.Context()) == nil })
	wantSessions(t, s, 1)
}

func TestCallerWhoGivesUpSaysNothingAboutRedis(t *testing.T) {
	server := bottest.Redis(t)
	proxy := bottest.NewProxy(t, server.Addr())
	s := open(t, session.Config{URL: "redis://" + proxy.Addr(), Timeout: time.Minute})
	must(t, s.Healthy(t.Context()))
	proxy.Stall()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Load(ctx, []int64{1}); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, session.ErrUnavailable) {
		t.Errorf("a caller's own deadline: %v", err)
	}
	proxy.Resume()
	must(t, s.Healthy(t.Context()))
}

func TestServerThatCannotServeIsAnOutage(t *testing.T) {
	server := bottest.Redis(t, "--requirepass", "right")
	var log bytes.Buffer
	s := open(t, session.Config{URL: "redis://:wrongsecret@" + server.Addr(),
		Log: slog.New(slog.NewTextHandler(&log, nil))})
	err := s.Healthy(t.Context())
	if !errors.Is(err, session.ErrUnavailable) || !strings.Contains(err.Error(), "WRONGPASS") {
		t.Errorf("a wrong password: %v", err)
	}
	must(t, s.Close())
	if text := log.String(); !strings.Contains(text, "redis is lost") || strings.Contains(text, "wrongsecret") {
		t.Errorf("logged %q", text)
	}
	good := open(t, session.Config{URL: "redis://:right@" + server.Addr()})
	must(t, good.Healthy(t.Context()))
}

func TestServerRefusingOneCommandIsNoOutage(t *testing.T) {
	server := bottest.Redis(t)
	s := open(t, session.Config{URL: server.URL()})
	server.Do("LPUSH", "sanad:s:{1}", "x")
	if err := s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}); err == nil || errors.Is(err, session.ErrUnavailable) {
		t.Errorf("a key of another type: %v", err)
	}
	must(t, s.Healthy(t.Context()))
}

func TestWhatWasDroppedWhileRedisWasAwayIsGoneAfter(t *testing.T) {
	server := bottest.Redis(t)
	proxy := bottest.NewProxy(t, server.Addr())
	s := open(t, session.Config{URL: "redis://" + proxy.Addr(), Timeout: 100 * time.Millisecond})
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}, {Conversation: 2, Seq: 1}}))
	for token, person := range map[string]string{"t1": "salma", "t2": "sami", "t3": "lina"} {
		must(t, s.SaveLogin(t.Context(), token, person, []byte(person), time.Hour))
	}
	proxy.Stall()
	for _, err := range []error{s.Drop(t.Context(), 1), s.DropLogin(t.Context(), "t1"), s.DropLoginsOf(t.Context(), "sami")} {
		if !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("dropped without Redis: %v", err)
		}
	}
	proxy.Resume()
	bottest.Eventually(t, "Redis is back", func() bool { return s.Healthy(t.Context()) == nil })
	wantSessions(t, s, 2)
	wantNoLogin(t, s, "t1")
	wantNoLogin(t, s, "t2")
	wantLogin(t, s, "t3", "lina")
}

func TestDeskIsOpenWithoutRedis(t *testing.T) {
	server := bottest.Redis(t)
	s, other := open(t, session.Config{URL: server.URL()}), open(t, session.Config{URL: server.URL()})
	must(t, s.SaveLogin(t.Context(), "before", "salma", []byte("1"), time.Hour))
	server.Kill()
	bottest.Eventually(t, "the loss is noticed", func() bool { return s.Healthy(t.Context()) != nil })
	must(t, s.SaveLogin(t.Context(), "during", "salma", []byte("2"), time.Hour))
	must(t, s.SaveLogin(t.Context(), "ended", "sami", []byte("3"), time.Hour))
	wantLogin(t, s, "before", "1")
	wantLogin(t, s, "during", "2")
	_ = s.DropLogin(t.Context(), "ended")
	if _, err := s.Login(t.Context(), "ended"); err == nil {
		t.Error("a login that was ended still opens the desk")
	}
	if ok, _, err := s.Allow(t.Context(), "login", 1, time.Hour); !ok || err != nil {
		t.Errorf("the first try: %t, %v", ok, err)
	}
	if ok, _, err := s.Allow(t.Context(), "login", 1, time.Hour); ok || err != nil {
		t.Errorf("the second try of one: %t, %v", ok, err)
	}
	server.Start()
	bottest.Eventually(t, "Redis is back", func() bool { return s.Healthy(t.Context()) == nil && other.Healthy(t.Context()) == nil })
	wantLogin(t, s, "during", "2") // and by that Redis knows it
	wantLogin(t, other, "during", "2")
	wantNoLogin(t, s, "before") // this Redis came back empty, and an absent login is an ended one
	wantNoLogin(t, other, "ended")
}

func TestSendingNeverStopsWithRedis(t *testing.T) {
	server := bottest.Redis(t)
	s := open(t, session.Config{URL: server.URL()})
	rate := bot.Rate{PerSecond: 0.001, Burst: 3}
	take := func() time.Duration {
		wait, err := s.Take(t.Context(), "chat", rate)
		must(t, err)
		return wait
	}
	take()
	server.Kill()
	for range 2 {
		if take() != 0 {
			t.Error("a dead Redis makes the sender wait")
		}
	}
	if take() == 0 {
		t.Error("without Redis there is no limit")
	}
}

func TestNewsTravelAgainAfterRedisWasAway(t *testing.T) {
	server := bottest.Redis(t)
	from, to := open(t, session.Config{URL: server.URL()}), open(t, session.Config{URL: server.URL()})
	news, err := to.Subscribe(t.Context(), "t")
	must(t, err)
	bottest.Arrives(t, from, "t", news)
	server.Kill()
	bottest.Eventually(t, "the loss is noticed", func() bool { return to.Healthy(t.Context()) != nil })
	must(t, to.Publish(t.Context(), "t"))
	if got := <-news; got != "t" {
		t.Errorf("news of this process: %q", got)
	}
	select {
	case got := <-news:
		t.Errorf("%q came twice", got)
	default:
	}
	server.Start()
	select {
	case <-news: // nobody published: who listens is told to look
	case <-time.After(10 * time.Second):
		t.Fatal("nobody was told that news may have been missed")
	}
	bottest.Arrives(t, from, "t", news)
}

func TestBrokenOrHalfOpenLineIsNoticed(t *testing.T) {
	server := bottest.Redis(t)
	proxy := bottest.NewProxy(t, server.Addr())
	from := open(t, session.Config{URL: server.URL()})
	to := open(t, session.Config{URL: "redis://" + proxy.Addr(), Timeout: 100 * time.Millisecond})
	news, err := to.Subscribe(t.Context(), "t")
	must(t, err)
	for _, breakLine := range []func(){proxy.Cut, proxy.Freeze} {
		bottest.Arrives(t, from, "t", news)
		breakLine()
	}
	bottest.Arrives(t, from, "t", news)
}

func TestSentinelLeadsToTheNextMaster(t *testing.T) {
	master := bottest.Redis(t)
	host, port, _ := strings.Cut(master.Addr(), ":")
	replica := bottest.Redis(t, "--replicaof", host, port)
	bottest.Eventually(t, "the replica follows", func() bool {
		return strings.Contains(replica.Do("INFO", "replication"), "master_link_status:up")
	})
	sentinel := bottest.RedisSentinel(t, "artisans", master)
	s := open(t, session.Config{URL: "redis-sentinel://artisans@" + sentinel.Addr()})
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	bottest.Eventually(t, "the sentinel knows the replica", func() bool {
		return strings.Contains(sentinel.Do("INFO", "sentinel"), "slaves=1")
	})
	bottest.Eventually(t, "the replica has the session", func() bool { return replica.Do("DBSIZE") == ":1" })
	master.Kill()
	bottest.Eventually(t, "the replica is master and used", func() bool {
		return s.Save(t.Context(), []bot.Session{{Conversation: 2, Seq: 1}}) == nil
	})
	wantSessions(t, s, 1, 2)
}
