package session_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/session"
)

func logins(t *testing.T, p place) {
	s := p.empty(t)
	other := p.another(t, s)
	for token, person := range map[string]string{"t1": "salma", "t2": "salma", "t3": "sami"} {
		must(t, s.SaveLogin(t.Context(), token, person, []byte(person), time.Hour))
	}
	wantLogin(t, other, "t1", "salma")
	wantNoLogin(t, other, "t9")
	must(t, other.DropLogin(t.Context(), "t1"))
	wantNoLogin(t, s, "t1")
	wantLogin(t, s, "t2", "salma")
	must(t, s.SaveLogin(t.Context(), "t2", "salma", []byte("changed"), time.Hour))
	wantLogin(t, other, "t2", "changed")
	must(t, s.SaveLogin(t.Context(), "t4", "salma", []byte("salma"), time.Hour))
	must(t, other.DropLoginsOf(t.Context(), "salma"))
	must(t, other.DropLoginsOf(t.Context(), "nobody"))
	wantNoLogin(t, s, "t2")
	wantNoLogin(t, s, "t4")
	wantLogin(t, other, "t3", "sami")
	if s.SaveLogin(t.Context(), "t5", "sami", nil, 0) == nil {
		t.Error("a login without a lifetime was taken")
	}
}

func board(t *testing.T, p place) {
	s := p.empty(t)
	other := p.another(t, s)
	if _, err := s.Posted(t.Context(), "linking"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("an empty board: %v", err)
	}
	for _, value := range []string{"first", "second"} {
		must(t, s.Post(t.Context(), "linking", []byte(value), time.Minute))
		for range 2 {
			if got, err := other.Posted(t.Context(), "linking"); err != nil || string(got) != value {
				t.Errorf("posted %q, read %q, %v", value, got, err)
			}
		}
	}
	if s.Post(t.Context(), "linking", nil, 0) == nil {
		t.Error("a value without a lifetime was taken")
	}
}

func once(t *testing.T, p place) {
	s := p.empty(t)
	must(t, s.PutOnce(t.Context(), "123456", []byte("salma"), time.Minute))
	if err := s.PutOnce(t.Context(), "123456", []byte("sami"), time.Minute); !errors.Is(err, session.ErrTaken) {
		t.Errorf("a key in use: %v, want ErrTaken", err)
	}
	var taken atomic.Int32
	var working sync.WaitGroup
	for range 10 {
		working.Go(func() {
			value, err := s.TakeOnce(t.Context(), "123456")
			if err == nil && string(value) == "salma" {
				taken.Add(1)
			} else if !errors.Is(err, bot.ErrNotFound) {
				t.Errorf("got %q, %v", value, err)
			}
		})
	}
	working.Wait()
	if taken.Load() != 1 {
		t.Errorf("taken %d times, want once", taken.Load())
	}
	if s.PutOnce(t.Context(), "k", nil, 0) == nil {
		t.Error("a value without a lifetime was taken")
	}
}

func allow(t *testing.T, p place) {
	s := p.empty(t)
	other := p.another(t, s)
	for i, store := range []*session.Store{s, other, s} {
		if ok, _, err := store.Allow(t.Context(), "login:salma", 3, time.Hour); !ok || err != nil {
			t.Fatalf("try %d of 3: %t, %v", i+1, ok, err)
		}
	}
	for _, store := range []*session.Store{s, other} {
		ok, wait, err := store.Allow(t.Context(), "login:salma", 3, time.Hour)
		if ok || err != nil || wait < 19*time.Minute || wait > 20*time.Minute {
			t.Errorf("try 4 of 3: %t, wait %s, %v; want a third of the hour", ok, wait, err)
		}
	}
	if ok, _, err := s.Allow(t.Context(), "login:sami", 3, time.Hour); !ok || err != nil {
		t.Errorf("somebody else: %t, %v", ok, err)
	}
	if ok, _, err := s.Allow(t.Context(), "k", 0, time.Hour); ok || err == nil {
		t.Errorf("a limit of nothing: %t, %v", ok, err)
	}
}

func wantLogin(t *testing.T, s *session.Store, token, want string) {
	t.Helper()
	if got, err := s.Login(t.Context(), token); err != nil || string(got) != want {
		t.Errorf("login %s: %q, %v; want %q", token, got, err, want)
	}
}

func wantNoLogin(t *testing.T, s *session.Store, token string) {
	t.Helper()
	if got, err := s.Login(t.Context(), token); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("login %s: %q, %v; want ErrNotFound", token, got, err)
	}
}
