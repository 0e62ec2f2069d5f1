package dialogs

import (
	"slices"
	"strings"
	"time"

	"sanad/dialogs/understand"
)

// People send one sentence as several messages: «شغلي», «موزاييك», «بالشام». Each gets its answer, and what made
// no sense by itself is read once more together with what comes right after it.
const (
	burst    = 8 * time.Second
	maxHeard = 120 // bytes of what was not understood that are kept for the next message
)

// join reads the message together with the one before it, where that one was not understood, came moments ago,
// and both together say more.
func (t *turn) join() {
	before := t.heardBefore
	if before == "" || t.silence > burst || wordless(t.text) || len(before)+len(t.text) > maxHeard || t.e.words.actions[t.folded] != "" {
		return
	}
	alone, text, folded := t.reading, t.text, t.folded
	if t.questioned() && strings.Contains(folded, " ") {
		return
	}
	if !t.filling() && !t.spoken() && t.fragment() { // more is to come
		t.both = before + " " + text
		return
	}
	amount := t.filling() && t.s.Filling.doubted() != nil
	if amount && len(strings.Fields(folded)) > 2 {
		return
	}
	said := t.sense()
	t.read(before + " " + text)
	if amount && t.across(len(before)) || !amount && t.sense() > said {
		return
	}
	t.both = t.text
	t.reading, t.text, t.folded, t.told = alone, text, folded, false
}

// across reports a quantity of which a part stands in either message: «خمسين», «ألف».
func (t *turn) across(seam int) bool {
	return slices.ContainsFunc(t.entities(sumLike), func(e understand.Entity) bool { return e.Start < seam && e.End > seam })
}

// sense is how much the message that was read says: answers to questions of the form, or outside it a question. Two
// messages that mean nothing never make a wish together.
func (t *turn) sense() int {
	n := 2 * len(t.facts(nil))
	if f, field := t.current(); t.filling() && field != nil && !field.free() {
		n += 2 * len(t.loosely(field))
		if _, ok := t.valueOf(f, field); ok {
			n += 2
		}
	}
	asks := t.questioned() || t.reading.Intent == understand.Question && t.wishes()
	if !t.filling() && asks && strings.Contains(t.folded, " ") {
		n++
	}
	return n
}

// unheard keeps what was not understood for the next message.
func (t *turn) unheard() {
	text := t.text
	if t.both != "" {
		text = t.both
	}
	if len(text) <= maxHeard {
		t.s.Heard = text
	}
}
