package dialogs

import "strings"

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
	if fl == nil || t.resting() {
		t.tell("status.none", nil, t.options(doGo+"project", doGo+"menu")...)
		return true
	}
	if fl.Confirmed && fl.Journey != "" {
		t.pause()
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
		if fl.Field == "" && !t.resting() || !fl.Answers[field.ID].Empty() {
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
	if t.resting() {
		t.reopen()
	}
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
	t.tell("form.done", Args{"Name": fl.Answers["name"].Text}, append(t.options(doGo+"match"), append(t.suggested(), t.options(doGo+"ask", doGo+"human", doGo+"menu")...)...)...)
	return true
}

// namesLine opens the line of the summary that the message names: «السطر ٣ غلط».
func (t *turn) namesLine() bool {
	if !hasClad(t.folded, t.e.words.signs["line"]) || len(t.reading.Entities) != 1 {
		return false
	}
	n, ok := t.reading.Entities[0].Value.(float64)
	if i := int(n); ok && i >= 1 && i <= len(t.s.Shown) {
		t.choice(t.s.Shown[i-1])
		return true
	}
	return false
}

// atSummary hears what is said to the summary: yes, no, a number, a correction, a question.
func (t *turn) atSummary() bool {
	action, exact := t.heard()
	switch {
	case t.namesLine():
		return true
	case action == yes || action == "confirm" || action == "done":
		return t.confirm()
	case action == no || action == "edit":
		return t.chooseEdit()
	case action == "correct", t.contradicts(nil), t.says("change"), t.says("meant"):
		return t.correct()
	case (exact || action == "menu" || action == "back" || action == "human" || action == "complaint") && t.act(action):
		return true
	case t.questioned() && t.says("saved"):
		t.lead("form.summary_help", nil)
		t.askField()
		return true
	case t.questioned():
		t.question()
		return true
	case t.takeFacts(t.loosely(nil)), t.takeFacts(t.facts(nil)):
		t.onward()
		return true
	case t.mentioned(t.e.form(t.s.Filling.Form)):
		return true
	case action == "question" && strings.Contains(t.folded, " "):
		t.question()
		return true
	}
	t.s.Filling.Tries++
	t.lead("form.summary_help", nil)
	t.askField()
	return true
}
