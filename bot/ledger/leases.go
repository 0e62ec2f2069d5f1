package ledger

import (
	"context"
	"time"

	"sanad/bot"
)

// leases gives the ledger's leases their own methods: TurnStore has a Release too.
type leases struct{ l *Ledger }

// Leases returns the ledger as bot.Leases.
func (l *Ledger) Leases() bot.Leases { return leases{l} }

const acquireLease = `
INSERT INTO leases (name, holder, token, ends) VALUES (?, ?, 1, ?)
ON CONFLICT (name) DO UPDATE SET
    token  = CASE WHEN leases.holder = excluded.holder THEN leases.token ELSE leases.token + 1 END,
    holder = excluded.holder,
    ends   = excluded.ends
WHERE leases.holder = excluded.holder OR leases.ends <= ?
RETURNING token`

// Acquire implements bot.Leases.
func (ls leases) Acquire(ctx context.Context, name, holder string, now, until time.Time) (token int64, held bool, err error) {
	err = ls.l.write(ctx, "acquire lease", func(s *session) (err error) {
		held, err = s.one(ctx, acquireLease, []any{name, holder, millis(until), millis(now)}, &token)
		return err
	})
	return token, held && err == nil, err
}

// Release implements bot.Leases. The lease of another holder is left alone.
func (ls leases) Release(ctx context.Context, name, holder string) error {
	return ls.l.write(ctx, "release lease", func(s *session) error {
		_, err := s.exec(ctx, `UPDATE leases SET holder = '', ends = 0 WHERE name = ? AND holder = ?`, name, holder)
		return err
	})
}
