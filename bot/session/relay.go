package session

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// mostPending bounds the topics that wait to be published.
const mostPending = 4096

// relay carries news between the processes on one Redis, over a single pub/sub channel: subscribing
// to a topic then costs no round trip, and needs none again after a reconnect. A message is the name
// of the sending process and the topics, a line each.
type relay struct {
	store   *Store
	self    string // news that come back to where they came from are old
	channel string
	working sync.WaitGroup

	mu      sync.Mutex
	pending map[string]struct{}
	work    chan struct{}
}

func startRelay(running context.Context, s *Store) *relay {
	r := &relay{store: s, self: rand.Text(), channel: s.cfg.Namespace + ":live",
		pending: map[string]struct{}{}, work: make(chan struct{}, 1)}
	r.working.Go(func() { r.send(running) })
	r.working.Go(func() { r.listen(running) })
	return r
}

func (r *relay) wait() { r.working.Wait() }

// offer leaves a topic to be published. What is pending already is news enough.
func (r *relay) offer(topic string) {
	r.mu.Lock()
	if len(r.pending) < mostPending {
		r.pending[topic] = struct{}{}
	}
	r.mu.Unlock()
	select {
	case r.work <- struct{}{}:
	default:
	}
}

func (r *relay) send(running context.Context) {
	for {
		select {
		case <-running.Done():
			return
		case <-r.work:
		}
		if topics := r.take(); len(topics) > 0 {
			message := strings.Join(append([]string{r.self}, topics...), "\n")
			// A failure is the breaker's to tell; the news are lost, as news may be.
			_ = r.store.do(running, func(ctx context.Context) error {
				return r.store.client.Publish(ctx, r.channel, message).Err()
			})
		}
	}
}

func (r *relay) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	topics := slices.Collect(maps.Keys(r.pending))
	clear(r.pending)
	return topics
}

// listen holds one subscription after the other until running is done.
func (r *relay) listen(running context.Context) {
	wait, missed := firstProbe, false
	for running.Err() == nil {
		began := time.Now()
		r.hold(running, missed)
		missed = true
		if time.Since(began) > steady {
			wait = firstProbe
		}
		select {
		case <-running.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lastProbe)
	}
}

// hold listens on one connection until that fails. When news may have been missed before, everybody is told to look.
func (r *relay) hold(running context.Context, missed bool) {
	silence := 6 * r.store.cfg.Timeout // after that the line is tried with a ping, and given up after as long again
	line := r.store.client.Subscribe(running, r.channel)
	defer context.AfterFunc(running, func() { _ = line.Close() })()
	defer func() { _ = line.Close() }()
	for quiet := false; ; {
		switch got, err := line.ReceiveTimeout(running, silence); {
		case err == nil:
			quiet = false
			r.hear(got, missed)
		case isTimeout(err) && !quiet:
			quiet = true
			if line.Ping(running) != nil {
				return
			}
		default:
			return
		}
	}
}

func (r *relay) hear(got any, missed bool) {
	switch got := got.(type) {
	case *redis.Subscription:
		if missed {
			r.store.live.rouse()
		}
	case *redis.Message:
		from, topics, _ := strings.Cut(got.Payload, "\n")
		if from == r.self {
			return
		}
		for topic := range strings.SplitSeq(topics, "\n") {
			r.store.live.tell(topic)
		}
	}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
