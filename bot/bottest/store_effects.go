package bottest

import (
	"slices"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var effectCases = map[string]func(*testing.T, *desk){
	"the contact learns what is told":        contactLearns,
	"a project is written over":              projectWritten,
	"a ticket's life":                        ticketLife,
	"tickets are chosen and sorted":          ticketsChosen,
	"questions are kept":                     questionsKept,
	"a refused advisor is in the audit":      refusedInAudit,
	"a timer falls due once":                 timerOnce,
	"a timer is replaced and cleared":        timerReplaced,
	"the last of two wins within a commit":   lastWins,
	"every effect of the engine is accepted": everyEffect,
}

var (
	rana  = dialogs.Person{ID: "p1", Name: "رنا"}
	samer = dialogs.Person{ID: "p2", Name: "سامر"}
)

func (d *desk) contact(chat string) bot.Contact {
	d.Helper()
	c, err := d.ConversationByChat(d.Context(), telegram, chat)
	d.ok(err)
	return c.Contact
}

func contactLearns(t *testing.T, d *desk) {
	in := d.text("1", "a")
	in.Input.Name = "Abu Ahmad"
	d.do(in, "")
	d.want(d.contact("1").Name == "Abu Ahmad", "the channel's hint is not kept: %+v", d.contact("1"))
	d.do(d.text("1", "b"), "", dialogs.SetContact{Name: "أبو أحمد", Lang: "ar"})
	d.do(d.text("1", "c"), "", dialogs.SetContact{Phone: "+963900000000"})
	got := d.contact("1")
	d.want(got.Name == "أبو أحمد" && got.Lang == "ar" && got.Phone == "+963900000000", "%+v", got)
}

func projectWritten(t *testing.T, d *desk) {
	c := d.do(d.text("1", "a"), "", dialogs.SaveProject{Project: "7", Form: "project", Version: 1, Answers: dialogs.Answers{"craft": {Text: "mosaic"}}})
	d.now = d.now.Add(time.Minute)
	last := dialogs.SaveProject{Project: "7", Form: "project", Version: 2, Answers: dialogs.Answers{"craft": {Text: "copper"}}, Done: true}
	d.do(d.text("1", "b"), "", last, dialogs.SaveProject{Project: "8", Form: "project", Version: 2})
	got, err := d.Projects(t.Context(), c.Contact)
	d.ok(err)
	i := slices.IndexFunc(got, func(p bot.Project) bool { return p.ID == "7" })
	d.want(len(got) == 2 && i >= 0, "%+v", got)
	p := got[i]
	d.want(p.Done && p.Version == 2 && p.Contact == c.Contact && p.Changed.Equal(d.now) && equal(p.Answers, last.Answers), "%+v", p)
}

func (d *desk) ticket(id string) bot.Ticket {
	d.Helper()
	all, err := d.Tickets(d.Context(), bot.TicketFilter{})
	d.ok(err)
	i := slices.IndexFunc(all, func(t bot.Ticket) bool { return t.ID == id })
	d.want(i >= 0, "no ticket %q in %+v", id, all)
	return all[i]
}

func ticketLife(t *testing.T, d *desk) {
	c := d.do(d.text("1", "a"), "", dialogs.OpenTicket{Ticket: "9", Reason: dialogs.ReasonAsked, Question: "كيف القرض؟", Project: "7"})
	opened := d.now
	got := d.ticket("9")
	d.want(got.State == dialogs.TicketOpen && got.Reason == dialogs.ReasonAsked && got.Question == "كيف القرض؟" && got.Project == "7", "%+v", got)
	d.want(got.Conversation.ID == c.Conversation && got.Conversation.Chat == "1" && got.Advisor == nil, "%+v", got)
	d.now = d.now.Add(time.Minute)
	d.do(fromAdvisor(c.Conversation, "x1"), "", dialogs.ChangeTicket{Ticket: "9", State: dialogs.TicketPending, By: &rana, To: &rana})
	got = d.ticket("9")
	d.want(got.State == dialogs.TicketPending && got.Advisor != nil && *got.Advisor == rana, "%+v", got)
	d.want(got.Opened.Equal(opened) && got.Changed.Equal(d.now), "%+v", got)
	d.do(fromAdvisor(c.Conversation, "x2"), "", dialogs.ChangeTicket{Ticket: "9", State: dialogs.TicketPending, By: &rana, To: &samer})
	d.want(*d.ticket("9").Advisor == samer, "%+v", d.ticket("9"))
	d.do(fromAdvisor(c.Conversation, "x3"), "", dialogs.ChangeTicket{Ticket: "9", State: dialogs.TicketResolved, By: &samer})
	d.do(d.text("1", "5"), "", dialogs.RateService{Ticket: "9", Stars: 5})
	got = d.ticket("9")
	d.want(got.State == dialogs.TicketResolved && got.Stars == 5 && got.Advisor == nil, "%+v", got)
	entries, err := d.Entries(t.Context(), 100)
	d.ok(err)
	d.want(len(entries) == 4 && entries[0].Person == "p2" && entries[0].Did == "ticket.resolved" && entries[0].Object == "9", "%+v", entries)
}

func ticketsChosen(t *testing.T, d *desk) {
	for _, id := range []string{"a", "b", "c"} {
		d.now = d.now.Add(time.Minute)
		d.do(d.text(id, "x"), "", dialogs.OpenTicket{Ticket: id})
	}
	d.now = d.now.Add(time.Minute)
	d.do(d.text("a", "x"), "", dialogs.ChangeTicket{Ticket: "a", State: dialogs.TicketPending, By: &rana, To: &rana})
	for _, c := range []struct {
		filter bot.TicketFilter
		want   string
	}{
		{bot.TicketFilter{}, "abc"},
		{bot.TicketFilter{Newest: true}, "acb"},
		{bot.TicketFilter{Limit: 1}, "a"},
		{bot.TicketFilter{States: []dialogs.TicketState{dialogs.TicketOpen}}, "bc"},
		{bot.TicketFilter{States: []dialogs.TicketState{dialogs.TicketOpen, dialogs.TicketPending}}, "abc"},
		{bot.TicketFilter{Advisor: "p1"}, "a"},
		{bot.TicketFilter{Advisor: "p1", States: []dialogs.TicketState{dialogs.TicketOpen}}, ""},
	} {
		all, err := d.Tickets(t.Context(), c.filter)
		d.ok(err)
		got := ""
		for _, ticket := range all {
			got += ticket.ID
		}
		d.want(got == c.want, "%+v gives %q, want %q", c.filter, got, c.want)
	}
}

func questionsKept(t *testing.T, d *desk) {
	c := d.do(d.text("1", "a"), "", dialogs.NoteQuestion{Question: "متى؟", Article: "fund", Score: 0.25, Why: dialogs.QuestionUnknown},
		dialogs.NoteQuestion{Question: "أين؟", Why: dialogs.QuestionHelpful})
	got, err := d.Questions(t.Context(), dialogs.QuestionUnknown, 10)
	d.ok(err)
	d.want(len(got) == 1, "%+v", got)
	q := got[0]
	d.want(q.Question == "متى؟" && q.Article == "fund" && q.Score == 0.25 && q.Contact == c.Contact && q.At.Equal(d.now), "%+v", q)
	all, err := d.Questions(t.Context(), "", 10)
	d.ok(err)
	d.want(len(all) == 2 && all[0].Question == "أين؟", "%+v", all)
}

func refusedInAudit(t *testing.T, d *desk) {
	d.do(d.text("1", "a"), "", dialogs.RefuseAdvisor{Person: samer, Did: dialogs.KindTake, Holder: &rana})
	got, err := d.Entries(t.Context(), 10)
	d.ok(err)
	d.want(len(got) == 1 && got[0].Person == "p2" && got[0].Did == "refused.take" && got[0].At.Equal(d.now), "%+v", got)
}

func (d *desk) fire() int {
	d.Helper()
	n, err := d.FireTimers(d.Context(), d.now, 100)
	d.ok(err)
	return n
}

func timerOnce(t *testing.T, d *desk) {
	c := d.do(d.text("1", "a"), "", dialogs.SetTimer{Timer: "remind", At: d.now.Add(time.Hour)})
	d.want(d.fire() == 0, "fired before its time")
	due := d.now.Add(time.Hour)
	d.now = due.Add(time.Minute)
	d.want(d.fire() == 1 && d.fire() == 0, "not fired once")
	claim := d.claimOne()
	in := claim.Waiting[0]
	d.want(claim.Conversation == c.Conversation && in.Input.Kind == dialogs.KindTimer && in.Input.Timer == "remind" && in.At.Equal(due), "%+v", claim)
	d.commit(d.turn(claim, 0, "تذكير", dialogs.SetTimer{Timer: "remind", At: due}))
	d.want(d.transcript(c.Conversation)[1] == "bot:تذكير", "%v", d.transcript(c.Conversation))
	d.want(d.fire() == 1, "a timer set anew for an instant that is past does not fire")
}

func timerReplaced(t *testing.T, d *desk) {
	d.do(d.text("1", "a"), "", dialogs.SetTimer{Timer: "t", At: d.now.Add(time.Hour)}, dialogs.SetTimer{Timer: "u", At: d.now.Add(time.Hour)})
	d.do(d.text("1", "b"), "", dialogs.SetTimer{Timer: "t", At: d.now.Add(2 * time.Hour)}, dialogs.ClearTimer{Timer: "u"}, dialogs.ClearTimer{Timer: "none"})
	d.now = d.now.Add(time.Hour)
	d.want(d.fire() == 0, "a replaced or cleared timer fired")
	d.now = d.now.Add(time.Hour)
	d.want(d.fire() == 1, "the replacing timer did not fire")
}

func lastWins(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("1", "b"))
	c := d.claimOne()
	at := d.now.Add(time.Hour)
	d.commit(
		d.turn(c, 0, "", dialogs.SetTimer{Timer: "t", At: at}, dialogs.ClearTimer{Timer: "u"}, dialogs.OpenTicket{Ticket: "9"}, dialogs.SetContact{Name: "x"}),
		d.turn(c, 1, "", dialogs.ClearTimer{Timer: "t"}, dialogs.SetTimer{Timer: "u", At: at}, dialogs.SetContact{Name: "y"},
			dialogs.ChangeTicket{Ticket: "9", State: dialogs.TicketPending, To: &rana}, dialogs.ChangeTicket{Ticket: "9", State: dialogs.TicketResolved}),
	)
	d.want(d.ticket("9").State == dialogs.TicketResolved && d.contact("1").Name == "y", "%+v", d.ticket("9"))
	d.now = at
	d.want(d.fire() == 1 && d.claimOne().Waiting[0].Input.Timer == "u", "the wrong timer fired")
}

// everyEffect holds one of each effect, so that none is unknown to a store.
func everyEffect(t *testing.T, d *desk) {
	d.do(d.text("1", "a"), "",
		dialogs.SetContact{}, dialogs.SaveProject{Project: "p"}, dialogs.OpenTicket{Ticket: "t"}, dialogs.ChangeTicket{Ticket: "t"},
		dialogs.RefuseAdvisor{}, dialogs.AddNote{Ticket: "t"}, dialogs.NoteQuestion{}, dialogs.AwaitAnswer{Question: "1"}, dialogs.StopAwaiting{}, dialogs.RateService{Ticket: "t"},
		dialogs.SetTimer{Timer: "t", At: d.now}, dialogs.ClearTimer{Timer: "t"}, dialogs.SendMyData{}, dialogs.Forget{})
}
