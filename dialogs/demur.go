package dialogs

import (
	"slices"
	"strings"
	"unicode"

	"sanad/knowledge"
)

// demurs hears who will not answer, or asks first what for and whom.
func (t *turn) demurs(f *Form, field *Field) bool {
	switch {
	case t.refuses() && t.says("privacy") && !field.free():
		return t.act("privacy")
	case t.says("distress") && !field.free():
		t.distress()
		return true
	case t.says("unlettered") && !field.free():
		t.unlettered()
		t.askField()
		return true
	case field.Kind == FieldPhone && t.halfPhone():
		t.lead("form.half_phone", nil)
		t.askField()
		return true
	case t.declines(f, field), t.lacks(f, field):
		return t.skipField("skip")
	case t.declinesAhead(f, field):
		return true
	case field.Kind == FieldPhone && t.says("same_number") && len(t.reading.Entities) == 0:
		t.lead("form.same_number", nil)
		t.askField()
		return true
	case t.says("remaining") && !field.free() && t.length() <= 5:
		t.remaining()
		return true
	case t.vague(field):
		return t.skipField("unsure")
	case t.wonders():
		return true
	case t.says("who") && !field.free():
		return t.act("help")
	}
	return false
}

// remaining says how many questions there still are.
func (t *turn) remaining() {
	left := len(t.lacking())
	if fl := t.s.Filling; fl.Journey == "" {
		asked := t.e.form(fl.Form).asked(fl.Answers)
		left = len(slices.DeleteFunc(asked, func(x *Field) bool {
			return x.ID != fl.Field && (!fl.Answers[x.ID].Empty() || slices.Contains(fl.Passed, x.ID))
		}))
	}
	t.lead("form.left", Args{"Count": max(left, 1)})
	t.askField()
}

// unlettered offers a person who listens to somebody who cannot write.
func (t *turn) unlettered() {
	t.s.Prompt = promptPerson
	t.tell("talk.unlettered", nil, t.words(doGo+"human")...)
}

// halfPhone reports digits that are meant for a phone number and are none.
func (t *turn) halfPhone() bool {
	digits := 0
	for _, r := range t.text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= 6 && t.phoneIn(t.text) == "" && !strings.ContainsFunc(t.text, unicode.IsLetter)
}

// wonders answers who asks what a question is for: that is a fair one.
func (t *turn) wonders() bool {
	if t.says("privacy") || !t.says("why") && !t.asksWhy() {
		return false
	}
	t.lead("form.why", nil)
	t.askField()
	return true
}

// asksWhy reports a «ليش» that the knowledge base has no answer to: in the middle of a form it means the form.
func (t *turn) asksWhy() bool {
	_, field := t.current()
	asks := slices.ContainsFunc(t.e.words.signs["reason"], func(p string) bool {
		return t.folded == p || strings.HasPrefix(strings.TrimPrefix(t.folded, "و"), p+" ")
	})
	return asks && field.Kind != FieldText && t.find().Verdict != knowledge.Answer
}

// declines reports that an answer is refused: «ما بدي قول اسمي».
func (t *turn) declines(f *Form, field *Field) bool {
	if t.needed(field) || field.Kind == FieldText || t.questioned() || len(t.reading.Entities) > 0 || t.length() > 5 {
		return false
	}
	wish := slices.ContainsFunc(t.e.words.signs["unwanted"], func(p string) bool { return strings.HasPrefix(t.folded, p+" ") })
	for i := range f.Fields {
		if other := &f.Fields[i]; other != field && (t.speaksOf(f, other) || wish && other.Kind == FieldChoices && t.namesOption(f, other)) {
			return false // «ما بدي غير التسويق»
		}
	}
	return t.refuses() && !t.namesOption(f, field) && len(t.others(field)) == 0
}

// declinesAhead leaves out a question that is still to come, because its answer is refused already: «ما بعطي رقمي لحدا»
// where something else was asked.
func (t *turn) declinesAhead(f *Form, asked *Field) bool {
	if t.length() > 5 || t.questioned() || asked.Kind == FieldText {
		return false
	}
	for i := range f.Fields {
		field := &f.Fields[i]
		if field == asked || t.needed(field) || !t.speaksOf(f, field) || !t.s.answers()[field.ID].Empty() || slices.Contains(t.s.Filling.Passed, field.ID) {
			continue
		}
		if t.refuses() || t.lacks(f, field) {
			t.s.Filling.Passed = append(t.s.Filling.Passed, field.ID)
			t.lead("form.skipped", nil)
			t.askField()
			return true
		}
	}
	return false
}

// speaksOf reports a message that names what a field asks for.
func (t *turn) speaksOf(f *Form, field *Field) bool {
	c := t.e.cues(f, field)
	return len(c.nouns) > 0 && (hasClad(t.folded, c.nouns) || hasClad(t.folded, c.named))
}

// refuses reports a message that begins with a refusal, be it after «والله».
func (t *turn) refuses() bool {
	return endsWith(t.folded, t.e.words.signs["needless"]) || slices.ContainsFunc(t.e.words.signs["decline"], func(p string) bool {
		return t.folded != p && (strings.HasPrefix(t.folded, p+" ") || strings.HasPrefix(t.unopened()+" ", p+" "))
	})
}

// unopened is the message without the words that only open it: «والله».
func (t *turn) unopened() string {
	words := strings.Fields(t.folded)
	for len(words) > 1 && t.polite(words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// lacks reports who has none of what is asked for: «ما عندي تلفون», «بلا صور».
func (t *turn) lacks(f *Form, field *Field) bool {
	said := t.unopened()
	return !t.needed(field) && slices.ContainsFunc(t.e.words.signs["lacking"], func(p string) bool {
		rest, ok := strings.CutPrefix(said, p+" ")
		return ok && slices.Contains(t.e.cues(f, field).nouns, rest)
	})
}

// vague reports an answer in place of a number that nobody can count: «على قد الحال».
func (t *turn) vague(field *Field) bool {
	return (field.Kind == FieldMoney || field.Kind == FieldNumber) && !t.needed(field) && len(t.reading.Entities) == 0 && !t.questioned() &&
		t.length() <= 5 && t.says("vague") && len(t.facts(nil)) == 0
}
