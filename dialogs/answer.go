package dialogs

import (
	"slices"
	"strings"

	"sanad/dialogs/understand"
)

// answer hears a message as what it is to the question that is open: its answer, a wish about the form,
// another question, or none of these. It reports false for what has nothing to do with the form.
func (t *turn) answer() bool {
	f, field := t.current()
	if t.away && t.resuming() {
		return true
	}
	if t.givesUp(f) {
		return true
	}
	if field == nil {
		return t.atSummary()
	}
	if t.s.Filling.doubted() != nil && t.settleDoubt(f, field) {
		return true
	}
	action, exact := t.heard()
	switch {
	case t.steers(f, field, action, exact):
		return true
	case t.was == promptAsk, t.asksBeside(field):
		return t.enquire(action)
	case t.corrects(field, action) && t.correct():
		return true
	}
	if v, ok := t.valueOf(f, field); ok {
		t.accept(f, field, v)
		return true
	}
	return t.otherwise(f, field, action)
}

// asksBeside reports a question put instead of an answer. Where any words may be the answer, only the form of a
// question tells.
func (t *turn) asksBeside(field *Field) bool {
	if field.free() {
		first, _, _ := strings.Cut(t.folded, " ")
		return strings.ContainsAny(t.text, "?؟") || t.reading.Intent == understand.Question && t.reading.Score >= certain && hasAny(first, t.e.words.signs["question"])
	}
	return t.questioned() && !t.spoken() && !t.answersFirst(field)
}

// answersFirst reports an answer with a question behind it that needs none: «بالبيت طبعاً، وين بدي اشتغل».
func (t *turn) answersFirst(field *Field) bool {
	f, _ := t.current()
	if _, ok := t.toldOption(f, field); !ok || strings.ContainsAny(t.text, "?؟") {
		return false
	}
	for i, w := range strings.Fields(t.folded) {
		if lists(t.e.words.signs["question"], w) {
			return i > 0 && t.tellsIn(f, field, strings.Join(strings.Fields(t.folded)[:i], " "))
		}
	}
	return false
}

// tellsIn reports that a part of the message tells one of the field's options.
func (t *turn) tellsIn(f *Form, field *Field, part string) bool {
	return slices.ContainsFunc(field.Options, func(o Option) bool { return hasClad(part, t.e.cues(f, field).told[o.ID]) })
}

// spoken reports that the message is little more than one entity, so that a question mark after it is only doubt.
func (t *turn) spoken() bool {
	n := 0
	for _, e := range t.reading.Entities {
		n += len(e.Text)
	}
	return n > 0 && n*10 >= len(t.text)*8
}

// corrects reports a message that puts an earlier answer right.
func (t *turn) corrects(field *Field, action string) bool {
	if f, _ := t.current(); t.labelled(f) {
		return true
	}
	if action == "correct" && (!field.free() || t.reading.Score >= plain) || t.says("meant") && field.Kind != FieldText {
		return true
	}
	if field.Kind == FieldText && t.restates() {
		return true
	}
	if t.says("change") {
		f, _ := t.current()
		return !field.free() || t.length() <= 6 && len(t.lastAgain(f, field)) > 0 // «لا غيرت رايي، ٥ آلاف»
	}
	return (action == no || t.says("negation")) && field.Kind != FieldText && t.contradicts(field)
}

// otherwise deals with a message that does not answer the field: facts for other fields, small talk, an
// answer from the knowledge base, and else help.
func (t *turn) otherwise(f *Form, field *Field, action string) bool {
	if t.takeFacts(t.facts(nil)) || t.takeFacts(t.loosely(field)) || t.strayMoney(f, field) {
		t.onward()
		return true
	}
	switch action {
	case "greet", "thanks":
		return t.act(action)
	case "project": // that is what is going on
		t.lead("form.go_on", nil)
		t.askField()
		return true
	case "question", "study", "match", "export", "protect":
		if t.reading.Score >= certain && strings.Contains(t.folded, " ") {
			return t.enquire(action)
		}
	}
	if t.contradicts(field) && (t.spoken() || t.says("self")) && t.correct() {
		return true
	}
	if t.foreign(action) {
		return true
	}
	t.strike(f, field)
	return true
}

// strike helps after an answer that was not understood; the third time every way out is offered.
func (t *turn) strike(f *Form, field *Field) {
	fl := t.s.Filling
	fl.Tries++
	t.unheard()
	t.lead("form.again", nil)
	t.lead(f.key(field, "help"), nil)
	if fl.Tries >= 2 {
		t.lead(f.key(field, "example"), nil)
		if d := fl.doubted(); d != nil && d.Why == doubtSize {
			fl.Doubt = nil // nobody says that it was right
		}
	}
	if fl.Tries >= maxTries {
		t.s.Prompt = promptPerson
		t.lead("form.stuck", nil)
	}
	t.askField()
}

// accept keeps the answer to a field, with all else that the message told, and asks on.
func (t *turn) accept(f *Form, field *Field, v Value) {
	fl := t.s.Filling
	t.explainMonth(field)
	if why := field.doubt(v); why != "" {
		t.takeFacts(t.others(field))
		if why == doubtEdition {
			t.unheard()
		}
		fl.Doubt, fl.Tries = &Doubt{Field: field.ID, Value: v, Why: why}, 0
		t.askField()
		return
	}
	t.keep(f, field, v)
}

// keep is accept for an answer that nothing more is to be asked about.
func (t *turn) keep(f *Form, field *Field, v Value) {
	t.overwrite(f, fact{field, v})
	ids := append([]string{field.ID}, t.fill(t.others(field))...)
	t.noteRef(ids...)
	key := Key("form.noted")
	if t.s.Filling.Editing {
		key = "form.changed"
	}
	if field.Kind != FieldText || len(ids) > 1 {
		t.lead(key, t.facted(f, ids...))
	}
	if list := v.List; field.Kind == FieldChoices && len(list) < len(field.Options) && (len(list) <= 1 || t.in.Kind == KindChoice) && !t.isAll() {
		t.askMore(f, field)
		return
	}
	t.next()
}

// isAll reports an answer that says that there is no more: «بس تسويق».
func (t *turn) isAll() bool {
	return t.in.Kind != KindChoice && t.length() <= 4 && t.says("only")
}

// others are the facts of the message for fields other than the one that was asked.
func (t *turn) others(field *Field) []fact {
	if t.in.Kind == KindChoice || t.in.Kind == KindContact {
		return nil
	}
	if field.Kind == FieldText { // who tells of a difficulty mentions much
		return slices.DeleteFunc(t.facts(field), func(x fact) bool { return x.field.Kind != FieldPhone })
	}
	sum := field.Kind == FieldMoney && len(t.entities(sumLike)) == 1 // one sum answers one question
	return slices.DeleteFunc(t.facts(field), func(x fact) bool { return x.field == field || sum && x.field.Kind == FieldMoney })
}

// noteRef remembers what a message answered, for when it is edited.
func (t *turn) noteRef(fields ...string) {
	if t.in.Ref == "" || len(fields) == 0 {
		return
	}
	fl := t.s.Filling
	fl.Told = append(fl.Told, Told{Ref: t.in.Ref, Fields: fields})
	if len(fl.Told) > maxTold {
		fl.Told = fl.Told[len(fl.Told)-maxTold:]
	}
}

// facted are the arguments of a text that reads answers back.
func (t *turn) facted(f *Form, ids ...string) Args {
	var facts List
	for _, id := range ids {
		if field := f.field(id); field != nil {
			facts = append(facts, Phrase{Key: "form.fact", Args: Args{"Label": f.key(field, "label"), "Value": f.arg(field, t.s.Filling.Answers[id])}})
		}
	}
	return Args{"Facts": facts}
}
