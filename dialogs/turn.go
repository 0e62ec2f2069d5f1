package dialogs

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"sanad/dialogs/understand"
)

// turn is one step under way.
type turn struct {
	e   *Engine
	s   State // the state so far
	in  Input
	now time.Time
	kb  Finder
	was prompt // the question that was open before

	text     string // the message, cleaned
	folded   string
	reading  understand.Reading
	told     bool // allFacts are those of the message
	allFacts []fact
	both     string        // the message with the one before it, where that says no more than the message alone
	silence  time.Duration // since the artisan last did something
	away     bool          // that was long

	heardBefore string // what was not understood right before

	replies  []Reply
	effects  []Effect
	leads    Paragraphs // what the next question says first
	changed  bool       // answers changed
	lostNow  bool       // the message was not understood
	identity bool       // the name or phone may have changed
	asked    bool       // the form has its question in the replies already
	later    bool       // the host answers
	adopted  bool       // the project is another channel's
}

// Limits on what is looked at, kept and waited for.
const (
	maxText     = 4000 // bytes of a message that are read
	maxQuestion = 300  // bytes of a question that are kept in the state
	maxTicket   = 900  // bytes of what a ticket says
	maxAnswer   = 600  // characters of a first answer with all that belongs to it: a screen of a phone
	maxWords    = 600  // bytes of a text answer
	maxTold     = 8    // messages whose edit still corrects an answer
	maxRested   = 4    // of them, once the project rests
	longSilence = 20 * time.Hour
	nudgeAfter  = 24 * time.Hour
	phoneLead   = 30 * time.Minute // after the last word from our number's own phone the conversation is the bot's again
	queueLimit  = 24 * time.Hour
	maxTries    = 3
)

func (t *turn) say(r Reply)                      { t.replies = append(t.replies, r) }
func (t *turn) effect(e Effect)                  { t.effects = append(t.effects, e) }
func (t *turn) lead(k Key, a Args)               { t.leads = append(t.leads, Phrase{k, a}) }
func (t *turn) tell(k Key, a Args, c ...Choice)  { t.say(Reply{Key: k, Args: a, Choices: c}) }
func (t *turn) ask(p prompt, k Key, c ...Choice) { t.s.Prompt = p; t.tell(k, nil, c...) }

// AbsentAfter is how long an advisor who leads may be silent before another can take their place.
const AbsentAfter = 15 * time.Minute

// fromArtisan answers whatever an artisan sends. While an advisor leads, the bot only remembers that it happened.
func (t *turn) fromArtisan() {
	t.silence = t.s.silence(t.now)
	t.away = t.silence >= longSilence
	t.s.Last, t.heardBefore, t.s.Heard = t.now.Unix(), t.s.Heard, ""
	if t.in.Name != "" {
		t.s.Name = short(clean(t.in.Name), 60)
	}
	if t.away || t.s.Mode == ModeAdvisor {
		t.withdraw()
	}
	if t.s.Mode == ModeAdvisor {
		t.s.Prompt = t.was
		t.s.Unheard = t.phoneLeads() && (t.s.Unheard || t.wantsAnswer())
		return
	}
	t.updateForm()
	switch t.in.Kind {
	case KindText, KindEdit:
		t.message()
	case KindChoice:
		t.choice(t.in.Choice)
	default:
		t.thing()
	}
	if len(t.replies) == 0 && !t.later {
		t.goOn()
	}
	if !t.lostNow {
		t.s.Lost = 0
	}
}

// withdraw takes back a question whose yes erases, publishes or joins: a bare yes or number answers it right after it
// was asked, and nothing that came in between. Its button says what it does, and goes on doing it.
func (t *turn) withdraw() {
	if t.was == promptForget || t.was == promptRestart || t.was == promptPublish || t.was == promptJoin {
		t.was, t.s.Shown = "", nil
	}
}

// result closes the turn: what was collected is saved, and what was offered is remembered.
func (t *turn) result() Result {
	if len(t.leads) > 0 {
		t.tell("talk.lines", Args{"Lines": t.leads})
	}
	if t.changed && t.consented() {
		t.save()
	}
	if len(t.replies) > 0 && t.s.Mode != ModeAdvisor {
		t.remember()
	}
	t.s.Version = StateVersion
	return Result{State: t.s, Replies: t.replies, Effects: t.effects}
}

// remember keeps which choices were offered: numbers choose among those of the last message that has any.
func (t *turn) remember() {
	was := t.s.Shown
	t.s.Shown, t.s.Words = nil, nil
	for _, r := range t.replies {
		if r.numbers != nil {
			t.s.Shown = r.numbers
		}
		for _, c := range r.Choices {
			if c.Word {
				t.s.Words = append(t.s.Words, c.ID)
			}
		}
		if numbered := numberedIDs(r.Choices); len(numbered) > 0 {
			t.s.Shown = numbered
		}
	}
	if t.s.Shown == nil && t.in.Kind == KindAnswer { // what came unasked takes no numbers away
		t.s.Shown = was
	}
}

func numberedIDs(cs []Choice) choiceIDs {
	var ids choiceIDs
	for _, c := range cs {
		if !c.Word {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// goOn says the next thing when all else is said: the form's question again, or the menu.
func (t *turn) goOn() {
	if t.filling() {
		t.askField()
		return
	}
	t.menu()
}

// clean drops what nobody typed on purpose: control and direction marks; and what is too long to be read.
func clean(s string) string {
	s = strings.ToValidUTF8(short(s, maxText), "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// wordless reports a text without any letter or digit.
func wordless(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// add appends v where it is missing.
func add(list []string, v string) []string {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
