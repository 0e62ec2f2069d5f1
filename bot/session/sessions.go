package session

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"sanad/bot"
)

// A session is one string, "SEQ STATE": one key costs Redis far less than a hash of two fields.

// saveScript keeps the higher sequence number. Numbers are compared as decimal strings, since Lua's own end at 2^53.
// KEYS: sessions; ARGV: lifetime in ms, then a number and a state for each key.
var saveScript = redis.NewScript(`
for i, key in ipairs(KEYS) do
  local seq = ARGV[2*i]
  local have = string.match(redis.call('GETRANGE', key, 0, 19), '^(%d+) ')
  if not have or #have < #seq or (#have == #seq and have < seq) then
    redis.call('SET', key, seq .. ' ' .. ARGV[2*i+1], 'PX', ARGV[1])
  end
end
return 0`)

// Load returns the sessions that are there, in one round trip.
func (s *Store) Load(ctx context.Context, conversations []int64) (map[int64]bot.Session, error) {
	found := make(map[int64]bot.Session, len(conversations))
	if len(conversations) == 0 {
		return found, nil
	}
	values, err := s.values(ctx, conversations)
	if err != nil {
		return nil, fmt.Errorf("load sessions: %w", err)
	}
	for i, value := range values {
		if seq, state, ok := unpack(value); ok {
			found[conversations[i]] = bot.Session{Conversation: conversations[i], Seq: seq, State: state}
		}
	}
	return found, nil
}

func (s *Store) values(ctx context.Context, conversations []int64) (values []any, err error) {
	keys := make([]string, len(conversations))
	for i, id := range conversations {
		keys[i] = s.sessionKey(id)
	}
	err = s.do(ctx, func(ctx context.Context) error {
		if s.cluster {
			values, err = getEach(ctx, s.client, keys)
			return err
		}
		values, err = s.client.MGet(ctx, keys...).Result()
		return err
	})
	return values, err
}

// getEach is MGET for keys that may live on different servers.
func getEach(ctx context.Context, client redis.UniversalClient, keys []string) ([]any, error) {
	cmds, err := client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, key := range keys {
			p.Get(ctx, key)
		}
		return nil
	})
	if err != nil && err != redis.Nil {
		return nil, err
	}
	values := make([]any, len(cmds))
	for i, cmd := range cmds {
		if value, err := cmd.(*redis.StringCmd).Result(); err == nil {
			values[i] = value
		}
	}
	return values, nil
}

// Save stores the sessions that are newer than what is there, in one round trip.
func (s *Store) Save(ctx context.Context, sessions []bot.Session) error {
	if len(sessions) == 0 {
		return nil
	}
	err := s.do(ctx, func(ctx context.Context) error {
		switch {
		case s.embedded != nil:
			return s.saveAlone(ctx, sessions)
		case s.cluster:
			return s.saveEach(ctx, sessions)
		}
		keys, args := s.saveArgs(sessions)
		return saveScript.Run(ctx, s.client, keys, args...).Err()
	})
	if err != nil {
		return fmt.Errorf("save sessions: %w", err)
	}
	return nil
}

// saveEach is Save for keys that may live on different servers. A server that does not know the
// script yet gets all of it again in full: saving twice is saving once.
func (s *Store) saveEach(ctx context.Context, sessions []bot.Session) error {
	send := func(one func(redis.Pipeliner, []string, []any) *redis.Cmd) error {
		_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for i := range sessions {
				keys, args := s.saveArgs(sessions[i : i+1])
				one(p, keys, args)
			}
			return nil
		})
		return err
	}
	err := send(func(p redis.Pipeliner, keys []string, args []any) *redis.Cmd {
		return saveScript.EvalSha(ctx, p, keys, args...)
	})
	if !redis.HasErrorPrefix(err, "NOSCRIPT") {
		return err
	}
	return send(func(p redis.Pipeliner, keys []string, args []any) *redis.Cmd {
		return saveScript.Eval(ctx, p, keys, args...)
	})
}

// saveAlone is Save where nobody else writes. Miniredis builds a new Lua for every script, which
// costs more than a turn; a lock does here.
func (s *Store) saveAlone(ctx context.Context, sessions []bot.Session) error {
	s.embedded.saving.Lock()
	defer s.embedded.saving.Unlock()
	keys, _ := s.saveArgs(sessions)
	values, err := s.client.MGet(ctx, keys...).Result()
	if err != nil {
		return err
	}
	newer := map[string]bot.Session{}
	for i, session := range sessions {
		seq, _, ok := unpack(values[i])
		if before, twice := newer[keys[i]]; twice {
			seq, ok = before.Seq, true
		}
		if !ok || seq < session.Seq {
			newer[keys[i]] = session
		}
	}
	_, err = s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for key, session := range newer {
			p.Set(ctx, key, pack(session), s.cfg.TTL)
		}
		return nil
	})
	return err
}

func (s *Store) saveArgs(sessions []bot.Session) (keys []string, args []any) {
	keys = make([]string, len(sessions))
	args = make([]any, 1, 1+2*len(sessions))
	args[0] = s.cfg.TTL.Milliseconds()
	for i, session := range sessions {
		keys[i] = s.sessionKey(session.Conversation)
		args = append(args, session.Seq, session.State)
	}
	return keys, args
}

// Drop forgets a conversation. While Redis cannot be reached it says so, and forgets when Redis is back.
func (s *Store) Drop(ctx context.Context, conversation int64) error {
	key := s.sessionKey(conversation)
	drop := func(ctx context.Context) error { return s.client.Unlink(ctx, key).Err() }
	if err := s.breaker.owe(s.do(ctx, drop), key, drop); err != nil {
		return fmt.Errorf("drop session: %w", err)
	}
	return nil
}

func (s *Store) sessionKey(conversation int64) string {
	return s.key("s", strconv.FormatInt(conversation, 10))
}

func pack(session bot.Session) []byte {
	value := strconv.AppendInt(make([]byte, 0, 20+len(session.State)), session.Seq, 10)
	return append(append(value, ' '), session.State...)
}

// unpack is false for what is absent or not ours.
func unpack(value any) (seq int64, state []byte, ok bool) {
	text, _ := value.(string)
	number, rest, found := strings.Cut(text, " ")
	seq, err := strconv.ParseInt(number, 10, 64)
	return seq, []byte(rest), found && err == nil
}
