package bottest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
)

// Budgets proves that what open gives keeps to rates as the port says; SharedBudgets proves that several of them share.
func Budgets(t *testing.T, open func(t *testing.T) bot.Budgets) {
	t.Run("the burst at once, then a wait", func(t *testing.T) { burstThenWait(t, open(t)) })
	t.Run("after the wait there is one more", func(t *testing.T) { oneMoreAfterWait(t, open(t)) })
	t.Run("budgets do not touch each other", func(t *testing.T) { budgetsApart(t, open(t)) })
	t.Run("the zero rate is no limit", func(t *testing.T) { zeroIsNoLimit(t, open(t)) })
	t.Run("a burst of zero is one", func(t *testing.T) { zeroBurstIsOne(t, open(t)) })
	t.Run("many at once get no more than the burst", func(t *testing.T) { together(t, 20, open(t)) })
}

// SharedBudgets proves that processes, each with one of what open gives, keep to one budget together.
func SharedBudgets(t *testing.T, open func(t *testing.T) bot.Budgets) {
	together(t, 20, open(t), open(t), open(t))
}

// slow refills so seldom that no test sees it.
func slow(burst int) bot.Rate { return bot.Rate{PerSecond: 0.001, Burst: burst} }

func burstThenWait(t *testing.T, b bot.Budgets) {
	for i := range 5 {
		if wait := take(t, b, "chat:1", slow(5)); wait != 0 {
			t.Fatalf("take %d of a burst of 5 waits %s", i+1, wait)
		}
	}
	if wait := take(t, b, "chat:1", slow(5)); wait < 900*time.Second || wait > 1000*time.Second {
		t.Fatalf("take 6 waits %s, want nearly 1000 s", wait)
	}
}

func oneMoreAfterWait(t *testing.T, b bot.Budgets) {
	rate := bot.Rate{PerSecond: 20, Burst: 1}
	take(t, b, "k", rate)
	wait := take(t, b, "k", rate)
	if wait <= 0 || wait > 50*time.Millisecond {
		t.Fatalf("waits %s, want up to 50 ms", wait)
	}
	began := time.Now()
	Eventually(t, "one more after the wait", func() bool { return take(t, b, "k", rate) == 0 })
	if waited := time.Since(began); waited < wait-5*time.Millisecond {
		t.Fatalf("one more came after %s, %s too early", waited, wait-waited)
	}
}

func budgetsApart(t *testing.T, b bot.Budgets) {
	for _, key := range []string{"chat:1", "chat:2", "{chat:1}", "سند"} {
		if wait := take(t, b, key, slow(1)); wait != 0 {
			t.Fatalf("the budget %q was touched by another", key)
		}
	}
}

func zeroIsNoLimit(t *testing.T, b bot.Budgets) {
	for range 1000 {
		if take(t, b, "free", bot.Rate{}) != 0 {
			t.Fatal("no limit makes one wait")
		}
	}
}

func zeroBurstIsOne(t *testing.T, b bot.Budgets) {
	if take(t, b, "k", slow(0)) != 0 || take(t, b, "k", slow(0)) == 0 {
		t.Fatal("a burst of zero is not one at a time")
	}
}

func together(t *testing.T, burst int, stores ...bot.Budgets) {
	var taken atomic.Int64
	var working sync.WaitGroup
	for _, b := range stores {
		for range 6 {
			working.Go(func() {
				for range burst {
					wait, err := b.Take(t.Context(), "shared", slow(burst))
					if err != nil {
						t.Error(err)
					}
					if wait == 0 {
						taken.Add(1)
					}
				}
			})
		}
	}
	working.Wait()
	if taken.Load() != int64(burst) {
		t.Fatalf("%d were taken from a budget of %d", taken.Load(), burst)
	}
}

func take(t *testing.T, b bot.Budgets, key string, rate bot.Rate) time.Duration {
	t.Helper()
	wait, err := b.Take(t.Context(), key, rate)
	noError(t, err)
	return wait
}
