package session_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/bot"
	"sanad/bot/session"
)

// clock is a time that the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestEmbeddedSessionsGrowOldAndTurnsKeepThemAlive(t *testing.T) {
	clock := newClock()
	s := open(t, session.Config{Now: clock.Now})
	const day = 24 * time.Hour
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}, {Conversation: 2, Seq: 1}}))
	clock.pass(20 * day)
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 2, Seq: 2}}))
	clock.pass(9 * day)
	wantSessions(t, s, 1, 2)
	clock.pass(day + time.Second)
	wantSessions(t, s, 2)
	clock.pass(20 * day)
	wantSessions(t, s)
}

func TestEmbeddedLoginsAndCodesGrowOld(t *testing.T) {
	clock := newClock()
	s := open(t, session.Config{Now: clock.Now})
	must(t, s.SaveLogin(t.Context(), "token", "p1", []byte("p1"), time.Hour))
	must(t, s.PutOnce(t.Context(), "code", []byte("x"), 10*time.Minute))
	clock.pass(59 * time.Minute)
	if _, err := s.TakeOnce(t.Context(), "code"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a code past its time: %v", err)
	}
	wantLogin(t, s, "token", "p1")
	clock.pass(2 * time.Minute)
	wantNoLogin(t, s, "token")
}

func TestEmbeddedBudgetIsExact(t *testing.T) {
	clock := newClock()
	s := open(t, session.Config{Now: clock.Now})
	rate := bot.Rate{PerSecond: 2, Burst: 3}
	for step, want := range []time.Duration{0, 0, 0, 500 * time.Millisecond} {
		if wait, err := s.Take(t.Context(), "k", rate); wait != want || err != nil {
			t.Fatalf("take %d: wait %s, %v; want %s", step+1, wait, err, want)
		}
	}
	clock.pass(499 * time.Millisecond)
	if wait, _ := s.Take(t.Context(), "k", rate); wait != time.Millisecond {
		t.Fatalf("wait %s, want 1 ms", wait)
	}
	clock.pass(time.Millisecond)
	if wait, _ := s.Take(t.Context(), "k", rate); wait != 0 {
		t.Fatalf("wait %s after the wait", wait)
	}
	clock.pass(-time.Hour) // a clock that is set back must not silence the bot
	if wait, _ := s.Take(t.Context(), "k", rate); wait > 2*time.Second {
		t.Fatalf("wait %s after the clock went back", wait)
	}
}

func TestBudgetNeverGivesMoreThanItsRate(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		clock := newClock()
		s := open(t, session.Config{Now: clock.Now})
		rate := bot.Rate{PerSecond: rapid.Float64Range(0.01, 100).Draw(rt, "per second"), Burst: rapid.IntRange(1, 20).Draw(rt, "burst")}
		one := time.Duration(float64(time.Second) / rate.PerSecond)
		taken, passed := 0, time.Duration(0)
		for _, step := range rapid.SliceOfN(rapid.Int64Range(0, int64(3*one)), 1, 60).Draw(rt, "steps") {
			clock.pass(time.Duration(step))
			passed += time.Duration(step)
			wait, err := s.Take(t.Context(), "k", rate)
			must(t, err)
			if wait == 0 {
				taken++
				continue
			}
			clock.pass(wait) // after the wait that was named there is one
			passed += wait
			if again, _ := s.Take(t.Context(), "k", rate); again != 0 {
				rt.Fatalf("after a wait of %s there is another of %s", wait, again)
			}
			taken++
		}
		if most := rate.Burst + int(passed/one) + 1; taken > most {
			rt.Fatalf("%d taken in %s at %v, want at most %d", taken, passed, rate, most)
		}
	})
}

func TestManyBudgetsAreForgottenWhenFull(t *testing.T) {
	clock := newClock()
	s := open(t, session.Config{Now: clock.Now})
	for i := range 20_000 {
		if wait, err := s.Take(t.Context(), "chat:"+strconv.Itoa(i), bot.Rate{PerSecond: 1, Burst: 1}); wait != 0 || err != nil {
			t.Fatalf("a new chat waits %s, %v", wait, err)
		}
		clock.pass(time.Millisecond)
	}
	if wait, _ := s.Take(t.Context(), "chat:19999", bot.Rate{PerSecond: 1, Burst: 1}); wait == 0 {
		t.Fatal("a budget in use was forgotten")
	}
}

func TestEmbeddedTakesALongPipelineAndALargeState(t *testing.T) {
	s := open(t, session.Config{})
	big := make([]bot.Session, 500)
	for i := range big {
		big[i] = bot.Session{Conversation: int64(i), Seq: 1, State: make([]byte, 20_000)}
	}
	must(t, s.Save(t.Context(), big))
	ids := make([]int64, len(big))
	for i := range ids {
		ids[i] = int64(i)
	}
	got, err := s.Load(t.Context(), ids)
	must(t, err)
	if len(got) != len(big) || len(got[499].State) != 20_000 {
		t.Fatalf("%d of %d came back", len(got), len(big))
	}
}

func TestEmbeddedStoresAreApart(t *testing.T) {
	one, two := open(t, session.Config{}), open(t, session.Config{})
	must(t, one.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	wantSessions(t, two)
	if !one.Embedded() || one.Healthy(t.Context()) != nil {
		t.Error("the embedded Redis is not healthy")
	}
}

func TestClosedStoreSaysSo(t *testing.T) {
	s, err := session.Open(t.Context(), session.Config{})
	must(t, err)
	news, err := s.Subscribe(t.Context(), "t", "t*")
	must(t, err)
	must(t, s.Close())
	must(t, s.Close())
	if _, open := <-news; open {
		t.Error("a subscription outlived its store")
	}
	if _, err := s.Load(t.Context(), []int64{1}); !errors.Is(err, session.ErrClosed) || !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("a closed store: %v", err)
	}
	if _, err := s.Subscribe(t.Context(), "t"); !errors.Is(err, session.ErrClosed) {
		t.Errorf("a closed store: %v", err)
	}
	must(t, s.Publish(t.Context(), "t"))
	if wait, err := s.Take(t.Context(), "k", bot.Rate{PerSecond: 1, Burst: 1}); wait != 0 || err != nil {
		t.Errorf("a closed store stops sending: %s, %v", wait, err)
	}
}

func TestOpenOutlivesTheContextItWasOpenedWith(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := session.Open(ctx, session.Config{})
	must(t, err)
	defer s.Close()
	cancel()
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	wantSessions(t, s, 1)
}

func wantSessions(t *testing.T, s *session.Store, want ...int64) {
	t.Helper()
	got, err := s.Load(t.Context(), []int64{1, 2, 3})
	must(t, err)
	if len(got) != len(want) {
		t.Fatalf("there are %v, want %v", got, want)
	}
	for _, id := range want {
		if _, ok := got[id]; !ok {
			t.Fatalf("there are %v, want %v", got, want)
		}
	}
}
