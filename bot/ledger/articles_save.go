package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"sanad/knowledge"
)

// place is where an article stands while it is locked.
type place struct {
	state knowledge.State
	head  int
	live  int
}

const (
	insertArticle  = `INSERT INTO articles (id, state, head, live) VALUES [[(?, 'draft', 0, 0)]] ON CONFLICT DO NOTHING`
	lockArticles   = `SELECT id, state, head, live FROM articles WHERE id IN ([[?]]) ORDER BY id {{lock}}`
	insertRevision = `
INSERT INTO revisions (article, number, state, author, author_name, at, restored, starter, body) VALUES [[(?, ?, ?, ?, ?, ?, ?, ?, ?)]]`
	moveArticle = `
INSERT INTO articles (id, state, head, live) VALUES [[(?, ?, ?, ?)]]
ON CONFLICT (id) DO UPDATE SET state = excluded.state, head = excluded.head, live = excluded.live`
)

// Save implements knowledge.Store.
func (s Articles) Save(ctx context.Context, changes ...knowledge.Change) error {
	changes = slices.Clone(changes)
	slices.SortFunc(changes, func(a, b knowledge.Change) int { return cmp.Compare(a.Article.ID, b.Article.ID) }) // locks are taken in one order
	ids := make([]string, len(changes))
	for i, c := range changes {
		if ids[i] = c.Article.ID; ids[i] == "" || i > 0 && ids[i] == ids[i-1] {
			return fmt.Errorf("save articles: %q comes twice or has no id", ids[i])
		}
	}
	var conflict *knowledge.ConflictError
	err := s.l.write(ctx, "save articles", func(tx *session) error {
		places, err := tx.places(ctx, column(ids))
		if err != nil {
			return err
		}
		for _, c := range changes {
			if places[c.Article.ID].head != c.From {
				conflict = &knowledge.ConflictError{ID: c.Article.ID}
				return conflict
			}
		}
		return tx.revise(ctx, changes, places, millis(s.l.now()))
	})
	if errors.As(err, &conflict) {
		return s.explain(ctx, conflict)
	}
	return err
}

// places locks articles, making those that are not there.
func (s *session) places(ctx context.Context, ids [][]any) (map[string]place, error) {
	if err := s.bulk(ctx, insertArticle, ids); err != nil {
		return nil, err
	}
	places := make(map[string]place, len(ids))
	err := s.bulkEach(ctx, lockArticles, ids, func(rows *sql.Rows) error {
		var id string
		var p place
		err := rows.Scan(&id, &p.state, &p.head, &p.live)
		places[id] = p
		return err
	})
	return places, err
}

// revise writes the revisions and moves the articles on to them.
func (s *session) revise(ctx context.Context, changes []knowledge.Change, places map[string]place, at int64) error {
	var revisions, moved [][]any
	for _, c := range changes {
		p := places[c.Article.ID]
		if c.Base != nil {
			base := knowledge.Change{Article: *c.Base, State: knowledge.Published, Starter: c.Starter}
			row, err := p.add(base, at)
			if err != nil {
				return err
			}
			revisions = append(revisions, row)
		}
		row, err := p.add(c, at)
		if err != nil {
			return err
		}
		revisions = append(revisions, row)
		moved = append(moved, []any{c.Article.ID, string(p.state), p.head, p.live})
	}
	if err := s.bulk(ctx, insertRevision, revisions); err != nil {
		return err
	}
	return s.bulk(ctx, moveArticle, moved)
}

// add moves p on by one revision and gives its row. A draft of what is published or archived leaves it so.
func (p *place) add(c knowledge.Change, at int64) ([]any, error) {
	first := p.head == 0
	p.head++
	c.Article.Revision = p.head
	body, err := document(c.Article)
	if err != nil {
		return nil, err
	}
	switch {
	case c.State == knowledge.Published:
		p.state, p.live = c.State, p.head
	case c.State == knowledge.Archived:
		p.state, p.live = c.State, 0
	case first:
		p.state = knowledge.Draft
	}
	return []any{c.Article.ID, p.head, string(c.State), c.Author.ID, c.Author.Name, at, c.Restored, c.Starter, body}, nil
}

// explain fills in who came first.
func (s Articles) explain(ctx context.Context, conflict *knowledge.ConflictError) error {
	r, err := s.Record(ctx, conflict.ID)
	if errors.Is(err, knowledge.ErrNoArticle) { // the author saw revisions of an article that there is not
		return fmt.Errorf("save articles: %w", err)
	}
	if err != nil {
		return err
	}
	conflict.Newest = r.Head
	return fmt.Errorf("save articles: %w", conflict)
}
