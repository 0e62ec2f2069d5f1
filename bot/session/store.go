// Package session keeps what is quick and may be lost: the live state of conversations, send
// budgets, wake-ups and live updates, desk logins. It lives in Redis, a real server or one embedded
// in this process. It knows keys and lifetimes; it must not know what is in a state, who may log in,
// or any SQL: whatever is lost here, others find again in the ledger.
package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"sanad/bot"
)

// ErrUnavailable is wrapped in every error that means: Redis cannot be reached now, go on without it.
var ErrUnavailable = errors.New("redis is not available")

// ErrClosed is what a Store says after Close; it is an ErrUnavailable too.
var ErrClosed = fmt.Errorf("%w: the store is closed", ErrUnavailable)

// Config says which Redis and how; the zero Config is the embedded one.
type Config struct {
	// URL of a server, empty for the embedded one: redis://, rediss://, unix://, redis-sentinel://NAME@host1,host2,
	// redis-cluster://host1,host2, each with a user, password and database where it has them.
	URL string
	// Namespace begins every key, so that installations can share a server. It should change when the
	// database behind is another (restored, begun anew): sequence numbers count within one database only.
	Namespace string        // "sanad" when empty
	TTL       time.Duration // a session's life after its last turn; 30 days when zero
	// Timeout bounds every call to a real server. Half a second when zero: a turn that waits longer for
	// the fast copy is better served by the ledger.
	Timeout time.Duration
	Now     func() time.Time // time.Now when nil; ages what is embedded or kept in this process
	Log     *slog.Logger     // slog.Default() when nil
}

func (c Config) withDefaults() Config {
	if c.Namespace == "" {
		c.Namespace = "sanad"
	}
	if c.TTL <= 0 {
		c.TTL = 30 * 24 * time.Hour
	}
	if c.Timeout <= 0 {
		c.Timeout = 500 * time.Millisecond
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// Store is all that lives in Redis. It is safe for concurrent use.
type Store struct {
	cfg      Config
	client   redis.UniversalClient
	cluster  bool
	embedded *embedded // nil with a real server
	breaker  *breaker
	buckets  *buckets
	live     *live
	relay    *relay // nil when embedded
	logins   *keptLogins
	close    func() error
}

var (
	_ bot.Sessions = (*Store)(nil)
	_ bot.Budgets  = (*Store)(nil)
	_ bot.Live     = (*Store)(nil)
	_ bot.Health   = (*Store)(nil)
)

// Open gives a store on cfg.URL. It fails on a URL that says nothing, never because the server is
// down: the store then goes on without it, and with it as soon as it is there. ctx ends nothing; Close does.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	cfg = cfg.withDefaults()
	logging.Disable() // go-redis would report every failed dial on stderr; the breaker tells once
	s := &Store{cfg: cfg, buckets: newBuckets(cfg.Now), live: newLive(), logins: newKeptLogins(cfg.Now)}
	if err := s.connect(); err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.breaker = newBreaker(running, cfg, s.ping)
	if s.embedded == nil {
		s.relay = startRelay(running, s)
	}
	s.close = sync.OnceValue(func() error { return s.shut(stop) })
	return s, nil
}

func (s *Store) connect() error {
	if s.cfg.URL == "" {
		s.embedded = newEmbedded(s.cfg.Now)
		s.client = s.embedded.client()
		s.cfg.Timeout = 10 * time.Second // nothing to fall back to, and nothing in between that could hang
		return nil
	}
	target, err := parseURL(s.cfg.URL)
	if err != nil {
		return err
	}
	s.client, s.cluster = target.client(s.cfg.Timeout), target.cluster != nil
	return nil
}

// Close lets go of the server; subscriptions end. The embedded server and all that it held is gone.
func (s *Store) Close() error { return s.close() }

func (s *Store) shut(stop context.CancelFunc) error {
	stop()
	s.breaker.close()
	if s.relay != nil {
		s.relay.wait()
	}
	s.live.close()
	err := s.client.Close()
	if s.embedded != nil {
		s.embedded.close()
	}
	return err
}

// Embedded reports whether Redis runs inside this process.
func (s *Store) Embedded() bool { return s.embedded != nil }

// Healthy says why Redis cannot be used now; nil when it can. Everything goes on without it, slower.
func (s *Store) Healthy(ctx context.Context) error { return s.do(ctx, s.ping) }

func (s *Store) ping(ctx context.Context) error { return s.client.Ping(ctx).Err() }

// do makes one call to Redis, unless it is known to be gone, and lets the breaker judge how it went.
func (s *Store) do(ctx context.Context, call func(context.Context) error) error {
	if err := s.breaker.ready(); err != nil {
		return err
	}
	if s.embedded != nil {
		s.embedded.age()
	}
	bounded, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	return s.breaker.judge(ctx, call(bounded))
}

func (s *Store) key(kind, name string) string {
	return s.cfg.Namespace + ":" + kind + ":{" + name + "}"
}
