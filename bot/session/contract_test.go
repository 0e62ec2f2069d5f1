package session_test

import (
	"testing"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/session"
)

// everywhere runs a suite on the embedded Redis, on a real server and on a cluster. open gives a
// store on an empty database; shared is the same database each time.
func everywhere(t *testing.T, suite func(t *testing.T, empty, shared func(t *testing.T) *session.Store)) {
	t.Run("embedded", func(t *testing.T) {
		suite(t, func(t *testing.T) *session.Store { return open(t, session.Config{}) }, nil)
	})
	t.Run("server", func(t *testing.T) {
		server := bottest.Redis(t)
		onServer(t, server, server.URL(), suite)
	})
	t.Run("cluster", func(t *testing.T) {
		server := bottest.RedisCluster(t)
		onServer(t, server, clusterURL(server), suite)
	})
}

func onServer(t *testing.T, server *bottest.RedisServer, url string,
	suite func(t *testing.T, empty, shared func(t *testing.T) *session.Store)) {
	shared := func(t *testing.T) *session.Store { return open(t, session.Config{URL: url}) }
	suite(t, func(t *testing.T) *session.Store { server.Flush(); return shared(t) }, shared)
}

func TestSessions(t *testing.T) {
	everywhere(t, func(t *testing.T, empty, _ func(t *testing.T) *session.Store) {
		bottest.Sessions(t, func(t *testing.T) bot.Sessions { return empty(t) })
	})
}

func TestBudgets(t *testing.T) {
	everywhere(t, func(t *testing.T, empty, shared func(t *testing.T) *session.Store) {
		bottest.Budgets(t, func(t *testing.T) bot.Budgets { return empty(t) })
		if shared != nil {
			t.Run("shared", func(t *testing.T) {
				empty(t)
				bottest.SharedBudgets(t, func(t *testing.T) bot.Budgets { return shared(t) })
			})
		}
	})
}

func TestLive(t *testing.T) {
	everywhere(t, func(t *testing.T, empty, shared func(t *testing.T) *session.Store) {
		bottest.Live(t, func(t *testing.T) bot.Live { return empty(t) })
		if shared != nil {
			t.Run("shared", func(t *testing.T) {
				bottest.SharedLive(t, func(t *testing.T) bot.Live { return shared(t) })
			})
		}
	})
}
