package dialogs

import (
	"strconv"
	"time"
)

// Who asked what the bot does not know may be told once there is an answer. They say so themself, and may take it back.

// timerAnswer comes back to what could not be told yet.
const timerAnswer = "answer"

const (
	maxOwed   = 5                // answers that wait to be told; of more the oldest is dropped
	maxLate   = 7                // tries to find the article, over some four minutes: by then every process has it, or it is gone
	firstLate = 2 * time.Second  // doubled at every try
	justNow   = 10 * time.Minute // while what was open before counts as what a short answer means
)

// Owed is an answer that is told as soon as that may be.
type Owed struct {
	Question string `json:"question"`
	Article  string `json:"article"`
	Revision int    `json:"revision,omitempty"` // the oldest revision that answers it
	Tries    int    `json:"tries,omitempty"`
}

// tellOrHuman offers what there is instead of an answer. The question is that of this turn.
func (t *turn) tellOrHuman() []Choice { return t.words(doGo+"human", doTell+t.in.ID) }

// notHelped is the same for an answer that did not help, where it is known what was asked.
func (t *turn) notHelped() []Choice {
	if t.s.Asked == nil || t.s.Asked.Note != t.in.ID {
		return t.words(doGo + "human")
	}
	return t.tellOrHuman()
}

// tells hears who wants to be told or not, whatever else is open.
func (t *turn) tells() bool {
	switch t.e.words.actions[t.folded] {
	case "tell_me":
		if t.s.Asked == nil || t.s.Asked.Note == "" {
			t.ask(promptAsk, "tell.what")
			return true
		}
		t.await(t.s.Asked.Note)
	case "tell_not":
		t.s.Hushed, t.s.Owed = true, nil
		t.effect(StopAwaiting{})
		t.tell("tell.no", nil)
		t.goOnWith()
	default:
		return false
	}
	return true
}

// await keeps that the artisan wants the answer to what the turn of an input could not answer.
func (t *turn) await(input string) {
	if n, err := strconv.ParseInt(input, 10, 64); err != nil || n <= 0 {
		t.stale()
		return
	}
	t.s.Hushed = false
	t.effect(AwaitAnswer{Question: input})
	t.tell("tell.yes", nil)
	t.goOnWith()
}

// answerCame tells what an artisan waited for, and goes back to what was open.
func (t *turn) answerCame() {
	t.s.Prompt = t.was
	if t.s.Hushed {
		return
	}
	owed := append(t.s.Owed[:len(t.s.Owed):len(t.s.Owed)], Owed{Question: short(t.in.Text, maxQuestion), Article: t.in.Article, Revision: t.in.Revision})
	t.s.Owed = owed[max(0, len(owed)-maxOwed):]
	t.payAndGoOn()
}

func (t *turn) payAndGoOn() {
	t.pay()
	if len(t.replies) > 0 && t.filling() && t.s.silence(t.now) < longSilence {
		t.askField()
	}
}

// pay tells what is owed. Nothing is told while an advisor leads; what this process does not have yet comes later.
func (t *turn) pay() {
	if len(t.s.Owed) == 0 || t.s.Mode == ModeAdvisor || t.kb == nil {
		return
	}
	var later []Owed
	wait := time.Duration(0)
	for _, o := range t.s.Owed {
		a, ok := t.kb.Article(o.Article)
		switch {
		case ok && a.Revision >= o.Revision:
			t.tellAnswer(o)
		case o.Tries < maxLate:
			wait = max(wait, firstLate<<o.Tries)
			o.Tries++
			later = append(later, o)
		}
	}
	if t.s.Owed = later; len(later) > 0 {
		t.effect(SetTimer{Timer: timerAnswer, At: t.now.Add(wait)})
	}
}

// tellAnswer says what was asked and what the answer is. While something else was open just now, numbers and a yes
// or no are left to that.
func (t *turn) tellAnswer(o Owed) {
	open, about, fresh := t.s.Prompt, t.s.Asked, t.s.silence(t.now) < justNow
	a, _ := t.kb.Article(o.Article)
	t.s.Asked = &Asked{Text: o.Question}
	t.show(a)
	r := &t.replies[len(t.replies)-1]
	r.Key, r.Args = "tell.answer", Args{"Question": o.Question, "Answer": Phrase{r.Key, r.Args}}
	if !fresh {
		return
	}
	for i := range r.Choices {
		r.Choices[i].Word = true
	}
	if open != "" {
		t.s.Prompt, t.s.Asked = open, about
	}
}
