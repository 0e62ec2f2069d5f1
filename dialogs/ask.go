package dialogs

import (
	"slices"
	"strings"
	"time"

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
	if hasAny(t.folded, t.e.words.signs["privacy"]) {
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
		case t.s.Mode != ModeWaiting && len(strings.Fields(t.folded)) >= 3:
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

func (t *turn) answered(hit knowledge.Hit) {
	t.effect(NoteQuestion{Question: t.s.Asked.Text, Article: hit.Article.ID, Score: hit.Score, Why: QuestionAnswered})
	t.show(hit.Article)
}

// show says an article's first answer with its standing, its date and its sources.
func (t *turn) show(a *knowledge.Article) {
	if t.s.Asked == nil {
		t.s.Asked = &Asked{Text: short(knowledge.Text(a.Title, t.s.Lang), maxQuestion)}
	}
	t.s.Asked.Article = a.ID
	r := Reply{Title: worded(a.Title, t.s.Lang), Key: standingKey(a, t), Args: Args{
		"Short": Plain(worded(a.Short, t.s.Lang)), "Date": a.Verified, "Sources": Plain(t.sources(a)),
	}}
	r.Choices = t.answerChoices(a)
	if !t.filling() {
		t.s.Prompt = promptHelpful
	}
	t.say(r)
}

// standingKey chooses the words that say how far the answer may be believed; the texts put the warning first.
func standingKey(a *knowledge.Article, t *turn) Key {
	switch a.StandingAt(t.now) {
	case knowledge.Current:
		return "answer.current"
	case knowledge.Historic:
		return "answer.historic"
	}
	return "answer.unconfirmed"
}

// sources are the article's sources in one line, with their dates.
func (t *turn) sources(a *knowledge.Article) string {
	var parts []string
	for _, s := range a.Sources[:min(3, len(a.Sources))] {
		part := isolateStart + readable(t.s.Lang, s.Title) + isolateEnd
		if s.Date != "" && !strings.Contains(s.Title, s.Date) {
			part += " (" + t.dated(s.Date) + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return t.e.texts.Text(t.s.Lang, "answer.no_source", nil)
	}
	return strings.Join(parts, t.e.texts.Text(t.s.Lang, "value.comma", nil))
}

// dated puts a source's date into words, as precise as it is.
func (t *turn) dated(date string) string {
	w := wording{texts: t.e.texts, lang: t.s.Lang}
	if day, err := time.Parse(time.DateOnly, date); err == nil {
		return w.day(day)
	}
	if month, err := time.Parse("2006-01", date); err == nil {
		return w.phrase("date.month", Args{"Month": monthKey(month), "Year": Plain(plainDigits(t.s.Lang, date[:4]))})
	}
	return plainDigits(t.s.Lang, date)
}

// answerChoices go on from an article. In the middle of a form they have no numbers: those belong to its question.
func (t *turn) answerChoices(a *knowledge.Article) []Choice {
	var ids []string
	if knowledge.Text(a.Body, t.s.Lang) != "" || knowledge.Text(a.Steps, t.s.Lang) != "" {
		ids = append(ids, doMore+a.ID)
	}
	ids = append(ids, doGood+a.ID, doBad+a.ID)
	for _, r := range a.Related[:min(2, len(a.Related))] {
		if articleTitle(t.kb, r, t.s.Lang) != "" {
			ids = append(ids, doOpen+r)
		}
	}
	if t.s.Asked != nil && t.s.Asked.Fits {
		ids = append(ids, doFits+"0")
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return len(id) > maxID })
	if t.filling() {
		return t.words(ids...)
	}
	return t.options(ids...)
}

func (t *turn) offer(hits []knowledge.Hit) {
	t.aside("ask.offer", append(t.titles(hits, 3), t.option(doGo+"human")))
}

// articleChoice opens an article, tells the rest of it, or hears whether it helped.
func (t *turn) articleChoice(do, id string) {
	var a *knowledge.Article
	ok := false
	if t.kb != nil {
		a, ok = t.kb.Article(id)
	}
	switch {
	case !ok:
		t.stale()
		return
	case do == doOpen:
		t.show(a)
	case do == doScheme:
		t.s.Asked = &Asked{Text: short(knowledge.Text(a.Title, t.s.Lang), maxQuestion), Fits: true}
		t.show(a)
	case do == doMore:
		t.more(a)
	default:
		t.rated(a.ID, do == doGood)
		return
	}
	t.goOnWith()
}

// more tells the whole answer and what to do now.
func (t *turn) more(a *knowledge.Article) {
	body := PlainText(knowledge.Text(a.Body, t.s.Lang))
	if body == "" {
		body = knowledge.Text(a.Short, t.s.Lang)
	}
	r := Reply{Title: worded(a.Title, t.s.Lang), Key: standingKey(a, t), Args: Args{
		"Short": Plain(readable(t.s.Lang, body)), "Date": a.Verified, "Sources": Plain(t.sources(a)),
	}}
	if steps := PlainText(knowledge.Text(a.Steps, t.s.Lang)); steps != "" {
		r.Text = t.e.texts.Text(t.s.Lang, "answer.steps", nil) + "\n" + readable(t.s.Lang, steps)
	}
	for _, c := range t.answerChoices(a) {
		if !strings.HasPrefix(c.ID, doMore) {
			r.Choices = append(r.Choices, c)
		}
	}
	if !t.filling() {
		t.s.Prompt = promptHelpful
	}
	t.say(r)
}

// rateAnswer hears whether the last answer helped.
func (t *turn) rateAnswer(good bool) bool {
	if t.s.Asked == nil || t.s.Asked.Article == "" {
		return false
	}
	t.rated(t.s.Asked.Article, good)
	return true
}

func (t *turn) rated(article string, good bool) {
	note := NoteQuestion{Article: article, Why: QuestionUnhelpful}
	if good {
		note.Why = QuestionHelpful
	}
	if a := t.s.Asked; a != nil && a.Article == article {
		note.Question, note.Score = a.Text, a.Score
		a.Article, a.Note = "", t.in.ID
	}
	t.effect(note)
	switch {
	case good:
		t.s.Asked = nil
		t.lead("answer.glad", nil)
		t.goOn()
	case t.s.Mode == ModeWaiting:
		t.tell("ask.unknown_waiting", nil)
		t.goOnWith()
	default:
		t.s.Prompt = promptPerson
		t.tell("answer.sorry", nil, t.notHelped()...)
		t.goOnWith()
	}
}
