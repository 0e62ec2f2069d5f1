package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"sanad/bot"
)

// ErrTaken is PutOnce's word that the key is in use: draw another.
var ErrTaken = errors.New("the key is in use")

// PutOnce leaves value under key for the one who asks first, for ttl: a set-up link, a code that
// links two accounts. What is there already stays (ErrTaken). It needs Redis: what can be used
// once only cannot be kept in two places.
func (s *Store) PutOnce(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if ttl <= 0 {
		return fmt.Errorf("put once: lifetime %s is not above zero", ttl)
	}
	err := s.do(ctx, func(ctx context.Context) error {
		return s.client.SetArgs(ctx, s.key("1", hashed(key)), value, redis.SetArgs{Mode: "NX", TTL: ttl}).Err()
	})
	if errors.Is(err, redis.Nil) {
		err = ErrTaken
	}
	if err != nil {
		return fmt.Errorf("put once: %w", err)
	}
	return nil
}

// TakeOnce returns what was left under key, to one caller only; bot.ErrNotFound to all others.
func (s *Store) TakeOnce(ctx context.Context, key string) ([]byte, error) {
	return s.found(ctx, "take once", func(ctx context.Context) *redis.StringCmd { return s.client.GetDel(ctx, s.key("1", hashed(key))) })
}

// found is what get gives; bot.ErrNotFound when that is nothing.
func (s *Store) found(ctx context.Context, doing string, get func(context.Context) *redis.StringCmd) (value []byte, err error) {
	err = s.do(ctx, func(ctx context.Context) error {
		value, err = get(ctx).Bytes()
		return err
	})
	if errors.Is(err, redis.Nil) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	return value, nil
}
