// Package dialogs is the conversation itself: given where a conversation stands and what just
// happened, it says what to answer, where the conversation stands then, and what the host must
// record. It is pure: no clock, network, storage, randomness or goroutine, and it knows no channel.
package dialogs

import (
	"time"

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
}

// Stepper is what hosts need of the engine.
type Stepper interface {
	Step(s State, in Input, now time.Time, kb Finder) Result
}
