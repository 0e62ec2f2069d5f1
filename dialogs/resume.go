package dialogs

import (
	"maps"
	"slices"
)

// pause leaves the form as it is while the artisan looks at something else.
func (t *turn) pause() {
	if !t.filling() {
		return
	}
	fl := t.s.Filling
	fl.Editing, fl.Doubt = false, nil
	if fl.Confirmed {
		t.rest()
		return
	}
	fl.Paused = true
}

// cancel stops whatever is under way; nothing that was told is lost.
func (t *turn) cancel() {
	switch {
	case t.filling() && t.s.Filling.Editing:
		t.back()
	case t.filling() && !t.s.Filling.Confirmed:
		t.pause()
		t.lead("form.paused", nil)
		t.menu()
	default:
		t.pause()
		t.fine()
	}
}

// resume goes on with the form where it stopped.
func (t *turn) resume() bool {
	fl := t.s.Filling
	if fl == nil {
		return t.further(doMore) // the answer is all that there is to go on with
	}
	if fl.Done {
		return t.viewProject()
	}
	t.lead("form.go_on", nil)
	if t.resting() {
		t.register()
		return true
	}
	fl.Paused = false
	t.askField()
	return true
}

// updateForm brings a form that was begun before its questions changed up to date: renamed fields keep
// their answers, those of fields that are gone are dropped, and the artisan is asked whether to go on.
func (t *turn) updateForm() {
	fl := t.s.Filling
	if fl == nil {
		return
	}
	f := t.e.form(fl.Form)
	if f == nil {
		t.s.Filling = nil
		return
	}
	if fl.Version == f.Version && (fl.Field == "" || f.field(fl.Field) != nil) {
		return
	}
	for i := range f.Fields {
		if was := f.Fields[i].Was; was != "" && !fl.Answers[was].Empty() && fl.Answers[f.Fields[i].ID].Empty() {
			fl.Answers[f.Fields[i].ID] = fl.Answers[was]
		}
	}
	maps.DeleteFunc(fl.Answers, func(id string, _ Value) bool { return f.field(id) == nil })
	fl.Version, fl.Doubt, fl.Told, fl.Editing, fl.Tries = f.Version, nil, nil, false, 0
	if !fl.Done {
		fl.Field = t.nextField()
		t.away = true
	}
}

// resuming asks somebody who comes back after a long time whether to go on, unless they just do.
func (t *turn) resuming() bool {
	action, _ := t.heard()
	switch action {
	case "", "greet", "yes", "no", "thanks", "project", "none":
	default:
		return false
	}
	f, field := t.current()
	if action != "greet" && field != nil && field.Kind != FieldText && field.Kind != FieldName {
		if _, ok := t.valueOf(f, field); ok {
			return false
		}
	}
	if t.asks() {
		return false
	}
	if action == "greet" {
		t.lead("greet.back", nil)
	}
	t.offerResume()
	return true
}

func (t *turn) offerResume() {
	t.s.Prompt = promptResume
	r := Reply{Key: "form.resume", Args: t.progress()}
	ids := []string{doAccept + string(promptResume), doRefuse + string(promptResume), doGo + "menu"}
	if t.s.Filling.Journey != "" {
		r.Key, ids = "match.resume", []string{ids[0], ids[2]}
	}
	r.Choices = t.options(ids...)
	t.withLeads(&r)
	t.say(r)
}

// left is how many questions there still are, with the one that is open.
func (t *turn) left() int {
	fl := t.s.Filling
	if fl.Journey != "" {
		return len(t.lacking())
	}
	return len(slices.DeleteFunc(t.e.form(fl.Form).asked(fl.Answers), func(field *Field) bool {
		return field.ID != fl.Field && (!fl.Answers[field.ID].Empty() || slices.Contains(fl.Passed, field.ID))
	}))
}

// progress says which question is the next and of how many.
func (t *turn) progress() Args {
	fl := t.s.Filling
	if fl.Journey != "" {
		return Args{"Count": max(t.left(), 1)}
	}
	asked := t.e.form(fl.Form).asked(fl.Answers)
	step := len(asked)
	for i, field := range asked {
		if field.ID == fl.Field {
			step = i + 1
		}
	}
	if fl.Field != "" && t.e.form(fl.Form).field(fl.Field).Kind == FieldConsent {
		step = 1
	}
	return Args{"Step": step, "Total": len(asked)}
}
