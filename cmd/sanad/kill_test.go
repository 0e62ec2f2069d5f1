package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/telegram/telegramtest"
)

var kills = flag.Int("kills", 50, "how often the kill test kills the program, on each database")

const talkers = 50

// saidBy is what talker n writes, each at their own pace and without waiting for answers.
func saidBy(n int) []string {
	crafts := []string{"موزاييك", "صابون غار", "نحاس", "بروكار", "زجاج منفوخ"}
	places := []string{"دمشق", "حلب", "حماة", "حمص", "طرطوس"}
	return []string{
		"مرحبا",
		"بدي سجل مشروع",
		"إي",
		"أبو أحمد",
		crafts[n%len(crafts)],
		places[n%len(places)],
		"شو هو صندوق تنمية المشاريع؟",
		fmt.Sprint(n%30 + 2),
		"بالبيت",
		"رجوع",
		"بالمحل",
		"لا",
		fmt.Sprint(n%7 + 1),
		"بدي احكي مع مستشار",
	}
}

// What happens when the program is killed again and again while people talk to it: every message gets
// its answer, in order, and each conversation ends as it would have undisturbed.
func TestKilledAgainAndAgainNothingIsLostOrDoubled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	calm := sync.OnceValues(func() (talk, error) { return undisturbed(t) })
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		killing(t, calm, []string{"SANAD_DATA_DIR=" + dir}, ledger.Config{Path: filepath.Join(dir, "sanad.db")}, nil)
	})
	t.Run("PostgreSQL and Redis", func(t *testing.T) {
		t.Parallel()
		url, redis := bottest.Postgres(t), bottest.Redis(t)
		killing(t, calm, []string{"SANAD_DATA_DIR=" + t.TempDir(), "SANAD_DATABASE_URL=" + url, "SANAD_REDIS_URL=" + redis.URL()},
			ledger.Config{URL: url}, redis)
	})
}

// talk is how all conversations went: what each talker was told, and where it left them.
type talk struct {
	told   [talkers][]told
	states [talkers]string
}

type told struct {
	text string
	at   time.Time
}

func undisturbed(t *testing.T) (talk, error) {
	dir := t.TempDir()
	server := telegramtest.New(t)
	p := newProcess(t, telegramEnv(server, "SANAD_DATA_DIR="+dir)...)
	p.startReady()
	everybody(server, func(u *telegramtest.User, n int) {
		for _, text := range saidBy(n) {
			u.Say(text)
		}
	})
	all, err := settled(server, ledger.Config{Path: filepath.Join(dir, "sanad.db")})
	p.stop()
	return all, err
}

func telegramEnv(server *telegramtest.Server, env ...string) []string {
	return append(env, "SANAD_TELEGRAM_TOKEN="+server.Token(), "SANAD_TELEGRAM_API_URL="+server.URL())
}

func everybody(server *telegramtest.Server, do func(u *telegramtest.User, n int)) {
	var wg sync.WaitGroup
	for n := range talkers {
		wg.Go(func() { do(server.User(int64(1000+n)), n) })
	}
	wg.Wait()
}

func killing(t *testing.T, calm func() (talk, error), env []string, sql ledger.Config, redis *bottest.RedisServer) {
	server := telegramtest.New(t)
	p := newProcess(t, telegramEnv(server, env...)...)
	random := rand.New(rand.NewPCG(7, 7))
	p.startReady()
	stopTalking := make(chan struct{})
	spoken := make(chan struct{})
	go func() {
		defer close(spoken)
		everybody(server, func(u *telegramtest.User, n int) { slowly(u, n, stopTalking) })
	}()
	var killed []time.Time
	for k := range *kills {
		time.Sleep(time.Duration(random.IntN(1200)) * time.Millisecond) // the moment is what is random here, not waited for
		p.kill()
		killed = append(killed, time.Now())
		shake(redis, k)
		p.startReady()
	}
	close(stopTalking)
	<-spoken
	want, err := calm()
	if err != nil {
		t.Fatal(err)
	}
	got, err := settled(server, sql)
	if err != nil {
		t.Error(err)
	}
	p.stop()
	compare(t, want, got, killed)
}

// shake takes Redis away in between: emptied, or dead for a moment.
func shake(redis *bottest.RedisServer, k int) {
	switch {
	case redis == nil:
	case k%10 == 3:
		redis.Flush()
	case k%10 == 7:
		redis.Kill()
		redis.Start()
	}
}

// slowly spreads a talker's messages over the time in which the program is killed.
func slowly(u *telegramtest.User, n int, hurry <-chan struct{}) {
	random := rand.New(rand.NewPCG(uint64(n), 1))
	each := time.Duration(*kills) * 1500 * time.Millisecond / time.Duration(len(saidBy(n)))
	for _, text := range saidBy(n) {
		select {
		case <-time.After(time.Duration(random.Int64N(int64(each)))):
		case <-hurry:
		}
		u.Say(text)
	}
}

// settled waits until nothing waits any more, and reads how the conversations stand.
func settled(server *telegramtest.Server, sql ledger.Config) (talk, error) {
	sql.Log = slog.New(slog.DiscardHandler)
	l, err := ledger.Open(context.Background(), sql)
	if err != nil {
		return talk{}, err
	}
	defer l.Close()
	deadline := time.Now().Add(3 * time.Minute)
	for ; time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if b, err := l.Backlog(context.Background()); err == nil && server.Pending() == 0 && b.Inputs == 0 && b.Outgoing == 0 && allTurned(l) {
			break
		}
	}
	var all talk
	for n := range talkers {
		u := server.User(int64(1000 + n))
		for _, m := range u.Replies() {
			all.told[n] = append(all.told[n], told{anonymous(m.Text), m.At})
		}
		state, err := stateOf(l, u)
		if err != nil {
			return all, fmt.Errorf("talker %d: %w", n, err)
		}
		all.states[n] = state
	}
	return all, nil
}

// allTurned reports whether every talker's messages have had their turns.
func allTurned(l *ledger.Ledger) bool {
	for n := range talkers {
		c, err := l.ConversationByChat(context.Background(), bot.Account{Network: "telegram", ID: botID}, fmt.Sprint(1000+n))
		if err != nil || c.Seq < int64(len(saidBy(n))) {
			return false
		}
	}
	return true
}

const botID = "110201543"

func stateOf(l *ledger.Ledger, u *telegramtest.User) (string, error) {
	c, err := l.ConversationByChat(context.Background(), bot.Account{Network: "telegram", ID: botID}, u.Chat())
	if err != nil {
		return "", err
	}
	states, err := l.States(context.Background(), []int64{c.ID})
	if err != nil {
		return "", err
	}
	var state map[string]any
	if err := json.Unmarshal(states[c.ID], &state); err != nil {
		return "", err
	}
	b, err := json.Marshal(timeless(state))
	return anonymous(string(b)), err
}

// timeless drops what tells when, or under which number of the inbox, something happened.
func timeless(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if s, ok := inner.(string); ok && moment.MatchString(s) {
				delete(v, k)
				continue
			}
			v[k] = timeless(inner)
		}
	case []any:
		for i := range v {
			v[i] = timeless(v[i])
		}
	}
	return v
}

var (
	moment = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)
	number = regexp.MustCompile(`[0-9٠-٩]{2,}|"[0-9]+"`)
)

// anonymous hides the numbers that differ from run to run.
func anonymous(s string) string { return number.ReplaceAllString(s, "#") }

// compare holds a disturbed run against the calm one. A message may stand twice only where the program
// was killed between the two: after the network took the first, and before that was noted.
func compare(t *testing.T, want, got talk, killed []time.Time) {
	t.Helper()
	doubled, longest := 0, time.Duration(0)
	for n := range talkers {
		twice, err := follows(want.told[n], got.told[n])
		if err != nil {
			t.Errorf("talker %d: %v", n, err)
		}
		for _, d := range twice {
			doubled++
			window, ok := killedBetween(d, killed)
			if !ok {
				t.Errorf("talker %d was told twice without a kill between: %q", n, d.first.text)
			}
			longest = max(longest, window)
		}
		if want.states[n] != got.states[n] {
			t.Errorf("talker %d ended at\n%s\nwant\n%s", n, got.states[n], want.states[n])
		}
	}
	writeDown(t, fmt.Sprintf("%s: %d kills, %d messages sent twice, each taken by the network just before a kill (%s at the most)",
		t.Name(), len(killed), doubled, longest.Round(time.Millisecond)))
}

// writeDown logs a figure, and adds it to the file SANAD_TEST_REPORT for those who see no logs of tests that pass.
func writeDown(t *testing.T, line string) {
	t.Helper()
	t.Log(line)
	name := os.Getenv("SANAD_TEST_REPORT")
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintln(f, line); err != nil {
		t.Fatal(err)
	}
}

// killedBetween gives how long before a kill the first of two like messages was sent, if the second came after it.
func killedBetween(d doubled, killed []time.Time) (window time.Duration, ok bool) {
	for _, k := range killed {
		if d.first.at.Before(k) && k.Before(d.second.at) {
			return k.Sub(d.first.at), true
		}
	}
	return 0, false
}

// doubled is a message that was sent again.
type doubled struct{ first, second told }

// follows gives the messages of got that were repeated beyond what want has, or how got departs from want.
func follows(want, got []told) (twice []doubled, err error) {
	j := 0
	for i, m := range got {
		switch {
		case j < len(want) && m.text == want[j].text:
			j++
		case i > 0 && m.text == got[i-1].text:
			twice = append(twice, doubled{got[i-1], m})
		default:
			return twice, fmt.Errorf("message %d is %q, but %d of %d were told before it", i, m.text, j, len(want))
		}
	}
	if j < len(want) {
		return twice, fmt.Errorf("%d messages are missing, the first %q", len(want)-j, want[j].text)
	}
	return twice, nil
}
