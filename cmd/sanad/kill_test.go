package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
)

var kills = flag.Int("kills", 50, "how often the kill test kills the program, on each database")

// crowd is the people of a simulated network who talk with the program.
type crowd interface {
	size() int
	// env is what the program needs to reach the network, besides its stores.
	env() []string
	// prepare does what must be done on the program's database before it starts.
	prepare(t *testing.T, sql ledger.Config)
	// says is what talker n sends, one after the other.
	says(n int) []func()
	// told is what talker n was told so far, in order.
	told(n int) []told
	// address is where the program knows talker n by.
	address(n int) (bot.Account, string)
	// pending counts what was said and is not confirmed yet.
	pending() int
	// doubles says whether the network leaves it open whether a message that a kill cut off was taken.
	doubles() bool
}

// What happens when the program is killed again and again while people talk to it: every message gets
// its answer, in order, and each conversation ends as it would have undisturbed.
func TestKilledAgainAndAgainNothingIsLostOrDoubled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	for name, gather := range map[string]func(*testing.T) crowd{"Telegram": telegramCrowd, "WhatsApp": whatsappCrowd} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killedOn(t, gather)
		})
	}
}

func killedOn(t *testing.T, gather func(*testing.T) crowd) {
	calm := sync.OnceValues(func() (talk, error) { return undisturbed(t, gather(t)) })
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		killing(t, gather(t), calm, []string{"SANAD_DATA_DIR=" + dir}, ledger.Config{Path: filepath.Join(dir, "sanad.db")}, nil)
	})
	t.Run("PostgreSQL and Redis", func(t *testing.T) {
		t.Parallel()
		url, redis := bottest.Postgres(t), bottest.Redis(t)
		killing(t, gather(t), calm, []string{"SANAD_DATA_DIR=" + t.TempDir(), "SANAD_DATABASE_URL=" + url, "SANAD_REDIS_URL=" + redis.URL()},
			ledger.Config{URL: url}, redis)
	})
}

// talk is how all conversations went: what each talker was told, and where it left them.
type talk struct {
	told   [][]told
	states []string
}

type told struct {
	text string
	at   time.Time
}

func undisturbed(t *testing.T, people crowd) (talk, error) {
	dir := t.TempDir()
	sql := ledger.Config{Path: filepath.Join(dir, "sanad.db")}
	people.prepare(t, sql)
	p := newProcess(t, append(people.env(), "SANAD_DATA_DIR="+dir)...)
	p.startReady()
	everybody(people, func(n int) {
		for _, say := range people.says(n) {
			say()
		}
	})
	all, err := settled(people, sql)
	p.stop()
	return all, err
}

func everybody(people crowd, do func(n int)) {
	var wg sync.WaitGroup
	for n := range people.size() {
		wg.Go(func() { do(n) })
	}
	wg.Wait()
}

func killing(t *testing.T, people crowd, calm func() (talk, error), env []string, sql ledger.Config, redis *bottest.RedisServer) {
	people.prepare(t, sql)
	p := newProcess(t, append(people.env(), env...)...)
	random := rand.New(rand.NewPCG(7, 7))
	lives := make([]chan struct{}, *kills) // each closed when it begins
	for k := range lives {
		lives[k] = make(chan struct{})
	}
	spoken := make(chan struct{})
	go func() {
		defer close(spoken)
		everybody(people, func(n int) { slowly(people, n, lives) })
	}()
	var killed []time.Time
	p.startReady()
	for k := range lives {
		close(lives[k])
		moment(random)
		p.kill()
		killed = append(killed, time.Now())
		shake(redis, k)
		p.startReady()
	}
	<-spoken
	want, err := calm()
	if err != nil {
		t.Fatal(err)
	}
	got, err := settled(people, sql)
	if err != nil {
		t.Error(err)
	}
	p.stop()
	if d := compare(t, want, got, killed); d > 0 && !people.doubles() {
		t.Errorf("%d messages were told twice", d)
	}
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

// slowly spreads a talker's messages over all lives of the program, however long each takes to begin.
func slowly(people crowd, n int, lives []chan struct{}) {
	random, all := rand.New(rand.NewPCG(uint64(n), 1)), people.says(n)
	var when []int
	for range all {
		when = append(when, random.IntN(len(lives)))
	}
	slices.Sort(when)
	for i, say := range all {
		<-lives[when[i]]
		moment(random)
		say()
	}
}

// moment lets some time pass. It is what is random here, and waited for by nobody.
func moment(random *rand.Rand) { time.Sleep(time.Duration(random.IntN(1200)) * time.Millisecond) }

// settled waits until nothing waits any more, and reads how the conversations stand.
func settled(people crowd, sql ledger.Config) (talk, error) {
	sql.Log = slog.New(slog.DiscardHandler)
	l, err := ledger.Open(context.Background(), sql)
	if err != nil {
		return talk{}, err
	}
	defer l.Close()
	deadline := time.Now().Add(3 * time.Minute)
	for ; time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if people.pending() == 0 && allTurned(l, people) && idle(l) && people.pending() == 0 {
			break
		}
	}
	var all talk
	for n := range people.size() {
		state, err := stateOf(l, people, n)
		if err != nil {
			return all, fmt.Errorf("talker %d: %w", n, err)
		}
		all.states = append(all.states, state)
		all.told = append(all.told, people.told(n))
	}
	return all, nil
}

// idle reports whether nothing is left to do or to send.
func idle(l *ledger.Ledger) bool {
	b, err := l.Backlog(context.Background())
	return err == nil && b.Inputs == 0 && b.Outgoing == 0
}

// allTurned reports whether every talker's messages have had their turns.
func allTurned(l *ledger.Ledger, people crowd) bool {
	for n := range people.size() {
		account, chat := people.address(n)
		c, err := l.ConversationByChat(context.Background(), account, chat)
		if err != nil || c.Seq < int64(len(people.says(n))) {
			return false
		}
	}
	return true
}

func stateOf(l *ledger.Ledger, people crowd, n int) (string, error) {
	account, chat := people.address(n)
	c, err := l.ConversationByChat(context.Background(), account, chat)
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
			if s, ok := inner.(string); ok && instant.MatchString(s) {
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
	instant = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)
	number  = regexp.MustCompile(`[0-9٠-٩]{2,}|"[0-9]+"`)
)

// anonymous hides the numbers that differ from run to run.
func anonymous(s string) string { return number.ReplaceAllString(s, "#") }

// compare holds a disturbed run against the calm one. A message may stand twice only where the program
// was killed between the two: after the network took the first, and before that was noted.
func compare(t *testing.T, want, got talk, killed []time.Time) (doubled int) {
	t.Helper()
	longest := time.Duration(0)
	for n := range want.told {
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
	return doubled
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
