package session

import (
	"context"
	"strings"
	"sync"
)

// inBuffer is how many news a subscriber may be behind before it loses some.
const inBuffer = 256

// Publish tells every subscriber of topic, those of this process at once and whether Redis is there
// or not, those of others through Redis as soon as it can. It never waits, and news may be lost.
func (s *Store) Publish(ctx context.Context, topic string) error {
	s.live.tell(topic)
	if s.relay != nil {
		s.relay.offer(topic)
	}
	return ctx.Err()
}

// Subscribe returns a channel that gets the topic of each publication that matches one of topics, until
// ctx is done or the store is closed; then it is closed. A topic ending in "*" matches all that begin
// like it. Who is too slow loses news. After Redis was away, each whole topic is announced once, since news may have been missed.
func (s *Store) Subscribe(ctx context.Context, topics ...string) (<-chan string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.live.add(ctx, topics)
}

// live brings news to the subscribers of this process.
type live struct {
	mu     sync.RWMutex
	closed bool
	exact  map[string]map[*subscriber]bool
	prefix map[*subscriber]bool // those with a "*"
}

type subscriber struct {
	topics []string
	news   chan string
}

func newLive() *live {
	return &live{exact: map[string]map[*subscriber]bool{}, prefix: map[*subscriber]bool{}}
}

func (l *live) add(ctx context.Context, topics []string) (<-chan string, error) {
	sub := &subscriber{topics: topics, news: make(chan string, inBuffer)}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, ErrClosed
	}
	for _, topic := range topics {
		if isPrefix(topic) {
			l.prefix[sub] = true
			continue
		}
		if l.exact[topic] == nil {
			l.exact[topic] = map[*subscriber]bool{}
		}
		l.exact[topic][sub] = true
	}
	context.AfterFunc(ctx, func() { l.remove(sub) })
	return sub.news, nil
}

func (l *live) remove(sub *subscriber) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	for _, topic := range sub.topics {
		delete(l.exact[topic], sub)
		if len(l.exact[topic]) == 0 {
			delete(l.exact, topic)
		}
	}
	delete(l.prefix, sub)
	close(sub.news)
}

// tell brings one publication to each subscriber that it concerns, once.
func (l *live) tell(topic string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	told := l.exact[topic]
	for sub := range told {
		sub.hear(topic)
	}
	for sub := range l.prefix {
		if !told[sub] && sub.wants(topic) {
			sub.hear(topic)
		}
	}
}

// rouse announces every whole topic to its subscribers.
func (l *live) rouse() {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for topic, subs := range l.exact {
		for sub := range subs {
			sub.hear(topic)
		}
	}
}

func (l *live) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	all := l.prefix
	for _, subs := range l.exact {
		for sub := range subs {
			all[sub] = true
		}
	}
	for sub := range all {
		close(sub.news)
	}
	l.exact, l.prefix = nil, nil
}

func (sub *subscriber) hear(topic string) {
	select {
	case sub.news <- topic:
	default:
	}
}

func (sub *subscriber) wants(topic string) bool {
	for _, want := range sub.topics {
		if isPrefix(want) && strings.HasPrefix(topic, want[:len(want)-1]) {
			return true
		}
	}
	return false
}

func isPrefix(topic string) bool { return strings.HasSuffix(topic, "*") }
