package session_test

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/session"
)

// state has the size of a conversation in the middle of a form.
var state = bytes.Repeat([]byte(`{"f":"ورشة"} `), 50)[:700]

func eachStore(b *testing.B, run func(b *testing.B, s *session.Store)) {
	b.Run("embedded", func(b *testing.B) { run(b, open(b, session.Config{})) })
	b.Run("server", func(b *testing.B) { run(b, open(b, session.Config{URL: bottest.Redis(b).URL()})) })
	b.Run("cluster", func(b *testing.B) { run(b, open(b, session.Config{URL: clusterURL(bottest.RedisCluster(b))})) })
}

func BenchmarkSave64(b *testing.B) {
	eachStore(b, func(b *testing.B, s *session.Store) {
		seq := int64(0)
		for b.Loop() {
			seq++
			must(b, s.Save(context.Background(), batch(seq)))
		}
	})
}

func BenchmarkLoad64(b *testing.B) {
	eachStore(b, func(b *testing.B, s *session.Store) {
		must(b, s.Save(context.Background(), batch(1)))
		ids := make([]int64, 64)
		for i := range ids {
			ids[i] = int64(i)
		}
		for b.Loop() {
			if got, err := s.Load(context.Background(), ids); err != nil || len(got) != 64 {
				b.Fatal(len(got), err)
			}
		}
	})
}

func BenchmarkTake(b *testing.B) {
	eachStore(b, func(b *testing.B, s *session.Store) {
		for i := 0; b.Loop(); i++ {
			if _, err := s.Take(context.Background(), strconv.Itoa(i%1000), bot.Rate{PerSecond: 1e6, Burst: 1e6}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkLive measures from Publish in one process to the subscriber in another.
func BenchmarkLive(b *testing.B) {
	url := bottest.Redis(b).URL()
	from, to := open(b, session.Config{URL: url}), open(b, session.Config{URL: url})
	news, err := to.Subscribe(b.Context(), "t")
	must(b, err)
	ready(b, from, news, "t")
	for b.Loop() {
		must(b, from.Publish(b.Context(), "t"))
		<-news
	}
}

// BenchmarkDead is what a call costs while Redis is gone.
func BenchmarkDead(b *testing.B) {
	server := bottest.Redis(b)
	s := open(b, session.Config{URL: server.URL()})
	server.Kill()
	for b.Loop() {
		if _, err := s.Load(b.Context(), []int64{1}); err == nil {
			b.Fatal("a dead Redis answered")
		}
	}
}

// BenchmarkSession reports the memory that one session takes in Redis: by itself with its key, and
// with its share of all tables, of 10,000.
func BenchmarkSession(b *testing.B) {
	const many = 10_000
	server := bottest.Redis(b)
	s := open(b, session.Config{URL: server.URL(), Timeout: 10 * time.Second})
	before := number(b, server.Do("EVAL", `return tonumber(string.match(redis.call('INFO', 'memory'), 'used_memory:(%d+)'))`, "0"))
	sessions := make([]bot.Session, many)
	for i := range sessions {
		sessions[i] = bot.Session{Conversation: int64(100_000 + i), Seq: 42, State: state}
	}
	for b.Loop() {
		must(b, s.Save(b.Context(), sessions))
	}
	after := number(b, server.Do("EVAL", `return tonumber(string.match(redis.call('INFO', 'memory'), 'used_memory:(%d+)'))`, "0"))
	b.ReportMetric(number(b, server.Do("MEMORY", "USAGE", "sanad:s:{100001}")), "bytes/session")
	b.ReportMetric((after-before)/many, "bytes/session-in-all")
}

func number(b *testing.B, reply string) float64 {
	n, err := strconv.ParseFloat(strings.TrimPrefix(reply, ":"), 64)
	must(b, err)
	return n
}

func batch(seq int64) []bot.Session {
	sessions := make([]bot.Session, 64)
	for i := range sessions {
		sessions[i] = bot.Session{Conversation: int64(i), Seq: seq, State: state}
	}
	return sessions
}

// ready waits until news travel from one store to the other.
func ready(t testing.TB, from bot.Live, news <-chan string, topic string) {
	t.Helper()
	bottest.Eventually(t, "news travel", func() bool {
		must(t, from.Publish(t.Context(), topic))
		select {
		case <-news:
			return true
		case <-time.After(20 * time.Millisecond):
			return false
		}
	})
}
