package dialogs

import (
	"slices"
	"strings"
)

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

// erases reports a plain yes that says over again what to: «إي احذفوا».
func (t *turn) erases() bool {
	words := strings.Fields(t.folded)
	return len(words) > 1 && t.e.words.actions[words[0]] == yes && !slices.ContainsFunc(words[1:], func(w string) bool {
		return !slices.Contains(t.e.words.signs["erase"], w) && t.e.words.actions[w] != yes
	})
}
