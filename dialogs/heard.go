package dialogs

import (
	"slices"
	"strings"

	"sanad/dialogs/understand"
)

// sure is how certain a reading must be to be acted on; certain when something else would be lost by it, and
// plain when it can hardly be taken back.
const (
	sure    = 0.5
	certain = 0.8
	plain   = 0.97
)

// heard is the action that the whole message means: by a fixed word or by what was understood of it.
func (t *turn) heard() (action string, exact bool) {
	if a, ok := t.e.words.actions[t.folded]; ok {
		return a, true
	}
	if a, ok := t.e.words.actions[strings.TrimPrefix(t.folded, "و")]; ok {
		return a, true
	}
	if t.agrees() {
		return yes, true
	}
	if a, ok := t.e.words.actions[t.uncourteous()]; ok {
		return a, true
	}
	switch {
	case t.reading.Intent == understand.No && t.wantsPerson():
		return "human", false
	case t.reading.Intent == understand.Language && len(t.reading.Entities) > 0:
		return "", false // «نجارة عربي، يعني خيط عربي»
	case t.reading.Intent == understand.Language && t.languageNamed() != "":
		return t.languageNamed(), false
	}
	if t.reading.Intent != understand.None && t.reading.Score >= t.floor(t.reading.Intent) {
		return string(t.reading.Intent), false
	}
	return "", false
}

// says reports a sign in the message, as a word of its own or several.
func (t *turn) says(sign string) bool { return hasAny(t.folded, t.e.words.signs[sign]) }

// length is how many words the message has.
func (t *turn) length() int { return len(strings.Fields(t.folded)) }

// thanks reports a no that is only polite: «لا شكرا».
func (t *turn) thanks() bool {
	return slices.ContainsFunc(strings.Fields(t.folded), func(w string) bool { return t.e.words.actions[w] == "thanks" })
}

// languageNamed is the language that a wish for one names: «بدي احكي عربي».
func (t *turn) languageNamed() string {
	for _, w := range strings.Fields(t.folded) {
		if a := t.e.words.actions[w]; a == "arabic" || a == "english" {
			return a
		}
	}
	return ""
}

// wantsPerson reports a no to one thing that asks for a person instead: «لا، بس بدي مستشار».
func (t *turn) wantsPerson() bool {
	first, rest, more := strings.Cut(t.text, " ")
	if !more || t.e.words.actions[t.e.fold(first)] != no {
		return false
	}
	wish := t.e.reader.Read(rest, t.now)
	return wish.Intent == understand.Human && wish.Score >= certain
}

// floor is how sure the reader must be of a wish for it to be acted on: surer where a mistake costs more, and
// surest of a single word, which says little.
func (t *turn) floor(wish understand.Intent) float64 {
	switch wish {
	case understand.Greet, understand.Thanks, understand.Bye, understand.Help, understand.Privacy, understand.Status:
		return sure
	case understand.Yes, understand.No:
		return t.floorOfAnswer(wish)
	case understand.Question, understand.Project, understand.Study, understand.Match, understand.Export, understand.Protect:
		return sure
	}
	if !strings.Contains(t.folded, " ") {
		return plain
	}
	return certain
}

// floorOfAnswer is floor for yes and no: low where one of them is expected, high where a yes lets us keep what is told,
// and higher still for a yes that asks something: «وليش بدي وافق؟».
func (t *turn) floorOfAnswer(wish understand.Intent) float64 {
	_, field := t.current()
	switch {
	case wish == understand.Yes && t.questioned():
		return plain
	case field != nil && field.Kind == FieldConsent:
		return 0.9
	case field != nil && field.Kind == FieldYesNo:
		return sure
	}
	return 0.7
}

// uncourteous is the message without «لو سمحت» and the like around it.
func (t *turn) uncourteous() string {
	rest := t.folded
	for _, c := range t.e.words.signs["courtesy"] {
		rest = strings.TrimSuffix(strings.TrimPrefix(rest, c+" "), " "+c)
	}
	return rest
}

// agrees reports a message of nothing but words of agreement: «ايه تمام ماشي».
func (t *turn) agrees() bool {
	words := strings.Fields(t.folded)
	for _, w := range words {
		if t.e.words.actions[w] != yes {
			return false
		}
	}
	return len(words) > 0
}
