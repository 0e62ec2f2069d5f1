package dialogs

import (
	"slices"
	"strconv"
	"strings"
)

// The id of a choice says all that it does, so that a button pressed weeks later is still understood:
// what it does, then what it does it to.
const (
	doGo     = "go:"     // an action
	doSet    = "set:"    // <form>.<field>=<value>
	doSkip   = "skip:"   // <form>.<field>
	doDone   = "done:"   // <form>.<field>: no more of a list
	doEdit   = "edit:"   // <form>.<field>
	doPound  = "ed:"     // <form>.<field>=new|old|usd|unknown
	doSure   = "sure:"   // <form>.<field>=yes|no
	doOpen   = "art:"    // article
	doScheme = "scheme:" // article of a scheme, under the scheme's name
	doFits   = "fits:"   // the list of schemes: from which on, "not", "now" or "fill"
	doMore   = "more:"   // article
	doSteps  = "steps:"  // article
	doGood   = "good:"   // article
	doBad    = "bad:"    // article
	doTell   = "tell:"   // the input that asked
	doLang   = "lang:"   // language
	doAccept = "ok:"     // prompt
	doRefuse = "not:"    // prompt
	doStar   = "star:"   // 1 to 5
	doDesk   = "kb:"     // <what>=<article>, of an admin
)

// maxID is what every channel can carry back in a button.
const maxID = 60

// hinted is the value of a name field that takes what the channel calls the artisan.
const hinted = "~"

func fieldID(f *Form, field *Field) string { return f.ID + "." + field.ID }

// option makes the choice of an id, with its label.
func (t *turn) option(id string) Choice { return t.e.choice(id, t.s.Name, t.s.Lang, t.kb) }

// word makes a choice that has no number.
func (t *turn) word(id string) Choice {
	c := t.option(id)
	c.Word = true
	return c
}

func (t *turn) words(ids ...string) []Choice {
	out := make([]Choice, len(ids))
	for i, id := range ids {
		out[i] = t.word(id)
	}
	return out
}

func (t *turn) options(ids ...string) []Choice {
	out := make([]Choice, len(ids))
	for i, id := range ids {
		out[i] = t.option(id)
	}
	return out
}

// choice gives an id its label.
func (e *Engine) choice(id, name, lang string, kb Finder) Choice {
	c := Choice{ID: id}
	do, what, _ := strings.Cut(id, ":")
	switch do + ":" {
	case doGo, doAccept, doRefuse:
		c.Key = Key("choice." + do + "_" + what)
	case doSet:
		e.setLabel(&c, what, name)
	case doEdit:
		if f, field, _ := e.target(what); field != nil {
			c.Key = f.key(field, "label")
		}
	case doPound:
		c.Key = Key("choice.pound_" + what[strings.Index(what, "=")+1:])
	case doSure:
		c.Key = Key("choice.sure_" + what[strings.Index(what, "=")+1:])
	case doDesk:
		do, of, _ := strings.Cut(what, "=")
		if c.Key = Key("choice.kb_" + do); do == "show" {
			c.Key, c.Label = "", articleTitle(kb, of, lang)
		}
	case doOpen:
		c.Label = articleTitle(kb, what, lang)
	case doScheme:
		c.Label = schemeTitle(kb, what, lang)
	case doFits:
		c.Key = fitsLabel(what)
	case doLang:
		c.Key = Key("choice.lang_" + what)
	case doStar:
		n, _ := strconv.Atoi(what)
		c.Key, c.Args = "choice.stars", Args{"Stars": Plain(strings.Repeat("⭐", min(max(n, 0), 5)))}
	default:
		c.Key = Key("choice." + do)
	}
	return c
}

func (e *Engine) setLabel(c *Choice, what, name string) {
	f, field, value := e.target(what)
	switch {
	case field == nil:
	case value == hinted:
		c.Label = name
	case field.Kind == FieldGovernorate:
		c.Key, c.Args = "value.is", Args{"Value": GovernorateID(value)}
	default:
		c.Key = f.option(field, value)
	}
}

// target finds what "<form>.<field>=<value>" is about.
func (e *Engine) target(what string) (*Form, *Field, string) {
	name, value, _ := strings.Cut(what, "=")
	form, id, _ := strings.Cut(name, ".")
	f := e.form(form)
	if f == nil {
		return nil, nil, ""
	}
	return f, f.field(id), value
}

// choice does what a pressed or chosen id stands for. Ids come from outside: any of them may be forged or old.
func (t *turn) choice(id string) {
	do, what, ok := strings.Cut(id, ":")
	if !ok || len(id) > maxID {
		t.stale()
		return
	}
	switch do + ":" {
	case doGo:
		if !slices.Contains(pressable, what) || !t.act(what) {
			t.stale()
		}
	case doSet, doSkip, doDone, doEdit, doPound, doSure:
		t.fieldChoice(do+":", what)
	case doFits:
		t.fitsChoice(what)
	case doOpen, doScheme, doMore, doSteps, doGood, doBad:
		t.articleChoice(do+":", what)
	case doTell:
		t.await(what)
	case doDesk:
		if !t.desk(what) {
			t.stale()
		}
	case doLang:
		t.speak(what)
	case doAccept, doRefuse:
		if !t.settle(prompt(what), do+":" == doAccept) {
			t.stale()
		}
	case doStar:
		t.rate(what)
	default:
		t.stale()
	}
}

// stale answers a button that means nothing any more.
func (t *turn) stale() {
	t.lead("choice.stale", nil)
	t.goOn()
}

// pressable are the actions that buttons stand for.
var pressable = []string{"menu", "help", "project", "project_new", "project_view", "ask", "study", "match", "export", "protect",
	"human", "leave", "language", "delete_data", "my_data", "resume", "cancel", "confirm", "edit", "privacy", "status", "more_menu",
	"link", "link_have"}

// learnLabels folds every label that does not depend on a conversation, for choosing by typing it. The
// label of an action means that action whenever it is typed.
func (e *Engine) learnLabels() {
	var ids []string
	for _, a := range pressable {
		ids = append(ids, doGo+a)
	}
	ids = append(ids, doSkip, doDone, doMore, doSteps, doGood, doBad, doTell)
	for _, p := range []prompt{promptForget, promptRestart, promptResume, promptProject, promptJoin, promptTwin} {
		ids = append(ids, doAccept+string(p), doRefuse+string(p))
	}
	ids = append(ids, doRefuse+string(promptOffer), doLang+"ar", doLang+"en")
	for i := range e.forms {
		ids = append(ids, e.forms[i].choiceIDs()...)
	}
	for _, lang := range []string{arabicLang, "en"} {
		for _, id := range ids {
			label := e.fold(wording{texts: e.texts, lang: lang}.label(e.choice(id, "", lang, nil)))
			e.labels[lang+id] = label
			if action, ok := strings.CutPrefix(id, doGo); ok && e.words.actions[label] == "" {
				e.words.actions[label] = action
			}
		}
	}
}

// choiceIDs are all choices that a form's fields may offer.
func (f *Form) choiceIDs() []string {
	var ids []string
	for i := range f.Fields {
		field := &f.Fields[i]
		name := fieldID(f, field)
		if field.Kind != FieldConsent {
			ids = append(ids, doEdit+name)
		}
		for _, o := range field.optionIDs() {
			ids = append(ids, doSet+name+"="+o)
		}
		for _, o := range pounds {
			ids = append(ids, doPound+name+"="+o)
		}
		ids = append(ids, doSure+name+"="+yes, doSure+name+"="+no)
	}
	return ids
}

// pounds are the answers to which money an amount is in.
var pounds = []string{"new", "old", "usd", "unknown"}

// foldedLabel is what a choice's label folds to.
func (t *turn) foldedLabel(id string) string {
	do, _, _ := strings.Cut(id, ":")
	switch do + ":" {
	case doSkip, doDone, doMore, doSteps, doGood, doBad, doTell:
		return t.e.labels[t.s.Lang+do+":"]
	}
	if l, ok := t.e.labels[t.s.Lang+id]; ok {
		return l
	}
	return t.e.fold(wording{texts: t.e.texts, lang: t.s.Lang}.label(t.option(id)))
}
