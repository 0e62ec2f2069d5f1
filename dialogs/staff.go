package dialogs

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"sanad/knowledge"
)

// What an admin does to the knowledge base from their own chat. Nothing changes before they saw what would, and
// said so. To everybody else these commands do not exist.

const (
	maxPhrasing = 200 // letters of a phrasing
	maxMoved    = 5   // questions that are shown with a trial
)

func (t *turn) admin() bool { return t.in.Staff != nil && t.in.Staff.Admin }

// working hears the commands that only admins have, and the wording that one was asked for.
func (t *turn) working() bool {
	if !t.admin() {
		t.s.Work = nil
		return false
	}
	text := clean(t.in.Text)
	name, rest, _ := strings.Cut(text, " ")
	if strings.EqualFold(name, "/kb") {
		t.s.Work = nil
		t.lookUp(strings.TrimSpace(rest))
		return true
	}
	w, action := t.s.Work, t.e.words.actions[t.folded]
	switch {
	case w == nil:
		return false
	case t.was == promptPublish:
		return (action == yes || action == no || action == "confirm" || action == "cancel") && t.decide(action == yes || action == "confirm", w.Tried)
	case t.was != promptWording:
		return false
	case action == "cancel" || action == "back" || text == "/cancel":
		t.s.Work = nil
		t.tell("staff.cancelled", nil)
	case action == "menu" || strings.HasPrefix(text, "/"):
		t.s.Work = nil
		return false
	default:
		t.worded(text)
	}
	return true
}

// lookUp lists what the knowledge base finds, whatever the bot would make of it.
func (t *turn) lookUp(question string) {
	if question == "" {
		t.tell("staff.usage", nil)
		return
	}
	var ids []string
	for _, hit := range t.kb.Find(question, t.s.Lang).Hits {
		if id := doDesk + "show=" + hit.Article.ID; len(ids) < maxMoved && len(id) <= maxID {
			ids = append(ids, id)
		}
	}
	key := Key("staff.found")
	if len(ids) == 0 {
		key = "staff.none"
	}
	t.tell(key, Args{"Question": short(question, maxQuestion)}, t.options(ids...)...)
}

// desk does what a button of an admin's stands for; false where it is nobody's or of the past.
func (t *turn) desk(what string) bool {
	do, of, _ := strings.Cut(what, "=")
	if !t.admin() {
		return false
	}
	if do == "ok" || do == "no" {
		return t.decide(do == "ok", of)
	}
	a, found := t.kb.Article(of)
	if !found {
		t.tell("staff.missing", nil)
		return true
	}
	t.s.Work = nil
	switch do {
	case "show":
		t.showArticle(a)
	case "add":
		t.askWording(Edit{Do: EditPhrase, Article: of})
		t.tell("staff.add", Args{"Title": t.title(a)})
	case "fix":
		t.listPhrasings(a)
	case "rev":
		t.try(Edit{Do: EditReview, Article: of})
	case "arc":
		t.try(Edit{Do: EditArchive, Article: of})
	default:
		return t.fixPhrasing(a, do)
	}
	return true
}

func (t *turn) title(a *knowledge.Article) string { return knowledge.Text(a.Title, t.s.Lang) }

func (t *turn) showArticle(a *knowledge.Article) {
	lines := Paragraphs{
		{"staff.standing_" + Key(a.StandingAt(t.now)), nil},
		{"staff.verified", Args{"Date": a.Verified}},
		{"staff.review", Args{"Date": a.Review}},
	}
	if !a.Expires.IsZero() {
		lines = append(lines, Phrase{"staff.expires", Args{"Date": a.Expires}})
	}
	lines = append(lines, Phrase{"staff.phrasings", Args{"Phrasings": len(a.Questions)}})
	ids := []string{doDesk + "add=" + a.ID, doDesk + "rev=" + a.ID, doDesk + "arc=" + a.ID}
	if len(a.Questions) > 0 {
		ids = append(ids, doDesk+"fix="+a.ID)
	}
	t.say(Reply{Title: t.title(a), Key: "talk.lines", Args: Args{"Lines": lines}, Choices: t.options(ids...)})
}

// listPhrasings numbers the phrasings, to choose one by its number.
func (t *turn) listPhrasings(a *knowledge.Article) {
	var lines Paragraphs
	var numbers choiceIDs
	for i, q := range a.Questions {
		lines = append(lines, Phrase{"staff.phrasing", Args{"Step": i + 1, "Phrasing": q}})
		numbers = append(numbers, fmt.Sprint(doDesk, i+1, "=", a.ID))
	}
	t.say(Reply{Key: "staff.fix", Args: Args{"Lines": lines}, numbers: numbers})
}

func (t *turn) fixPhrasing(a *knowledge.Article, number string) bool {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(a.Questions) {
		return false
	}
	t.askWording(Edit{Do: EditPhrase, Article: a.ID, Instead: a.Questions[n-1]})
	t.tell("staff.instead", Args{"Phrasing": a.Questions[n-1]})
	return true
}

func (t *turn) askWording(of Edit) { t.s.Work, t.s.Prompt = &Work{Edit: of}, promptWording }

// worded takes the wording that was asked for.
func (t *turn) worded(text string) {
	if utf8.RuneCountInString(text) > maxPhrasing || wordless(text) {
		t.s.Prompt = promptWording
		t.tell("staff.wording", nil)
		return
	}
	edit := t.s.Work.Edit
	edit.Phrasing = text
	t.try(edit)
}

// try has the host find out what an edit would change.
func (t *turn) try(e Edit) {
	t.s.Work = nil
	t.effect(TryEdit{Edit: e})
	t.tell("staff.trying", nil)
}

// decide makes the edit that was shown last, or lets it be.
func (t *turn) decide(make bool, tried string) bool {
	w := t.s.Work
	if w == nil || tried == "" || w.Tried != tried {
		return false
	}
	t.s.Work = nil
	if !make {
		t.tell("staff.cancelled", nil)
		return true
	}
	t.effect(MakeEdit{Edit: w.Edit, Person: t.in.Staff.Person})
	t.tell("staff.making", nil)
	return true
}

// tried tells an admin what an edit would change, that it is made, or why it is not.
func (t *turn) tried() {
	t.s.Prompt = t.was
	r := t.in.Trial
	switch {
	case r == nil || !t.admin():
	case t.s.Mode == ModeAdvisor:
		kept := *r
		kept.Moved = nil
		t.s.Work = &Work{Kept: &kept}
	default:
		t.tellTrial(r)
	}
}

// tellKept comes back to what was not told while an advisor led: an edit that could be made is tried anew.
func (t *turn) tellKept() {
	if t.s.Work == nil || t.s.Work.Kept == nil {
		return
	}
	kept := t.s.Work.Kept
	t.s.Work = nil
	if kept.Outcome != EditReady {
		t.tellTrial(kept)
		return
	}
	again := kept.Edit
	again.From = 0
	t.effect(TryEdit{Edit: again})
}

func (t *turn) tellTrial(r *Trial) {
	about := Args{"Title": r.Title, "Phrasing": r.Edit.Phrasing, "Instead": r.Edit.Instead, "Name": r.Name, "Review": r.Review}
	if r.Outcome != EditReady {
		key := Key("staff." + string(r.Outcome))
		if r.Outcome == EditDone && r.Edit.Do == EditArchive {
			key = "staff.archived"
		}
		t.tell(key, about)
		return
	}
	t.s.Work, t.s.Prompt = &Work{Edit: r.Edit, Tried: t.in.ID}, promptPublish
	does := Key("staff.will_" + string(r.Edit.Do))
	if r.Edit.Instead != "" {
		does = "staff.will_instead"
	}
	lines := append(Paragraphs{{does, about}}, moves(*r)...)
	t.tell("talk.lines", Args{"Lines": lines}, t.options(doDesk+"ok="+t.in.ID, doDesk+"no="+t.in.ID)...)
}

// moves says which answers an edit would change.
func moves(r Trial) (lines Paragraphs) {
	if r.Missed {
		lines = append(lines, Phrase{"staff.missed", nil})
	}
	if len(r.Moved) == 0 && r.Edit.Do != EditReview {
		lines = append(lines, Phrase{"staff.moves_none", nil})
	}
	if len(r.Moved) > 0 {
		lines = append(lines, Phrase{"staff.moves", nil})
	}
	for _, m := range r.Moved[:min(len(r.Moved), maxMoved)] {
		key := Key("staff.moved")
		if m.Worse {
			key = "staff.moved_worse"
		}
		lines = append(lines, Phrase{key, Args{"Question": m.Question, "Before": titled(m.Before), "After": titled(m.After)}})
	}
	if more := len(r.Moved) - min(len(r.Moved), maxMoved) + r.More; more > 0 {
		lines = append(lines, Phrase{"staff.moves_more", Args{"More": more}})
	}
	if r.Left > 0 {
		lines = append(lines, Phrase{"staff.moves_left", Args{"Left": r.Left}})
	}
	return lines
}

func titled(title string) any {
	if title == "" {
		return Key("staff.nothing")
	}
	return title
}
