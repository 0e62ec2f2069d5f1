package ledger_test

import (
	"path/filepath"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

// One worker claims and falls silent; what it held is another's as soon as it is known to be dead, and no sooner.
func claimAndFallSilent(t *testing.T, l *ledger.Ledger, now time.Time) {
	t.Helper()
	in := bot.Incoming{Account: bot.Account{Network: "telegram", ID: "1"}, ID: "1", Chat: "7", Input: dialogs.Input{Kind: dialogs.KindText, Text: "x"}}
	if _, err := l.Accept(t.Context(), []bot.Incoming{in}); err != nil {
		t.Fatal(err)
	}
	if err := l.Beat(t.Context(), "silent", false, now, now.Add(3*time.Second)); err != nil {
		t.Fatal(err)
	}
	if n := claims(t, l, "silent", now); n != 1 {
		t.Fatalf("claimed %d", n)
	}
}

func claims(t *testing.T, l *ledger.Ledger, worker string, now time.Time) int {
	t.Helper()
	got, err := l.Claim(t.Context(), worker, 10, now, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return len(got)
}

func freedAt(t *testing.T, l *ledger.Ledger, alone bool, now time.Time) bool {
	t.Helper()
	if err := l.Beat(t.Context(), "other", alone, now, now.Add(3*time.Second)); err != nil {
		t.Fatal(err)
	}
	return claims(t, l, "other", now) == 1
}

func TestWhatADeadWorkerHeldIsFreedOnSQLite(t *testing.T) {
	for name, alone := range map[string]bool{"alone": true, "shared": false} {
		t.Run(name, func(t *testing.T) {
			l, err := ledger.Open(t.Context(), ledger.Config{Path: filepath.Join(t.TempDir(), "x.db")})
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			now := time.Now()
			claimAndFallSilent(t, l, now)
			if got := freedAt(t, l, alone, now.Add(10*time.Second)); got != alone {
				t.Errorf("after ten seconds freed: %v", got)
			}
			if !alone && !freedAt(t, l, false, now.Add(40*time.Second)) {
				t.Error("never freed")
			}
		})
	}
}

func TestASlowWorkerIsNotDeadOnPostgreSQLButAKilledOneIs(t *testing.T) {
	url := bottest.Postgres(t)
	slow, err := ledger.Open(t.Context(), ledger.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	other, err := ledger.Open(t.Context(), ledger.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	now := time.Now()
	claimAndFallSilent(t, slow, now)
	if freedAt(t, other, false, now.Add(time.Minute)) {
		t.Error("what a slow worker held was taken from it while its connection lives")
	}
	slow.Close()
	bottest.Eventually(t, "the server notices that the connection is gone", func() bool { return freedAt(t, other, false, now.Add(time.Minute)) })
}
