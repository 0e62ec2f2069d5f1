package dialogs

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sanad/dialogs/understand"
	"sanad/locales/arabic"
)

// fact is an answer that a message holds.
type fact struct {
	field *Field
	value Value
}

// facts are the answers that the message holds for the form under way, or the project's, but for the field that is
// asked: that may be answered by words that would mean little by themselves.
func (t *turn) facts(asked *Field) []fact {
	if !t.told {
		t.told, t.allFacts = true, t.everyFact()
	}
	if asked == nil {
		return t.allFacts
	}
	return slices.DeleteFunc(slices.Clone(t.allFacts), func(x fact) bool { return x.field == asked })
}

func (t *turn) everyFact() []fact {
	f := t.e.form(projectForm)
	if t.s.Filling != nil {
		f = t.e.form(t.s.Filling.Form)
	}
	var out []fact
	for i := range f.Fields {
		if v, ok := t.toldOf(f, &f.Fields[i]); ok {
			out = append(out, fact{&f.Fields[i], v})
		}
	}
	return out
}

// fill keeps facts for fields that have no answer yet and says which. The first that needs another word, or that
// is not what was told before, is left to be asked about.
func (t *turn) fill(told []fact) []string {
	fl := t.s.Filling
	f := t.e.form(fl.Form)
	var ids []string
	for _, x := range told {
		was := fl.Answers[x.field.ID]
		why := x.field.doubt(x.value)
		switch {
		case !was.Empty() && x.field.Kind == FieldChoices:
			if list := union(was.List, x.value.List); len(list) > len(was.List) {
				t.set(f, x.field, Value{List: list})
				ids = append(ids, x.field.ID)
			}
			continue
		case x.field.Kind == FieldCraft && !was.Empty() && !known(was.Text) && known(x.value.Text):
			t.overwrite(f, x) // «نجارة», and then «خيط عربي»
			ids = append(ids, x.field.ID)
			continue
		case !was.Empty() && !x.field.differs(was, x.value):
			continue
		case !was.Empty():
			why = doubtChange
		}
		if why == "" {
			t.set(f, x.field, x.value)
			ids = append(ids, x.field.ID)
		} else if fl.Doubt == nil {
			fl.Doubt = &Doubt{Field: x.field.ID, Value: x.value, Why: why}
		}
	}
	return ids
}

// known reports the id of a craft, rather than what an artisan calls one that no list has.
func known(craft string) bool {
	return slices.ContainsFunc(understand.Crafts(), func(n understand.Named) bool { return n.ID == craft })
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, v := range b {
		out = add(out, v)
	}
	return out
}

// takeFacts keeps facts and has them read back; it reports whether there were any, be it one to ask about.
func (t *turn) takeFacts(told []fact) bool {
	doubted := t.s.Filling.Doubt
	ids := t.fill(told)
	if len(ids) == 0 && t.s.Filling.Doubt == nil {
		for _, x := range told {
			if entityOf[x.field.Kind] == "" || x.field.Kind == FieldPhone { // told before
				ids = append(ids, x.field.ID)
			}
		}
	}
	if len(ids) > 0 {
		t.noteRef(ids...)
		for _, x := range told {
			t.explainMonth(x.field)
		}
		t.lead("form.noted", t.facted(t.e.form(t.s.Filling.Form), ids...))
	}
	return len(ids) > 0 || t.s.Filling.Doubt != doubted
}

// toldOf is what the message says about a field that was not asked.
func (t *turn) toldOf(f *Form, field *Field) (Value, bool) {
	switch field.Kind {
	case FieldCraft:
		if v, ok := t.named(FieldCraft); ok {
			return v, true
		}
		return t.trade()
	case FieldGovernorate, FieldPlace, FieldPhone:
		return t.named(field.Kind)
	case FieldNumber:
		return t.toldNumber(f, field)
	case FieldMoney:
		return t.toldMoney(f, field)
	case FieldChoice, FieldYesNo, FieldChoices:
		return t.toldOption(f, field)
	case FieldName:
		if name := t.nameAfter(t.e.words.signs["name"]); name != "" {
			return Value{Text: name}, true
		}
		if name := t.nameAfter(t.e.words.signs["name_asked"]); isTitle(arabic.Fold(strings.Fields(name + " -")[0])) {
			return Value{Text: name}, true
		}
	}
	return Value{}, false
}

// valueOf is what the message answers to a field that was asked.
func (t *turn) valueOf(f *Form, field *Field) (Value, bool) {
	switch field.Kind {
	case FieldNumber:
		return t.askedNumber(f, field)
	case FieldMoney:
		return t.askedMoney(f, field)
	case FieldChoice, FieldChoices:
		return t.optionOf(f, field)
	case FieldName:
		if len(t.loosely(field)) > 0 && !hasAny(t.folded, t.e.words.signs["name"]) {
			return Value{}, false
		}
		return t.nameOf()
	case FieldText:
		sum := t.spoken() && len(t.entities(func(e understand.Entity) bool { return sumLike(e) || e.Kind == understand.Phone })) > 0
		return Value{Text: short(t.text, maxWords)}, !wordless(t.text) && !sum
	case FieldPhone:
		v, ok := t.named(FieldPhone)
		if !ok {
			v.Text = t.phoneIn(t.text)
		}
		return v, v.Text != ""
	case FieldCraft:
		return t.craftOf()
	case FieldGovernorate:
		return t.placed()
	case FieldYesNo:
		if v, ok := t.toldOf(f, field); ok {
			return v, ok
		}
		return t.answeredOption(f, field)
	}
	return t.toldOf(f, field)
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
	if ok || len(t.reading.Entities) > 0 || len(strings.Fields(t.folded)) > 2 || t.e.words.actions[t.folded] != "" {
		return v, ok
	}
	text, reading, folded := t.text, t.reading, t.folded
	for _, b := range before {
		t.read(b + text)
		if v, ok := t.named(kind); ok {
			return v, true
		}
	}
	t.text, t.reading, t.folded, t.told = text, reading, folded, false
	return Value{}, false
}

// craftOf is a known craft; or, the second time, the craft as the artisan calls it: there are more crafts than any list knows.
// The first time only a word or two that can be nothing else will do.
func (t *turn) craftOf() (Value, bool) {
	if v, ok := t.knownCraft(); ok {
		return v, true
	}
	if v, ok := t.trade(); ok {
		return v, true
	}
	if t.e.words.actions[t.folded] != "" {
		return Value{}, false
	}
	name := t.ownName()
	words := strings.Fields(name)
	if t.s.Filling == nil || len(words) == 0 || len(words) > 6 || utf8.RuneCountInString(name) < 3 || len(t.reading.Entities) > 0 {
		return Value{}, false
	}
	first := t.s.Filling.Tries == 0
	long := len(words) > 2 && !slices.Contains(t.e.words.signs["trades"], bare(arabic.Fold(words[0]))) // «خياطة فساتين سهرة»
	foreign := latin(name) && t.s.Lang == arabicLang && !slices.Contains(t.e.words.signs["trades"], bare(arabic.Fold(words[0])))
	if !t.nameable(name) || first && (long || t.wishes() || foreign) || len(t.facts(nil)) > 0 {
		return Value{}, false
	}
	return Value{Text: short(name, 80)}, true
}

// trade is a trade that the reader knows no craft for, in «أنا حداد».
func (t *turn) trade() (Value, bool) {
	signs := t.e.words.signs
	if !hasAny(t.folded, signs["trade_after"]) || hasAny(t.folded, signs["denial"]) {
		return Value{}, false
	}
	words := strings.Fields(t.text)
	for i := 1; i < len(words); i++ {
		name := strings.Trim(words[i], ".،,!؟?")
		if slices.Contains(signs["trades"], bare(arabic.Fold(name))) && slices.Contains(signs["trade_after"], bare(arabic.Fold(words[i-1]))) {
			return Value{Text: name}, true
		}
	}
	return Value{}, false
}

// ownName is the message without the words before a trade that say whose it is: «بشتغل حداد».
func (t *turn) ownName() string {
	words := strings.Fields(t.text)
	for len(words) > 1 && slices.Contains(t.e.words.signs["self"], bare(arabic.Fold(words[0]))) {
		words = words[1:]
	}
	return strings.Trim(strings.Join(words, " "), " .،,!")
}

// nameable reports words that may well be a trade's name: no denial, no answer to another question, and
// more than one letter over and over.
func (t *turn) nameable(name string) bool {
	folded := bare(arabic.Fold(name))
	letters := map[rune]bool{}
	for _, r := range folded {
		letters[r] = true
	}
	signs := t.e.words.signs
	first, _, _ := strings.Cut(folded, " ")
	odd := hasAny(folded, signs["negation"]) || hasAny(folded, signs["opening"]) || hasAny(folded, signs["confused"]) ||
		slices.Contains(signs["self"], folded) || strings.HasPrefix(first, "بال") || first == "ما" || first == "شي" || first == "كل"
	for _, p := range pounds {
		odd = odd || hasAny(folded, signs["pound_"+p])
	}
	return !odd && len(letters) > 2 && len(t.loosely(nil)) == 0
}

func (t *turn) wishes() bool {
	return t.reading.Intent != understand.None && t.reading.Score >= certain
}

var entityOf = map[FieldKind]understand.EntityKind{
	FieldCraft: understand.Craft, FieldGovernorate: understand.Governorate, FieldPlace: understand.Place, FieldPhone: understand.Phone,
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
	before := t.text[:e.Start]
	if i := strings.LastIndexAny(before, " \n،,"); i >= 0 && i+1 < len(before) || i < 0 && before != "" {
		front := arabic.Fold(before[i+1:])
		return strings.HasPrefix(strings.TrimPrefix(front, "و"), "ب")
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
	if !hasAny(t.folded, signs["negation"]) {
		return false
	}
	words := t.wordsBefore(e, 2)
	if n := len(words); n > 0 && slices.Contains(signs["between"], words[n-1]) {
		words = words[:n-1]
	}
	n := len(words)
	return n > 0 && slices.Contains(signs["negation"], words[n-1])
}

func (t *turn) wordsBefore(e understand.Entity, n int) []string {
	words := strings.Fields(bare(arabic.Fold(t.text[max(0, e.Start-60):e.Start])))
	return words[max(0, len(words)-n):]
}

func (t *turn) wordsAfter(e understand.Entity, n int) []string {
	words := strings.Fields(bare(arabic.Fold(t.text[e.End:min(len(t.text), e.End+60)])))
	return words[:min(len(words), n)]
}

func (t *turn) entities(is func(understand.Entity) bool) []understand.Entity {
	var out []understand.Entity
	for _, e := range t.reading.Entities {
		if is(e) {
			out = append(out, e)
		}
	}
	return out
}

func moneyLike(e understand.Entity) bool {
	return e.Kind == understand.Money || e.Kind == understand.Range && e.Currency != ""
}

// numberLike leaves out what only says how many there are of something, «مكنتين»: that answers no question.
func numberLike(e understand.Entity) bool {
	return !e.Noun && (e.Kind == understand.Number || e.Kind == understand.Range && e.Currency == "")
}
