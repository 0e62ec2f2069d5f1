package dialogs

import (
	"slices"
	"strings"
)

// longestNo is how many words a mere no to a question has; in more of them something else is refused.
const longestNo = 4

// steering are the wishes that go before any answer.
var steering = []string{"human", "menu", "back", "skip", "cancel", "help", "delete_data", "my_data", "privacy", "language",
	"restart", "unsure", "leave", "resume", "status", "arabic", "english", "project_view", "project_new", "more_menu",
	"link", "link_have"}

// steers does a wish about the form or the service instead of an answer. In free text only what is certain counts.
func (t *turn) steers(f *Form, field *Field, action string, exact bool) bool {
	if t.wordless() {
		return true
	}
	if _, bare := bareNumber(t.text); bare && t.wantsNumber() {
		return false
	}
	if t.demurs(f, field) {
		return true
	}
	if action == "leave" && t.s.Mode != ModeWaiting {
		action = "cancel" // there is nobody to leave but the form
	}
	switch {
	case action == no && !exact && t.refusesElse(f, field):
		return false
	case action == yes || action == no || action == "done" && exact:
		return t.yesNo(f, field, action)
	case t.confused(field) && t.asksMeaning():
		return t.enquire(action)
	case t.confused(field) && action == "unsure" && !exact:
		return t.act("help")
	case slices.Contains(steering, action) && (exact || !field.free() || t.reading.Score >= 0.9) && !t.mayBeName(field, exact):
		return (exact || !t.answersRather(f, field, action)) && t.act(action)
	}
	return t.wishesBeside(f, field, action, exact)
}

// wishesBeside does what is wished in the midst of a form and what its question may have to wait for.
func (t *turn) wishesBeside(f *Form, field *Field, action string, exact bool) bool {
	switch {
	case exact && (action == "greet" || action == "thanks"):
		return t.act(action)
	case action == "bye" && (exact || !field.free()):
		t.pause()
		t.tell("form.paused", nil)
		return t.act(action)
	case t.confused(field):
		return t.act("help")
	case action == "complaint" && (exact || field.Kind != FieldText && !t.namesOption(f, field)):
		return t.act(action)
	case action == "project" && t.s.Filling.Journey != "" && (exact || len(t.facts(nil)) == 0):
		t.register()
		return true
	case exact && (action == "project" || action == "confirm"):
		t.askField()
		return true
	case exact && slices.Contains(pressable, action) && (field.Kind != FieldText || strings.Contains(t.folded, " ")):
		return !t.namesOption(f, field) && t.act(action)
	}
	return false
}

// confused reports who did not understand the question; in words of their own anybody may write that.
func (t *turn) confused(field *Field) bool { return field.Kind != FieldText && t.says("confused") }

// refusesElse reports a no that is none to the question, or has the answer with it: «ما بدي قرض، بدي تسويق».
func (t *turn) refusesElse(f *Form, field *Field) bool {
	if field.Kind == FieldYesNo || field.Kind == FieldConsent {
		return false
	}
	return t.reading.Score < 0.9 || t.length() > longestNo || len(t.others(field)) > 0 || t.namesOption(f, field)
}

// mayBeName reports a single word where a name is asked for: «خلف» and «عودة» are people.
func (t *turn) mayBeName(field *Field, exact bool) bool {
	return field.Kind == FieldName && !exact && !strings.Contains(t.folded, " ")
}

// answersRather reports that what might be a wish is the answer to the question: «لسا جديدة» to how long.
func (t *turn) answersRather(f *Form, field *Field, action string) bool {
	var ok bool
	switch {
	case field.Kind == FieldCraft:
		_, ok = t.knownCraft() // «عود»
	case action == "restart" && !field.free():
		_, ok = t.valueOf(f, field)
	}
	if ok {
		return true
	}
	return t.namesOption(f, field)
}

// yesNo hears yes, no and enough, each at its field.
func (t *turn) yesNo(f *Form, field *Field, action string) bool {
	fl := t.s.Filling
	switch {
	case fl.Editing && action != no && field.Kind != FieldYesNo && field.Kind != FieldPhotos && field.Kind != FieldChoices && fl.doubted() == nil && !fl.Answers[field.ID].Empty() && len(t.facts(nil)) == 0:
		t.lead("form.unchanged", nil)
		t.next()
	case t.s.Filling.doubted() != nil && action == no:
		t.doubted(f, field)
	case field.Kind != FieldConsent && action == yes && (len(t.others(field)) > 0 || t.namesOption(f, field)):
		return false
	case field.Kind == FieldConsent && action != "done":
		t.consent(f, field, action)
	case field.Kind == FieldYesNo && action != "done":
		if len(t.reading.Entities) > 0 && action == no || len(t.others(field)) > 0 {
			return false
		}
		t.accept(f, field, Value{Text: action})
	case !t.s.Filling.Answers[field.ID].Empty() && (field.Kind == FieldPhotos || field.Kind == FieldChoices && (action != yes || t.says("settled"))):
		t.next()
	case action == yes && len(t.reading.Entities) == 0:
		t.lead(f.key(field, "help"), nil)
		t.askField()
	case action == yes:
		return false
	case len(t.reading.Entities) > 0:
		return false
	case field.Kind == FieldNumber && len(field.One) > 0 && action == no:
		t.accept(f, field, Number(0))
	case !t.needed(field):
		return t.skipField("skip")
	default:
		return false
	}
	return true
}

// consent hears whether answers may be kept.
func (t *turn) consent(f *Form, field *Field, answer string) {
	if answer == yes {
		t.set(f, field, Value{Text: yes})
		t.next()
		return
	}
	if t.consented() {
		t.tell("privacy.plain", nil, t.words(doGo+"my_data", doGo+"delete_data")...)
		t.goOnWith()
		return
	}
	journey := t.s.Filling.Journey
	t.s.Filling = nil
	t.changed = false
	t.effect(ClearTimer{Timer: timerForm})
	t.lead("form.declined", nil)
	if journey == journeyMatch {
		t.general()
		return
	}
	t.menu()
}
