// Package dialogs is the conversation itself: given where a conversation stands and what just
// happened, it says what to answer, where the conversation stands then, and what the host must
// record. It is pure: no clock, network, storage, randomness or goroutine, and it knows no channel.
package dialogs

import (
	"fmt"
	"time"

	"sanad/dialogs/understand"
	"sanad/knowledge"
)

// Result is what a step gives.
type Result struct {
	State   State
	Replies []Reply
	Effects []Effect
}

// Finder is the knowledge base as one turn sees it; *knowledge.Snapshot is the implementation.
type Finder interface {
	Find(question, lang string) knowledge.Found
	Article(id string) (*knowledge.Article, bool)
	// Match holds all schemes against a project's fields, those that suit first.
	Match(fields map[string]any, now time.Time) []knowledge.Match
}

// Stepper is what hosts need of the engine.
type Stepper interface {
	Step(s State, in Input, now time.Time, kb Finder) Result
}

// Reader understands a message; *understand.Reader is the implementation.
type Reader interface {
	Read(text string, now time.Time) understand.Reading
}

// Engine leads conversations. It holds nothing of any of them and serves any number at once.
type Engine struct {
	texts  Texts
	reader Reader
	forms  []Form
	words  vocabulary
	labels map[string]string // what labels and option words fold to, by language and choice id
}

// New makes an engine of the texts that it speaks, the reader that understands for it, and its forms.
func New(texts Texts, reader Reader, forms []Form) (*Engine, error) {
	e := &Engine{texts: texts, reader: reader, forms: forms, labels: map[string]string{}}
	for i := range forms {
		if err := forms[i].check(); err != nil {
			return nil, err
		}
	}
	if e.form(projectForm) == nil {
		return nil, fmt.Errorf("dialogs: there is no form %q", projectForm)
	}
	if err := e.learnWords(); err != nil {
		return nil, err
	}
	e.learnLabels()
	return e, nil
}

// Step moves a conversation on by one input. It never changes s.
func (e *Engine) Step(s State, in Input, now time.Time, kb Finder) Result {
	t := &turn{e: e, s: s.clone(), in: in, now: now, kb: kb}
	t.was, t.s.Prompt = t.s.Prompt, ""
	if !in.FromArtisan() {
		t.withdraw()
	}
	switch {
	case in.FromAdvisor():
		t.fromAdvisor()
	case in.Kind == KindByHand:
		t.byHand()
	case in.Kind == KindTimer:
		t.timer()
	case in.Kind == KindAnswer:
		t.answerCame()
	case in.Kind == KindApology:
		t.apologise()
	case in.Kind == KindStranded:
		t.stranded()
	case in.Kind == KindDiverted:
		t.diverted()
	case in.Kind == KindTrial:
		t.tried()
	case in.Kind == KindJoining:
		t.joined()
	case in.Kind == KindElsewhere:
		t.elsewhere()
	default:
		t.fromArtisan()
	}
	return t.result()
}

func (e *Engine) form(id string) *Form {
	for i := range e.forms {
		if e.forms[i].ID == id {
			return &e.forms[i]
		}
	}
	return nil
}

// projectForm is the form of the project journey.
const projectForm = "project"

// The answers of a yes-or-no question.
const (
	yes = "yes"
	no  = "no"
)
