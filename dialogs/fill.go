package dialogs

import (
	"maps"
	"slices"
)

// filling reports whether a form is being filled right now.
func (t *turn) filling() bool {
	f := t.s.Filling
	return f != nil && !f.Done && !f.Paused
}

// current is the form and the field that is asked; the field is nil at the summary.
func (t *turn) current() (*Form, *Field) {
	if t.s.Filling == nil {
		return nil, nil
	}
	f := t.e.form(t.s.Filling.Form)
	return f, f.field(t.s.Filling.Field)
}

// project begins to register a project, or returns to the one that there is.
func (t *turn) project() {
	switch f := t.s.Filling; {
	case f == nil:
		t.startProject()
	case f.Done, f.Confirmed && f.Journey != "":
		t.pause()
		t.tell("form.have", nil, t.options(doGo+"project_view", doGo+"project_new", doGo+"menu")...)
	default:
		t.register()
	}
}

// register goes on with the project's own questions.
func (t *turn) register() {
	fl := t.s.Filling
	begins := fl.Journey != "" || t.resting()
	fl.Journey, fl.Trail, fl.Paused, fl.Resting = "", nil, false, false
	if begins {
		fl.Field, fl.Tries = t.nextField(), 0
		if !fl.Nudged {
			t.effect(SetTimer{Timer: timerForm, At: t.now.Add(nudgeAfter)})
		}
	}
	t.takeFacts(t.facts(nil))
	t.onward()
}

// startProject begins the form with whatever the message already told.
func (t *turn) startProject() {
	if t.s.Filling != nil {
		t.register()
		return
	}
	t.begin("", t.facts(nil))
}

// begin opens the form for a journey, or for the project itself, with facts that were told already.
func (t *turn) begin(journey string, told []fact) {
	f := t.e.form(projectForm)
	t.s.Greeted = true
	t.s.Filling = &Filling{Form: f.ID, Version: f.Version, Project: t.in.ID, Answers: Answers{}, Journey: journey}
	t.effect(SetTimer{Timer: timerForm, At: t.now.Add(nudgeAfter)})
	t.takeFacts(append(slices.Clone(told), t.early()...))
	t.next()
}

// restart asks the form from its beginning again, under the same project; consent stays given.
func (t *turn) restart(accepted bool) {
	fl := t.s.Filling
	if !accepted || fl == nil {
		t.goOn()
		return
	}
	answers := Answers{}
	if c := t.e.form(fl.Form).consent(); c != nil && t.consented() {
		answers[c.ID] = fl.Answers[c.ID]
	}
	t.s.Filling = &Filling{Form: fl.Form, Version: fl.Version, Project: fl.Project, Answers: answers, Nudged: fl.Nudged, Confirmed: fl.Confirmed, Journey: fl.Journey}
	t.changed = true
	t.lead("form.restarted", nil)
	t.next()
}

// consented reports whether the artisan allowed to keep answers.
func (t *turn) consented() bool { return t.e.consents(t.s.Filling) }

func (e *Engine) consents(fl *Filling) bool {
	if fl == nil {
		return false
	}
	f := e.form(fl.Form)
	if f == nil {
		return false
	}
	c := f.consent()
	return c == nil || fl.Answers[c.ID].Text == yes
}

// set keeps an answer.
func (t *turn) set(f *Form, field *Field, v Value) {
	fl := t.s.Filling
	fl.Answers[field.ID] = v
	fl.Passed = slices.DeleteFunc(fl.Passed, func(id string) bool { return id == field.ID })
	t.changed = true
	switch field.Kind {
	case FieldName, FieldPhone, FieldConsent:
		t.identity = true
	}
}

// save has the host write the project as it stands, and who told it.
func (t *turn) save() {
	fl := t.s.Filling
	f := t.e.form(fl.Form)
	if t.identity {
		var c SetContact
		for _, field := range f.Fields {
			switch field.Kind {
			case FieldName:
				c.Name = fl.Answers[field.ID].Text
			case FieldPhone:
				c.Phone = fl.Answers[field.ID].Text
			}
		}
		if c != (SetContact{}) {
			t.effect(c)
		}
	}
	fl.Saved = t.now.UnixMilli()
	t.effect(SaveProject{Project: fl.Project, Form: fl.Form, Version: fl.Version, Answers: maps.Clone(fl.Answers), Done: fl.Confirmed})
}

// next asks about what was told in doubt, then what is still to be asked, or shows the summary.
func (t *turn) next() {
	fl := t.s.Filling
	if fl.doubted() != nil {
		fl.Doubt = nil
	}
	fl.Field, fl.Tries, fl.Paused, fl.Editing = t.nextField(), 0, false, false
	if fl.Doubt != nil && t.consented() {
		fl.Field = fl.Doubt.Field
	}
	if fl.Journey != "" && fl.Field != "" && t.consented() {
		fl.Trail = add(fl.Trail, fl.Field)
	}
	t.askField()
}

// onward asks the question that is open again, or the next one where it has been answered by the way.
func (t *turn) onward() {
	_, field := t.current()
	fl := t.s.Filling
	aside := fl.Doubt != nil && fl.doubted() == nil && t.consented()
	if aside || field != nil && !fl.Editing && (!fl.Answers[field.ID].Empty() || !field.applies(fl.Answers) || slices.Contains(fl.Passed, field.ID)) {
		t.next()
		return
	}
	t.askField()
}

// open is the first field that waits for an answer.
func (f *Form) open(fl *Filling) string {
	for i := range f.Fields {
		field := &f.Fields[i]
		if !field.Silent && field.applies(fl.Answers) && fl.Answers[field.ID].Empty() && !slices.Contains(fl.Passed, field.ID) {
			return field.ID
		}
	}
	return ""
}

// skipField leaves the question out where that is allowed. «ما بعرف» is as good as skipping.
func (t *turn) skipField(how string) bool {
	f, field := t.current()
	fl := t.s.Filling
	switch {
	case field == nil:
		return false
	case fl.doubted() != nil && (how != "skip" || fl.Doubt.Why == doubtEdition || field.Required || !fl.Answers[field.ID].Empty()):
		t.settleUnsure(f, field)
	case t.needed(field):
		fl.Tries++
		if field.Kind != FieldConsent {
			t.lead("form.needed", Args{"Label": f.key(field, "label")})
		}
		t.lead(f.key(field, "help"), nil)
		t.lead(f.key(field, "example"), nil)
		t.askField()
	default:
		fl.Passed = add(fl.Passed, field.ID)
		key := Key("form.skipped")
		if how == "unsure" {
			key = "form.unsure"
		}
		t.lead(key, nil)
		t.next()
	}
	return true
}

// back returns to the question before.
func (t *turn) back() {
	fl := t.s.Filling
	switch {
	case fl == nil || fl.Done || t.resting():
		t.menu()
		return
	case fl.Paused:
		t.resume()
		return
	case fl.doubted() != nil:
		fl.Doubt = nil
	case fl.Editing:
		fl.Editing, fl.Field = false, t.nextField()
	default:
		t.previous()
	}
	fl.Tries = 0
	t.askField()
}

func (t *turn) previous() {
	fl := t.s.Filling
	ids := fl.Trail
	if fl.Journey == "" {
		ids = nil
		for _, field := range t.e.form(fl.Form).asked(fl.Answers) {
			ids = append(ids, field.ID)
		}
	}
	at := slices.Index(ids, fl.Field)
	if at < 0 {
		at = len(ids)
	}
	if at == 0 || !t.consented() {
		t.lead("form.first", nil)
		return
	}
	fl.Field = ids[at-1]
	fl.Trail = fl.Trail[:min(at, len(fl.Trail))]
	fl.Passed = slices.DeleteFunc(fl.Passed, func(id string) bool { return id == fl.Field })
}
