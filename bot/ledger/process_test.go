//go:build unix

package ledger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

// The test's own program plays the other processes, told by the environment which part.
const (
	partName     = "SANAD_LEDGER_TEST_PART"
	databaseName = "SANAD_LEDGER_TEST_DATABASE"
	roundName    = "SANAD_LEDGER_TEST_ROUND"
)

func TestMain(m *testing.M) {
	parts := map[string]func(*ledger.Ledger) error{"work": playWorker, "talk": playTalk, "fill": playFill}
	part, ok := parts[os.Getenv(partName)]
	if !ok {
		os.Exit(m.Run())
	}
	if err := play(part); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func play(part func(*ledger.Ledger) error) error {
	l, err := ledger.Open(context.Background(), config(os.Getenv(databaseName)))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return errors.Join(part(l), l.Close())
}

func config(database string) ledger.Config {
	if strings.HasPrefix(database, "postgres:") {
		return ledger.Config{URL: database}
	}
	return ledger.Config{Path: database}
}

// onBoth runs a test on a SQLite file and on PostgreSQL.
func onBoth(t *testing.T, run func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { run(t, filepath.Join(t.TempDir(), "sanad.db")) })
	t.Run("postgres", func(t *testing.T) { run(t, bottest.Postgres(t)) })
}

func openAt(t *testing.T, database string) *ledger.Ledger {
	l, err := ledger.Open(t.Context(), config(database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// child is another process that has the database open and waits to be told to go.
type child struct {
	*exec.Cmd
	told *bufio.Scanner
	in   io.WriteCloser
}

func process(t *testing.T, part, database string, more ...string) *child {
	t.Helper()
	c := &child{Cmd: exec.CommandContext(t.Context(), os.Args[0])}
	c.Env = append(os.Environ(), append(more, partName+"="+part, databaseName+"="+database)...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.in, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	c.told = bufio.NewScanner(out)
	if !c.told.Scan() || c.told.Text() != "ready" {
		t.Fatalf("the other process says %q", c.told.Text())
	}
	return c
}

func (c *child) start() { c.in.Close() }

var account = bot.Account{Network: "telegram", ID: "1"}

func said(chat, id string) bot.Incoming {
	return bot.Incoming{Account: account, ID: id, Chat: chat, Input: dialogs.Input{Kind: dialogs.KindText, Text: id}}
}

func answer(c bot.Claim, n int) bot.Turn {
	in := c.Waiting[n].Input
	return bot.Turn{
		Conversation: c.Conversation, Token: c.Token, Seq: c.Seq + int64(n) + 1, At: time.Now(), Input: in,
		State: fmt.Appendf(nil, `{"v":1,"last":%q}`, in.Text), Said: []dialogs.Said{{Text: "re " + in.Text}},
		Effects: []dialogs.Effect{dialogs.SetTimer{Timer: "t", At: time.Now().Add(time.Hour)}, dialogs.OpenTicket{Ticket: in.ID}},
	}
}

// playWorker takes turns until nothing waits, and tells every claim.
func playWorker(l *ledger.Ledger) error {
	ctx := context.Background()
	for {
		claims, err := l.Claim(ctx, fmt.Sprint(os.Getpid()), 2, time.Now(), time.Now().Add(time.Hour))
		if err != nil {
			return err
		}
		if len(claims) == 0 {
			b, err := l.Backlog(ctx)
			if err != nil || b.Inputs == 0 {
				return err
			}
			continue
		}
		for _, c := range claims {
			fmt.Println(c.Conversation, c.Token)
			if lost, err := l.Commit(ctx, []bot.Turn{answer(c, 0)}); err != nil || len(lost) > 0 {
				return fmt.Errorf("lost %v: %w", lost, err)
			}
		}
	}
}

func TestTwoProcessesNeverHoldTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		const chats, each = 10, 12
		l := openAt(t, database)
		for i := range chats * each {
			if _, err := l.Accept(t.Context(), []bot.Incoming{said(fmt.Sprint(i%chats), fmt.Sprint(i/chats, " of ", i%chats))}); err != nil {
				t.Fatal(err)
			}
		}
		claimed := map[string]int{}
		two := []*child{process(t, "work", database), process(t, "work", database)}
		for _, c := range two {
			c.start()
		}
		for _, c := range two {
			before := len(claimed)
			for c.told.Scan() {
				claimed[c.told.Text()]++
			}
			if err := c.Wait(); err != nil {
				t.Fatal(err)
			}
			if len(claimed) == before && strings.HasPrefix(database, "postgres:") { // SQLite's lock is not fair
				t.Error("one process did all the work: nothing was shown")
			}
		}
		for claim, n := range claimed {
			if n > 1 {
				t.Errorf("claim %s was given out %d times", claim, n)
			}
		}
		if len(claimed) != chats*each {
			t.Errorf("%d claims for %d inputs", len(claimed), chats*each)
		}
		for i := range chats {
			wantTranscript(t, l, fmt.Sprint(i), each)
		}
	})
}

// wantTranscript checks that a chat's messages "0 of chat", "1 of chat"… were answered once each, in order.
func wantTranscript(t *testing.T, l *ledger.Ledger, chat string, n int) {
	t.Helper()
	c, err := l.ConversationByChat(t.Context(), account, chat)
	if err != nil {
		t.Fatal(err)
	}
	all, err := l.Transcript(t.Context(), c.ID, 0, 10000)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, m := range all {
		if m.Input != nil {
			got = append(got, m.Input.Text)
		} else {
			got = append(got, m.Said.Text)
		}
	}
	for i := range n {
		text := fmt.Sprint(i, " of ", chat)
		want = append(want, text, "re "+text)
	}
	if !slices.Equal(got, want) || c.Seq != int64(n) {
		t.Fatalf("chat %s, turn %d: %q, want %q", chat, c.Seq, got, want)
	}
}

const talkers = 4

// playTalk goes through whole cycles until it is killed, and tells each message that was accepted.
func playTalk(l *ledger.Ledger) error {
	ctx := context.Background()
	chat := os.Getenv(roundName)
	for n := 0; ; n++ {
		for k := range talkers {
			name := fmt.Sprint(chat, "-", k)
			if _, err := l.Accept(ctx, []bot.Incoming{said(name, fmt.Sprint(n, " of ", name))}); err != nil {
				return err
			}
			fmt.Println(n, name)
		}
		if err := cycle(ctx, l, time.Now()); err != nil {
			return err
		}
	}
}

func cycle(ctx context.Context, l *ledger.Ledger, now time.Time) error {
	claims, err := l.Claim(ctx, "w", 10, now, now.Add(time.Hour))
	if err != nil {
		return err
	}
	var turns []bot.Turn
	for _, c := range claims {
		for n := range c.Waiting {
			turns = append(turns, answer(c, n))
		}
	}
	if _, err := l.Commit(ctx, turns); err != nil {
		return err
	}
	out, err := l.ClaimOutgoing(ctx, "w", []bot.Account{account}, 10, now, now.Add(time.Hour))
	if err != nil {
		return err
	}
	for _, o := range out {
		if err := l.Settle(ctx, []bot.Outcome{{Outgoing: o, Sent: true, MessageID: o.MessageID}}); err != nil {
			return err
		}
	}
	return nil
}

func TestKilledAtAnyMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		openAt(t, database).Close()
		accepted := map[string]int{} // chat → messages that were acknowledged
		for round := range 6 {
			c := process(t, "talk", database, fmt.Sprint(roundName, "=", round))
			c.start()
			for lines := 0; c.told.Scan(); lines++ {
				if lines == 10+7*round {
					_ = c.Process.Kill() // and read on what it told in its last moment
				}
				var n int
				var chat string
				if _, err := fmt.Sscan(c.told.Text(), &n, &chat); err == nil {
					accepted[chat] = n + 1
				}
			}
			_ = c.Wait()
		}
		if len(accepted) != 6*talkers {
			t.Fatalf("accepted %v", accepted)
		}
		l := openAt(t, database)
		later := time.Now()
		for left := 1; left > 0; {
			later = later.Add(2 * time.Hour) // the dead workers' leases end
			if err := cycle(t.Context(), l, later); err != nil {
				t.Fatal(err)
			}
			b, err := l.Backlog(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			left = b.Inputs + b.Outgoing
		}
		for chat, n := range accepted {
			r, err := l.Accept(t.Context(), []bot.Incoming{said(chat, fmt.Sprint(n-1, " of ", chat))})
			if err != nil || !r[0].Duplicate {
				t.Fatalf("chat %s: acknowledged message %d is gone: %v, %v", chat, n-1, r, err)
			}
			if r, err = l.Accept(t.Context(), []bot.Incoming{said(chat, fmt.Sprint(n, " of ", chat))}); err != nil {
				t.Fatal(err)
			}
			if !r[0].Duplicate { // else it was accepted in the last moment, without anybody being told
				if err := cycle(t.Context(), l, later); err != nil {
					t.Fatal(err)
				}
			}
			wantTranscript(t, l, chat, n+1)
		}
	})
}

// playFill accepts until the disk is full, tells what was accepted, and lives through it.
func playFill(l *ledger.Ledger) error {
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 600 << 10, Max: 600 << 10}); err != nil {
		return err
	}
	for n := 0; n < 10000; n++ {
		in := said("chat", fmt.Sprint(n))
		in.Input.Text = strings.Repeat("x", 2000)
		if _, err := l.Accept(context.Background(), []bot.Incoming{in}); err != nil {
			fmt.Println("refused", n)
			return nil
		}
		fmt.Println("accepted", n)
	}
	return errors.New("the disk was never full")
}

func TestFullDisk(t *testing.T) {
	database := filepath.Join(t.TempDir(), "sanad.db")
	openAt(t, database).Close()
	c := process(t, "fill", database)
	c.start()
	last, refused := -1, -1
	for c.told.Scan() {
		fmt.Sscanf(c.told.Text(), "accepted %d", &last)
		fmt.Sscanf(c.told.Text(), "refused %d", &refused)
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	if last < 10 || refused != last+1 {
		t.Fatalf("accepted up to %d, refused %d", last, refused)
	}
	l := openAt(t, database)
	for n := range refused + 1 {
		r, err := l.Accept(t.Context(), []bot.Incoming{said("chat", fmt.Sprint(n))})
		if err != nil || r[0].Duplicate != (n < refused) {
			t.Fatalf("message %d of %d accepted: %v, %v", n, refused, r, err)
		}
	}
}
