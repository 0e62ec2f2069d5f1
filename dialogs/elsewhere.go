package dialogs

import (
	"cmp"
	"maps"
	"slices"
)

// elsewhere hears, in silence, that the artisan did something on another of their channels.
func (t *turn) elsewhere() {
	t.s.Prompt = t.was
	t.learnElsewhere()
	if e := t.in.Elsewhere; e != nil && t.s.Mode == ModeWaiting && earlier(t.s.Ticket, e.Ticket) {
		t.endWait(e.Ticket) // the artisan asked again where they are now, and one request is enough
	}
}

// earlier reports whether one request was made before another. Both are named after inputs, which are numbered in order;
// of two that cross on the way exactly one is, so that they do not both give way.
func earlier(ticket, other string) bool {
	return cmp.Or(cmp.Compare(len(ticket), len(other)), cmp.Compare(ticket, other)) < 0
}

// learnElsewhere takes over what the artisan's other conversations know: the language that one chose, and the
// project that was told last: but never another one under a question that waits for its answer. At the moment of joining
// nobody has said yet which of two projects is meant.
func (t *turn) learnElsewhere() {
	var newest *Filling
	t.updateForm()
	if e := t.in.Elsewhere; e != nil && e.Lang != "" {
		t.s.Lang = e.Lang
	}
	for _, s := range t.in.Siblings {
		if t.in.Kind == KindJoining && s.Lang == "en" { // it was chosen, which Arabic may not have been
			t.s.Lang = s.Lang
		}
		if t.e.consents(s.Filling) && (newest == nil || s.Filling.Saved > newest.Saved) {
			newest = s.Filling
		}
	}
	own := t.s.Filling
	switch {
	case newest == nil:
	case own == nil || len(own.Answers) == 0:
		t.adopt(newest)
	case own.Project == newest.Project, t.in.Kind == KindElsewhere && !t.filling() && t.s.Twin == nil:
		if newest.Saved > own.Saved {
			t.adopt(newest)
		}
	case t.in.Joining != nil && !t.in.Joining.Given:
		t.s.Twin = newest
	}
}

// adopt goes on with a project as it was told on another channel. Where the form stands is each channel's own.
func (t *turn) adopt(from *Filling) {
	own := t.s.Filling
	t.adopted, t.s.Twin = true, nil
	fl := &Filling{Form: from.Form, Version: from.Version, Project: from.Project, Answers: maps.Clone(from.Answers),
		Passed: slices.Clone(from.Passed), Confirmed: from.Confirmed, Done: from.Done || from.Confirmed && from.Journey != "", Nudged: true, Saved: from.Saved}
	fl.Paused, fl.Resting = !fl.Done, !fl.Done && (from.Resting || from.Journey != "")
	if own != nil && own.Project == fl.Project {
		fl.Nudged = own.Nudged
		fl.Paused = fl.Paused && own.Paused
		fl.Resting = fl.Paused && own.Resting
		if !fl.Done {
			fl.Journey, fl.Trail = own.Journey, own.Trail
		}
	}
	t.s.Filling = fl
	if !fl.Done && !fl.Resting && t.e.form(fl.Form) != nil {
		fl.Field = t.nextField()
	}
}
