package ledger

import (
	"context"
	"database/sql"
	"fmt"
)

// ProjectFields returns the answers of the last finished projects as rules see them, and nothing that says whose they are.
func (l *Ledger) ProjectFields(ctx context.Context, limit int) ([]map[string]any, error) {
	var all []map[string]any
	err := l.read().each(ctx, `SELECT answers FROM projects WHERE done = ? ORDER BY changed DESC, id DESC LIMIT ?`, []any{flag(true), limit}, func(r *sql.Rows) error {
		var answers string
		if err := r.Scan(&answers); err != nil {
			return err
		}
		fields := map[string]any{}
		err := undocument(answers, &fields)
		delete(fields, "name")
		delete(fields, "phone")
		delete(fields, "photos")
		all = append(all, fields)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read projects: %w", err)
	}
	return all, nil
}
