package session

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"sanad/bot"
)

// Tokens are never stored, only their hash: who reads a dump of Redis can log in as nobody.

// SaveLogin keeps data under token for ttl, as a login of person. Without Redis it is kept in this
// process, so that the desk can be worked at, and brought to Redis later.
func (s *Store) SaveLogin(ctx context.Context, token, person string, data []byte, ttl time.Duration) error {
	if ttl <= 0 {
		return fmt.Errorf("save login: lifetime %s is not above zero", ttl)
	}
	id := hashed(token)
	login := keptLogin{person: person, data: data, until: s.cfg.Now().Add(ttl)}
	err := s.do(ctx, func(ctx context.Context) error { return s.putLogin(ctx, id, login) })
	if login.unsaved = errors.Is(err, ErrUnavailable); err != nil && !login.unsaved {
		return fmt.Errorf("save login: %w", err)
	}
	if !s.logins.put(id, login) && login.unsaved {
		return fmt.Errorf("save login: %w", err)
	}
	return nil
}

func (s *Store) putLogin(ctx context.Context, id string, login keptLogin) error {
	now, of := s.cfg.Now(), s.key("of", login.person)
	ttl := login.until.Sub(now)
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		// The list first: a login that no list knows could not be taken back.
		p.ZRemRangeByScore(ctx, of, "-inf", strconv.FormatInt(now.Unix(), 10))
		p.ZAdd(ctx, of, redis.Z{Score: float64(login.until.Unix() + 1), Member: id})
		p.PExpire(ctx, of, ttl+time.Minute)
		p.Set(ctx, s.key("l", id), login.data, ttl)
		return nil
	})
	return err
}

// Login returns what was saved under token; bot.ErrNotFound when there is none (any more). Without
// Redis it knows those that were saved in this process and not ended in it; whether the person may
// still log in at all is the ledger's to say, every time.
func (s *Store) Login(ctx context.Context, token string) (data []byte, err error) {
	id := hashed(token)
	err = s.do(ctx, func(ctx context.Context) error {
		data, err = s.client.Get(ctx, s.key("l", id)).Bytes()
		return err
	})
	if err == nil {
		return data, nil
	}
	if login, ok := s.logins.get(id); ok {
		if errors.Is(err, ErrUnavailable) {
			return login.data, nil
		}
		if errors.Is(err, redis.Nil) && login.unsaved {
			return login.data, s.bringLogin(ctx, id, login)
		}
	}
	if errors.Is(err, redis.Nil) {
		s.logins.drop(id)
		err = bot.ErrNotFound
	}
	return nil, fmt.Errorf("login: %w", err)
}

// bringLogin takes a login made while Redis was away over to Redis.
func (s *Store) bringLogin(ctx context.Context, id string, login keptLogin) error {
	err := s.do(ctx, func(ctx context.Context) error { return s.putLogin(ctx, id, login) })
	if err == nil {
		login.unsaved = false
		s.logins.put(id, login)
	}
	if err == nil || errors.Is(err, ErrUnavailable) {
		return nil
	}
	return fmt.Errorf("login: %w", err)
}

// DropLogin ends a login. While Redis cannot be reached it says so, and ends it there when Redis is back.
func (s *Store) DropLogin(ctx context.Context, token string) error {
	id := hashed(token)
	s.logins.drop(id)
	key := s.key("l", id)
	drop := func(ctx context.Context) error { return s.client.Unlink(ctx, key).Err() }
	if err := s.breaker.owe(s.do(ctx, drop), key, drop); err != nil {
		return fmt.Errorf("drop login: %w", err)
	}
	return nil
}

// DropLoginsOf ends all logins of person, with the same promise.
func (s *Store) DropLoginsOf(ctx context.Context, person string) error {
	s.logins.dropOf(person)
	of := s.key("of", person)
	drop := func(ctx context.Context) error { return s.dropListed(ctx, of) }
	if err := s.breaker.owe(s.do(ctx, drop), of, drop); err != nil {
		return fmt.Errorf("drop logins: %w", err)
	}
	return nil
}

func (s *Store) dropListed(ctx context.Context, of string) error {
	ids, err := s.client.ZRange(ctx, of, 0, -1).Result()
	if err != nil || len(ids) == 0 {
		return err
	}
	_, err = s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, id := range ids {
			p.Unlink(ctx, s.key("l", id))
			p.ZRem(ctx, of, id)
		}
		return nil
	})
	return err
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// mostLogins bounds the logins that a process keeps.
const mostLogins = 10_000

// keptLogins are the logins that were saved in this process, for when Redis is away.
type keptLogins struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]keptLogin
}

type keptLogin struct {
	person  string
	data    []byte
	until   time.Time
	unsaved bool // Redis does not know it yet
}

func newKeptLogins(now func() time.Time) *keptLogins {
	return &keptLogins{now: now, by: map[string]keptLogin{}}
}

// put is false when there is no room.
func (k *keptLogins) put(id string, login keptLogin) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.by) >= mostLogins {
		k.dropWhere(func(l keptLogin) bool { return !l.until.After(k.now()) })
	}
	if len(k.by) >= mostLogins {
		return false
	}
	k.by[id] = login
	return true
}

func (k *keptLogins) get(id string) (keptLogin, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	login, ok := k.by[id]
	return login, ok && login.until.After(k.now())
}

func (k *keptLogins) drop(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.by, id)
}

func (k *keptLogins) dropOf(person string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dropWhere(func(l keptLogin) bool { return l.person == person })
}

func (k *keptLogins) dropWhere(unwanted func(keptLogin) bool) {
	for id, login := range k.by {
		if unwanted(login) {
			delete(k.by, id)
		}
	}
}
