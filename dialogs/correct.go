package dialogs

import (
	"maps"
	"slices"
	"strings"

	"sanad/dialogs/understand"
)

// contradicts reports that the message names something else than an earlier answer of that kind.
func (t *turn) contradicts(asked *Field) bool {
	return slices.ContainsFunc(t.facts(asked), func(x fact) bool {
		was := t.s.answers()[x.field.ID]
		return entityOf[x.field.Kind] != "" && x.field.Kind != FieldPlace && !was.Empty() && was.Text != x.value.Text
	})
}

// correct puts earlier answers right: with what the message says, or by asking which it is.
func (t *turn) correct() bool {
	f, asked := t.current()
	told := t.facts(nil)
	if len(told) == 0 && t.mentioned(f) {
		return true
	}
	if len(told) == 0 {
		told = t.lastAgain(f, asked)
	}
	if len(told) == 0 {
		return t.chooseEdit()
	}
	t.replace(f, told)
	t.onward()
	return true
}

// amend opens what is to be put right: the answer that the message names, or all of them to choose from.
func (t *turn) amend(action string) bool {
	f, _ := t.current()
	switch {
	case f == nil:
		return false
	case t.s.Filling.Done, t.resting():
		return t.mentioned(f) || t.chooseEdit()
	case action == "edit":
		return t.chooseEdit()
	}
	return t.filling() && t.correct()
}

// replace puts facts in the place of earlier answers; what needs another word is left to be asked about.
func (t *turn) replace(f *Form, told []fact) {
	var ids []string
	for _, x := range told {
		if why := x.field.doubt(x.value); why != "" {
			t.s.Filling.Doubt = &Doubt{Field: x.field.ID, Value: x.value, Why: why}
			continue
		}
		t.explainMonth(x.field)
		t.overwrite(f, x)
		ids = append(ids, x.field.ID)
	}
	if len(ids) > 0 {
		t.noteRef(ids...)
		t.lead("form.changed", t.facted(f, ids...))
	}
}

// overwrite replaces an answer; a town does not outlive the governorate that it was told with.
func (t *turn) overwrite(f *Form, x fact) {
	if x.field.Kind == FieldGovernorate && t.s.answers()[x.field.ID].Text != x.value.Text {
		for i := range f.Fields {
			if f.Fields[i].Kind == FieldPlace {
				delete(t.s.Filling.Answers, f.Fields[i].ID)
			}
		}
	}
	t.set(f, x.field, x.value)
}

// mentioned asks again for the answer that the message names: «بدي غيّر رقمي».
func (t *turn) mentioned(f *Form) bool {
	for _, field := range f.shown(t.s.Filling.Answers) {
		label := t.foldedLabel(doEdit + fieldID(f, field))
		if has(t.folded, label) || hasClad(t.folded, t.e.cues(f, field).named) {
			if v, ok := t.valueOf(f, field); ok && field.doubt(v) == "" && !field.free() && len(t.reading.Entities) > 0 {
				if t.resting() {
					t.reopen()
				}
				t.overwrite(f, fact{field, v})
				t.noteRef(field.ID)
				t.lead("form.changed", t.facted(f, field.ID))
				t.onward()
			} else {
				t.edit(f, field)
			}
			return true
		}
	}
	return false
}

// restates reports a message that gives an earlier answer anew under its name: «والعمال صاروا ٣».
func (t *turn) restates() bool {
	f, asked := t.current()
	told := t.facts(asked)
	return t.length() <= 6 && slices.ContainsFunc(told, func(x fact) bool {
		first := slices.ContainsFunc(t.e.cues(f, x.field).named, func(p string) bool {
			return strings.HasPrefix(strings.TrimPrefix(t.folded, "و"), p+" ")
		})
		was := t.s.answers()[x.field.ID]
		return first && !was.Empty() && x.field.differs(was, x.value)
	})
}

// labelled reports a message that is nothing but the name of an answer.
func (t *turn) labelled(f *Form) bool {
	return slices.ContainsFunc(f.shown(t.s.Filling.Answers), func(field *Field) bool {
		return field.ID != t.s.Filling.Field && t.foldedLabel(doEdit+fieldID(f, field)) == t.folded
	})
}

// lastAgain reads the message as another answer to the question before: «قصدي خمسة».
func (t *turn) lastAgain(f *Form, asked *Field) []fact {
	fl := t.s.Filling
	if len(fl.Told) == 0 || len(t.reading.Entities) == 0 {
		return nil
	}
	last := fl.Told[len(fl.Told)-1].Fields
	for _, id := range last {
		field := f.field(id)
		if field == nil || field == asked || field.Kind == FieldText || field.Kind == FieldName {
			continue
		}
		if v, ok := t.valueOf(f, field); ok {
			return []fact{{field, v}}
		}
	}
	return nil
}

// edited takes the new text of a message that was changed after it was sent, as the answer that the message gave.
func (t *turn) edited() {
	t.read(t.in.Text)
	if t.s.Filling != nil {
		for _, told := range slices.Backward(t.s.Filling.Told) {
			if told.Ref == t.in.Ref && t.in.Ref != "" {
				t.retold(told)
				return
			}
		}
	}
	if a := t.s.Asked; a != nil && a.Ref == t.in.Ref && t.in.Ref != "" && t.text != "" {
		t.was = "" // the prompt went with the answer to the message as it was
		t.respond()
		return
	}
	if t.s.Ticket != "" {
		t.tell("talk.edited_kept", nil)
	} else {
		t.tell("talk.edited", nil)
	}
	t.goOnWith()
}

// retold corrects the fields that an edited message had answered.
func (t *turn) retold(told Told) {
	f, asked := t.current()
	before := maps.Clone(t.s.Filling.Answers)
	var ids []string
	for _, id := range told.Fields {
		field := f.field(id)
		if field == nil {
			continue
		}
		if v, ok := t.valueAnew(f, field); ok {
			t.overwrite(f, fact{field, v.inMoneyOf(before[id])})
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		t.tell("talk.edited", nil)
		t.goOnWith()
		return
	}
	ids = append(ids, t.fill(t.facts(asked))...)
	t.lead("form.changed", t.facted(f, slices.Compact(ids)...))
	if t.resting() {
		t.reopen()
		t.next()
		return
	}
	t.goOn()
}

// valueAnew is what a message says of a field that it had answered.
func (t *turn) valueAnew(f *Form, field *Field) (Value, bool) {
	if v, ok := t.toldOf(f, field); ok {
		return v, true
	}
	return t.valueOf(f, field)
}

// inMoneyOf is a sum in the money that it was told in before, where it names none.
func (v Value) inMoneyOf(was Value) Value {
	if a := v.Amount; a != nil && was.Amount != nil && (a.Currency == "" || a.Edition == understand.UnknownPound) {
		c := *a
		c.Currency, c.Edition = was.Amount.Currency, was.Amount.Edition
		v.Amount = &c
	}
	return v
}

// pausedAnswer takes a message as the answer to the question at which the form was left, where it can be nothing else.
func (t *turn) pausedAnswer() bool {
	f, field := t.current()
	if field == nil || t.asks() || t.s.Filling.Doubt != nil {
		return false
	}
	switch field.Kind {
	case FieldText, FieldName, FieldConsent, FieldChoice, FieldChoices, FieldYesNo, FieldPhotos:
		return false
	}
	v, ok := t.valueOf(f, field)
	if ok {
		t.s.Filling.Paused = false
		t.accept(f, field, v)
	}
	return ok
}
