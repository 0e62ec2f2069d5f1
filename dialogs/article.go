package dialogs

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sanad/knowledge"
)

func (t *turn) answered(hit knowledge.Hit) {
	t.effect(NoteQuestion{Question: t.s.Asked.Text, Article: hit.Article.ID, Score: hit.Score, Why: QuestionAnswered})
	t.show(hit.Article)
}

// show says an article's first answer with its standing, its date and its sources.
func (t *turn) show(a *knowledge.Article) {
	t.part(a, doOpen, knowledge.Text(a.Short, t.s.Lang))
}

// part says one part of an article, and offers the others.
func (t *turn) part(a *knowledge.Article, shown, text string) {
	if t.s.Asked == nil {
		t.s.Asked = &Asked{Text: short(knowledge.Text(a.Title, t.s.Lang), maxQuestion)}
	}
	t.s.Asked.Article = a.ID
	if !t.filling() {
		t.s.Prompt = promptHelpful
	}
	r := Reply{Title: worded(a.Title, t.s.Lang), Key: standingKey(a, t), Choices: t.answerChoices(a, shown)}
	r.Args = Args{"Short": Plain(readable(t.s.Lang, text)), "Date": a.Verified, "Sources": Plain("")}
	room := math.MaxInt
	if shown == doOpen {
		said := Render(t.e.texts, t.s.Lang, r)
		room = maxAnswer - utf8.RuneCountInString(said.Heading+"\n"+said.Text)
	}
	r.Args["Sources"] = Plain(t.sources(a, room))
	t.say(r)
}

// more tells the rest of the answer.
func (t *turn) more(a *knowledge.Article) {
	body := knowledge.Text(a.Body, t.s.Lang)
	if body == "" {
		body = knowledge.Text(a.Short, t.s.Lang)
	}
	t.part(a, doMore, PlainText(body))
}

// steps tells what to do now; where nobody wrote that, whom to ask.
func (t *turn) steps(a *knowledge.Article) {
	steps := PlainText(knowledge.Text(a.Steps, t.s.Lang))
	if steps == "" {
		steps = t.e.texts.Text(t.s.Lang, "answer.no_steps", nil)
	}
	t.part(a, doSteps, t.e.texts.Text(t.s.Lang, "answer.steps", nil)+"\n"+steps)
}

// further tells more of the article that was answered with, or what to do about it.
func (t *turn) further(do string) bool {
	if t.s.Asked == nil || t.s.Asked.Article == "" || t.kb == nil {
		return false
	}
	if _, ok := t.kb.Article(t.s.Asked.Article); !ok {
		return false
	}
	t.articleChoice(do, t.s.Asked.Article)
	return true
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

// sources are the article's sources in one line, with their dates: as many of the first three as there is room for,
// and always one.
func (t *turn) sources(a *knowledge.Article, room int) string {
	line, comma := "", t.e.texts.Text(t.s.Lang, "value.comma", nil)
	for i, s := range a.Sources[:min(3, len(a.Sources))] {
		part := isolateStart + readable(t.s.Lang, s.Title) + isolateEnd
		if s.Date != "" && !strings.Contains(s.Title, s.Date) {
			part += " (" + t.dated(s.Date) + ")"
		}
		if longer := join(comma, line, part); i == 0 || utf8.RuneCountInString(longer) <= room {
			line = longer
		}
	}
	if line == "" {
		return t.e.texts.Text(t.s.Lang, "answer.no_source", nil)
	}
	return line
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

// answerChoices go on from a part of an article. In the middle of a form they have no numbers: those belong to its question.
func (t *turn) answerChoices(a *knowledge.Article, shown string) []Choice {
	var ids []string
	if shown != doMore && knowledge.Text(a.Body, t.s.Lang) != "" {
		ids = append(ids, doMore+a.ID)
	}
	if shown != doSteps && knowledge.Text(a.Steps, t.s.Lang) != "" {
		ids = append(ids, doSteps+a.ID)
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
	case do == doSteps:
		t.steps(a)
	default:
		t.rated(a.ID, do == doGood)
		return
	}
	t.goOnWith()
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
