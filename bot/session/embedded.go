package session

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// embedded is a Redis inside this process, without any port that somebody else could reach.
type embedded struct {
	server *miniredis.Miniredis
	now    func() time.Time

	saving sync.Mutex // held from looking at sequence numbers to writing

	mu     sync.Mutex
	aged   time.Time // until when its keys have aged
	next   time.Time
	closed bool
}

func newEmbedded(now func() time.Time) *embedded {
	return &embedded{server: miniredis.NewMiniRedis(), now: now, aged: now()}
}

func (e *embedded) client() *redis.Client {
	o := &redis.Options{
		Dialer: func(context.Context, string, string) (net.Conn, error) { return e.dial() },
		// No deadlines on the pipe: it cannot stall, and timers are most of what a call would cost.
		ReadTimeout: -2, WriteTimeout: -2,
	}
	quiet(o)
	return redis.NewClient(o)
}

func (e *embedded) dial() (net.Conn, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed { // a dial would start the server again
		return nil, net.ErrClosed
	}
	conn, err := e.server.Dial()
	if err != nil {
		return nil, err
	}
	return spool(conn), nil
}

// age lets the keys grow older, which miniredis does not do by itself. It walks over all keys, so
// it is done once a second at most, and where there are very many, so seldom that it costs 1 %.
func (e *embedded) age() {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	if now.Before(e.next) {
		return
	}
	began := time.Now()
	e.server.FastForward(now.Sub(e.aged))
	e.aged = now
	e.next = now.Add(max(time.Second, 100*time.Since(began)))
}

func (e *embedded) close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.server.Close()
}
