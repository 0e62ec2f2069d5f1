package ledger

import (
	"context"
	"crypto/rand"
)

// Installation names this database and its history. A copy that was restored gets another name, so
// that what a cache remembers of one history is never taken for another's.
func (l *Ledger) Installation(ctx context.Context) (name string, err error) {
	err = l.write(ctx, "name the installation", func(s *session) error {
		if _, err := s.exec(ctx, `INSERT INTO installation (id, name) VALUES (1, ?) ON CONFLICT (id) DO NOTHING`, rand.Text()); err != nil {
			return err
		}
		_, err := s.one(ctx, `SELECT name FROM installation`, nil, &name)
		return err
	})
	return name, err
}

// Restored says that this database was read from a backup: its history is another one from here.
func (l *Ledger) Restored(ctx context.Context) error {
	return l.write(ctx, "rename the installation", func(s *session) error {
		_, err := s.exec(ctx, `DELETE FROM installation`)
		return err
	})
}
