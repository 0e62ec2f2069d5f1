package dialogs

// stranded lets go of what waits on a channel that has been down for long, so that the artisan's other one goes on with it.
func (t *turn) stranded() {
	t.s.Prompt = t.was
	if t.phoneLeads() { // it is no help on another channel
		unheard := t.s.Unheard
		t.phoneYields()
		t.s.Mode = ModeBot
		switch {
		case t.s.Ticket != "":
			t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketOpen})
		case unheard:
			t.open(ReasonAsked, "")
		}
	}
	t.effect(Divert{Ticket: t.s.Ticket, Advisor: t.s.Advisor})
	if t.s.Ticket == "" {
		return
	}
	t.effect(ClearTimer{Timer: timerQueue})
	t.s.Mode, t.s.Ticket, t.s.Advisor, t.s.Held = ModeBot, "", nil, 0
}

// diverted goes on with what a channel that is down let go of, and says so. Who already talks to a person here, or
// waits for one, has one request too many.
func (t *turn) diverted() {
	t.s.Prompt = t.was
	d := t.in.Diverted
	if d == nil {
		return
	}
	if !d.Back {
		t.effect(TakeOver{From: d.From, Ticket: d.Ticket})
	}
	about := Args{"Network": Key("network." + d.Network)}
	switch {
	case t.s.Mode == ModeAdvisor:
		t.drop(d.Ticket, t.s.Ticket)
		return
	case d.Ticket == "":
		t.down("down.plain", about, d.Back)
	case d.Advisor != nil:
		t.drop(t.s.Ticket, d.Ticket)
		t.effect(ClearTimer{Timer: timerQueue})
		t.s.Mode, t.s.Ticket, t.s.Advisor, t.s.Held = ModeAdvisor, d.Ticket, d.Advisor, t.now.Unix()
		about["Name"] = d.Advisor.Name
		if !d.Back {
			t.tell("down.advisor", about)
		}
	default:
		t.drop(t.s.Ticket, d.Ticket)
		t.effect(SetTimer{Timer: timerQueue, At: t.now.Add(queueLimit)})
		t.s.Mode, t.s.Ticket = ModeWaiting, d.Ticket
		t.down("down.waiting", about, d.Back, t.words(doGo+"leave")...)
	}
}

func (t *turn) down(key Key, about Args, silent bool, choices ...Choice) {
	if silent {
		return
	}
	t.tell(key, about, choices...)
	t.goOnWith()
}

// drop ends a request that goes up in another.
func (t *turn) drop(ticket, into string) {
	if ticket != "" {
		t.effect(ChangeTicket{Ticket: ticket, State: TicketResolved, Into: into})
	}
}
