package ledger

import (
	"context"
	"time"
)

// A worker's life is a lease of its own name.
const (
	isWorker   = `name LIKE 'worker:%'`
	aliveThere = `(SELECT holder FROM leases WHERE ` + isWorker + ` AND ends > ?)`
)

const buryOthers = `DELETE FROM leases WHERE ` + isWorker + ` AND holder <> ?`

// What the dead held: conversations waiting for a turn or to be sent to, and leases.
var freeHeld = []string{
	`UPDATE conversations SET in_free = 0 WHERE in_first IS NOT NULL AND in_free > ? AND in_worker <> '' AND in_worker NOT IN ` + aliveThere,
	`UPDATE conversations SET out_free = 0 WHERE out_first IS NOT NULL AND out_free > ? AND out_worker <> '' AND out_worker NOT IN ` + aliveThere,
	`DELETE FROM leases WHERE ends > ? AND holder NOT IN ` + aliveThere,
}

// Beat implements bot.Workers.
func (l *Ledger) Beat(ctx context.Context, worker string, alone bool, now, until time.Time) error {
	return l.write(ctx, "beat", func(s *session) error {
		var token int64
		if _, err := s.one(ctx, acquireLease, []any{"worker:" + worker, worker, millis(until), millis(now)}, &token); err != nil {
			return err
		}
		if alone {
			if _, err := s.exec(ctx, buryOthers, worker); err != nil {
				return err
			}
		}
		for _, free := range freeHeld {
			if _, err := s.exec(ctx, free, millis(now), millis(now)); err != nil {
				return err
			}
		}
		return nil
	})
}
