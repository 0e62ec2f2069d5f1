package bot_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/session"
	"sanad/dialogs"
)

// The way of a message from accept to sent, with an engine and a channel that cost nothing.
func BenchmarkPipeline(b *testing.B) {
	sqlite := func(b *testing.B) ledger.Config { return ledger.Config{Path: filepath.Join(b.TempDir(), "sanad.db")} }
	postgres := func(b *testing.B) ledger.Config { return ledger.Config{URL: bottest.Postgres(b)} }
	embedded := func(*testing.B) string { return "" }
	redis := func(b *testing.B) string { return bottest.Redis(b).URL() }
	for _, c := range []struct {
		name  string
		sql   func(*testing.B) ledger.Config
		redis func(*testing.B) string
		many  int
	}{
		{"sqlite", sqlite, embedded, 1},
		{"sqlite+redis", sqlite, redis, 1},
		{"postgres+redis", postgres, redis, 4},
	} {
		b.Run(c.name+"/flood", func(b *testing.B) {
			p := newBench(b, c.sql(b), c.redis(b), c.many)
			p.flood(b)
		})
		b.Run(c.name+"/500-a-second", func(b *testing.B) {
			p := newBench(b, c.sql(b), c.redis(b), c.many)
			p.steady(b, 500)
		})
	}
}

type bench struct {
	service *bot.Service
	line    *timed
}

func newBench(b *testing.B, sql ledger.Config, redis string, turners int) *bench {
	l, err := ledger.Open(b.Context(), sql)
	if err != nil {
		b.Fatal(err)
	}
	s, err := session.Open(b.Context(), session.Config{URL: redis, Log: quiet()})
	if err != nil {
		b.Fatal(err)
	}
	line := &timed{begun: map[string]time.Time{}, all: make(chan struct{})}
	p := &bench{line: line, service: bot.New(bot.Config{
		Inbox: l, Turns: l, Outbox: l, Exporter: l, Workers: l, Sessions: s, Budgets: s, Live: s, Files: noFiles{},
		Engine: &talker{tried: map[string]int{}}, Texts: noTexts{}, Knowledge: func() dialogs.Finder { return noKnowledge{} },
		Channels: []bot.Channel{line}, Worker: "bench", Turners: turners, Meter: &meter{}, Log: quiet(), Now: time.Now,
	})}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.service.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-done; l.Close(); s.Close() })
	return p
}

// flood has 256 chats write as fast as they are accepted, and reports turns a second.
func (p *bench) flood(b *testing.B) {
	p.line.want = b.N
	b.ResetTimer()
	var wg sync.WaitGroup
	next := make(chan int, 256)
	for range 256 {
		wg.Go(func() {
			for n := range next {
				p.say(b, n)
			}
		})
	}
	for n := range b.N {
		next <- n
	}
	close(next)
	wg.Wait()
	<-p.line.all
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

// steady has messages come at a rate, and reports how long the slowest hundredth waits for its answer.
func (p *bench) steady(b *testing.B, rate int) {
	p.line.want = b.N
	b.ResetTimer()
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	var wg sync.WaitGroup
	for n := range b.N {
		<-tick.C
		wg.Go(func() { p.say(b, n) })
	}
	wg.Wait()
	<-p.line.all
	slices.Sort(p.line.took)
	b.ReportMetric(float64(p.line.took[len(p.line.took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(p.line.took[len(p.line.took)/2].Microseconds())/1000, "p50-ms")
}

func (p *bench) say(b *testing.B, n int) {
	text := fmt.Sprintf("message %d", n)
	p.line.begin(text)
	_, err := p.service.Accept(b.Context(), bot.Incoming{
		Account: account, ID: text, Chat: fmt.Sprint("chat", n%1000),
		Input: dialogs.Input{Kind: dialogs.KindText, Text: text},
	})
	if err != nil {
		b.Error(err)
	}
}

// timed is a channel that takes no time, and notes how long each answer was on its way.
type timed struct {
	mu    sync.Mutex
	begun map[string]time.Time
	took  []time.Duration
	want  int
	all   chan struct{}
}

func (*timed) Traits() bot.Traits                          { return bot.Traits{Account: account, Buttons: true} }
func (*timed) Run(ctx context.Context, _ bot.Accept) error { <-ctx.Done(); return nil }

func (l *timed) begin(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begun[text] = time.Now()
}

func (l *timed) Send(_ context.Context, out bot.Outgoing) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var turn int
	var text string
	if _, err := fmt.Sscanf(out.Said.Text, "%d: message %s", &turn, &text); err != nil {
		return "", err
	}
	l.took = append(l.took, time.Since(l.begun["message "+text]))
	if len(l.took) == l.want {
		close(l.all)
	}
	return text, nil
}
