package dialogs

// forget erases everything about the artisan, or not.
func (t *turn) forget(accepted bool) {
	if !accepted {
		t.lead("privacy.kept", nil)
		t.goOn()
		return
	}
	if t.s.Ticket != "" {
		t.effect(ChangeTicket{Ticket: t.s.Ticket, State: TicketResolved})
	}
	t.effect(ClearTimer{Timer: timerForm})
	t.effect(ClearTimer{Timer: timerQueue})
	t.effect(Forget{})
	t.s = State{Lang: t.s.Lang, Mode: ModeBot, Hushed: true}
	t.changed = false
	t.tell("privacy.forgotten", nil)
}
