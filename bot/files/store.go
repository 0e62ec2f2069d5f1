// Package files keeps media in a folder, each file under the SHA-256 of its bytes. It must not know
// whose a file is or which network it came from; the same bytes are one file, whoever sent them.
package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// unfinished begins the names of files that are still being written; another process may be at it.
const (
	unfinished = "unfinished-"
	abandoned  = 24 * time.Hour
)

// Store is a folder of files, laid out as aa/bb/HASH. It is safe for concurrent use, by several processes too.
type Store struct{ dir string }

var (
	_ bot.Files   = (*Store)(nil)
	_ bot.Remover = (*Store)(nil)
)

// Open gives the store in dir, which it makes where there is none. What a crash left unfinished a day ago is cleared away.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("media folder: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("media folder: %w", err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && strings.HasPrefix(entry.Name(), unfinished) && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
	return &Store{dir}, nil
}

// Save stores what r gives and returns its Hash, Size, and Mime, which is looked up in the bytes when
// mime is empty. It returns nil only when the file will survive a power cut. Of more than limit
// bytes (bot.ErrTooLarge), or when r or ctx ends in an error, nothing is left behind. A voice note that a
// browser recorded as WebM is kept, and named, as Ogg.
func (s *Store) Save(ctx context.Context, r io.Reader, name, mime string, limit int64) (dialogs.Media, error) {
	if !isRecorded(mime) {
		return s.keep(ctx, r, name, mime, limit)
	}
	recording, err := io.ReadAll(&bounded{ctx, r, limit})
	if err != nil {
		return dialogs.Media{}, fmt.Errorf("save recording: %w", err)
	}
	if len(recording) <= longest {
		if ogg, err := wrapAnew(recording); err == nil {
			recording, name, mime = ogg, playableName(name), playable
		}
	}
	return s.keep(ctx, bytes.NewReader(recording), name, mime, max(limit, int64(len(recording))))
}

func (s *Store) keep(ctx context.Context, r io.Reader, name, mime string, limit int64) (dialogs.Media, error) {
	file, err := os.CreateTemp(s.dir, unfinished)
	if err != nil {
		return dialogs.Media{}, fmt.Errorf("save file: %w", err)
	}
	media, err := s.save(ctx, file, r, limit)
	if err != nil {
		_ = file.Close()
		_ = os.Remove(file.Name())
		return dialogs.Media{}, fmt.Errorf("save file: %w", err)
	}
	media.Name = name
	if mime != "" {
		media.Mime = mime
	}
	return media, nil
}

func (s *Store) save(ctx context.Context, file *os.File, r io.Reader, limit int64) (dialogs.Media, error) {
	var head head
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, sum, &head), &bounded{ctx, r, limit})
	if err != nil {
		return dialogs.Media{}, err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return dialogs.Media{}, err
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	if err := s.place(file.Name(), hash); err != nil {
		return dialogs.Media{}, err
	}
	return dialogs.Media{Hash: hash, Size: size, Mime: sniff(head)}, nil
}

// place moves a finished file to where it belongs. Over an equal one it changes nothing, and mends one that is damaged.
func (s *Store) place(from, hash string) error {
	to := s.path(hash)
	first, second := filepath.Dir(filepath.Dir(to)), filepath.Dir(to)
	if err := os.MkdirAll(second, 0o700); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	for _, dir := range []string{second, first, s.dir} { // a name is safe once its folder is
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// Open opens a stored file; bot.ErrNoFile when there is none.
func (s *Store) Open(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !isHash(hash) {
		return nil, fmt.Errorf("open file: %w: not a hash", bot.ErrNoFile)
	}
	file, err := os.Open(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		err = bot.ErrNoFile
	}
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	return file, nil
}

// Remove forgets a file, for all who sent these bytes: that nobody needs them any more is the caller's to
// know. One that is not there is forgotten already.
func (s *Store) Remove(ctx context.Context, hash string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !isHash(hash) {
		return nil
	}
	if err := os.Remove(s.path(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove file: %w", err)
	}
	return nil
}

// RemoveOld is Remove unless these bytes were saved, perhaps once more, after a moment: then they stay.
func (s *Store) RemoveOld(ctx context.Context, hash string, before time.Time) (removed bool, err error) {
	if isHash(hash) {
		if info, err := os.Stat(s.path(hash)); err == nil && info.ModTime().After(before) {
			return false, nil
		}
	}
	err = s.Remove(ctx, hash)
	return err == nil, err
}

func (s *Store) path(hash string) string { return filepath.Join(s.dir, hash[:2], hash[2:4], hash) }

var hashes = regexp.MustCompile(`\A[0-9a-f]{64}\z`)

// isHash keeps anything else, such as a path that leads out, away from the file system.
func isHash(hash string) bool { return hashes.MatchString(hash) }

// bounded reads at most left bytes, and not after ctx is done.
type bounded struct {
	ctx  context.Context
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, bot.ErrTooLarge
	}
	return n, err
}
