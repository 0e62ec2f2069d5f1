package session_test

import (
	"testing"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/session"
)

// place is one kind of Redis.
type place struct {
	empty  func(t *testing.T) *session.Store // a store on an empty database
	shared func(t *testing.T) *session.Store // one more on the same database; nil when embedded
}

// another is a second process where there can be one, else the first.
func (p place) another(t *testing.T, first *session.Store) *session.Store {
	if p.shared == nil {
		return first
	}
	return p.shared(t)
}

func TestEmbedded(t *testing.T) {
	contract(t, place{empty: func(t *testing.T) *session.Store { return open(t, session.Config{}) }})
}

func TestServer(t *testing.T) {
	server := bottest.Redis(t)
	onServer(t, server, server.URL())
}

func TestCluster(t *testing.T) {
	server := bottest.RedisCluster(t)
	onServer(t, server, clusterURL(server))
}

func onServer(t *testing.T, server *bottest.RedisServer, url string) {
	shared := func(t *testing.T) *session.Store { return open(t, session.Config{URL: url}) }
	p := place{empty: func(t *testing.T) *session.Store { server.Flush(); return shared(t) }, shared: shared}
	contract(t, p)
	t.Run("shared budgets", func(t *testing.T) {
		server.Flush()
		bottest.SharedBudgets(t, func(t *testing.T) bot.Budgets { return shared(t) })
	})
	t.Run("shared news", func(t *testing.T) {
		bottest.SharedLive(t, func(t *testing.T) bot.Live { return shared(t) })
	})
	t.Run("namespaces", func(t *testing.T) { namespaces(t, p.empty(t), url) })
	t.Run("flushed", func(t *testing.T) { flushed(t, p.empty(t), server) })
}

// contract is what holds on every kind of Redis.
func contract(t *testing.T, p place) {
	t.Run("sessions", func(t *testing.T) {
		bottest.Sessions(t, func(t *testing.T) bot.Sessions { return p.empty(t) })
	})
	t.Run("budgets", func(t *testing.T) {
		bottest.Budgets(t, func(t *testing.T) bot.Budgets { return p.empty(t) })
	})
	t.Run("live", func(t *testing.T) {
		bottest.Live(t, func(t *testing.T) bot.Live { return p.empty(t) })
	})
	t.Run("logins", func(t *testing.T) { logins(t, p) })
	t.Run("board", func(t *testing.T) { board(t, p) })
	t.Run("once", func(t *testing.T) { once(t, p) })
	t.Run("allow", func(t *testing.T) { allow(t, p) })
}

func namespaces(t *testing.T, s *session.Store, url string) {
	other := open(t, session.Config{URL: url, Namespace: "other"})
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	must(t, other.Save(t.Context(), []bot.Session{{Conversation: 2, Seq: 1}}))
	wantSessions(t, s, 1)
	wantSessions(t, other, 2)
}

// flushed: sessions and scripts that vanished are taken again.
func flushed(t *testing.T, s *session.Store, server *bottest.RedisServer) {
	for seq := int64(9); seq > 6; seq-- {
		must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: seq}, {Conversation: 2, Seq: seq}}))
		wantSessions(t, s, 1, 2)
		if wait, err := s.Take(t.Context(), "k", bot.Rate{PerSecond: 0.01, Burst: 3}); wait != 0 || err != nil {
			t.Fatal(wait, err)
		}
		server.Flush()
		server.Do("SCRIPT", "FLUSH")
		wantSessions(t, s)
	}
}
