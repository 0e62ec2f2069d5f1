package dialogs

import (
	"slices"
	"strings"
	"unicode"
)

// link gives the artisan a code with which their chat on another channel becomes theirs too. The host makes it.
func (t *turn) link() {
	t.effect(OfferCode{})
	t.later = true
}

// askCode waits for a code that another channel gave.
func (t *turn) askCode() { t.ask(promptCode, "link.send", t.words(doGo+"menu")...) }

// useCode has the host look up what a code joins.
func (t *turn) useCode(code string) {
	t.effect(UseCode{Code: code})
	t.later = true
}

// Codes: an artisan's is short, to be read from one phone and typed on another; that of a person of the desk
// opens more, and is long.
const (
	codeLength  = 6
	staffLength = 16
)

// coded hears a code: by itself where one is waited for, and after the word for linking anywhere.
func (t *turn) coded() bool {
	code, announced := t.e.codeIn(t.text)
	if code == "" || !announced && t.was != promptCode {
		return false
	}
	t.takeCode(code)
	return true
}

// takeCode uses the code that was asked for, and that of a person of the desk. Any other may have come by a link with
// the message written already, whose author wants to be taken for the artisan: what it does is said first.
func (t *turn) takeCode(code string) {
	if t.was == promptCode || len(code) == staffLength {
		t.useCode(code)
		return
	}
	t.askJoin(code)
}

func (t *turn) askJoin(code string) {
	t.s.Prompt, t.s.Code = promptJoin, code
	t.tell("link.join", Args{"Code": Plain(plainDigits(t.s.Lang, code))}, t.options(doAccept+string(promptJoin), doRefuse+string(promptJoin))...)
}

// joinSettled hears whether the code that came is to be used.
func (t *turn) joinSettled(accepted bool) bool {
	code := t.s.Code
	t.s.Code = ""
	switch {
	case code == "":
		return false
	case accepted:
		t.useCode(code)
	default:
		t.lead("link.kept", nil)
		t.goOn()
	}
	return true
}

// codeIn finds the code in a message that says nothing else, and whether a word before it says that it is one.
func (e *Engine) codeIn(text string) (code string, announced bool) {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	for len(words) > 0 && slices.Contains(e.words.signs["code"], e.fold(words[0])) {
		words, announced = words[1:], true
	}
	code = strings.ToUpper(strings.Join(words, "")) // as it stands: to fold letters is to lose some
	if strings.IndexFunc(code, func(r rune) bool { return !unicode.IsDigit(r) }) < 0 {
		code = e.fold(code)
	}
	digits := strings.IndexFunc(code, func(r rune) bool { return r < '0' || r > '9' }) < 0
	plain := strings.IndexFunc(code, func(r rune) bool { return r > unicode.MaxASCII }) < 0
	if digits && len(code) == codeLength || plain && announced && len(code) == staffLength {
		return code, announced
	}
	return "", false
}

// joined tells how a wish to join channels went.
func (t *turn) joined() {
	t.s.Prompt = t.was
	j := t.in.Joining
	if j == nil {
		return
	}
	if j.Outcome == JoinDone {
		t.learnElsewhere()
	}
	if t.s.Mode == ModeAdvisor {
		return
	}
	switch j.Outcome {
	case JoinCode:
		t.tell("link.code", Args{"Code": Plain(plainDigits(t.s.Lang, j.Code))}, t.words(doGo+"link_have")...)
	case JoinDone:
		t.linked(*j)
		return
	case JoinUnknown:
		t.ask(promptCode, "link.unknown", t.words(doGo+"link", doGo+"menu")...)
		return
	case JoinStaff:
		t.welcomeStaff()
		return
	case JoinOwn, JoinAlready, JoinThrottled:
		t.tell(Key("link."+string(j.Outcome)), nil)
	}
	t.goOnWith()
}

// welcomeStaff tells a person of the desk what their chat is good for now.
func (t *turn) welcomeStaff() {
	if t.in.Staff == nil {
		return
	}
	t.s.Greeted = true
	t.tell("link.staff", Args{"Name": t.in.Staff.Name})
	if t.admin() {
		t.tell("staff.usage", nil)
	}
}

// linked says that two channels are one person's now, and what of a project is known by it.
func (t *turn) linked(j Joining) {
	there := Args{"Network": Key("network." + j.Network)}
	if j.Given {
		t.tell("link.joined_given", there, t.words(doGo+"human")...)
		t.goOnWith()
		return
	}
	t.s.Greeted = true
	t.lead("link.joined", there)
	switch {
	case t.s.Twin != nil:
		t.askTwin()
	case t.adopted:
		t.lead("link.project", Args{"What": t.sketch(t.s.Filling)})
		t.goOnWithProject()
	default:
		t.goOn()
	}
}

// goOnWithProject offers to go on with a project that came from another channel, where there is something left to tell.
func (t *turn) goOnWithProject() {
	if t.s.Filling.Done || t.resting() {
		t.menu()
		return
	}
	t.s.Filling.Paused = true
	t.offerResume()
}

// sketch names a project in a few words.
func (t *turn) sketch(fl *Filling) any {
	var what List
	f := t.e.form(fl.Form)
	for i := range f.Fields {
		field := &f.Fields[i]
		if v := fl.Answers[field.ID]; !v.Empty() && (field.Kind == FieldCraft || field.Kind == FieldGovernorate) {
			what = append(what, f.arg(field, v))
		}
	}
	if len(what) == 0 {
		return Key("link.sketch")
	}
	return what
}

// askTwin asks which of two projects is gone on with.
func (t *turn) askTwin() {
	t.lead("link.twin", Args{"Here": t.sketch(t.s.Filling), "There": t.sketch(t.s.Twin)})
	lines := t.leads
	t.leads = nil
	t.s.Prompt = promptTwin
	t.tell("talk.lines", Args{"Lines": lines}, t.options(doAccept+string(promptTwin), doRefuse+string(promptTwin))...)
}

// twinAgain asks that once more after what chooses neither, such as a yes, and asks for nothing else.
func (t *turn) twinAgain() bool {
	if _, chosen := t.picked(); chosen || t.s.Twin == nil || t.questioned() {
		return false
	}
	if action, _ := t.heard(); action != "" && action != "resume" && action != "project" && !slices.Contains(idle, action) {
		return false
	}
	t.askTwin()
	return true
}

// chooseTwin keeps one of two projects as the one that is gone on with, on all channels.
func (t *turn) chooseTwin(here bool) bool {
	if t.s.Twin == nil || t.s.Filling == nil {
		return false
	}
	if !here {
		t.adopt(t.s.Twin)
	}
	t.s.Twin = nil
	if t.consented() {
		t.changed = true
	}
	t.lead("link.chosen", Args{"What": t.sketch(t.s.Filling)})
	t.goOnWithProject()
	return true
}
