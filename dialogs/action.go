package dialogs

// actions are the names of everything that an artisan can ask for, by command, button, fixed word or in free text.
var actions = func() map[string]bool {
	m := map[string]bool{"start": true}
	for _, group := range [][]string{pressable, {"back", "skip", "unsure", "yes", "no", "done", "thanks", "greet", "bye", "correct",
		"complaint", "question", "restart", "tell_me", "tell_not", "arabic", "english", "more", "steps", "helpful", "unhelpful"}} {
		for _, a := range group {
			m[a] = true
		}
	}
	return m
}()

// act does an action, and reports false when it means nothing here.
func (t *turn) act(action string) bool {
	switch action {
	case "start", "greet":
		t.greet(action == "start")
	case "menu", "more_menu":
		t.pause()
		t.menuNamed(action)
	case "help":
		t.help()
	case "thanks", "bye":
		t.tell(Key("talk."+action), nil)
		t.goOnWith()
	case "question", "ask":
		t.askQuestion()
	case "match":
		t.match()
	case "study", "export", "protect":
		t.topic(action)
	case "language":
		t.tell("lang.choose", nil, t.options(doLang+"ar", doLang+"en")...)
	case "arabic":
		t.speak("ar")
	case "english":
		t.speak("en")
	default:
		return t.actOnPerson(action) || t.actOnForm(action)
	}
	return true
}

// actOnPerson does what concerns advisors and the artisan's data.
func (t *turn) actOnPerson(action string) bool {
	switch action {
	case "human":
		t.human(ReasonAsked)
	case "complaint":
		t.human(ReasonComplaint)
	case "leave":
		return t.leaveQueue()
	case "status":
		t.status()
	case "privacy":
		t.tell("privacy.plain", nil, t.words(doGo+"my_data", doGo+"delete_data")...)
		t.goOnWith()
	case "delete_data":
		t.ask(promptForget, "privacy.forget", t.options(doAccept+string(promptForget), doRefuse+string(promptForget))...)
	case "link":
		t.link()
	case "link_have":
		t.askCode()
	case "my_data":
		t.effect(SendMyData{})
		t.tell("privacy.mydata", nil)
		t.goOnWith()
	case "more":
		return t.further(doMore)
	case "steps":
		return t.further(doSteps)
	case "helpful", "unhelpful":
		return t.rateAnswer(action == "helpful")
	default:
		return false
	}
	return true
}

// actOnForm does what concerns the form that is, was or may be filled.
func (t *turn) actOnForm(action string) bool {
	f := t.s.Filling
	switch action {
	case "project":
		t.project()
	case "project_new":
		t.begin("", nil)
	case "project_view":
		return t.viewProject()
	case "resume":
		return t.resume()
	case "restart":
		if f == nil {
			t.begin("", nil)
			return true
		}
		t.ask(promptRestart, "form.restart", t.options(doAccept+string(promptRestart), doRefuse+string(promptRestart))...)
	case "cancel":
		t.cancel()
	case "back":
		t.back()
	case "skip", "unsure":
		return t.filling() && t.skipField(action)
	case "confirm":
		return t.confirm()
	case "edit", "correct":
		return t.amend(action)
	default:
		return false
	}
	return true
}

// settle answers an open question of the bot's, by button or by word.
func (t *turn) settle(p prompt, accepted bool) bool {
	switch p {
	case promptForget:
		t.forget(accepted)
	case promptPerson, promptListen:
		t.personOffered(accepted)
	case promptHelpful:
		return t.rateAnswer(accepted)
	case promptOffer:
		return t.offered(accepted)
	case promptEnglish:
		t.speak(map[bool]string{true: "en", false: arabicLang}[accepted])
	case promptRestart:
		if accepted {
			return t.startOver(p)
		}
		t.restart(false)
	case promptResume:
		if accepted {
			return t.resume()
		}
		if t.s.Filling != nil && t.s.Filling.Journey != "" {
			return t.act("cancel")
		}
		return t.startOver(p)
	case promptJoin:
		return t.joinSettled(accepted)
	case promptTwin:
		return t.chooseTwin(accepted)
	case promptProject:
		if accepted {
			t.project()
			return true
		}
		t.s.Photos = nil
		t.menu()
	default:
		return false
	}
	return true
}

// startOver empties the form for who was asked just now. A button of the past, and one about a form that was finished
// since, has it asked first.
func (t *turn) startOver(p prompt) bool {
	f := t.s.Filling
	if f == nil {
		return false
	}
	if t.was != p || f.Done && p != promptRestart {
		return t.act("restart")
	}
	t.restart(true)
	return true
}

// formAsksYesNo reports that a form's question, which is always the last that was asked, takes a yes or no itself.
func (t *turn) formAsksYesNo() bool {
	if _, field := t.current(); t.filling() {
		return field == nil || field.Kind == FieldYesNo || field.Kind == FieldConsent || t.s.Filling.doubted() != nil
	}
	return false
}

// prompted hears what answers the bot's open question.
func (t *turn) prompted() bool {
	switch t.was {
	case promptRate:
		return t.rateTyped()
	case promptJoin: // its labels have more to them than a yes
		return t.pick() || t.replied()
	case promptPerson:
		return !t.formAsksYesNo() && t.replied()
	case promptTwin:
		return t.twinAgain()
	case promptForget:
		return t.erases() && t.settle(t.was, true) || t.replied()
	case "", promptAsk, promptCode:
		return false
	}
	return t.replied()
}

// replied hears a yes or no, or what says the same at that question.
func (t *turn) replied() bool {
	switch action, exact := t.heard(); action {
	case yes:
		return t.agreed(exact || t.reading.Score >= plain)
	case no:
		return t.refused()
	case "confirm":
		return t.settle(t.was, true)
	case "help":
		return t.was == promptHelpful && t.says("doing") && t.further(doSteps)
	case "resume":
		return t.was == promptResume && t.settle(t.was, true)
	}
	return false
}

// agreed takes a yes. Erasing, and becoming one with somebody, take a plain one.
func (t *turn) agreed(plainly bool) bool {
	switch {
	case t.was == promptForget && !plainly:
		return t.act("delete_data")
	case t.was == promptJoin && !plainly:
		t.askJoin(t.s.Code)
		return true
	}
	return t.settle(t.was, true)
}

// refused takes a no; «لا شكرا» to other articles is only polite.
func (t *turn) refused() bool {
	switch {
	case t.was == promptOffer && t.thanks():
		t.fine()
		return true
	case t.was == promptResume:
		return t.act("cancel")
	}
	return t.settle(t.was, false)
}
