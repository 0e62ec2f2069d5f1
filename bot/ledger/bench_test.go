package ledger_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

var (
	benchAccount = bot.Account{Network: "telegram", ID: "1"}
	benchState   = []byte(`{"v":1,"mode":"bot","journey":"` + strings.Repeat("project ", 100) + `"}`)
	benchSaid    = dialogs.Said{Text: strings.Repeat("شو نوع الشغل اللي عندك؟ ", 4), Choices: []dialogs.Button{{ID: "a", Label: "نحاس"}, {ID: "b", Label: "خشب"}}}
)

func benchLedgers(b *testing.B, run func(b *testing.B, l *ledger.Ledger)) {
	for name, config := range map[string]func(b *testing.B) ledger.Config{
		"sqlite":   func(b *testing.B) ledger.Config { return ledger.Config{Path: filepath.Join(b.TempDir(), "s.db")} },
		"postgres": func(b *testing.B) ledger.Config { return ledger.Config{URL: bottest.Postgres(b)} },
	} {
		b.Run(name, func(b *testing.B) {
			l, err := ledger.Open(b.Context(), config(b))
			if err != nil {
				b.Fatal(err)
			}
			defer l.Close()
			b.ResetTimer() // a new database takes its time
			run(b, l)
		})
	}
}

// BenchmarkCycle is a message's whole way, 64 conversations at a time: accept, claim, commit, claim for sending, settle.
func BenchmarkCycle(b *testing.B) {
	benchLedgers(b, func(b *testing.B, l *ledger.Ledger) {
		const chats = 64
		turns := 0
		began := time.Now()
		for b.Loop() {
			in := make([]bot.Incoming, chats)
			for i := range in {
				in[i] = message(fmt.Sprint(turns+i), fmt.Sprint(i))
			}
			must(b, func() error { _, err := l.Accept(b.Context(), in); return err }())
			turns += work(b, l, chats)
		}
		b.ReportMetric(float64(turns)/time.Since(began).Seconds(), "turns/s")
	})
}

func message(id, chat string) bot.Incoming {
	return bot.Incoming{Account: benchAccount, ID: id, Chat: chat, Input: dialogs.Input{Kind: dialogs.KindText, Text: "عندي ورشة نحاس بحلب", Ref: id}}
}

func must(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// work takes what waits through a turn and out, and says how many turns there were.
func work(b *testing.B, l *ledger.Ledger, limit int) (turns int) {
	now := time.Now()
	claims, err := l.Claim(b.Context(), "w", limit, now, now.Add(time.Minute))
	must(b, err)
	var all []bot.Turn
	for _, c := range claims {
		for n, w := range c.Waiting {
			all = append(all, bot.Turn{Conversation: c.Conversation, Contact: c.Contact, Token: c.Token, Seq: c.Seq + int64(n) + 1, At: now,
				Input: w.Input, State: benchState, Said: []dialogs.Said{benchSaid}, Effects: []dialogs.Effect{dialogs.SetTimer{Timer: "idle", At: now.Add(time.Hour)}}})
		}
	}
	_, err = l.Commit(b.Context(), all)
	must(b, err)
	out, err := l.ClaimOutgoing(b.Context(), "w", []bot.Account{benchAccount}, limit, now, now.Add(time.Minute))
	must(b, err)
	outcomes := make([]bot.Outcome, len(out))
	for i, o := range out {
		outcomes[i] = bot.Outcome{Outgoing: o, Sent: true, MessageID: o.MessageID}
	}
	must(b, l.Settle(b.Context(), outcomes))
	return len(all)
}

// BenchmarkAccept is one message accepted, durably, by one caller.
func BenchmarkAccept(b *testing.B) {
	benchLedgers(b, func(b *testing.B, l *ledger.Ledger) {
		n := 0
		for b.Loop() {
			n++
			_, err := l.Accept(b.Context(), []bot.Incoming{message(fmt.Sprint(n), fmt.Sprint(n%1000))})
			must(b, err)
		}
	})
}

// BenchmarkAcceptTogether is one message each from 64 callers at once.
func BenchmarkAcceptTogether(b *testing.B) {
	benchLedgers(b, func(b *testing.B, l *ledger.Ledger) {
		var n atomic.Int64
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				id := n.Add(1)
				if _, err := l.Accept(b.Context(), []bot.Incoming{message(fmt.Sprint(id), fmt.Sprint(id%1000))}); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

// BenchmarkWorkers is the whole way with messages coming one by one from 64 chats that wait for their answer, and two workers.
func BenchmarkWorkers(b *testing.B) {
	benchLedgers(b, func(b *testing.B, l *ledger.Ledger) {
		var accepted, answered atomic.Int64
		var wg sync.WaitGroup
		began := time.Now()
		for chat := range 64 {
			wg.Go(func() {
				for {
					id := accepted.Add(1)
					if id > int64(b.N) {
						return
					}
					if _, err := l.Accept(b.Context(), []bot.Incoming{message(fmt.Sprint(id), fmt.Sprint(chat))}); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		for range 2 {
			wg.Go(func() {
				for answered.Load() < int64(b.N) {
					answered.Add(int64(work(b, l, 64)))
				}
			})
		}
		wg.Wait()
		b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "turns/s")
	})
}
