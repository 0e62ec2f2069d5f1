package bottest

import (
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var divertCases = map[string]func(*testing.T, *desk){
	"who waits on a dead channel is looked after once":   divertedOnce,
	"again when the channel dies again":                  divertedAgain,
	"only what waits, where there is another way":        divertedOnly,
	"a request and an advisor's words move":              requestMoves,
	"also when the channel is removed meanwhile":         divertedOnRemoval,
	"not to a number that nobody serves":                 divertedToTheLiving,
	"it comes back where there is no other way any more": divertedBack,
}

// ban says that the number on WhatsApp is banned and last worked a while ago.
func (d *desk) ban() {
	d.Helper()
	d.ok(d.NoteStanding(d.Context(), bot.Standing{Account: whatsapp, Trouble: bot.TroubleBanned, Noted: d.now, Worked: d.now.Add(-10 * time.Minute)}))
}

func (d *desk) mend() {
	d.Helper()
	d.ok(d.NoteStanding(d.Context(), bot.Standing{Account: whatsapp, Noted: d.now, Worked: d.now}))
}

func (d *desk) divert() int {
	d.Helper()
	n, err := d.Divert(d.Context(), d.now, 10)
	d.ok(err)
	return n
}

// strands has the artisan of joined conversations wait for a person on WhatsApp.
func (d *desk) strands() (alive, dead bot.Claim) {
	d.Helper()
	alive, dead = d.joined()
	d.accept(d.onWhatsApp("2", "advisor"))
	c := d.claimOne()
	turn := d.turn(c, 0, "wait", dialogs.OpenTicket{Ticket: "t", Reason: dialogs.ReasonAsked})
	turn.Mode = dialogs.ModeWaiting
	d.commit(turn)
	d.heard(alive.Conversation)
	return alive, dead
}

func divertedOnce(_ *testing.T, d *desk) {
	_, dead := d.strands()
	d.want(d.divert() == 0, "nothing is wrong")
	d.ok(d.NoteStanding(d.Context(), bot.Standing{Account: whatsapp, Trouble: bot.TroubleBanned, Noted: d.now, Worked: d.now.Add(-time.Minute)}))
	d.want(d.divert() == 0, "too early")
	d.ban()
	d.ok(d.NoteStanding(d.Context(), bot.Standing{Account: whatsapp, Trouble: "not_connected", Noted: d.now}))
	d.want(d.divert() == 0, "what passes by itself")
	d.ban()
	d.now = d.now.Add(10 * time.Minute)
	d.want(d.divert() == 1 && d.divert() == 0, "not once")
	in := d.heard(dead.Conversation)
	d.want(in.Kind == dialogs.KindStranded, "%+v", in)
}

func divertedAgain(_ *testing.T, d *desk) {
	d.strands()
	d.ban()
	d.now = d.now.Add(10 * time.Minute)
	d.want(d.divert() == 1, "not told")
	d.mend()
	d.want(d.divert() == 0, "told though it works")
	d.ban()
	d.now = d.now.Add(10 * time.Minute)
	d.want(d.divert() == 1, "not told the second time")
}

func divertedOnly(_ *testing.T, d *desk) {
	d.joined() // nothing waits
	d.do(d.onWhatsApp("9", "a"), "unsent")
	d.ban()
	d.now = d.now.Add(10 * time.Minute)
	d.want(d.divert() == 0, "a stranger to other channels, or who waits for nothing, was told")
	d.do(d.onWhatsApp("2", "a"), "unsent")
	d.want(d.divert() == 1, "not told")
}

func divertedOnRemoval(_ *testing.T, d *desk) {
	_, dead := d.strands()
	d.mend()
	d.ok(d.DropStanding(d.Context(), whatsapp))
	d.want(d.divert() == 0, "too early: it may be linked anew")
	d.now = d.now.Add(10 * time.Minute)
	d.want(d.divert() == 1 && d.divert() == 0, "not once")
	in := d.heard(dead.Conversation)
	d.want(in.Kind == dialogs.KindStranded, "%+v", in)
	d.mend()
	d.want(d.divert() == 0, "told though it is linked again")
}

func divertedToTheLiving(_ *testing.T, d *desk) {
	alive, dead := d.strands()
	second := d.onWhatsApp("2", "code") // on another of our numbers
	second.Account.ID = "962"
	third, code := d.code(second)
	d.use(d.text("1", "use"), code)
	d.outcome(third.Conversation)
	d.want(d.heard(dead.Conversation).Kind == dialogs.KindElsewhere, "not joined")
	d.ok(d.SetReachable(d.Context(), alive.Conversation, false))
	d.ban()
	d.now = d.now.Add(10 * time.Minute)
	d.want(d.divert() == 0, "told on a number of which nothing is noted")
	d.ok(d.NoteStanding(d.Context(), bot.Standing{Account: second.Account, Noted: d.now, Worked: d.now}))
	d.want(d.divert() == 1, "not told on a number that works")
}

func requestMoves(t *testing.T, d *desk) {
	alive, dead := d.strands()
	d.accept(d.onWhatsApp("2", "say"))
	c := d.claimOne()
	turn := d.turn(c, 0, "")
	turn.Said = []dialogs.Said{{Text: "the bot's"}, {Text: "first", Advisor: &rana}, {Text: "second", Advisor: &rana}}
	d.commit(turn)
	d.ban()
	d.now = d.now.Add(10 * time.Minute)
	d.divert()
	c = d.claimOne()
	d.commit(d.turn(c, 0, "", dialogs.Divert{Ticket: "t", Advisor: &rana}))
	c = d.claimOne()
	in := c.Waiting[0].Input
	d.want(c.Conversation == alive.Conversation && in.Diverted != nil && in.Diverted.Network == "whatsapp" && in.Diverted.Ticket == "t" &&
		*in.Diverted.Advisor == rana && !in.Diverted.Back, "%+v", in)
	d.commit(d.turn(c, 0, "we go on here", dialogs.TakeOver{From: in.Diverted.From, Ticket: "t"}))
	tickets, err := d.Tickets(t.Context(), bot.TicketFilter{})
	d.ok(err)
	d.want(len(tickets) == 1 && tickets[0].Conversation.ID == alive.Conversation, "%+v", tickets)
	got := map[int64]string{}
	for _, o := range d.outgoing() {
		got[o.Conversation] += o.Said.Text + " "
		d.settle(sent(o))
	}
	d.want(got[alive.Conversation] == "we go on here first second " && got[dead.Conversation] == "wait the bot's ", "%v", got)
}

func divertedBack(_ *testing.T, d *desk) {
	alive, dead := d.strands()
	d.ban()
	d.now = d.now.Add(10 * time.Minute)
	d.divert()
	d.ok(d.SetReachable(d.Context(), alive.Conversation, false))
	c := d.claimOne()
	d.commit(d.turn(c, 0, "", dialogs.Divert{Ticket: "t"}))
	in := d.heard(dead.Conversation)
	d.want(in.Diverted != nil && in.Diverted.Back && in.Diverted.Ticket == "t", "%+v", in)
}
