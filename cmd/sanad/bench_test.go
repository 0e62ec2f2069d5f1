package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/telegram"
	"sanad/bot/telegram/telegramtest"
)

// From the start of the process, on an empty data folder, to the first answer on somebody's phone.
func BenchmarkFirstReply(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		tg := telegramtest.New(b)
		p := newProcess(b, telegramEnv(tg, "SANAD_DATA_DIR="+b.TempDir())...)
		u := tg.User(1)
		u.Say("مرحبا")
		b.StartTimer()
		p.start()
		u.Reply(b)
		b.StopTimer()
		p.kill()
		tg.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/first-reply")
}

// The same with a database that has been used before.
func BenchmarkFirstReplyAfterRestart(b *testing.B) {
	tg := telegramtest.New(b)
	p := newProcess(b, telegramEnv(tg, "SANAD_DATA_DIR="+b.TempDir())...)
	for i := int64(1); b.Loop(); i++ {
		b.StopTimer()
		p.kill()
		u := tg.User(i)
		u.Say("مرحبا")
		b.StartTimer()
		p.start()
		u.Reply(b)
	}
	p.kill()
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/first-reply")
}

// benchPeople is how many people talk at once.
const benchPeople = 200

// From a phone to the answer on it: HTTP to the Bot API server and back, engine, search and SQLite between, with no pause
// between messages, which Telegram's limits would ask for.
func BenchmarkEndToEnd(b *testing.B) {
	tg := telegramtest.New(b)
	stop := unpaced(b, tg)
	defer stop()
	lines := []string{"قائمة", "شو هي مؤسسة ضمان مخاطر القروض؟", "شكراً", "كيف بحمي صنعتي من التقليد؟"}
	for i := range benchPeople { // so that all have been met
		tg.User(int64(1000 + i)).Say("مرحبا")
	}
	answered(b, tg, benchPeople)
	b.ResetTimer()
	var wg sync.WaitGroup
	for i := range benchPeople {
		wg.Go(func() {
			u := tg.User(int64(1000 + i))
			for n := i; n < b.N; n += benchPeople {
				u.Say(lines[n/benchPeople%len(lines)])
			}
		})
	}
	wg.Wait()
	answered(b, tg, benchPeople+b.N)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}

func answered(b *testing.B, tg *telegramtest.Server, n int) {
	for deadline := time.Now().Add(time.Minute); tg.Stats().Recorded < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatalf("%d answers of %d", tg.Stats().Recorded, n)
		}
	}
}

// unpaced runs the program's inside with a Telegram that knows no limits.
func unpaced(b *testing.B, tg *telegramtest.Server) (stop func()) {
	b.Helper()
	s := &Settings{DataDir: b.TempDir(), TelegramToken: tg.Token(), TelegramAPIURL: tg.URL()}
	if err := s.complete(); err != nil {
		b.Fatal(err)
	}
	p := &program{settings: s, log: slog.New(slog.DiscardHandler), now: time.Now, worker: rand.Text(), metrics: newMetrics()}
	fatal := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	fatal(p.openStores(b.Context()))
	var err error
	p.engine, p.texts, err = newEngine()
	fatal(err)
	fatal(p.openKnowledge(b.Context()))
	free := bot.Rate{PerSecond: 1e6, Burst: 1e6}
	p.telegram, err = telegram.New(telegram.Config{
		Token: s.TelegramToken, APIURL: s.TelegramAPIURL, Files: p.files, Texts: p.texts, Leases: p.ledger.Leases(), Holder: p.worker, ChatRate: free, GlobalRate: free,
	})
	fatal(err)
	p.channels = []bot.Channel{p.telegram}
	service := bot.New(p.serviceConfig())
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- service.Run(ctx) }()
	return func() {
		cancel()
		fatal(<-done)
		fatal(p.close())
	}
}
