package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// ErrNoBackup is PostgreSQL's answer to Backup: its own pg_dump does that.
var ErrNoBackup = errors.New("PostgreSQL is backed up with pg_dump")

// Backup writes the whole database as it stands at this moment to a new file, while work goes on.
func (l *Ledger) Backup(ctx context.Context, path string) error {
	if l.dialect != sqlite {
		return ErrNoBackup
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("backup: %s: %w", path, os.ErrExist)
	}
	if _, err := l.reads.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}
