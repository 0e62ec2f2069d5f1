package ledger_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

func TestOpenRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(strings.Repeat("this is no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]ledger.Config{
		"nothing":        {},
		"both":           {URL: "postgres://h/d", Path: "x"},
		"another kind":   {URL: "mysql://user:hush@h/d"},
		"a wrong URL":    {URL: "postgres://user:hush@h:port/d"},
		"nobody there":   {URL: "postgres://user:hush@127.0.0.1:1/d?connect_timeout=2"},
		"no database":    {Path: file},
		"no such folder": {Path: filepath.Join(file, "x", "sanad.db")},
	} {
		l, err := ledger.Open(t.Context(), c)
		if err == nil {
			l.Close()
			t.Errorf("%s: opened", name)
		} else if strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: the error tells the password: %v", name, err)
		}
	}
}

func TestStrangePathsAndMemory(t *testing.T) {
	for _, path := range []string{filepath.Join(t.TempDir(), "new", "a b?c#d%20.db"), ledger.Memory} {
		l := openAt(t, path)
		var wg sync.WaitGroup
		for i := range 8 { // reads beside writes
			wg.Go(func() {
				if _, err := l.Accept(t.Context(), []bot.Incoming{said("1", fmt.Sprint(i))}); err != nil {
					t.Error(err)
				}
				if _, err := l.Backlog(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if b, err := l.Backlog(t.Context()); err != nil || b.Inputs != 8 {
			t.Errorf("%s: %+v, %v", path, b, err)
		}
		if path != ledger.Memory {
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestReopenedLedgerGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		l := openAt(t, database)
		if _, err := l.Accept(t.Context(), []bot.Incoming{said("1", "0 of 1")}); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Accept(t.Context(), []bot.Incoming{said("1", "1 of 1")}); err == nil {
			t.Error("a closed ledger accepts")
		}
		l = openAt(t, database)
		if err := cycle(t.Context(), l, time.Now()); err != nil {
			t.Fatal(err)
		}
		wantTranscript(t, l, "1", 1)
		if err := l.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestLockedDatabaseIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sanad.db")
	l := openAt(t, path)
	other, err := sql.Open("sqlite", path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := l.Accept(ctx, []bot.Incoming{said("1", "0 of 1")}); err == nil {
		t.Error("accepted into a locked database")
	}
	if waited := time.Since(began); waited > 4*time.Second {
		t.Errorf("the caller's deadline was 50ms, and it waited %v", waited)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	r, err := l.Accept(t.Context(), []bot.Incoming{said("1", "0 of 1")})
	if err != nil || r[0].Duplicate {
		t.Errorf("after the lock: %v, %v", r, err)
	}
}

func TestPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		l := openAt(t, database)
		ctx := t.Context()
		if n, err := l.CountAdmins(ctx); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		rana, err := l.AddPerson(ctx, bot.Person{Login: " Rana ", Name: "رنا", Role: bot.RoleAdmin, Password: "x"})
		if err != nil || rana.ID == "" || rana.Created.IsZero() {
			t.Fatal(rana, err)
		}
		if _, err := l.AddPerson(ctx, bot.Person{Login: "RANA"}); !errors.Is(err, bot.ErrTaken) {
			t.Errorf("a login twice: %v", err)
		}
		got, err := l.PersonByLogin(ctx, "rAna")
		if err != nil || got != rana {
			t.Errorf("%+v, want %+v: %v", got, rana, err)
		}
		rana.Disabled, rana.Name, rana.Password, rana.Role = true, "رنا س", "y", bot.RoleAdvisor
		if err := l.UpdatePerson(ctx, rana); err != nil {
			t.Fatal(err)
		}
		if got, err := l.Person(ctx, rana.ID); err != nil || got != rana {
			t.Errorf("%+v, want %+v: %v", got, rana, err)
		}
		if n, err := l.CountAdmins(ctx); n != 0 || err != nil {
			t.Errorf("%d admins, %v", n, err)
		}
		if all, err := l.People(ctx); err != nil || len(all) != 1 {
			t.Errorf("%v, %v", all, err)
		}
		if _, err := l.Person(ctx, "nobody"); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		if err := l.UpdatePerson(ctx, bot.Person{ID: "nobody"}); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("update of nobody: %v", err)
		}
	})
}

func TestReadsOfTheDesk(t *testing.T) {
	onBoth(t, func(t *testing.T, database string) {
		l := openAt(t, database)
		ctx := t.Context()
		for n := range 5 {
			if _, err := l.Accept(ctx, []bot.Incoming{said("1", fmt.Sprint(n, " of 1"))}); err != nil {
				t.Fatal(err)
			}
		}
		b, err := l.Backlog(ctx)
		if err != nil || b.Inputs != 5 || b.OldestIn.IsZero() {
			t.Errorf("backlog %+v, %v", b, err)
		}
		if err := cycle(ctx, l, time.Now()); err != nil {
			t.Fatal(err)
		}
		c, err := l.ConversationByChat(ctx, account, "1")
		if err != nil {
			t.Fatal(err)
		}
		end, err := l.TranscriptBefore(ctx, c.ID, 0, 3)
		if err != nil || len(end) != 3 || end[2].Said.Text != "re 4 of 1" {
			t.Fatalf("the end: %+v, %v", end, err)
		}
		before, err := l.TranscriptBefore(ctx, c.ID, end[0].ID, 2)
		if err != nil || len(before) != 2 || before[0].ID >= before[1].ID || before[1].ID >= end[0].ID {
			t.Errorf("before that: %+v, %v", before, err)
		}
		if m, err := l.Message(ctx, end[0].ID); err != nil || m.ID != end[0].ID {
			t.Errorf("%+v, %v", m, err)
		}
		ticket, err := l.OpenTicketOf(ctx, c.ID)
		if err != nil || ticket.Conversation.ID != c.ID {
			t.Errorf("%+v, %v", ticket, err)
		}
		if got, err := l.Ticket(ctx, ticket.ID); err != nil || got.ID != ticket.ID {
			t.Errorf("%+v, %v", got, err)
		}
		for what, err := range map[string]error{
			"ticket":       second(l.Ticket(ctx, "none")),
			"open ticket":  second(l.OpenTicketOf(ctx, 99)),
			"conversation": second(l.Conversation(ctx, 99)),
			"message":      second(l.Message(ctx, 9999)),
			"project":      second(l.Project(ctx, "none")),
			"reachable":    l.SetReachable(ctx, 99, true),
		} {
			if !errors.Is(err, bot.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := l.Audit(ctx, bot.Entry{Person: "p", Did: "login", Object: "p"}); err != nil {
			t.Fatal(err)
		}
		if all, err := l.Entries(ctx, 1); err != nil || all[0].Did != "login" || all[0].At.IsZero() {
			t.Errorf("%+v, %v", all, err)
		}
		if b, err := l.Backlog(ctx); err != nil || b.Inputs != 0 || b.Tickets[dialogs.TicketOpen] != 5 || b.Timers != 1 {
			t.Errorf("backlog %+v, %v", b, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestBackup(t *testing.T) {
	l := openAt(t, filepath.Join(t.TempDir(), "sanad.db"))
	if _, err := l.Accept(t.Context(), []bot.Incoming{said("1", "0 of 1")}); err != nil {
		t.Fatal(err)
	}
	if err := cycle(t.Context(), l, time.Now()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "it's.db")
	if err := l.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	wantTranscript(t, openAt(t, path), "1", 1)
	if err := l.Backup(t.Context(), path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a backup over another: %v", err)
	}
}
