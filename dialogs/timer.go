package dialogs

import "time"

// The timers: a form left unfinished, and a ticket that nobody takes. Each speaks once. timerAnswer is the third.
const (
	timerForm  = "form"
	timerQueue = "ticket"
)

// timer does what falls due. What has become pointless meanwhile passes in silence.
func (t *turn) timer() {
	t.s.Prompt = t.was
	switch t.in.Timer {
	case timerForm:
		t.nudge()
	case timerPhone:
		t.phoneSilent()
	case timerQueue:
		if t.s.Mode == ModeWaiting {
			t.tell("ticket.still", nil, t.words(doGo+"leave")...)
		}
	case timerAnswer:
		t.payAndGoOn()
	}
}

// nudge reminds of an unfinished form, one time only and not while the artisan is at it.
func (t *turn) nudge() {
	f := t.s.Filling
	if f == nil || f.Done || f.Nudged || t.resting() || t.s.Mode != ModeBot || !t.consented() {
		return
	}
	if t.s.silence(t.now) < nudgeAfter {
		t.effect(SetTimer{Timer: timerForm, At: time.Unix(t.s.Last, 0).Add(nudgeAfter).UTC()})
		return
	}
	f.Nudged = true
	t.s.Prompt = promptResume
	if f.Journey != "" {
		t.tell("match.nudge", nil, t.word(t.resumeID()))
		return
	}
	key, left := Key("form.nudge"), t.left()
	if left == 0 {
		key = "form.nudge_summary"
	}
	t.tell(key, Args{"Count": left}, t.words(doGo+"resume")...)
}

// apologise is said for a turn that the host gave up; a person takes over from a bot that failed.
func (t *turn) apologise() {
	t.s.Prompt = t.was
	if t.s.Mode == ModeAdvisor {
		return
	}
	t.tell("talk.sorry", nil)
	if t.s.Mode == ModeBot {
		t.open(ReasonBroken, "")
	}
}
