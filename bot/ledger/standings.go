package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/bot"
)

// dropped is the trouble of an account that is served no more: nobody is shown it, but its artisans wait in vain.
// An account that comes back begins anew.
const dropped = "dropped"

const noteStanding = `
INSERT INTO standings (network, account, trouble, until, noted, worked, phone) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (network, account) DO UPDATE SET
    trouble = excluded.trouble,
    until   = excluded.until,
    noted   = excluded.noted,
    worked  = CASE WHEN standings.trouble <> '` + dropped + `' AND standings.worked > excluded.worked THEN standings.worked ELSE excluded.worked END,
    phone   = CASE WHEN standings.trouble <> '` + dropped + `' AND standings.phone > excluded.phone THEN standings.phone ELSE excluded.phone END`

// NoteStanding implements bot.Standings.
func (l *Ledger) NoteStanding(ctx context.Context, st bot.Standing) error {
	return l.write(ctx, "note standing", func(s *session) error {
		_, err := s.exec(ctx, noteStanding, st.Account.Network, st.Account.ID, st.Trouble,
			millis(st.Until), millis(st.Noted), millis(st.Worked), millis(st.Phone))
		return err
	})
}

// Standings implements bot.Standings.
func (l *Ledger) Standings(ctx context.Context, network string) (all []bot.Standing, err error) {
	const query = `SELECT account, trouble, until, noted, worked, phone FROM standings WHERE network = ? AND trouble <> '` + dropped + `' ORDER BY account`
	err = l.read().each(ctx, query, []any{network}, func(r *sql.Rows) error {
		st := bot.Standing{Account: bot.Account{Network: network}}
		var until, noted, worked, phone int64
		err := r.Scan(&st.Account.ID, &st.Trouble, &until, &noted, &worked, &phone)
		st.Until, st.Noted, st.Worked, st.Phone = moment(until), moment(noted), moment(worked), moment(phone)
		all = append(all, st)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("standings: %w", err)
	}
	return all, nil
}

// DropStanding implements bot.Standings.
func (l *Ledger) DropStanding(ctx context.Context, account bot.Account) error {
	return l.write(ctx, "drop standing", func(s *session) error {
		_, err := s.exec(ctx, `UPDATE standings SET trouble = '`+dropped+`' WHERE network = ? AND account = ?`, account.Network, account.ID)
		return err
	})
}
