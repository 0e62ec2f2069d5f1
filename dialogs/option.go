package dialogs

import (
	"slices"
	"strings"
	"unicode"
)

// optionOf is the option that the message means, or several where the field takes several.
func (t *turn) optionOf(f *Form, field *Field) (Value, bool) {
	if field.Kind != FieldChoice && field.Kind != FieldChoices {
		return Value{}, false
	}
	var ids []string
	all := t.asksAll(field)
	for i, o := range field.Options {
		words := t.optionWords(f, field, o.ID)
		if field.Kind == FieldChoices && (t.spurned(words) || t.toldOtherwise(f, field, words)) {
			continue
		}
		if all || t.stands(field, words) || field.Kind == FieldChoices && t.numbered(i+1, len(field.Options)) {
			ids = append(ids, o.ID)
		}
	}
	switch {
	case len(ids) == 0:
		return Value{}, false
	case field.Kind == FieldChoice:
		return t.plainest(f, field, ids)
	}
	return Value{List: t.chosen(field, ids...)}, true
}

// optionWords are what an option is called in answer to its question, its button's label first.
func (t *turn) optionWords(f *Form, field *Field, id string) []string {
	return append([]string{t.foldedLabel(doSet + fieldID(f, field) + "=" + id)}, t.e.cues(f, field).options[id]...)
}

// plainest is the one of several options that needs no question before it, or was said in most words, as with a «مو»
// in it; of equals the last, which is what came of the others: «مشغل بالبيت», «الورشة مو مرخصة», «الورشة احترقت».
func (t *turn) plainest(f *Form, field *Field, ids []string) (Value, bool) {
	if v, ok := t.toldOption(f, field); ok && len(ids) > 1 {
		return v, true
	}
	best, most := "", 0
	for _, id := range ids {
		for _, p := range t.optionWords(f, field, id) {
			if n := len(strings.Fields(p)); n >= most && t.stands(field, []string{p}) {
				best, most = id, n
			}
		}
	}
	return Value{Text: best}, best != ""
}

// answeredOption is the answer to a yes-or-no question in words that mean it only there: «منتهي».
func (t *turn) answeredOption(f *Form, field *Field) (Value, bool) {
	for _, o := range field.Options {
		if hasClad(t.folded, t.e.cues(f, field).options[o.ID]) {
			return Value{Text: o.ID}, true
		}
	}
	return Value{}, false
}

// stands reports that one of the phrases is said and, where one option alone can be true, not denied: «مو بالبيت» is
// no home, nor «ما في محل» a shop. «ما عندي غير البيت» is one.
func (t *turn) stands(field *Field, phrases []string) bool {
	if field.Kind != FieldChoice {
		return hasClad(t.folded, phrases)
	}
	signs := t.e.words.signs
	return slices.ContainsFunc(phrases, func(p string) bool {
		begin, _ := cladAt(t.folded, p)
		if begin < 0 {
			return false
		}
		before := strings.TrimSpace(t.folded[:begin])
		return endsWith(before, signs["except"]) || !endsWith(before, signs["negation"]) && !endsWith(before, signs["lacking"])
	})
}

// asksAll reports «كل شي» and «كلهن» where several may be chosen.
func (t *turn) asksAll(field *Field) bool {
	_, asked := t.current()
	return field == asked && field.Kind == FieldChoices && t.says("everything")
}

// toldOtherwise reports that the words stand in the message only as part of what it tells for another field: «كان عندي سجل»
// asks for no licence, nor «ببيع بمليون» for help with selling.
func (t *turn) toldOtherwise(f *Form, field *Field, words []string) bool {
	if len(t.reading.Entities) == 0 && !t.says("past") {
		return false
	}
	var used []string
	for _, x := range t.facts(field) {
		if len(x.field.When) > 0 {
			continue // «قرض مليون» is the need and the amount
		}
		c := t.e.cues(f, x.field)
		used = append(used, c.near...)
		for _, told := range c.told {
			used = append(used, told...)
		}
	}
	return hasClad(t.folded, words) && !slices.ContainsFunc(words, func(p string) bool {
		begin, end := cladAt(t.folded, p)
		return begin >= 0 && !slices.ContainsFunc(used, func(u string) bool {
			from, to := cladAt(t.folded, u)
			return from >= 0 && from <= begin && end <= to
		})
	})
}

// namesOption reports an answer in what reads like a refusal: «ما بدي قرض، بدي تسويق».
func (t *turn) namesOption(f *Form, field *Field) bool {
	_, ok := t.optionOf(f, field)
	return ok
}

// toldOption is the option, or several, that the message means by words that need no question before them.
func (t *turn) toldOption(f *Form, field *Field) (Value, bool) {
	var ids []string
	for _, o := range field.Options {
		words := t.e.cues(f, field).told[o.ID]
		if t.stands(field, words) && !(field.Kind == FieldChoices && t.spurned(words)) {
			ids = append(ids, o.ID)
		}
	}
	switch {
	case len(ids) == 0:
		return Value{}, false
	case field.Kind == FieldChoices:
		return Value{List: ids}, true
	}
	if ids[0] == yes && t.deniedOf(t.e.cues(f, field).told[yes]) {
		return Value{Text: no}, true
	}
	return Value{Text: ids[0]}, true
}

// deniedOf reports that the words around one of the phrases turn it down: «لست منتسبة», «معي سجل بس منتهي».
func (t *turn) deniedOf(phrases []string) bool {
	signs := t.e.words.signs
	for _, p := range phrases {
		if begin, end := cladAt(t.folded, p); begin >= 0 {
			before := strings.Fields(t.folded[:end])
			near := max(0, len(before)-len(strings.Fields(p))-3)
			return hasAny(strings.Join(before[near:], " "), signs["denial"]) || hasClad(t.folded[end:], signs["over"])
		}
	}
	return false
}

// loosely are the options of another question that the message names in the words of its answers, when it makes no
// sense otherwise: «وتدريب كمان».
func (t *turn) loosely(asked *Field) []fact {
	f, _ := t.current()
	if t.says("denial") || !strings.ContainsFunc(t.folded, func(r rune) bool { return unicode.IsLetter(r) && r != 'و' }) {
		return nil
	}
	for i := range f.Fields {
		field := &f.Fields[i]
		if field == asked || field.Kind != FieldChoice && field.Kind != FieldChoices || t.length() > briefly {
			continue
		}
		if v, ok := t.optionOf(f, field); ok && t.bareOption(f, field) {
			return []fact{{field, v}}
		}
	}
	return nil
}

// around are the signs of words that may stand around an option and mean nothing else.
var around = []string{"opening", "polite", "self", "filler", "needing"}

// bareOption reports a message that is an option's words and nothing else that means anything: «وتدريب كمان», but not
// «بدي كمل التسجيل».
func (t *turn) bareOption(f *Form, field *Field) bool {
	signs := t.e.words.signs
	words := strings.Fields(t.folded)
	for _, o := range field.Options {
		for _, p := range t.e.cues(f, field).options[o.ID] {
			if begin, end := cladAt(t.folded, p); begin >= 0 {
				first, n := len(strings.Fields(t.folded[:begin])), len(strings.Fields(t.folded[begin:end]))
				if strings.HasPrefix(t.folded[begin:end], "و") && t.says("needing") {
					return true // «بدي مكنة حبكة وتدريب»
				}
				for i := first; i < first+n; i++ {
					words[i] = ""
				}
			}
		}
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		return w != "" && !slices.ContainsFunc(around, func(sign string) bool { return lists(signs[sign], w) })
	})
}

// chosen is the list of a field with ids added; while the list is being changed, ids in it are taken out.
func (t *turn) chosen(field *Field, ids ...string) []string {
	list := append([]string{}, t.s.answers()[field.ID].List...)
	for _, id := range ids {
		if i := slices.Index(list, id); i >= 0 && t.s.Filling.Editing && t.takesOut() {
			list = slices.Delete(list, i, i+1)
			continue
		}
		list = add(list, id)
	}
	return list
}

// takesOut reports that a choice named again is not wanted any more: by its button or number, or «بلا تدريب».
func (t *turn) takesOut() bool {
	return t.in.Kind == KindChoice || !strings.ContainsFunc(t.text, unicode.IsLetter) || t.says("dismissal") || t.says("unwanted")
}

func (s State) answers() Answers {
	if s.Filling == nil {
		return nil
	}
	return s.Filling.Answers
}

// numbered reports whether the message, made of numbers alone such as «١ و ٣», has n among them.
func (t *turn) numbered(n, most int) bool {
	if ranks := t.ranks(); ranks != nil {
		return slices.Contains(ranks, n)
	}
	found := false
	for _, w := range strings.FieldsFunc(t.text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r) || r == 'و' || r == '+'
	}) {
		m, ok := bareNumber(w)
		if !ok || m < 1 || m > most {
			return false
		}
		found = found || m == n
	}
	return found
}

// ranks are the places in a list that the message is made of: «الأول والتالت».
func (t *turn) ranks() []int {
	var ranks []int
	for _, w := range strings.Fields(t.folded) {
		n, ok := t.e.words.ordinal[strings.TrimPrefix(strings.TrimPrefix(w, "و"), "ال")]
		if !ok {
			return nil
		}
		ranks = append(ranks, n)
	}
	return ranks
}
