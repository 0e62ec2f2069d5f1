package ledger

import (
	"context"
	"database/sql"
	"regexp"
	"slices"
	"time"
)

const selectMedia = `
SELECT body FROM messages WHERE conversation = ? AND body LIKE '%"hash":%'
UNION ALL SELECT input FROM inbox WHERE conversation = ? AND input LIKE '%"hash":%'`

// hashText is a file's name as the records write it.
var hashText = regexp.MustCompile(`"hash":"([0-9a-f]{64})"`)

// leaveMedia notes which files the conversations speak of, before these are erased.
func (s *session) leaveMedia(ctx context.Context, conversations []int64, now int64) error {
	var hashes []string
	for _, id := range conversations {
		err := s.each(ctx, selectMedia, []any{id, id}, func(r *sql.Rows) error {
			var text string
			err := r.Scan(&text)
			for _, found := range hashText.FindAllStringSubmatch(text, -1) {
				hashes = append(hashes, found[1])
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	slices.Sort(hashes)
	return s.bulk(ctx, `INSERT INTO leftovers (hash, since) VALUES [[(?, ?)]] ON CONFLICT (hash) DO UPDATE SET since = EXCLUDED.since`,
		stamped(slices.Compact(hashes), now))
}

func stamped(hashes []string, now int64) [][]any {
	rows := make([][]any, len(hashes))
	for i, hash := range hashes {
		rows[i] = []any{hash, now}
	}
	return rows
}

const selectUsed = `
SELECT 1 WHERE EXISTS (SELECT 1 FROM messages WHERE body LIKE CAST(? AS TEXT))
    OR EXISTS (SELECT 1 FROM inbox WHERE input LIKE CAST(? AS TEXT))
    OR EXISTS (SELECT 1 FROM projects WHERE answers LIKE CAST(? AS TEXT))`

// Leftovers gives the files that forgotten artisans left behind before a moment and that no record
// speaks of any more. Those that somebody else has sent too are taken off the list.
func (l *Ledger) Leftovers(ctx context.Context, before time.Time) ([]string, error) {
	var left, used []string
	s := l.read()
	err := s.each(ctx, `SELECT hash FROM leftovers WHERE since < ? ORDER BY hash LIMIT 100`, []any{millis(before)}, func(r *sql.Rows) error {
		var hash string
		err := r.Scan(&hash)
		left = append(left, hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	var one int
	for _, hash := range left {
		like := "%" + hash + "%"
		found, err := s.one(ctx, selectUsed, []any{like, like, like}, &one)
		if err != nil {
			return nil, err
		}
		if found {
			used = append(used, hash)
		}
	}
	left = slices.DeleteFunc(left, func(hash string) bool { return slices.Contains(used, hash) })
	return left, l.Removed(ctx, used...)
}

// Removed takes files off the list of what is left behind.
func (l *Ledger) Removed(ctx context.Context, hashes ...string) error {
	if len(hashes) == 0 {
		return nil
	}
	return l.write(ctx, "files removed", func(s *session) error {
		return s.bulk(ctx, `DELETE FROM leftovers WHERE hash IN ([[?]])`, column(hashes))
	})
}
