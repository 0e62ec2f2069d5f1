package dialogs

import (
	"slices"
	"strings"

	"sanad/knowledge"
)

// askQuestion invites a question, with a few that people ask.
func (t *turn) askQuestion() {
	t.s.Prompt = promptAsk
	t.aside("ask.invite", append(t.found("ask.topics", 3), t.options(doGo+"match", doGo+"study", doGo+"menu")...))
}

// topic answers for a journey that the form knows nothing of: with what the knowledge base has on it, and always with a way on.
func (t *turn) topic(which string) {
	cs := append(t.found(Key("ask.topic_"+which), 3), t.options(t.projectChoice(), doGo+"human", doGo+"menu")...)
	t.aside(Key("ask.about_"+which), cs)
	if t.s.Prompt == "" {
		t.goOnWith()
	}
}

// aside offers choices; in the middle of a form without numbers, which belong to its question.
func (t *turn) aside(k Key, cs []Choice) {
	if t.filling() {
		for i := range cs {
			cs[i].Word = true
		}
	}
	t.tell(k, nil, cs...)
}

// projectChoice leads to the project: to register it, to go on, or to see it.
func (t *turn) projectChoice() string {
	switch f := t.s.Filling; {
	case f == nil, t.resting(), !f.Confirmed && f.Journey != "":
		return doGo + "project"
	case !f.Confirmed:
		return doGo + "resume"
	}
	return doGo + "project_view"
}

// found are the articles that answer a question of our own, as choices.
func (t *turn) found(question Key, most int) []Choice {
	if t.kb == nil {
		return nil
	}
	found := t.kb.Find(t.e.texts.Text(t.s.Lang, string(question), nil), t.s.Lang)
	if found.Verdict == knowledge.Refuse {
		return nil
	}
	near := slices.DeleteFunc(slices.Clone(found.Hits), func(h knowledge.Hit) bool { return h.Score*3 < found.Hits[0].Score })
	return t.titles(near, most)
}

func (t *turn) titles(hits []knowledge.Hit, most int) []Choice {
	var cs []Choice
	for _, h := range hits[:min(most, len(hits))] {
		if id := doOpen + h.Article.ID; len(id) <= maxID {
			cs = append(cs, Choice{ID: id, Label: worded(h.Article.Title, t.s.Lang)})
		}
	}
	return cs
}

// suggested are articles for the needs that a project named.
func (t *turn) suggested() []Choice {
	var all []Choice
	needs := t.s.answers()["needs"].List
	each := 1
	if len(needs) == 1 {
		each = 2
	}
	for _, need := range needs {
		for _, c := range t.found(Key("ask.need_"+need), each) {
			if len(all) < 3 && !slices.ContainsFunc(all, func(o Choice) bool { return o.ID == c.ID }) {
				all = append(all, c)
			}
		}
	}
	return all
}

// worded is a text of an article as it is read in lang.
func worded(text map[string]string, lang string) string {
	return readable(lang, knowledge.Text(text, lang))
}

func articleTitle(kb Finder, id, lang string) string {
	if kb != nil {
		if a, ok := kb.Article(id); ok {
			return worded(a.Title, lang)
		}
	}
	return ""
}

// schemeTitle is the scheme's own name, or what its article is called.
func schemeTitle(kb Finder, id, lang string) string {
	if kb != nil {
		if a, ok := kb.Article(id); ok && a.Scheme != nil {
			return worded(a.Scheme.Name, lang)
		}
	}
	return articleTitle(kb, id, lang)
}

// question looks the message up: an answer, a few titles to choose from, or the word that it is not known.
func (t *turn) question() {
	if t.says("privacy") {
		t.act("privacy")
		return
	}
	found := t.inContext(t.find())
	t.s.Asked = &Asked{Text: short(t.text, maxQuestion), Ref: t.in.Ref}
	if len(found.Hits) > 0 {
		t.s.Asked.Score = found.Hits[0].Score
	}
	switch found.Verdict {
	case knowledge.Answer:
		t.answered(found.Hits[0])
	case knowledge.Offer:
		t.effect(NoteQuestion{Question: t.s.Asked.Text, Article: found.Hits[0].Article.ID, Score: found.Hits[0].Score, Why: QuestionOffered})
		t.offer(found.Hits)
	default:
		if t.greets() {
			t.s.Asked = nil
			t.greet(false)
			return
		}
		switch {
		case t.asks(), t.was == promptAsk:
			t.unknown(found)
		case t.s.Mode != ModeWaiting && t.length() >= 3:
			t.noteUnknown(found)
			t.s.Asked = nil
			t.lost()
		default:
			t.s.Asked = nil
			t.lost()
		}
	}
	t.goOnWith()
}

// greets reports a message that begins with a greeting: where nothing better is known, that is what it is.
func (t *turn) greets() bool {
	words := strings.Fields(t.folded)
	for n := 1; n <= min(2, len(words)); n++ {
		if t.e.words.actions[strings.Join(words[:n], " ")] == "greet" {
			return true
		}
	}
	return false
}

// find asks the knowledge base; what it offers without any hit counts as nothing.
func (t *turn) find() knowledge.Found {
	if t.kb == nil || t.text == "" {
		return knowledge.Found{Verdict: knowledge.Refuse}
	}
	found := t.kb.Find(t.text, t.s.Lang)
	if len(found.Hits) == 0 {
		found.Verdict = knowledge.Refuse
	}
	return found
}

// offer shows titles to choose from, and a way on for whom none of them is right.
func (t *turn) offer(hits []knowledge.Hit) {
	cs := append(t.titles(hits, knowledge.MaxOffers), t.option(doRefuse+string(promptOffer)))
	if t.s.Mode != ModeWaiting {
		cs = append(cs, t.option(doGo+"human"))
	}
	if !t.filling() {
		t.s.Prompt = promptOffer
	}
	t.aside("ask.offer", cs)
}

// offered hears whether one of the titles was meant.
func (t *turn) offered(accepted bool) bool {
	if a := t.s.Asked; a == nil || a.Text == "" || a.Note != "" || a.Article != "" || a.Fits {
		return false
	}
	if !accepted {
		t.unknown(knowledge.Found{})
		t.goOnWith()
		return true
	}
	var titles []Choice
	for _, id := range t.s.Shown {
		if strings.HasPrefix(id, doOpen) {
			titles = append(titles, t.option(id))
		}
	}
	if len(titles) == 1 {
		t.choice(titles[0].ID)
		return true
	}
	t.s.Prompt = promptOffer
	t.aside("ask.which", append(titles, t.option(doRefuse+string(promptOffer))))
	return true
}
