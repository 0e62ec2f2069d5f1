package session_test

import (
	"strings"
	"testing"

	"sanad/bot/session"
)

func TestURLsThatCanBeUsed(t *testing.T) {
	for _, url := range []string{
		"redis://127.0.0.1:1", "redis://127.0.0.1:1/3", "redis://user:p%40ss@127.0.0.1:1/0?read_timeout=1s",
		"rediss://127.0.0.1:1?skip_verify=true", "redis://[::1]:1", "unix:///nonexistent/redis.sock?db=1",
		"redis://127.0.0.1:1?master_name=m&addr=127.0.0.1:2", "redis-sentinel://m@127.0.0.1:1,127.0.0.1:2/1",
		"redis-sentinel://m:secret@127.0.0.1:1", "redis-sentinel://127.0.0.1:1?master_name=m", "rediss-sentinel://m@127.0.0.1:1",
		"redis://127.0.0.1:1?addr=127.0.0.1:2", "redis-cluster://:secret@127.0.0.1:1,[::1]:2", "rediss-cluster://127.0.0.1:1/0",
	} {
		s, err := session.Open(t.Context(), session.Config{URL: url})
		if err != nil || session.CheckURL(url) != nil {
			t.Errorf("%s: %v, %v", url, err, session.CheckURL(url))
			continue
		}
		if s.Embedded() {
			t.Errorf("%s gave the embedded Redis", url)
		}
		must(t, s.Close())
	}
}

func TestURLsThatCannotBeUsed(t *testing.T) {
	for url, want := range map[string]string{
		"localhost:6379":                         "no scheme",
		"http://localhost":                       "scheme \"http\"",
		"redis://localhost:port":                 "cannot be read",
		"redis://localhost:70000":                "70000",
		"redis://:hush#h@localhost":              "cannot be read",
		"redis://:hush@localhost/one":            "database number",
		"redis://:hush@localhost/1/2":            "path",
		"redis://localhost?no_such=1":            "no_such",
		"redis://localhost?read_timeout=soon":    "read_timeout",
		"unix://":                                "unix socket path",
		"redis-sentinel://host1,host2":           "name of the sentinels' master",
		"redis-sentinel://m:hush@host1,/0":       "host is missing",
		"redis-sentinel://m@":                    "host is missing",
		"redis-sentinel://m:hush@host1,host2/x":  "database number",
		"redis-cluster://:hush@host1,host2:p":    "cannot be read",
		"redis-cluster://:hush@host1,host2/2":    "no database but 0",
		"redis://localhost?pool_size=-1":         "pool_size=-1",
		"redis-sentinel://m@h?route_randomly=1":  "to the master",
		"redis://localhost?master_name=m&addr=x": "addr",
	} {
		_, err := session.Open(t.Context(), session.Config{URL: url})
		if err == nil {
			t.Errorf("%s was taken", url)
			continue
		}
		if text := err.Error(); !strings.Contains(text, want) || !strings.Contains(text, "looks like redis://") || strings.Contains(text, "\n") {
			t.Errorf("%s: %q does not say %q and what is right, in a line", url, text, want)
		} else if strings.Contains(text, "hush") {
			t.Errorf("the password is in %q", text)
		}
	}
}

func FuzzURL(f *testing.F) {
	for _, seed := range []string{"", "redis://", "redis-sentinel://@,", "redis-cluster://a:b@c,d:1?addr=x", "unix:///x", "redis://[", "redis-cluster://[::1],[::2]:7/0#f",
		"redis://h?pool_size=-1&protocol=9&max_active_conns=-1&pool_timeout=-1", "redis-sentinel://m@h?replica_only=1&db=-1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		if err := session.CheckURL(url); err != nil && !strings.HasPrefix(err.Error(), "redis URL: ") {
			t.Errorf("%q: %v", url, err)
		}
	})
}
