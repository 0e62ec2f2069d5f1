package ledger

import (
	"context"
	"database/sql"

	"sanad/dialogs"
)

const (
	selectOwnOthers = `
SELECT b.id FROM conversations a JOIN conversations b ON b.contact = a.contact
WHERE a.id IN ([[?]]) AND b.merged IS NULL`
	selectCodesOthers = `
SELECT b.id FROM codes c JOIN conversations b ON b.contact = c.contact
WHERE c.code IN ([[?]]) AND b.merged IS NULL`
)

// reach gives the conversations that turns may write to: their own, and where an effect goes beyond it the artisan's
// others. They are locked in one order before anything is written, so that no two commits wait for each other.
func (s *session) reach(ctx context.Context, entries []*entry) ([]int64, error) {
	all, beyond := map[int64]bool{}, map[int64]bool{}
	var codes []string
	for _, e := range entries {
		all[e.Conversation] = true
		for _, effect := range e.Effects {
			if goesBeyond(effect) {
				beyond[e.Conversation] = true
			}
			if use, ok := effect.(dialogs.UseCode); ok {
				codes = append(codes, use.Code)
			}
		}
	}
	if !s.dialect.locks {
		return keys(all), nil
	}
	add := func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		all[id] = true
		return err
	}
	err := s.bulkEach(ctx, selectOwnOthers, column(keys(beyond)), add)
	if err == nil {
		err = s.bulkEach(ctx, selectCodesOthers, column(codes), add)
	}
	return keys(all), err
}

// goesBeyond says whether an effect is felt in the artisan's other conversations.
func goesBeyond(effect dialogs.Effect) bool {
	switch f := effect.(type) {
	case dialogs.SaveProject, dialogs.OpenTicket, dialogs.Divert, dialogs.TakeOver, dialogs.UseCode, dialogs.Forget:
		return true
	case dialogs.SetContact:
		return f.Lang != ""
	case dialogs.ChangeTicket:
		return f.Into != ""
	}
	return false
}
