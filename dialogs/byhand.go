package dialogs

import (
	"time"

	"sanad/dialogs/understand"
)

// PhoneOwner is the ID of who leads a conversation in which somebody writes on our number's own phone: they have no login.
const PhoneOwner = "phone"

// timerPhone ends the lead of the phone.
const timerPhone = "phone"

// byHand gives the lead to the phone: the bot falls silent, as with an advisor, until one of the desk takes the
// conversation or nothing more came from the phone for a while.
func (t *turn) byHand() {
	t.s.Prompt = t.was
	if t.s.Mode == ModeAdvisor && !t.phoneLeads() {
		return // the advisor who leads sees it
	}
	if !t.phoneLeads() && t.s.Ticket != "" {
		t.effect(ClearTimer{Timer: timerQueue})
		t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketPending, To: &Person{ID: PhoneOwner}})
	}
	t.s.Mode, t.s.Advisor = ModeAdvisor, &Person{ID: PhoneOwner}
	t.s.Held, t.s.Unheard, t.s.Lost = t.now.Unix(), false, 0
	t.effect(SetTimer{Timer: timerPhone, At: t.now.Add(phoneLead)})
}

func (t *turn) phoneLeads() bool { return t.s.Advisor != nil && t.s.Advisor.ID == PhoneOwner }

// wantsAnswer reports whether more was sent than thanks or a farewell.
func (t *turn) wantsAnswer() bool {
	if t.in.Kind != KindText {
		return true
	}
	intent := t.e.reader.Read(clean(t.in.Text), t.now).Intent
	return intent != understand.Thanks && intent != understand.Bye
}

// phoneYields makes way for an advisor of the desk.
func (t *turn) phoneYields() {
	t.s.Advisor, t.s.Held, t.s.Unheard = nil, 0, false
	t.effect(ClearTimer{Timer: timerPhone})
}

// phoneSilent gives the conversation back once the phone has been silent for long. Who had the last word decides what
// becomes of the case: an artisan whom nobody answered goes on waiting for a person.
func (t *turn) phoneSilent() {
	if !t.phoneLeads() || t.now.Sub(time.Unix(t.s.Held, 0)) < phoneLead {
		return
	}
	unheard := t.s.Unheard
	t.s.Mode, t.s.Advisor, t.s.Held, t.s.Unheard = ModeBot, nil, 0, false
	switch {
	case unheard && t.s.Ticket == "":
		t.open(ReasonAsked, "")
		t.tell("ticket.opened", nil, t.laidAside()...)
	case unheard:
		t.s.Mode = ModeWaiting
		t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketOpen})
		t.effect(SetTimer{Timer: timerQueue, At: t.now.Add(queueLimit)})
		t.tell("ticket.waiting", nil, t.laidAside()...)
	case t.s.Ticket != "":
		t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketResolved})
		t.s.Rated, t.s.Ticket = t.s.Ticket, ""
	}
	if t.s.Mode == ModeBot {
		t.takenUp()
	}
	t.tellKept()
	t.payAndGoOn()
}
