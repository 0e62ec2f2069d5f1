package dialogs

import (
	"maps"
	"slices"

	"sanad/knowledge"
)

// askField asks the question that the form is at, or shows the summary. It asks once a turn.
func (t *turn) askField() {
	if t.asked {
		return
	}
	t.asked = true
	f, field := t.current()
	switch {
	case field == nil && t.s.Filling.Journey != "":
		t.arrive()
	case field == nil:
		t.summary()
	case t.s.Filling.doubted() != nil:
		t.askDoubt(f, field)
	default:
		t.askNamed(f, field, t.askKey(f, field))
	}
}

// askMore asks whether a list has more, after its first choice.
func (t *turn) askMore(f *Form, field *Field) {
	if t.asked {
		return
	}
	t.asked = true
	t.askNamed(f, field, f.key(field, "more"))
}

// askKey is the question; a journey says by itself what it keeps answers for.
func (t *turn) askKey(f *Form, field *Field) Key {
	if j := t.s.Filling.Journey; j != "" && field.Kind == FieldConsent {
		return Key(j + ".consent")
	}
	return f.key(field, "ask")
}

func (t *turn) askNamed(f *Form, field *Field, ask Key) {
	r := Reply{Key: ask, Args: Args{}, Choices: t.fieldChoices(f, field), Several: field.Kind == FieldChoices}
	if field.Kind != FieldConsent && !t.s.Filling.Editing {
		r.Heading, r.Args = "form.progress", t.progress()
		if t.s.Filling.Journey != "" {
			r.Heading = "match.progress"
		}
	}
	t.withLeads(&r)
	t.say(r)
}

// withLeads puts before a question what is to be said first.
func (t *turn) withLeads(r *Reply) {
	if len(t.leads) == 0 {
		return
	}
	args := Args{"Lead": t.leads, "Ask": Phrase{r.Key, r.Args}}
	maps.Copy(args, r.Args) // for the heading
	r.Key, r.Args, t.leads = "form.after", args, nil
}

// fieldChoices are what a field offers. Ways out have no number where a number could be the answer.
func (t *turn) fieldChoices(f *Form, field *Field) []Choice {
	fl, name := t.s.Filling, fieldID(f, field)
	var cs []Choice
	switch field.Kind {
	case FieldConsent, FieldYesNo, FieldChoice, FieldGovernorate, FieldChoices:
		for _, o := range field.optionIDs() {
			if fl.Editing || !slices.Contains(fl.Answers[field.ID].List, o) {
				cs = append(cs, t.option(doSet+name+"="+o))
			}
		}
	case FieldName:
		if t.s.Name != "" {
			cs = append(cs, t.word(doSet+name+"="+hinted))
		}
	}
	switch {
	case (field.Kind == FieldChoices || field.Kind == FieldPhotos) && !fl.Answers[field.ID].Empty():
		cs = append(cs, t.word(doDone+name))
	case !t.needed(field):
		cs = append(cs, t.word(doSkip+name))
	}
	if t.sooner(field) {
		cs = append(cs, t.word(doFits+"now"))
	}
	if fl.Tries >= maxTries {
		cs = append(cs, t.words(doGo+"human", doGo+"cancel")...)
	}
	return cs
}

// sooner reports whether the schemes may be told before all is asked: once it is known what is needed.
func (t *turn) sooner(field *Field) bool {
	fl := t.s.Filling
	needs := knowledge.FormName("need")
	return fl.Journey == journeyMatch && !fl.Editing && field.Kind != FieldConsent && field.ID != needs && !fl.Answers[needs].Empty()
}

// fieldChoice does what a button of a form says, also when the form has moved on since.
func (t *turn) fieldChoice(do, what string) {
	f, field, value := t.e.target(what)
	fl := t.s.Filling
	if field == nil || fl == nil || fl.Form != f.ID || field.Kind != FieldConsent && !t.consented() {
		t.stale()
		return
	}
	now := fl.Field == field.ID && !fl.Done
	switch {
	case do == doEdit && field.Kind != FieldConsent:
		t.edit(f, field)
	case do == doSet:
		t.pressed(f, field, value, now)
	case !now:
		t.stale()
	case do == doSkip:
		fl.Paused = false
		if !t.skipField("skip") {
			t.stale()
		}
	case do == doDone && !fl.Answers[field.ID].Empty():
		t.next()
	case fl.doubted() != nil && (do == doPound || do == doSure):
		t.pressedDoubt(f, field, do, value)
	default:
		t.stale()
	}
}

// pressed takes an option by its button: the answer to the question that is open, or a correction of an earlier one.
func (t *turn) pressed(f *Form, field *Field, value string, now bool) {
	fl := t.s.Filling
	v, ok := t.pressedValue(field, value)
	switch {
	case !ok:
		t.stale()
	case field.Kind == FieldConsent:
		fl.Paused = false
		t.consent(f, field, value)
	case now:
		fl.Paused = false
		t.accept(f, field, v)
	default:
		t.overwrite(f, fact{field, v})
		t.lead("form.changed", t.facted(f, field.ID))
		t.goOn()
	}
}

func (t *turn) pressedValue(field *Field, value string) (Value, bool) {
	switch {
	case field.Kind == FieldName && value == hinted:
		return Value{Text: short(t.s.Name, 2*maxNameRunes)}, t.s.Name != ""
	case !slices.Contains(field.optionIDs(), value):
		return Value{}, false
	case field.Kind == FieldChoices:
		return Value{List: t.chosen(field, value)}, true
	}
	return Value{Text: value}, true
}
