package dialogs

import (
	"slices"

	"sanad/knowledge"
)

// journeyMatch is the journey that finds the schemes for a project. It asks the project form's own questions, of
// them only those that still tell something about a scheme.
const journeyMatch = "match"

// match begins the journey, with what the project and the message tell already.
func (t *turn) match() {
	if len(t.matches()) == 0 {
		t.general()
		return
	}
	fl := t.s.Filling
	if fl == nil {
		t.begin(journeyMatch, t.facts(nil))
		return
	}
	t.reopen()
	t.takeFacts(t.facts(nil))
	t.next()
}

// reopen goes on with the journey for a project that is at rest or registered.
func (t *turn) reopen() {
	fl := t.s.Filling
	fl.Journey, fl.Done, fl.Paused, fl.Resting = journeyMatch, false, false, false
}

// retell puts right what a list was made from, and makes the list again: right after it where the artisan tells an
// answer anew, and later where they say that one was wrong.
func (t *turn) retell() bool {
	a, fl := t.s.Asked, t.s.Filling
	if fl == nil || t.filling() || !t.consented() || t.questioned() || !t.retelling() {
		return false
	}
	listed := t.was == promptPerson && a != nil && a.Fits && a.Article == ""
	wrong := t.amends()
	told := t.anew(wrong)
	if len(told) == 0 || !(wrong && (listed || t.resting()) || listed && (t.spoken() || t.says("self"))) {
		return false
	}
	t.reopen()
	t.replace(t.e.form(fl.Form), told)
	t.next()
	return true
}

// retelling reports a message that is no wish for something else, nor a question.
func (t *turn) retelling() bool {
	switch action, exact := t.heard(); action {
	case "", yes, no, "correct", "edit", "project", "greet":
		return !exact
	case "question":
		return t.reading.Score < certain || t.says("self")
	}
	return false
}

// amends reports a message that says that an answer was wrong.
func (t *turn) amends() bool {
	action, _ := t.heard()
	return action == "correct" || t.says("meant") || t.says("change")
}

// anew are the facts of the message that are not kept yet. A list grows by what is told, unless it was wrong.
func (t *turn) anew(wrong bool) []fact {
	var out []fact
	for _, x := range t.facts(nil) {
		was := t.s.answers()[x.field.ID]
		if x.field.Kind == FieldChoices && !wrong {
			x.value.List = union(was.List, x.value.List)
		}
		if was.Empty() || was.Text != x.value.Text || !slices.Equal(was.List, x.value.List) || x.field.differs(was, x.value) {
			out = append(out, x)
		}
	}
	return out
}

// matches hold all schemes against what is known of the project.
func (t *turn) matches() []knowledge.Match {
	if t.kb == nil {
		return nil
	}
	fields := map[string]any{}
	if t.consented() {
		fields = t.s.answers().fields()
	}
	return t.kb.Match(fields, t.now)
}

// general answers where nothing can be said of this one artisan.
func (t *turn) general() {
	t.s.Prompt = promptPerson
	cs := append(t.found("ask.topic_match", 3), t.options(doGo+"human", doGo+"menu")...)
	r := Reply{Key: "match.general", Choices: cs}
	t.withLeads(&r)
	t.say(r)
}

// nextField is the field to ask next, in the order of the journey: consent, then what decides most. Empty when the
// journey has all that it needs.
func (t *turn) nextField() string {
	fl := t.s.Filling
	f := t.e.form(fl.Form)
	if fl.Journey != journeyMatch {
		return f.open(fl)
	}
	if !t.consented() {
		return f.consent().ID
	}
	if ids := t.lacking(); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// lacking are the fields that would tell more about a scheme and that nobody was asked yet.
func (t *turn) lacking() []string {
	fl := t.s.Filling
	return slices.DeleteFunc(t.untold(), func(id string) bool { return slices.Contains(fl.Passed, id) })
}

// untold are the fields without an answer that would tell more about a scheme, what decides most first.
func (t *turn) untold() []string {
	fl := t.s.Filling
	f := t.e.form(fl.Form)
	var ids []string
	for _, name := range knowledge.Wanted(t.matches()) {
		field := f.field(knowledge.FormName(name))
		if field != nil && !field.Silent && field.applies(fl.Answers) && fl.Answers[field.ID].Empty() {
			ids = append(ids, field.ID)
		}
	}
	return ids
}

// needed reports whether the journey under way cannot do without an answer to the field.
func (t *turn) needed(field *Field) bool {
	return field.Required && (t.s.Filling.Journey == "" || field.Kind == FieldConsent)
}

// arrive ends the journey with what it found. The project rests where it is.
func (t *turn) arrive() {
	fl := t.s.Filling
	if !fl.Confirmed {
		t.effect(ClearTimer{Timer: timerForm})
	}
	f := t.e.form(fl.Form)
	fl.Passed = slices.DeleteFunc(fl.Passed, func(id string) bool { return f.field(id) == nil || f.field(id).Required })
	t.rest()
	t.fits(0)
}

// resumeID is the choice that goes on with the form, by what it is filled for.
func (t *turn) resumeID() string {
	if t.s.Filling.Journey != "" {
		return doAccept + string(promptResume)
	}
	return doGo + "resume"
}

// rest leaves the form without a question that is open: only who wants to register is asked on.
func (t *turn) rest() {
	fl := t.s.Filling
	fl.Journey, fl.Trail, fl.Field, fl.Editing, fl.Doubt, fl.Tries = "", nil, "", false, nil, 0
	fl.Told = fl.Told[max(0, len(fl.Told)-maxRested):]
	if fl.Done = fl.Confirmed; fl.Done {
		fl.Told = nil
	}
	fl.Paused, fl.Resting = !fl.Done, !fl.Done
}

// resting reports a project that is not being registered, although answers for it are kept.
func (t *turn) resting() bool { return t.s.Filling != nil && t.s.Filling.Resting }

// complete asks what was skipped of all that would tell more.
func (t *turn) complete() {
	fl := t.s.Filling
	if fl == nil {
		t.match()
		return
	}
	ids := t.untold()
	fl.Passed = slices.DeleteFunc(fl.Passed, func(id string) bool { return slices.Contains(ids, id) })
	t.match()
}
