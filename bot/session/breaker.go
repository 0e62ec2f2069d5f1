package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	firstProbe = 50 * time.Millisecond
	lastProbe  = time.Second
	// steady is how long Redis must have worked for its next failure to be a new one.
	steady = 10 * time.Second
	// mostDebts bounds what is remembered for Redis' return.
	mostDebts = 10_000
)

// breaker spares callers a Redis that is gone: after one failure every call fails at once, and a
// probe of its own finds out when Redis is back, so that no caller has to.
type breaker struct {
	probe   func(context.Context) error
	timeout time.Duration
	log     *slog.Logger
	running context.Context
	probing sync.WaitGroup

	down atomic.Pointer[error]

	mu      sync.Mutex
	debts   map[string]func(context.Context) error // what must still be forgotten over there
	wait    time.Duration
	mended  time.Time
	stopped bool
}

func newBreaker(running context.Context, cfg Config, probe func(context.Context) error) *breaker {
	return &breaker{probe: probe, timeout: cfg.Timeout, log: cfg.Log, running: running,
		debts: map[string]func(context.Context) error{}}
}

// ready is nil when Redis may be asked, else why not.
func (b *breaker) ready() error {
	if err := b.down.Load(); err != nil {
		return *err
	}
	return nil
}

// judge opens the breaker when err means that Redis is gone, and marks err so. A caller who gave up says nothing about Redis.
func (b *breaker) judge(caller context.Context, err error) error {
	switch {
	case err == nil || !isOutage(err):
		return err
	case gaveUp(caller):
		return fmt.Errorf("%w: %w", cmp.Or(caller.Err(), context.DeadlineExceeded), err)
	}
	err = fmt.Errorf("%w: %w", ErrUnavailable, err)
	b.trip(err)
	return err
}

// gaveUp also sees a deadline that the connection noticed a moment before the context.
func gaveUp(caller context.Context) bool {
	deadline, ok := caller.Deadline()
	return caller.Err() != nil || ok && time.Until(deadline) < 5*time.Millisecond
}

// outages are the answers of a server that is there but cannot serve.
var outages = []string{"LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "MISCONF",
	"NOAUTH", "WRONGPASS", "ERR max number of clients"}

func isOutage(err error) bool {
	if errors.Is(err, redis.Nil) {
		return false
	}
	var answer redis.Error
	if !errors.As(err, &answer) {
		return true
	}
	for _, prefix := range outages {
		if strings.HasPrefix(answer.Error(), prefix) {
			return true
		}
	}
	return false
}

func (b *breaker) trip(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped || !b.down.CompareAndSwap(nil, &err) {
		return
	}
	if time.Since(b.mended) > steady {
		b.wait = firstProbe
	}
	b.log.Warn("redis is lost, going on without it", "err", err)
	b.probing.Go(b.mend)
}

// mend asks until Redis answers, then lets callers in again.
func (b *breaker) mend() {
	for {
		select {
		case <-b.running.Done():
			return
		case <-time.After(b.wait):
		}
		b.wait = min(2*b.wait, lastProbe)
		if b.try(b.probe) == nil && b.settle() {
			b.log.Info("redis is back")
			return
		}
	}
}

func (b *breaker) try(call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(b.running, b.timeout)
	defer cancel()
	return call(ctx)
}

// settle pays the debts before anybody can write again, and opens the door.
func (b *breaker) settle() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, pay := range b.debts {
		if b.try(pay) != nil {
			return false
		}
		delete(b.debts, name)
	}
	b.mended = time.Now()
	if !b.stopped {
		b.down.Store(nil)
	}
	return true
}

// owe remembers to forget what could not be forgotten now; err is why, and is given back.
func (b *breaker) owe(err error, name string, pay func(context.Context) error) error {
	if !errors.Is(err, ErrUnavailable) {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.debts) < mostDebts {
		b.debts[name] = pay
	}
	return err
}

// close ends the probing; from now on every call fails.
func (b *breaker) close() {
	b.mu.Lock()
	b.stopped = true
	closed := ErrClosed
	b.down.Store(&closed)
	b.mu.Unlock()
	b.probing.Wait()
}
