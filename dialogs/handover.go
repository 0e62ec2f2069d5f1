package dialogs

import (
	"slices"
	"strings"
	"time"

	"sanad/dialogs/understand"
)

// human sends the artisan to a person: at once, and honestly about what happens then.
func (t *turn) human(why TicketReason) {
	if t.s.Mode == ModeWaiting {
		t.tell("ticket.waiting", nil, t.words(doGo+"leave")...)
		return
	}
	question := t.text
	bareWish := t.reading.Intent == understand.Human && t.length() <= briefly
	if t.in.Kind == KindChoice || bareWish || t.e.words.actions[t.folded] != "" || strings.HasPrefix(t.text, "/") {
		question = ""
	}
	if a := t.s.Asked; question == "" && a != nil {
		question = a.Text
		if why == ReasonAsked && a.Article == "" && !a.Fits {
			why = ReasonUnanswered
		}
	}
	if a := t.s.Asked; a != nil && a.Fits {
		question = join("\n", question, t.fitsFound())
	}
	if f := t.s.Filling; why == ReasonAsked && f != nil && !f.Done && f.Tries >= maxTries {
		why = ReasonStuck
	}
	t.open(why, question)
	key := Key("ticket.opened")
	if why == ReasonComplaint {
		key = "ticket.complaint"
	}
	t.tell(key, nil, t.laidAside()...)
}

// laidAside leaves the form for the wait, and gives the ways on from there.
func (t *turn) laidAside() []Choice {
	f := t.s.Filling
	if f == nil || f.Done || t.resting() {
		return t.words(doGo + "leave")
	}
	f.Paused, f.Tries = true, 0
	return t.words(t.resumeID(), doGo+"leave")
}

// takenUp goes back to the form after the wait.
func (t *turn) takenUp() {
	if f := t.s.Filling; f != nil && !f.Done && !t.resting() {
		f.Paused = false
	}
}

// open puts the conversation into the queue.
func (t *turn) open(why TicketReason, question string) {
	t.s.Mode, t.s.Ticket, t.s.Lost = ModeWaiting, t.in.ID, 0
	project := ""
	if t.consented() {
		project = t.s.Filling.Project
	}
	t.effect(OpenTicket{Ticket: t.in.ID, Reason: why, Question: short(question, maxTicket), Project: project})
	t.effect(SetTimer{Timer: timerQueue, At: t.now.Add(queueLimit)})
}

// personOffered hears whether an offered person is wanted.
func (t *turn) personOffered(accepted bool) {
	if !accepted {
		if t.was == promptListen {
			t.takenUp()
		}
		t.lead("talk.fine", nil)
		t.goOn()
		return
	}
	t.text = ""
	t.human(ReasonAsked)
}

// leaveQueue lets the artisan wait no longer.
func (t *turn) leaveQueue() bool {
	if t.s.Mode != ModeWaiting {
		return false
	}
	t.endWait("")
	t.lead("ticket.left", nil)
	t.takenUp()
	t.goOn()
	return true
}

// endWait takes the request out of the queue, or lets it go up in another one.
func (t *turn) endWait(into string) {
	t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketResolved, Into: into})
	t.effect(ClearTimer{Timer: timerQueue})
	t.s.Mode, t.s.Ticket = ModeBot, ""
}

// leaves hears who waits and will not any longer, before the same words mean a form or a question: they say that and
// nothing else. «الزبون لغى الطلب» is said to the advisor.
func (t *turn) leaves() bool {
	if t.s.Mode != ModeWaiting {
		return false
	}
	words := strings.Fields(t.folded)
	for len(words) > 0 && t.polite(words[0]) {
		words = words[1:]
	}
	for ; len(words) > 0; words = words[:len(words)-1] {
		wish := strings.Join(words, " ")
		if t.e.words.actions[wish] == "leave" || slices.Contains(t.e.words.signs["leaving"], wish) {
			return t.leaveQueue()
		}
		if !t.polite(words[len(words)-1]) { // a polite word may also end the wish: «ما عاد بدي»
			return false
		}
	}
	return false
}

func (t *turn) polite(word string) bool { return slices.Contains(t.e.words.signs["polite"], word) }

// fromAdvisor does what an advisor did. Only who holds the conversation may act on it; anyone may take it
// while nobody holds it, and leave a note.
func (t *turn) fromAdvisor() {
	t.s.Prompt = t.was
	who := t.in.Person
	if who == nil {
		return
	}
	if t.in.Kind == KindTake && t.phoneLeads() {
		t.phoneYields()
	}
	holds := t.s.Advisor != nil && t.s.Advisor.ID == who.ID
	if holds {
		t.s.Held = t.now.Unix()
	}
	switch {
	case t.in.Kind == KindTake && (t.s.Advisor == nil || holds):
		t.take(*who)
	case t.in.Kind == KindNote && t.noted(*who):
	case t.in.Kind != KindTake && (holds || t.replaces(*who)):
		t.advise(*who)
	default:
		t.effect(RefuseAdvisor{Person: *who, Did: t.in.Kind, Holder: t.s.Advisor})
	}
}

// replaces reports a transfer to oneself from a holder who has been silent for long: a conversation does not hang on
// one advisor's phone. Taking alone never does that, so that two who take at once do not take from each other.
func (t *turn) replaces(who Person) bool {
	silent := t.now.Sub(time.Unix(t.s.Held, 0)) >= AbsentAfter
	return t.in.Kind == KindTransfer && t.s.Advisor != nil && t.in.To != nil && t.in.To.ID == who.ID && silent
}

// take silences the bot from here on.
func (t *turn) take(who Person) {
	if t.s.Advisor != nil {
		return
	}
	if t.s.Ticket == "" {
		t.open(ReasonAsked, "")
	}
	t.effect(ClearTimer{Timer: timerQueue})
	t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketPending, By: &who, To: &who})
	t.s.Mode, t.s.Advisor, t.s.Held = ModeAdvisor, &who, t.now.Unix()
	t.tell("ticket.taken", Args{"Name": who.Name})
}

func (t *turn) noted(who Person) bool {
	ticket := t.s.Ticket
	if ticket == "" {
		ticket = t.s.Rated
	}
	if ticket == "" {
		return false
	}
	t.effect(AddNote{Ticket: ticket, Person: who, Text: t.in.Text})
	return true
}

// advise does what the holder of the conversation did.
func (t *turn) advise(who Person) {
	switch t.in.Kind {
	case KindSay:
		t.say(Reply{Text: t.in.Text, Media: t.in.Media, Advisor: &who})
	case KindTransfer:
		if t.in.To == nil || t.in.To.ID == t.s.Advisor.ID {
			return
		}
		to := *t.in.To
		t.s.Held = t.now.Unix()
		t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketPending, By: &who, To: &to})
		t.s.Advisor = &to
		t.tell("ticket.transferred", Args{"Name": to.Name})
	case KindHandBack:
		t.release(who)
		t.tellKept()
		t.pay()
		t.lead("ticket.handed_back", Args{"Name": who.Name})
		t.goOn()
	case KindResolve:
		t.release(who)
		t.tellKept()
		t.pay()
		t.s.Prompt = promptRate
		t.tell("ticket.resolved", Args{"Name": who.Name}, t.options("star:1", "star:2", "star:3", "star:4", "star:5")...)
	}
}

// release gives the conversation back to the bot, where it was.
func (t *turn) release(who Person) {
	t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketResolved, By: &who})
	t.s.Mode, t.s.Advisor, t.s.Held = ModeBot, nil, 0
	t.s.Rated, t.s.Ticket = t.s.Ticket, ""
	t.s.Lost, t.s.Prompt = 0, ""
	t.takenUp()
}

// rate keeps how content the artisan was.
func (t *turn) rate(stars string) {
	n, ok := bareNumber(stars)
	if !ok || n < 1 || n > 5 || t.s.Rated == "" {
		t.stale()
		return
	}
	t.effect(RateService{Ticket: t.s.Rated, Stars: n})
	t.s.Rated = ""
	key := Key("ticket.rated")
	if n <= 2 {
		key = "ticket.rated_low"
	}
	t.lead(key, nil)
	t.goOn()
}

// rateTyped hears a typed rating: a number, or as many stars.
func (t *turn) rateTyped() bool {
	n, ok := t.chosenNumber()
	if !ok {
		for _, r := range t.text {
			if r == '⭐' {
				n++
			}
		}
	}
	if n < 1 || n > 5 {
		return false
	}
	t.rate(plainDigits("", string(rune('0'+n))))
	return true
}
