package dialogs

import (
	"slices"
	"strings"

	"sanad/dialogs/understand"
	"sanad/locales/arabic"
)

var entityOf = map[FieldKind]understand.EntityKind{
	FieldCraft: understand.Craft, FieldGovernorate: understand.Governorate, FieldPlace: understand.Place, FieldPhone: understand.Phone,
}

// placed is the governorate that the message names, where it is asked for: a word that is also an ordinary one is a
// place then, with or without its article: «كسب», «شام».
func (t *turn) placed() (Value, bool) {
	return t.namedAfter(FieldGovernorate, "من ", "من ال")
}

// knownCraft is likewise a craft: «عود», «عجمي».
func (t *turn) knownCraft() (Value, bool) {
	return t.namedAfter(FieldCraft, "شغل ")
}

// namedAfter is named, or where that finds nothing in a word or two, what it finds with the words that a question for
// that kind of name puts before them.
func (t *turn) namedAfter(kind FieldKind, before ...string) (Value, bool) {
	v, ok := t.named(kind)
	if ok || len(t.reading.Entities) > 0 || t.length() > 2 || t.e.words.actions[t.folded] != "" {
		return v, ok
	}
	text, reading, folded := t.text, t.reading, t.folded
	for _, b := range before {
		t.read(b + text)
		if v, ok := t.named(kind); ok {
			return v, true // and the message stays so read: «كسب» is the town as well
		}
	}
	t.text, t.reading, t.folded, t.told = text, reading, folded, false
	return Value{}, false
}

// named is the name of the field's kind that the message holds and does not turn down. Of two different ones neither is
// taken, except that «نول بروكار» is the second, and a craft goes before another.
func (t *turn) named(kind FieldKind) (Value, bool) {
	found, end := "", 0
	for _, e := range t.reading.Entities {
		id, ok := e.Value.(string)
		if e.Kind != entityOf[kind] || !ok || id == found || t.negated(e) || t.bygone(e) {
			continue
		}
		if found != "" && kind == FieldCraft && strings.TrimSpace(t.text[end:e.Start]) != "" {
			continue // of two crafts the first
		}
		if found != "" && kind != FieldPlace && kind != FieldCraft {
			return t.whereabouts(kind)
		}
		found, end = id, e.End
		if kind == FieldPlace {
			found = t.asWritten(e)
		}
	}
	return Value{Text: found}, found != ""
}

// bygone reports a name of what was and is not any more: «كنت نحاس، هلق خياط».
func (t *turn) bygone(e understand.Entity) bool {
	signs := t.e.words.signs
	has := func(list string) func(string) bool {
		return func(w string) bool { return lists(signs[list], w) }
	}
	return slices.ContainsFunc(strings.Fields(bare(arabic.Fold(t.text[:e.Start]))), has("past")) &&
		slices.ContainsFunc(strings.Fields(bare(arabic.Fold(t.text[e.End:]))), has("now"))
}

// whereabouts is the one of several places that somebody is in, rather than comes from: «من حلب وساكن بالشام».
func (t *turn) whereabouts(kind FieldKind) (Value, bool) {
	found := ""
	for _, e := range t.reading.Entities {
		id, ok := e.Value.(string)
		if e.Kind != entityOf[kind] || !ok || t.negated(e) || !t.within(e) || id == found {
			continue
		}
		if found != "" {
			return Value{}, false
		}
		found = id
	}
	return Value{Text: found}, found != ""
}

// within reports a place with «ب» or «في» before it.
func (t *turn) within(e understand.Entity) bool {
	front := t.text[:e.Start]
	front = strings.TrimLeftFunc(front[max(0, strings.LastIndexFunc(front, isGap)):], isGap)
	if front != "" {
		return strings.HasPrefix(strings.TrimPrefix(arabic.Fold(front), "و"), "ب")
	}
	words := t.wordsBefore(e, 1)
	return len(words) > 0 && slices.Contains(t.e.words.signs["inside"], words[0]) || strings.HasPrefix(arabic.Fold(e.Text), "ب") && t.asWritten(e) != strings.TrimSpace(e.Text)
}

// asWritten is a place in the artisan's own letters, without «ب» or «من» before it.
func (t *turn) asWritten(e understand.Entity) string {
	text := strings.Trim(e.Text, " .،,!؟?")
	if bare, ok := strings.CutPrefix(text, "ب"); ok && len(t.e.reader.Read(bare, t.now).Entities) > 0 {
		return bare
	}
	return text
}

// negated reports an entity that the words before it turn down: «مو من حمص».
func (t *turn) negated(e understand.Entity) bool {
	signs := t.e.words.signs
	if !t.says("negation") {
		return false
	}
	words := t.wordsBefore(e, 2)
	if n := len(words); n > 0 && slices.Contains(signs["between"], words[n-1]) {
		words = words[:n-1]
	}
	n := len(words)
	return n > 0 && slices.Contains(signs["negation"], words[n-1])
}
