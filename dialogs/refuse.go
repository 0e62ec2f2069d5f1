package dialogs

import (
	"slices"
	"strings"
)

// turnedDown reports that what stands in the folded text from begin to end is refused there: «ما بدي قرض»,
// «كل شي إلا القروض», «قروض ما بدي».
func (t *turn) turnedDown(begin, end int) bool {
	signs := t.e.words.signs
	before, after := strings.TrimSpace(t.folded[:begin]), strings.TrimSpace(t.folded[end:])
	into := slices.ContainsFunc(signs["unwanted"], func(p string) bool { // «ما بدي» ends inside of «بدي قرض»
		i := strings.LastIndex(t.folded[:end], p)
		return i >= 0 && i < begin && i+len(p) > begin
	})
	if into || slices.Contains(signs["unwanted"], after) || endsWith(before, signs["unwanted"]) || endsWith(before, signs["dismissal"]) {
		return true
	}
	if i := strings.LastIndexByte(before, ' '); i >= 0 && endsWith(before[:i], signs["unwanted"]) && !hasAny(before[i:], signs["except"]) {
		return true // «ما بدي آخد قرض»
	}
	return endsWith(before, signs["except"]) && !hasClad(before, signs["denial"])
}

// wanted reports that one of the phrases stands in the text and is not refused there.
func (t *turn) wanted(phrases []string) bool {
	return slices.ContainsFunc(phrases, func(p string) bool {
		begin, end := cladAt(t.folded, p)
		return begin >= 0 && !t.turnedDown(begin, end)
	})
}

// spurned reports that one of the phrases stands in the text only to be refused.
func (t *turn) spurned(phrases []string) bool {
	return hasClad(t.folded, phrases) && !t.wanted(phrases)
}

// givesUp takes back a need that was told and is not one any more: «لا، ما بدي قرض».
func (t *turn) givesUp(f *Form) bool {
	if t.questioned() {
		return false
	}
	for i := range f.Fields {
		field := &f.Fields[i]
		was := t.s.answers()[field.ID].List
		if field.Kind != FieldChoices || len(was) == 0 {
			continue
		}
		var gone List
		left := slices.DeleteFunc(slices.Clone(was), func(id string) bool {
			if !t.spurned(t.e.cues(f, field).options[id]) {
				return false
			}
			gone = append(gone, f.option(field, id))
			return true
		})
		if len(gone) > 0 {
			t.lead("form.removed", Args{"Label": f.key(field, "label"), "Gone": gone})
			t.keepLeft(f, field, left)
			t.takeFacts(t.facts(nil))
			t.onward()
			return true
		}
	}
	return false
}

// keepLeft keeps what is left of a list, and drops the answers that were asked for because of what is gone. A list
// of which nothing is left is not asked for again.
func (t *turn) keepLeft(f *Form, field *Field, left []string) {
	fl := t.s.Filling
	t.set(f, field, Value{List: left})
	if len(left) == 0 {
		delete(fl.Answers, field.ID)
		fl.Passed = add(fl.Passed, field.ID)
	}
	for i := range f.Fields {
		if other := &f.Fields[i]; !other.applies(fl.Answers) {
			delete(fl.Answers, other.ID)
		}
	}
}
