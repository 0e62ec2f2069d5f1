package dialogs

import (
	"slices"
	"strings"
	"unicode"
)

// greet welcomes: in full the first time, shortly after that, and back to what was under way.
func (t *turn) greet(started bool) {
	first := !t.s.Greeted
	t.s.Greeted = true
	switch {
	case t.filling() && !t.away && !started:
		t.lead("greet.back", nil)
		t.askField()
	case t.s.Filling != nil && !t.s.Filling.Done && !t.resting():
		t.lead("greet.back", nil)
		t.offerResume()
	case first || started:
		t.tell("greet.hello", nil, t.menuChoices()...)
	default:
		t.tell("greet.again", nil, t.menuChoices()...)
	}
}

// menu shows what the bot can do.
func (t *turn) menu() { t.menuNamed("menu") }

func (t *turn) menuNamed(which string) {
	if which == "more_menu" {
		t.tell("menu.more", nil, t.options(doGo+"status", doGo+"link", doGo+"my_data", doGo+"delete_data", doGo+"privacy", doGo+"language", doGo+"help", doGo+"menu")...)
		return
	}
	r := Reply{Key: "menu.what", Choices: t.menuChoices()}
	if len(t.leads) > 0 {
		r.Key, r.Args = "form.after", Args{"Lead": t.leads, "Ask": Key("menu.what")}
		t.leads = nil
	}
	t.say(r)
}

// menuChoices are the ways on from here: only what works.
func (t *turn) menuChoices() []Choice {
	ids := []string{t.projectChoice(), doGo + "match", doGo + "ask", doGo + "export", doGo + "protect", doGo + "human", doGo + "more_menu"}
	if t.s.Mode == ModeWaiting {
		ids[5] = doGo + "leave"
	}
	if l := strings.ToLower(t.in.Lang); l != "" && !strings.HasPrefix(l, t.s.Lang) && strings.HasPrefix(l, "en") {
		ids = append(ids, doLang+"en")
	}
	return t.options(ids...)
}

// help explains: the question that is open, or what the bot does.
func (t *turn) help() {
	who := t.says("who")
	if who && t.filling() {
		t.lead("talk.who", nil)
		t.askField()
		return
	}
	if who {
		t.tell("talk.who", nil, t.menuChoices()...)
		return
	}
	if t.filling() {
		if f, field := t.current(); field != nil {
			t.lead(f.key(field, "help"), nil)
			t.lead("form.ways", nil)
		} else {
			t.lead("form.ways", nil)
		}
		t.askField()
		return
	}
	t.tell("talk.help", nil, t.menuChoices()...)
}

// speak changes the language.
func (t *turn) speak(lang string) {
	if lang != arabicLang && lang != "en" {
		t.stale()
		return
	}
	t.turnTo(lang)
	t.goOn()
}

// turnTo goes on in another language.
func (t *turn) turnTo(lang string) {
	t.s.Lang = lang
	t.effect(SetContact{Lang: lang})
	t.lead("lang.done", nil)
}

// foreign answers a message in a language that the bot does not hear: English gets English offered,
// anything else a choice.
func (t *turn) foreign(action string) bool {
	strange := unread(t.text)
	if !strange && (t.s.Lang != arabicLang || len(t.reading.Entities) > 0) {
		return false
	}
	kurdish := t.known("kurdish")
	if strange || kurdish > 0 && kurdish >= t.known("english") && (action == "" || action == "greet") {
		t.s.Greeted = true
		t.tell("lang.only", nil, t.options(doLang+"ar", doLang+"en")...)
		return true
	}
	greeting := action == "greet" && !t.s.Greeted && t.says("english_greeting")
	asking := (action == "" || action == "question" || slices.Contains(journeys, action)) && t.inEnglish()
	if !latin(t.text) || !greeting && !asking {
		return false
	}
	if t.was == promptEnglish { // asked already, and still in English
		t.turnTo("en")
		return false
	}
	t.s.Prompt, t.s.Greeted = promptEnglish, true
	t.tell("lang.english", nil, t.options(doLang+"en", doLang+"ar")...)
	return true
}

// inArabic reports a sentence in Arabic letters, rather than a name in them.
func (t *turn) inArabic() bool {
	if _, field := t.current(); t.filling() && field != nil && field.Kind == FieldName && !t.questioned() {
		return false // a whole name has three words
	}
	letters := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Arabic, r) }
	return t.length() >= 3 && strings.ContainsFunc(t.text, unicode.IsLetter) && !strings.ContainsFunc(t.text, letters)
}

// unread reports a text whose letters are neither Arabic nor Latin.
func unread(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Latin) })
}

// known counts the words of the message that are a sign of a language.
func (t *turn) known(language string) int {
	n := 0
	for _, w := range strings.Fields(t.folded) {
		if slices.Contains(t.e.words.signs[language], w) {
			n++
		}
	}
	return n
}

// inEnglish reports a message of which a third or more are common English words.
func (t *turn) inEnglish() bool {
	n := t.known("english")
	return n > 0 && n*3 >= t.length() && latin(t.text)
}

// latin reports a text with more Latin than other letters.
func latin(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			n++
		case r > 0x2ff:
			n--
		}
	}
	return n > 0
}

// status tells where the artisan's project and request stand.
func (t *turn) status() {
	var request Key
	switch {
	case t.s.Mode == ModeWaiting:
		request = "status.waiting"
	case slices.ContainsFunc(t.in.Siblings, func(s State) bool { return s.Mode == ModeWaiting }):
		request = "status.elsewhere"
	}
	if request == "" || t.s.Filling != nil {
		t.lead(t.projectStatus(), nil)
	}
	if request != "" {
		t.lead(request, nil)
	}
	t.tell("talk.lines", Args{"Lines": t.leads})
	t.leads = nil
	t.goOnWith()
}

func (t *turn) projectStatus() Key {
	switch f := t.s.Filling; {
	case f == nil, t.resting():
		return "status.none"
	case f.Done:
		return "status.done"
	}
	return "status.draft"
}
