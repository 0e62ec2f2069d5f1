package dialogs

import (
	"slices"
	"strings"
	"unicode"

	"sanad/knowledge"
)

// demurs hears who will not or cannot answer, or asks first what for and whom.
func (t *turn) demurs(f *Form, field *Field) bool {
	return !field.free() && t.pleads() || field.Kind == FieldPhone && t.unreached() || t.passes(f, field) || t.asksOfForm(field)
}

// pleads hears who needs something else than the next question: an assurance, help, or somebody who listens.
func (t *turn) pleads() bool {
	switch {
	case t.refuses() && t.says("privacy"):
		return t.act("privacy")
	case t.says("distress"):
		t.distress()
	case t.says("unlettered"):
		t.unlettered()
		t.askField()
	default:
		return false
	}
	return true
}

// unreached explains which number is meant to who gives half of one, or means the one that they write from.
func (t *turn) unreached() bool {
	switch {
	case t.halfPhone():
		t.lead("form.half_phone", nil)
	case t.says("same_number") && len(t.reading.Entities) == 0:
		t.lead("form.same_number", nil)
	default:
		return false
	}
	t.askField()
	return true
}

// passes leaves out a question whose answer is refused, or that nobody can count.
func (t *turn) passes(f *Form, field *Field) bool {
	switch {
	case t.declines(f, field), t.lacks(f, field):
		return t.skipField("skip")
	case t.vague(field):
		return t.skipField("unsure")
	}
	return t.declinesAhead(f, field)
}

// asksOfForm answers what is asked about the questions themselves.
func (t *turn) asksOfForm(field *Field) bool {
	switch {
	case !field.free() && t.says("remaining") && t.length() <= briefly:
		t.remaining()
	case t.wonders():
	case !field.free() && t.says("who"):
		return t.act("help")
	default:
		return false
	}
	return true
}

// briefly is how many words at the most somebody has who says one thing and nothing else.
const briefly = 5

// remaining says how many questions there still are.
func (t *turn) remaining() {
	t.lead("form.left", Args{"Count": max(t.left(), 1)})
	t.askField()
}

// unlettered offers a person who listens to somebody who cannot write.
func (t *turn) unlettered() {
	if t.s.Mode == ModeWaiting {
		t.tell("ticket.kept", nil)
		return
	}
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
	if t.says("privacy") || !hasClad(t.folded, t.e.words.signs["why"]) && !t.asksWhy() {
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
	if t.needed(field) || field.Kind == FieldText || t.questioned() || len(t.reading.Entities) > 0 || t.length() > briefly {
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
	if t.length() > briefly || t.questioned() || asked.Kind == FieldText {
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

// refuses reports a message that begins with a refusal, be it after «والله», or calls an answer needless.
func (t *turn) refuses() bool {
	said := t.unopened() + " "
	return t.says("needless") || slices.ContainsFunc(t.e.words.signs["decline"], func(p string) bool {
		return t.folded != p && (begins(t.folded, p) || begins(said, p))
	})
}

// begins reports a text of which a phrase is the first words, and not all.
func begins(text, phrase string) bool {
	return len(text) > len(phrase) && text[len(phrase)] == ' ' && strings.HasPrefix(text, phrase)
}

// unopened is the message without the words that only open it: «والله».
func (t *turn) unopened() string {
	words := strings.Fields(t.folded)
	for len(words) > 1 && t.polite(words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// lacks reports who has none of what is asked for: «ما عندي تلفون», «بلا صور هلق».
func (t *turn) lacks(f *Form, field *Field) bool {
	if t.needed(field) {
		return false
	}
	words := strings.Fields(t.unopened())
	if n := len(words); n > 1 && lists(t.e.words.signs["now"], words[n-1]) {
		words = words[:n-1]
	}
	said := strings.Join(words, " ")
	return slices.ContainsFunc(t.e.words.signs["lacking"], func(p string) bool {
		rest, ok := strings.CutPrefix(said, p+" ")
		return ok && unclad(rest, t.e.cues(f, field).nouns) != ""
	})
}

// vague reports an answer in place of a number that nobody can count: «على قد الحال».
func (t *turn) vague(field *Field) bool {
	return (field.Kind == FieldMoney || field.Kind == FieldNumber) && !t.needed(field) && len(t.reading.Entities) == 0 && !t.questioned() &&
		t.length() <= briefly && t.says("vague") && len(t.facts(nil)) == 0
}
