package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/knowledge"
)

// Articles keeps the knowledge base. All methods may be called from many goroutines.
type Articles struct{ l *Ledger }

var (
	_ knowledge.Store        = Articles{}
	_ knowledge.Publications = Articles{}
)

// Articles returns the ledger's knowledge base.
func (l *Ledger) Articles() Articles { return Articles{l} }

const revisionColumns = `r.number, r.state, r.author, r.author_name, r.at, r.restored, r.starter, r.body`

// a record's rows: its newest revision, and what is live where that is another.
const selectRecords = `
SELECT a.id, a.state, a.live, ` + revisionColumns + ` FROM articles a
JOIN revisions r ON r.article = a.id AND (r.number = a.head OR r.number = a.live) `

// Records implements knowledge.Store.
func (s Articles) Records(ctx context.Context) ([]knowledge.Record, error) {
	return s.records(ctx, `ORDER BY a.id, r.number DESC`)
}

// Record implements knowledge.Store.
func (s Articles) Record(ctx context.Context, id string) (knowledge.Record, error) {
	all, err := s.records(ctx, `WHERE a.id = ? ORDER BY r.number DESC`, id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("article %q: %w", id, knowledge.ErrNoArticle)
	}
	if err != nil {
		return knowledge.Record{}, err
	}
	return all[0], nil
}

func (s Articles) records(ctx context.Context, which string, args ...any) ([]knowledge.Record, error) {
	var all []knowledge.Record
	err := s.l.read().each(ctx, selectRecords+which, args, func(rows *sql.Rows) error {
		var rec knowledge.Record
		var live int
		rev, err := scanRevision(rows, &rec.ID, &rec.State, &live)
		if err != nil {
			return err
		}
		if n := len(all); n == 0 || all[n-1].ID != rec.ID {
			rec.Head = rev
			all = append(all, rec)
		}
		if rev.Number == live {
			all[len(all)-1].Live = &rev
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read articles: %w", err)
	}
	return all, nil
}

// Revisions implements knowledge.Store.
func (s Articles) Revisions(ctx context.Context, id string) ([]knowledge.Revision, error) {
	var all []knowledge.Revision
	err := s.l.read().each(ctx, `SELECT `+revisionColumns+` FROM revisions r WHERE r.article = ? ORDER BY r.number DESC`, []any{id}, func(rows *sql.Rows) error {
		rev, err := scanRevision(rows)
		all = append(all, rev)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read revisions: %w", err)
	}
	return all, nil
}

// scanRevision reads revisionColumns, after what stands before them.
func scanRevision(rows *sql.Rows, before ...any) (r knowledge.Revision, err error) {
	var at int64
	var body string
	to := append(before, &r.Number, &r.State, &r.Author.ID, &r.Author.Name, &at, &r.Restored, &r.Starter, &body)
	if err := rows.Scan(to...); err != nil {
		return r, err
	}
	r.At = moment(at)
	return r, undocument(body, &r.Article)
}

// Publication implements knowledge.Publications: revisions are never deleted, so their number only ever rises.
func (s Articles) Publication(ctx context.Context) (n int64, err error) {
	_, err = s.l.read().one(ctx, `SELECT COUNT(*) FROM revisions WHERE state <> 'draft'`, nil, &n)
	if err != nil {
		return 0, fmt.Errorf("read the publication: %w", err)
	}
	return n, nil
}

const selectHoldings = `
SELECT a.id, COALESCE(r.body, '') FROM articles a LEFT JOIN revisions r ON r.article = a.id AND r.number = a.live ORDER BY a.id`

// Holdings implements knowledge.Publications.
func (s Articles) Holdings(ctx context.Context) (h knowledge.Holdings, err error) {
	err = s.l.read().each(ctx, selectHoldings, nil, func(rows *sql.Rows) error {
		var id, body string
		if err := rows.Scan(&id, &body); err != nil {
			return err
		}
		if body == "" {
			h.Hidden = append(h.Hidden, id)
			return nil
		}
		var a knowledge.Article
		err := undocument(body, &a)
		h.Live = append(h.Live, a)
		return err
	})
	if err != nil {
		return knowledge.Holdings{}, fmt.Errorf("read the published articles: %w", err)
	}
	return h, nil
}
