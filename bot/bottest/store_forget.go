package bottest

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var forgetCases = map[string]func(*testing.T, *desk){
	"nothing is left of who is forgotten":        nothingLeft,
	"who writes again is new":                    writesAgain,
	"a goodbye that cannot be sent goes too":     goodbyeUnsent,
	"forgotten without a goodbye":                noGoodbye,
	"others are not touched":                     othersStay,
	"what came after in one commit stays":        afterForget,
	"the export has everything":                  exportHasAll,
	"an export of nobody is an error":            exportNobody,
	"an input accepted before is not taken anew": noReplay,
	"files are left that nobody else has sent":   filesLeft,
}

// secret stands in everything that the life of a forgotten artisan leaves in a store.
const secret = "سرّي"

// live fills every record there is with a person's words.
func (d *desk) live(chat, word string) bot.Claim {
	d.Helper()
	in := d.text(chat, word+" مرحبا")
	in.Aliases = []string{chat + "-alias"}
	in.Input.Name, in.Input.Ref = word, word
	in.ID = word + " event"
	d.do(in, word+" أهلا",
		dialogs.SetContact{Name: word, Phone: word + "+963", Lang: word},
		dialogs.SaveProject{Project: chat + "p", Form: "project", Answers: dialogs.Answers{"craft": {Text: word}}},
		dialogs.OpenTicket{Ticket: chat + "t", Reason: dialogs.ReasonAsked, Question: word, Project: chat + "p"},
		dialogs.NoteQuestion{Question: word, Why: dialogs.QuestionUnknown},
		dialogs.AddNote{Person: rana, Text: word},
		dialogs.SetTimer{Timer: word, At: d.now.Add(time.Hour)},
	)
	for _, o := range d.outgoing() {
		d.settle(bot.Outcome{Outgoing: o, Sent: true, MessageID: word, Why: word})
	}
	d.accept(d.text(chat, word+" poison"))
	c := d.claimOne()
	turn := d.turn(c, 0, "")
	turn.State, turn.Parked = json.RawMessage(`{"word":"`+word+`"}`), true
	d.commit(turn)
	return c
}

func (d *desk) left(words ...string) (found []string) {
	d.Helper()
	for _, text := range d.Texts(d.T) {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) }) {
			found = append(found, text)
		}
	}
	return found
}

func nothingLeft(t *testing.T, d *desk) {
	d.live("7007", secret)
	d.want(len(d.left(secret, "7007")) > 8, "the check for what is left finds too little: %q", d.left(secret))
	c := d.do(d.text("7007", "انسَ "+secret), "وداعا "+secret, dialogs.ChangeTicket{Ticket: "7007t", State: dialogs.TicketResolved}, dialogs.Forget{})
	out := d.outgoing()
	d.want(len(out) == 1 && out[0].Chat == "7007" && out[0].Said.Text == "وداعا "+secret, "the goodbye is not sent: %+v", out)
	d.want(len(d.transcript(c.Conversation)) == 1, "%v", d.transcript(c.Conversation))
	d.settle(sent(out[0]))
	for _, text := range d.left(secret, "7007") {
		d.want(text == "7007t", "left behind: %q", text) // the name of the ticket
	}
	d.now = d.now.Add(2 * time.Hour)
	d.want(d.fire() == 0, "a timer outlived its owner")
	open, err := d.Tickets(t.Context(), bot.TicketFilter{States: []dialogs.TicketState{dialogs.TicketOpen, dialogs.TicketPending, dialogs.TicketSnoozed}})
	d.ok(err)
	d.want(len(open) == 0, "an advisor is kept waiting for nobody: %+v", open)
}

func writesAgain(t *testing.T, d *desk) {
	old := d.live("1", secret)
	d.do(d.text("1", "انس"), "وداعا", dialogs.Forget{})
	d.accept(d.text("1", "عدت")) // before the goodbye is out
	d.settle(sent(d.outgoing()[0]))
	c := d.claimOne()
	d.want(c.Contact != old.Contact && c.Chat == "1" && c.Waiting[0].Input.Text == "عدت", "%+v", c)
	d.commit(d.turn(c, 0, "أهلا من جديد"))
	d.want(texts(d.outgoing()) == "أهلا من جديد ", "the new person gets no answer")
	now := d.contact("1")
	d.want(now.ID == c.Contact && now.Name == "" && now.Phone == "", "%+v", now)
	d.want(len(d.left(secret)) == 0, "left behind: %q", d.left(secret))
}

func goodbyeUnsent(t *testing.T, d *desk) {
	d.live("1", secret)
	d.do(d.text("1", "انس"), secret, dialogs.Forget{})
	d.settle(bot.Outcome{Outgoing: d.outgoing()[0], Unreachable: true})
	d.want(len(d.left(secret)) == 0, "left behind: %q", d.left(secret))
}

func noGoodbye(t *testing.T, d *desk) {
	d.live("7007", secret)
	d.do(d.text("7007", "انس"), "", dialogs.Forget{})
	d.want(len(d.left(secret)) == 0, "left behind: %q", d.left(secret))
	_, err := d.ConversationByChat(t.Context(), telegram, "7007")
	d.want(errors.Is(err, bot.ErrNotFound), "the address is still known: %v", err)
	c := d.do(d.text("7007", "مرحبا"), "أهلا")
	d.want(c.Seq == 0 && texts(d.outgoing()) == "أهلا ", "%+v", c)
}

func othersStay(t *testing.T, d *desk) {
	d.live("1", "كلام")
	before := len(d.left("كلام"))
	d.live("2", secret)
	d.do(d.text("2", "انس"), "وداعا", dialogs.Forget{})
	d.want(len(d.left("كلام")) == before, "another's records went too: %q", d.left("كلام"))
}

func afterForget(t *testing.T, d *desk) {
	d.accept(d.text("1", secret), d.text("1", "انس"), d.text("1", "جديد"))
	c := d.claimOne()
	d.commit(
		d.turn(c, 0, secret, dialogs.SetContact{Name: secret}),
		d.turn(c, 1, "وداعا", dialogs.SetContact{Name: secret}, dialogs.Forget{}, dialogs.SetContact{Lang: "en"}),
		d.turn(c, 2, "أهلا", dialogs.SetContact{Name: "زائر"}),
	)
	d.want(texts(d.outgoing()) == "وداعا أهلا ", "not sent as said")
	d.want(len(d.left(secret)) == 0, "left behind: %q", d.left(secret))
	got := d.contact("1")
	d.want(got.Name == "زائر" && got.Lang == "en" && got.ID != c.Contact, "%+v", got)
	states, err := d.States(t.Context(), []int64{c.Conversation})
	d.ok(err)
	d.want(strings.Contains(string(states[c.Conversation]), c.Waiting[2].Input.ID), "state %s", states[c.Conversation])
}

func exportHasAll(t *testing.T, d *desk) {
	c := d.live("7007", secret)
	d.accept(d.text("7007", secret+" waiting"))
	got, err := d.ExportContact(t.Context(), c.Contact)
	d.ok(err)
	d.want(json.Valid(got), "no JSON: %s", got)
	for _, part := range []string{
		"7007", "7007-alias", "+963", secret + " مرحبا", secret + " أهلا", secret + " waiting",
		`"craft"`, `"projects"`, `"questions"`, `"tickets"`, `"reminders"`, `"state"`, `"note"`, "asked",
	} {
		d.want(strings.Contains(string(got), part), "%q is not in the export:\n%s", part, got)
	}
}

func exportNobody(t *testing.T, d *desk) {
	_, err := d.ExportContact(t.Context(), 99)
	d.want(errors.Is(err, bot.ErrNotFound), "%v", err)
}

func noReplay(t *testing.T, d *desk) {
	in := d.text("1", secret)
	d.do(in, "أهلا")
	d.do(d.text("1", "انس"), "", dialogs.Forget{})
	d.want(d.accept(in)[0].Duplicate, "the network's second delivery brings erased words back")
}

func filesLeft(t *testing.T, d *desk) {
	own, shared := strings.Repeat("a1", 32), strings.Repeat("b2", 32)
	sends := func(chat, hash string) bot.Incoming {
		in := d.text(chat, "")
		in.Input.Kind, in.Input.Media = dialogs.KindPhoto, &dialogs.Media{Hash: hash}
		return in
	}
	d.do(sends("1", own), "وصلت", dialogs.SaveProject{Project: "p", Form: "project", Answers: dialogs.Answers{"photos": {List: []string{own}}}})
	d.do(sends("1", own), "وصلت")
	d.do(sends("1", shared), "وصلت")
	d.do(sends("2", shared), "وصلت")
	left := func(at time.Time) []string {
		d.Helper()
		hashes, err := d.Leftovers(t.Context(), at)
		d.ok(err)
		return hashes
	}
	d.want(len(left(d.now.Add(time.Hour))) == 0, "files of somebody who is there")
	d.do(d.text("1", "انس"), "وداعا", dialogs.Forget{})
	d.want(len(left(d.now.Add(-time.Second))) == 0, "too early")
	for range 2 {
		got := left(d.now.Add(time.Hour))
		d.want(slices.Equal(got, []string{own}), "%q", got)
	}
	d.ok(d.Removed(t.Context(), own))
	d.want(len(left(d.now.Add(time.Hour))) == 0, "it is removed")
	d.do(d.text("2", "انس"), "وداعا", dialogs.Forget{})
	got := left(d.now.Add(time.Hour))
	d.want(slices.Equal(got, []string{shared}), "now it is nobody's: %q", got)
}
