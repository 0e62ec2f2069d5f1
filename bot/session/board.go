package session

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Post hangs value up under key for every process to read, in place of what hung there, for ttl: what is being done at
// the desk by one of them. It needs Redis.
func (s *Store) Post(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if ttl <= 0 {
		return fmt.Errorf("post: lifetime %s is not above zero", ttl)
	}
	err := s.do(ctx, func(ctx context.Context) error { return s.client.Set(ctx, s.key("b", hashed(key)), value, ttl).Err() })
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	return nil
}

// Posted returns what hangs under key; bot.ErrNotFound when nothing does.
func (s *Store) Posted(ctx context.Context, key string) ([]byte, error) {
	return s.found(ctx, "posted", func(ctx context.Context) *redis.StringCmd { return s.client.Get(ctx, s.key("b", hashed(key))) })
}
