package session

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"sanad/bot"
)

// A bucket is one instant: when it will be full again. It is full when that has passed, and empty
// when it lies Burst refills ahead.

// takeScript takes one on the server's clock, the only one that all replicas share.
// KEYS: bucket; ARGV: µs for one, µs for all of the burst. It returns the µs to wait; 0 when taken.
// An instant further ahead than a bucket can be (the clock of a server before a failover) counts as empty.
var takeScript = redis.NewScript(`
local t = redis.call('TIME')
local now, one, all = t[1] * 1000000 + t[2], tonumber(ARGV[1]), tonumber(ARGV[2])
local full = tonumber(redis.call('GET', KEYS[1]) or 0)
full = math.min(math.max(full, now), now + all) + one
if full > now + all then return math.ceil(full - now - all) end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return 0`)

// Take takes one from the budget named key, shared with every process on this Redis. Without Redis
// each process keeps to the whole rate by itself, since not sending is no way out; err is nil then.
func (s *Store) Take(ctx context.Context, key string, rate bot.Rate) (time.Duration, error) {
	if rate.PerSecond <= 0 {
		return 0, ctx.Err()
	}
	one, all := span(rate)
	// What this process took alone is at most what all took: if that is too much already, nobody need be asked.
	before, wait := s.buckets.take(key, one, all)
	if wait > 0 || s.embedded != nil {
		return wait, ctx.Err()
	}
	wait = s.takeShared(ctx, key, one, all)
	if ctx.Err() != nil || wait > 0 {
		s.buckets.put(key, before)
	}
	return wait, ctx.Err()
}

// takeShared says how long all processes together must wait. On an error that is not at all: what
// this process took from its own bucket then counts alone.
func (s *Store) takeShared(ctx context.Context, key string, one, all time.Duration) (wait time.Duration) {
	_ = s.do(ctx, func(ctx context.Context) error {
		us, err := takeScript.Run(ctx, s.client, []string{s.key("b", key)}, micros(one), micros(all)).Int64()
		wait = time.Duration(us) * time.Microsecond
		return err
	})
	return wait
}

// Allow reports whether key may be tried once more: limit times at once, and as often again in each
// window, spread over it. Otherwise it says how long to wait. Without Redis this process counts alone.
func (s *Store) Allow(ctx context.Context, key string, limit int, window time.Duration) (bool, time.Duration, error) {
	if limit <= 0 || window <= 0 {
		return false, 0, fmt.Errorf("allow %d in %s: both must be above zero", limit, window)
	}
	wait, err := s.Take(ctx, "allow:"+key, bot.Rate{PerSecond: float64(limit) / window.Seconds(), Burst: limit})
	return err == nil && wait == 0, wait, err
}

// span is what one costs, and what the whole burst does, in time.
func span(rate bot.Rate) (one, all time.Duration) {
	one = max(time.Microsecond, time.Duration(float64(time.Second)/rate.PerSecond))
	return one, one * time.Duration(max(1, rate.Burst))
}

func micros(d time.Duration) int64 { return d.Microseconds() }

// buckets are those of this process.
type buckets struct {
	now func() time.Time

	mu    sync.Mutex
	full  map[string]time.Time
	sweep int // the size at which full ones are thrown out
}

const leastSweep = 1024

func newBuckets(now func() time.Time) *buckets {
	return &buckets{now: now, full: map[string]time.Time{}, sweep: leastSweep}
}

// take also returns how the bucket was before, for put.
func (b *buckets) take(key string, one, all time.Duration) (before time.Time, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	before = b.full[key]
	full, empty := before, now.Add(all)
	if full.Before(now) {
		full = now
	} else if full.After(empty) {
		full = empty
	}
	if full = full.Add(one); full.After(empty) {
		return before, full.Sub(empty)
	}
	b.full[key] = full
	if len(b.full) >= b.sweep {
		b.throwOut(now)
	}
	return before, 0
}

// put gives back what was taken locally and then refused by Redis.
func (b *buckets) put(key string, before time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.full[key] = before
}

func (b *buckets) throwOut(now time.Time) {
	for key, full := range b.full {
		if full.Before(now) {
			delete(b.full, key)
		}
	}
	b.sweep = max(leastSweep, 2*len(b.full))
}
