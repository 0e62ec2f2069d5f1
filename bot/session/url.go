package session

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// target is what a URL names; exactly one is set.
type target struct {
	single   *redis.Options
	sentinel *redis.FailoverOptions
	cluster  *redis.ClusterOptions
}

// parseURL reads
//
//	redis://user:password@host:6379/0       one server; rediss:// for TLS
//	unix:///run/redis.sock?db=0             one server on this machine
//	redis-sentinel://NAME:password@h1,h2/0  the master that sentinels call NAME
//	redis-cluster://user:password@h1,h2     a cluster
//
// and go-redis' own redis://h1?master_name=NAME&addr=h2:26379 and redis://h1?addr=h2:6379, with its
// further parameters. The error names what is wrong, and never holds the password.
func parseURL(raw string) (target, error) {
	t, err := parseAny(raw)
	if err != nil {
		return target{}, fmt.Errorf("redis URL: %w; it looks like redis://:password@127.0.0.1:6379/0, "+
			"redis-sentinel://mymaster@host1,host2/0 or redis-cluster://host1,host2", err)
	}
	return t, nil
}

// CheckURL says what is wrong with a URL, without connecting to anything; "" is the embedded Redis and right.
func CheckURL(raw string) error {
	if raw == "" {
		return nil
	}
	t, err := parseURL(raw)
	if err != nil {
		return err
	}
	return t.client(time.Second).Close()
}

func parseAny(raw string) (target, error) {
	scheme, _, ok := strings.Cut(raw, "://")
	if !ok {
		return target{}, errors.New("it has no scheme")
	}
	switch scheme {
	case "redis", "rediss":
		u, err := readable(raw)
		if err != nil {
			return target{}, err
		}
		return u.plain()
	case "unix":
		return single(raw)
	case "redis-sentinel", "rediss-sentinel":
		u, err := severalHosts(raw, "26379")
		if err != nil {
			return target{}, err
		}
		return u.named()
	case "redis-cluster", "rediss-cluster":
		u, err := severalHosts(raw, "6379")
		if err != nil {
			return target{}, err
		}
		return u.cluster()
	}
	return target{}, fmt.Errorf("scheme %q is none of redis, rediss, unix, redis-sentinel, rediss-sentinel, "+
		"redis-cluster, rediss-cluster", scheme)
}

// address is a URL that could be read.
type address struct{ *url.URL }

// readable hides the text of a parse error, which would hold the password.
func readable(raw string) (address, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return address{}, errors.New("it cannot be read (special characters in a password are written %XX)")
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return address{}, fmt.Errorf("port %q is not between 1 and 65535", port)
		}
	}
	return address{u}, sane(u.Query())
}

// sane refuses sizes that go-redis takes and then panics on.
func sane(q url.Values) error {
	for name, values := range q {
		if !strings.HasSuffix(name, "_size") && !strings.HasSuffix(name, "_conns") && !strings.HasSuffix(name, "_dials") {
			continue
		}
		for _, value := range values {
			n, err := strconv.Atoi(value)
			if err == nil && (n < 0 && name != "pipeline_pool_size" || n > 1<<20) {
				return fmt.Errorf("%s=%d is out of range", name, n)
			}
		}
	}
	return nil
}

// severalHosts reads scheme-KIND://user@h1,h2:1/path, which net/url cannot, as go-redis writes it:
// scheme://user@h1:port/path?addr=h2:1.
func severalHosts(raw, port string) (address, error) {
	scheme, rest, _ := strings.Cut(raw, "://")
	scheme, _, _ = strings.Cut(scheme, "-")
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	user, hosts := "", authority
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, hosts = authority[:i+1], authority[i+1:]
	}
	all := strings.Split(hosts, ",")
	for i, host := range all {
		if host == "" || strings.HasPrefix(host, ":") {
			return address{}, errors.New("a host is missing")
		}
		all[i] = withPort(host, port)
		if _, err := readable(scheme + "://" + all[i]); err != nil {
			return address{}, err
		}
	}
	u, err := readable(scheme + "://" + user + all[0] + tail)
	if err != nil {
		return address{}, err
	}
	q := u.Query()
	q["addr"] = append(q["addr"], all[1:]...)
	u.RawQuery = q.Encode()
	return u, nil
}

func withPort(host, port string) string {
	if strings.LastIndexByte(host, ':') > strings.LastIndexByte(host, ']') {
		return host
	}
	return host + ":" + port
}

// plain is one server, or what go-redis' own parameters make of it.
func (u address) plain() (target, error) {
	switch q := u.Query(); {
	case q.Get("master_name") != "":
		return u.sentinel()
	case q.Has("addr"):
		return u.cluster()
	}
	return single(u.String())
}

func single(raw string) (target, error) {
	if _, err := readable(raw); err != nil {
		return target{}, err
	}
	o, err := redis.ParseURL(raw)
	return target{single: o}, tidy(err)
}

// named is a redis-sentinel URL: the user is the master's name, the password the server's.
func (u address) named() (target, error) {
	q := u.Query()
	if u.User != nil {
		q.Set("master_name", u.User.Username())
		if password, ok := u.User.Password(); ok {
			q.Set("password", password)
		}
		u.User = nil
	}
	if q.Get("master_name") == "" {
		return target{}, errors.New("the name of the sentinels' master is missing: redis-sentinel://NAME@host")
	}
	u.RawQuery = q.Encode()
	return u.sentinel()
}

func (u address) sentinel() (target, error) {
	o, err := redis.ParseFailoverURL(u.String())
	if err != nil {
		return target{}, tidy(err)
	}
	if o.RouteByLatency || o.RouteRandomly || o.ReplicaOnly {
		return target{}, errors.New("sessions are read and written, so behind sentinels all goes to the master")
	}
	return target{sentinel: o}, nil
}

func (u address) cluster() (target, error) {
	if path := strings.Trim(u.Path, "/"); path != "" && path != "0" {
		return target{}, errors.New("a cluster has no database but 0")
	}
	o, err := redis.ParseClusterURL(u.String())
	return target{cluster: o}, tidy(err)
}

// tidy takes the library's name off its errors.
func tidy(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.TrimPrefix(err.Error(), "redis: "))
}
