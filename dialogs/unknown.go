package dialogs

import (
	"strings"
	"time"

	"sanad/knowledge"
)

// unknown says that the bot does not know, keeps the question for the admins, and offers a person.
func (t *turn) unknown(found knowledge.Found) {
	t.noteUnknown(found)
	if t.s.Mode == ModeWaiting {
		t.tell("ask.unknown_waiting", nil)
		return
	}
	t.s.Prompt = promptPerson
	if near := t.nearTopic(); len(near) > 0 {
		t.aside("ask.unknown_near", append(near, t.options(doGo+"human", doTell+t.in.ID)...))
		return
	}
	t.tell("ask.unknown", nil, t.tellOrHuman()...)
}

func (t *turn) noteUnknown(found knowledge.Found) {
	note := NoteQuestion{Question: t.s.Asked.Text, Why: QuestionUnknown}
	if len(found.Hits) > 0 {
		note.Article, note.Score = found.Hits[0].Article.ID, found.Hits[0].Score
	}
	t.s.Asked.Note = t.in.ID
	t.effect(note)
}

// nearTopic are articles on the one subject that the question names, where nothing answers it.
func (t *turn) nearTopic() []Choice {
	f := t.e.form(projectForm)
	needs := f.field("needs")
	if needs == nil {
		return nil
	}
	topic := ""
	for _, o := range needs.Options {
		if hasClad(t.folded, t.e.cues(f, needs).options[o.ID]) {
			if topic != "" {
				return nil
			}
			topic = o.ID
		}
	}
	if topic == "" {
		return nil
	}
	return t.found(Key("ask.need_"+topic), 3)
}

// inContext tries a short question that is not known by itself as going on from the one before: «وإذا ما دفعت؟».
// What that finds is only offered.
func (t *turn) inContext(found knowledge.Found) knowledge.Found {
	before := t.s.Asked
	if found.Verdict != knowledge.Refuse || before == nil || t.silence > 10*time.Minute || t.kb == nil || t.length() > 4 || t.greets() {
		return found
	}
	if !strings.HasPrefix(t.folded, "و") && !t.questioned() {
		return found
	}
	both := t.kb.Find(before.Text+" "+t.text, t.s.Lang)
	if both.Verdict == knowledge.Refuse || len(both.Hits) == 0 {
		return found
	}
	both.Verdict = knowledge.Offer
	return both
}
