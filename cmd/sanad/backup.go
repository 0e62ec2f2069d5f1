package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sanad/bot/ledger"
)

// A backup is a gzipped tar of databaseName, as it stood at one moment, and the media below filesName.
const (
	databaseName = "sanad.db"
	filesName    = "files"
)

type backupCommand struct {
	File string `arg:"" help:"The file to write; it must not exist."`
}

type restoreCommand struct {
	File string `arg:"" help:"The file that backup wrote."`
}

// errNotSQLite: PostgreSQL's own tools do it better.
var errNotSQLite = errors.New("with SANAD_DATABASE_URL set, use pg_dump and pg_restore for the database, and copy SANAD_DATA_DIR/files")

// Run writes a backup, also while sanad serves.
func (b backupCommand) Run(ctx context.Context, s *Settings) error {
	if s.DatabaseURL != "" {
		return errNotSQLite
	}
	copied := filepath.Join(s.DataDir, "backup.tmp")
	defer os.Remove(copied)
	if err := os.Remove(copied); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := withLedger(ctx, s, func(l *ledger.Ledger) error { return l.Backup(ctx, copied) })
	if err != nil {
		return err
	}
	return writeWhole(b.File, func(w io.Writer) error { return pack(w, copied, s.filesDir()) })
}

// writeWhole makes a new file of what write gives, or none.
func writeWhole(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

func pack(w io.Writer, database, media string) error {
	z := gzip.NewWriter(w)
	t := tar.NewWriter(z)
	if err := packFile(t, database, databaseName); err != nil {
		return err
	}
	err := filepath.WalkDir(media, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(media, path)
		if err != nil {
			return err
		}
		return packFile(t, path, filesName+"/"+filepath.ToSlash(rel))
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return errors.Join(t.Close(), z.Close())
}

func packFile(t *tar.Writer, path, name string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	_, err = io.Copy(t, io.LimitReader(f, info.Size()))
	return err
}

// Run reads a backup into a data folder that holds no database yet.
func (r restoreCommand) Run(ctx context.Context, s *Settings) error {
	if s.DatabaseURL != "" {
		return errNotSQLite
	}
	if _, err := os.Stat(filepath.Join(s.DataDir, databaseName)); err == nil {
		return fmt.Errorf("%s holds a database already; restore into an empty folder: SANAD_DATA_DIR=…", s.DataDir)
	}
	f, err := os.Open(r.File)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unpack(f, s.DataDir); err != nil {
		return fmt.Errorf("%s: %w", r.File, err)
	}
	return withLedger(ctx, s, func(l *ledger.Ledger) error { return l.Restored(ctx) })
}

func unpack(r io.Reader, dir string) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("not a backup: %w", err)
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("not a whole backup: %w", err)
		}
		if h.Name != databaseName && !strings.HasPrefix(h.Name, filesName+"/") || !filepath.IsLocal(h.Name) {
			return fmt.Errorf("not a backup of sanad: it holds %q", h.Name)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := writeWhole(path, func(w io.Writer) error { _, err := io.Copy(w, t); return err }); err != nil {
			return err
		}
	}
}
