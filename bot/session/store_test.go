package session_test

import (
	"io"
	"log/slog"
	"strings"
	"testing"

	"sanad/bot/bottest"
	"sanad/bot/session"
)

func open(t testing.TB, cfg session.Config) *session.Store {
	t.Helper()
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	s, err := session.Open(t.Context(), cfg)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func clusterURL(server *bottest.RedisServer) string {
	return strings.Replace(server.URL(), "redis://", "redis-cluster://", 1)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
