package ledger

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// millis is how times are kept; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// flag is how truth is kept: SQLite has no type for it.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func document(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(text), nil
}

func undocument(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	return nil
}

// column makes one-value rows of ids, for IN lists.
func column[T any](values []T) [][]any {
	rows := make([][]any, len(values))
	for i, v := range values {
		rows[i] = []any{v}
	}
	return rows
}

// keys gives ids in the order in which locks are always taken.
func keys[T any](of map[int64]T) []int64 { return slices.Sorted(maps.Keys(of)) }

// sorted gives rows in the order of their ids.
func sorted(rows map[int64][]any) [][]any {
	out := make([][]any, 0, len(rows))
	for _, id := range keys(rows) {
		out = append(out, rows[id])
	}
	return out
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
