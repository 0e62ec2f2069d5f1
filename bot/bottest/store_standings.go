package bottest

import (
	"testing"
	"time"

	"sanad/bot"
)

var standingCases = map[string]func(*testing.T, *desk){
	"what was noted last stands":     lastNoteStands,
	"a dropped account is forgotten": standingDropped,
}

func (d *desk) standings() []bot.Standing {
	d.Helper()
	all, err := d.Standings(d.Context(), whatsapp.Network)
	d.ok(err)
	return all
}

func lastNoteStands(t *testing.T, d *desk) {
	d.want(len(d.standings()) == 0, "an empty store knows of accounts")
	first := bot.Standing{Account: whatsapp, Noted: d.now, Worked: d.now, Phone: d.now.Add(-time.Hour)}
	d.ok(d.NoteStanding(t.Context(), first))
	d.ok(d.NoteStanding(t.Context(), bot.Standing{Account: telegram, Noted: d.now}))
	d.want(equal(d.standings(), []bot.Standing{first}), "%+v", d.standings())
	worse := bot.Standing{Account: whatsapp, Trouble: "banned_for_now", Until: d.now.Add(time.Hour), Noted: d.now.Add(time.Minute), Phone: d.now.Add(-2 * time.Hour)}
	d.ok(d.NoteStanding(t.Context(), worse))
	worse.Worked, worse.Phone = first.Worked, first.Phone
	d.want(equal(d.standings(), []bot.Standing{worse}), "%+v", d.standings())
}

func standingDropped(t *testing.T, d *desk) {
	other := bot.Account{Network: whatsapp.Network, ID: "962"}
	for _, a := range []bot.Account{whatsapp, other} {
		d.ok(d.NoteStanding(t.Context(), bot.Standing{Account: a, Noted: d.now, Worked: d.now, Phone: d.now}))
	}
	d.want(len(d.standings()) == 2 && d.standings()[0].Account == other, "%+v", d.standings())
	d.ok(d.DropStanding(t.Context(), other))
	d.ok(d.DropStanding(t.Context(), other))
	d.want(len(d.standings()) == 1 && d.standings()[0].Account == whatsapp, "%+v", d.standings())
	anew := bot.Standing{Account: other, Noted: d.now.Add(-time.Hour), Worked: d.now.Add(-2 * time.Hour), Phone: d.now.Add(-3 * time.Hour)}
	d.ok(d.NoteStanding(t.Context(), anew))
	d.want(equal(d.standings()[0], anew), "what was linked anew is %+v", d.standings()[0])
}
