package dialogs

import (
	"slices"
	"strings"
	"unicode"

	"sanad/dialogs/understand"
	"sanad/knowledge"
)

// message answers a text.
func (t *turn) message() {
	if t.in.Kind == KindEdit {
		t.edited()
		return
	}
	t.read(t.in.Text)
	if t.s.Lang != arabicLang && t.inArabic() {
		t.turnTo(arabicLang)
	}
	t.join()
	t.respond()
}

func (t *turn) read(text string) {
	t.text = clean(text)
	t.reading = t.e.reader.Read(t.text, t.now)
	t.folded, t.told = bare(t.reading.Folded), false
}

// respond finds what the message that was read is about: a command, a choice, the open question, the form,
// or something new.
func (t *turn) respond() {
	switch {
	case t.text == "":
		t.tell("talk.empty", nil)
		t.goOnWith()
	case t.working():
	case t.commanded():
	case t.leaves():
	case t.tells():
	case t.coded():
	case t.retell():
	case t.prompted():
	case t.pick():
	case t.abused():
	case t.filling() && t.answer():
	default:
		t.openly()
	}
}

// goOnWith repeats a form's question after an answer to something else; without a form the answer stands alone.
func (t *turn) goOnWith() {
	if t.filling() {
		t.askField()
	}
}

func (t *turn) pick() bool {
	id, ok := t.picked()
	if ok {
		t.choice(id)
	}
	return ok
}

// commanded does slash commands, "0" and "#".
func (t *turn) commanded() bool {
	if t.text == "0" && !t.wantsNumber() || t.text == "٠" && !t.wantsNumber() {
		return t.act("back")
	}
	if !strings.HasPrefix(t.text, "/") {
		return false
	}
	name, _, _ := strings.Cut(strings.ToLower(t.text[1:]), " ")
	name, _, _ = strings.Cut(name, "@")
	if code, announced := t.e.codeIn(t.text[1:]); announced && (name != "start" || len(code) == staffLength) {
		t.takeCode(code)
		return true
	}
	if action, ok := commands[name]; ok {
		return t.act(action)
	}
	t.tell("talk.command", Args{"Command": short("/"+name, 40)})
	t.goOn()
	return true
}

// commands are the slash commands.
var commands = map[string]string{
	"start": "start", "help": "help", "menu": "menu", "cancel": "cancel", "lang": "language", "language": "language",
	"delete": "delete_data", "mydata": "my_data", "back": "back", "skip": "skip", "human": "human", "advisor": "human",
	"link": "link",
}

// wantsNumber reports whether "0" may be an answer.
func (t *turn) wantsNumber() bool {
	if !t.filling() || t.s.Filling.doubted() != nil {
		return false
	}
	_, field := t.current()
	return field != nil && (field.Kind == FieldNumber || field.Kind == FieldMoney)
}

// asks reports whether the message is a question.
func (t *turn) asks() bool {
	return t.questioned() || t.reading.Intent == understand.Question && t.reading.Score >= sure
}

// questioned reports a message that has the form of a question: its mark, or a word that asks.
func (t *turn) questioned() bool {
	return strings.ContainsAny(t.text, "?؟") || t.says("question") || slices.ContainsFunc(strings.Fields(t.folded), func(w string) bool {
		return lists(t.e.words.signs["question"], w) // «وكيف»
	})
}

// openly answers what belongs to no open question.
func (t *turn) openly() {
	switch action, exact := t.heard(); {
	case t.wordless():
	case t.s.Filling != nil && t.s.Filling.Paused && !exact && t.pausedAnswer(), t.onlyNumber():
	default:
		t.talk(action, exact)
	}
}

// talk answers what somebody says who was not asked: what tells most by itself goes first.
func (t *turn) talk(action string, exact bool) {
	switch {
	case t.s.Mode == ModeWaiting && (t.says("waiting") || action == "complaint"):
		t.human(ReasonAsked)
	case (action == "greet" || action == "project") && t.in.Kind == KindText && t.tellsOfWork():
		t.takeUp()
	case t.fragment() && !exact && !strings.ContainsAny(t.text, "?؟"):
		t.unheard()
		t.tell("talk.go_on", nil, t.options(t.projectChoice(), doGo+"ask", doGo+"human")...)
	case !exact && (action == "" || slices.Contains(puzzled, action)) && t.asksMeaning():
		t.question()
	case slices.Contains(telling, action) && !t.questioned() && t.s.Filling == nil && len(t.facts(nil)) >= 3:
		t.takeUp()
	case t.bySign(), t.foreign(action), slices.Contains(journeys, action) && t.journey(action), action != "" && action != "question" && t.act(action):
	case t.says("confused"):
		t.act("help")
	case slices.Contains(idle, action) && !t.questioned():
		t.unasked()
	case !t.questioned() && t.tellsOfWork():
		t.takeUp()
	default:
		t.question()
	}
}

// asksMeaning reports who asks what something means that the articles tell of: «شو يعني سجل تجاري». «شو يعني» alone, or
// of what nobody wrote about, wants help.
func (t *turn) asksMeaning() bool {
	return t.says("confused") && t.length() > 2 && t.find().Verdict == knowledge.Answer
}

// onlyNumber answers a number alone, outside any form: what may be a code for linking, or one that chooses nothing.
func (t *turn) onlyNumber() bool {
	if strings.ContainsFunc(t.text, unicode.IsLetter) || t.questioned() || len(t.entities(sumLike)) == 0 {
		return false
	}
	if code, _ := t.e.codeIn(t.text); code != "" && t.s.Filling == nil {
		t.askJoin(code)
		return true
	}
	t.lost()
	return true
}

// bySign answers what a word tells whatever else is said.
func (t *turn) bySign() bool {
	switch {
	case t.says("who") && t.length() <= 6:
		t.act("help")
	case t.says("distress"):
		t.distress()
	case t.says("unlettered"):
		t.unlettered()
	case t.says("linking"):
		t.link()
	case t.says("sorry") && !t.questioned() && t.length() <= briefly:
		t.fine()
	default:
		return false
	}
	return true
}

// unasked answers a yes, a no or the like to nothing at all; «لا شكرا» is a thank you.
func (t *turn) unasked() {
	if t.thanks() {
		t.act("thanks")
		return
	}
	t.fine()
}

func (t *turn) fine() {
	t.lead("talk.fine", nil)
	t.menu()
}

// takeUp begins a project with what was told of it, in the language that it was told in.
func (t *turn) takeUp() {
	if t.s.Lang == arabicLang && t.inEnglish() {
		t.turnTo("en")
	}
	t.startProject()
}

// tellsOfWork reports a message that tells facts about the artisan, rather than naming a craft or place by the way:
// of themself, several at once, or something that the knowledge base knows nothing of.
func (t *turn) tellsOfWork() bool {
	told := slices.DeleteFunc(slices.Clone(t.facts(nil)), func(x fact) bool { return x.field.Kind == FieldChoices || len(x.field.When) > 0 }) // wishes
	craft := slices.ContainsFunc(told, func(x fact) bool { return x.field.Kind == FieldCraft })
	switch {
	case len(told) == 0 || t.s.Filling != nil && !t.resting():
		return false
	case t.says("self"):
		return true
	case t.reading.Intent == understand.Question && t.reading.Score >= certain:
		return false
	}
	return len(told) > 1 && t.spoken() || (craft || len(told) > 1) && !t.spoken() && !t.resting() && t.find().Verdict == knowledge.Refuse
}

// fragment reports a message that only begins to say something: a name or number alone, or «شغلي», «عندي».
func (t *turn) fragment() bool {
	words := strings.Fields(t.folded)
	if t.was == promptAsk || len(words) > 3 || t.s.Mode == ModeWaiting {
		return false
	}
	if t.spoken() {
		return len(t.facts(nil)) < 2
	}
	signs := t.e.words.signs
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool {
		return !slices.Contains(signs["self"], w) && !slices.Contains(signs["opening"], w) && !slices.Contains(signs["question"], w)
	})
}

// enquire answers a question or a wish that the knowledge base may know about.
func (t *turn) enquire(action string) bool {
	if slices.Contains(journeys, action) {
		return t.journey(action)
	}
	t.question()
	return true
}

// journeys are the wishes that the knowledge base answers where it can; idle are words that mean nothing
// without a question before them; telling is what somebody may seem to want who tells much of their work; puzzled is what may be heard in who asks what a word means.
var (
	journeys = []string{"study", "match", "export", "protect"}
	telling  = []string{"", "greet", "thanks", "yes", "question", "study", "export", "protect"}
	idle     = []string{"yes", "no", "done", "skip", "unsure", "confirm", "edit", "correct", "helpful", "unhelpful"}
	puzzled  = []string{"question", "unsure", "help"}
)

// journey answers a wish from the knowledge base when that is sure of an answer.
func (t *turn) journey(which string) bool {
	if which == "match" && t.says("suits") {
		return t.act(which)
	}
	if v := t.find().Verdict; v == knowledge.Answer || v == knowledge.Offer && t.questioned() {
		t.question()
		return true
	}
	return t.act(which)
}

// wordless answers emoji and punctuation that stand for no word.
func (t *turn) wordless() bool {
	switch {
	case !wordless(t.text) || t.e.words.actions[t.folded] != "":
		return false
	case strings.ContainsAny(t.text, "?؟"):
		t.act("help")
	default:
		t.tell("talk.wordless", nil)
		t.goOnWith()
	}
	return true
}

// lost answers what was not understood; the third time in a row a person is offered.
func (t *turn) lost() {
	t.lostNow = true
	t.unheard()
	t.s.Lost++
	switch {
	case t.s.Mode == ModeWaiting:
		t.tell("ticket.kept", nil, t.words(doGo+"leave")...)
	case t.s.Lost >= maxTries:
		t.s.Prompt = promptPerson
		t.tell("talk.lost_again", nil, t.options(doGo+"human", doGo+"menu")...)
	default:
		t.tell("talk.lost", nil, t.options(doGo+"ask", doGo+"project", doGo+"human", doGo+"menu")...)
	}
}

// distress answers who is in need of more than advice: with a person, and with no form's question for now.
func (t *turn) distress() {
	ways := t.laidAside()
	if t.s.Mode == ModeWaiting {
		t.tell("ticket.kept", nil, ways...)
		return
	}
	t.s.Prompt, t.s.Asked = promptListen, &Asked{Text: short(t.text, maxQuestion), Ref: t.in.Ref}
	t.tell("talk.distress", nil, append(t.words(doGo+"human"), ways[:len(ways)-1]...)...)
}

// abused answers abuse calmly, once with a request, and always with a way to a person.
func (t *turn) abused() bool {
	if !t.says("abuse") || t.reading.Intent == understand.Question || strings.ContainsAny(t.text, "?؟") {
		return false
	}
	warned := t.s.Warned
	t.s.Warned = true
	switch {
	case t.s.Mode == ModeWaiting && warned:
		t.tell("ticket.kept", nil, t.words(doGo+"leave")...)
	case t.s.Mode == ModeWaiting:
		t.tell("talk.abuse_waiting", nil, t.words(doGo+"leave")...)
	case warned:
		t.s.Prompt = promptPerson
		t.tell("talk.abuse_again", nil, t.words(doGo+"human")...)
	default:
		t.s.Prompt = promptPerson
		t.tell("talk.abuse", nil, t.words(doGo+"human")...)
	}
	t.goOnWith()
	return true
}
