package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// ErrNoBackup is the answer to Backup of what is no file.
var ErrNoBackup = errors.New("only a SQLite file is backed up here; for PostgreSQL there is pg_dump")

// Backup writes the whole database as it stands at this moment to a new file, while work goes on.
func (l *Ledger) Backup(ctx context.Context, path string) error {
	if l.file == "" {
		return ErrNoBackup
	}
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("backup: %s: %w", path, os.ErrExist)
	}
	db, err := openSQLite(l.file, 1, "") // readers may not, and the writer has other things to do
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}
