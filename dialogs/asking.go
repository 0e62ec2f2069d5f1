package dialogs

import (
	"maps"
	"slices"

	"sanad/dialogs/understand"
)

// askField asks the question that the form is at, or shows the summary. It asks once a turn.
func (t *turn) askField() {
	if t.asked {
		return
	}
	t.asked = true
	f, field := t.current()
	switch {
	case field == nil:
		t.summary()
	case t.s.Filling.Doubt != nil:
		t.askDoubt(f, field)
	default:
		t.askNamed(f, field, f.key(field, "ask"))
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

func (t *turn) askNamed(f *Form, field *Field, ask Key) {
	r := Reply{Key: ask, Args: Args{}, Choices: t.fieldChoices(f, field)}
	if field.Kind != FieldConsent && !t.s.Filling.Editing {
		r.Heading, r.Args = "form.progress", t.progress()
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
	case !field.Required:
		cs = append(cs, t.word(doSkip+name))
	}
	if fl.Tries >= maxTries {
		cs = append(cs, t.words(doGo+"human", doGo+"cancel")...)
	}
	return cs
}

// askDoubt asks the one thing that an answer still needs.
func (t *turn) askDoubt(f *Form, field *Field) {
	d, name := t.s.Filling.Doubt, fieldID(f, field)
	r := Reply{Args: Args{"Value": f.arg(field, d.Value), "Label": f.key(field, "label")}}
	if d.Why == doubtSize {
		r.Key, r.Choices = "form.doubt_size", t.options(doSure+name+"="+yes, doSure+name+"="+no)
	} else {
		bare := *d.Value.Amount
		bare.Currency = ""
		r.Key, r.Args["Value"] = "form.doubt_pound", Value{Amount: &bare}
		if d.Value.Amount.Currency == "" {
			r.Key = "form.doubt_money"
		}
		for _, p := range pounds {
			if p != "usd" || d.Value.Amount.Currency == "" {
				r.Choices = append(r.Choices, t.option(doPound+name+"="+p))
			}
		}
	}
	t.withLeads(&r)
	t.say(r)
}

// settleDoubt hears which money it was, or whether the size is right.
func (t *turn) settleDoubt(f *Form, field *Field) bool {
	d := t.s.Filling.Doubt
	action, _ := t.heard()
	if d.Why == doubtSize {
		if action == yes || action == "confirm" {
			t.keep(f, field, d.Value)
			return true
		}
		if v, ok := t.valueOf(f, field); ok {
			t.s.Filling.Doubt = nil
			t.accept(f, field, v)
			return true
		}
		if action == no {
			t.doubted(f, field)
			return true
		}
		return false
	}
	if v, ok := t.valueOf(f, field); ok && len(t.entities(func(e understand.Entity) bool { return moneyLike(e) || numberLike(e) })) == 1 {
		t.s.Filling.Doubt = nil
		t.accept(f, field, v)
		return true
	}
	for _, p := range pounds {
		if hasAny(t.folded, t.e.words.signs["pound_"+p]) {
			t.settlePound(f, field, p)
			return true
		}
	}
	if action == "unsure" || action == "skip" {
		t.settleUnsure(f, field)
		return true
	}
	return false
}

// doubted asks again for a number that was not meant.
func (t *turn) doubted(f *Form, field *Field) {
	t.s.Filling.Doubt = nil
	t.lead(f.key(field, "help"), nil)
	t.askField()
}

// settlePound completes an amount with its money.
func (t *turn) settlePound(f *Form, field *Field, which string) {
	a := *t.s.Filling.Doubt.Value.Amount
	switch which {
	case "usd":
		a.Currency, a.Edition = "USD", ""
	case "new":
		a.Currency, a.Edition = "SYP", understand.NewPound
	case "old":
		a.Currency, a.Edition = "SYP", understand.OldPound
	default:
		a.Currency, a.Edition = "SYP", understand.UnknownPound
	}
	t.keep(f, field, Value{Amount: &a})
}

// settleUnsure keeps an amount whose money nobody knows as such, and drops a size that nobody is sure of.
func (t *turn) settleUnsure(f *Form, field *Field) {
	if t.s.Filling.Doubt.Why == doubtEdition {
		t.settlePound(f, field, "unknown")
		return
	}
	t.doubted(f, field)
}

// summary reads all answers back. A number chooses the answer to change.
func (t *turn) summary() {
	fl := t.s.Filling
	f := t.e.form(fl.Form)
	var lines Paragraphs
	numbers := choiceIDs{}
	for i, field := range f.shown(fl.Answers) {
		line := Args{"Step": i + 1, "Label": f.key(field, "label"), "Value": Key("form.none")}
		if v := fl.Answers[field.ID]; !v.Empty() {
			line["Value"] = f.arg(field, v)
		}
		lines = append(lines, Phrase{"form.line", line})
		numbers = append(numbers, doEdit+fieldID(f, field))
	}
	r := Reply{Heading: "form.summary_title", Key: "form.summary", Args: Args{"Lines": lines}, numbers: numbers}
	if fl.Done {
		r.Key, r.Choices = "form.summary_done", t.words(doGo+"edit", doGo+"project_new", doGo+"menu")
	} else {
		r.Choices = t.words(doGo+"confirm", doGo+"edit", doGo+"cancel")
	}
	if fl.Tries >= maxTries {
		r.Choices = append(r.Choices, t.word(doGo+"human"))
	}
	t.withLeads(&r)
	t.say(r)
}

// viewProject shows the project that was registered or is being told.
func (t *turn) viewProject() bool {
	fl := t.s.Filling
	if fl == nil {
		t.tell("status.none", nil, t.options(doGo+"project", doGo+"menu")...)
		return true
	}
	if !fl.Done {
		return t.resume()
	}
	t.summary()
	return true
}

// chooseEdit lists the answers, to press the one to change.
func (t *turn) chooseEdit() bool {
	fl := t.s.Filling
	if fl == nil {
		return false
	}
	f := t.e.form(fl.Form)
	var ids []string
	for _, field := range f.shown(fl.Answers) {
		if fl.Field == "" || !fl.Answers[field.ID].Empty() {
			ids = append(ids, doEdit+fieldID(f, field))
		}
	}
	if len(ids) == 0 {
		return false
	}
	t.asked = true
	r := Reply{Key: "form.which", Choices: append(t.options(ids...), t.words(doGo+"resume")...)}
	t.withLeads(&r)
	t.say(r)
	return true
}

// edit asks one answer again and then returns to the summary.
func (t *turn) edit(f *Form, field *Field) {
	fl := t.s.Filling
	fl.Done, fl.Paused, fl.Editing, fl.Doubt, fl.Tries = false, false, true, nil, 0
	fl.Field = field.ID
	if v := fl.Answers[field.ID]; !v.Empty() {
		t.lead("form.was", Args{"Label": f.key(field, "label"), "Value": f.arg(field, v)})
	}
	t.askField()
}

// confirm closes the form: the project is registered.
func (t *turn) confirm() bool {
	fl := t.s.Filling
	if !t.filling() || fl.Field != "" {
		return false
	}
	if !t.consented() {
		t.next()
		return true
	}
	fl.Done, fl.Confirmed, fl.Told = true, true, nil
	t.changed = true
	t.effect(ClearTimer{Timer: timerForm})
	t.tell("form.done", Args{"Name": fl.Answers["name"].Text}, append(t.suggested(), t.options(doGo+"ask", doGo+"human", doGo+"menu")...)...)
	return true
}

// atSummary hears what is said to the summary: yes, no, a number, a correction, a question.
func (t *turn) atSummary() bool {
	action, exact := t.heard()
	switch {
	case action == yes || action == "confirm" || action == "done":
		return t.confirm()
	case action == no || action == "edit":
		return t.chooseEdit()
	case action == "correct", t.contradicts(nil), hasAny(t.folded, t.e.words.signs["change"]), hasAny(t.folded, t.e.words.signs["meant"]):
		return t.correct()
	case (exact || action == "menu" || action == "back" || action == "human" || action == "complaint") && t.act(action):
		return true
	case t.asks():
		t.question()
		return true
	case t.takeFacts(t.facts(nil)):
		t.askField()
		return true
	case t.knows():
		return true
	}
	t.s.Filling.Tries++
	t.lead("form.summary_help", nil)
	t.askField()
	return true
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
	case do == doEdit:
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
	case do == doPound && fl.Doubt != nil && fl.Doubt.Why == doubtEdition && slices.Contains(pounds, value):
		t.settlePound(f, field, value)
	case do == doSure && fl.Doubt != nil && fl.Doubt.Why == doubtSize && value == yes:
		t.keep(f, field, fl.Doubt.Value)
	case do == doSure && fl.Doubt != nil && value == no:
		t.doubted(f, field)
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
		t.set(f, field, v)
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
