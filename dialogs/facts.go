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
		v, ok := t.toldNumber(f, field)
		return v, ok && !field.beyond(v)
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
		v, ok := t.askedNumber(f, field)
		return v, ok && !field.beyond(v)
	case FieldMoney:
		return t.askedMoney(f, field)
	case FieldChoice, FieldChoices:
		return t.optionOf(f, field)
	case FieldName:
		if len(t.loosely(field)) > 0 && !t.says("name") {
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

// craftOf is a known craft; or, the second time, the craft as the artisan calls it: there are more crafts than any list knows.
// The first time only a word or two that can be nothing else will do.
func (t *turn) craftOf() (Value, bool) {
	if v, ok := t.knownCraft(); ok {
		return v, true
	}
	if v, ok := t.trade(); ok {
		return v, true
	}
	if action, _ := t.heard(); t.e.words.actions[t.folded] != "" || action == yes || action == no {
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

// trade is a trade that the reader knows no craft for, in «أنا حداد» and «اسمي أبو حسن نجار».
func (t *turn) trade() (Value, bool) {
	signs := t.e.words.signs
	named := t.says("name")
	if !named && !t.says("trade_after") || t.says("denial") {
		return Value{}, false
	}
	words := strings.Fields(t.text)
	for i := 1; i < len(words); i++ {
		name, before := strings.Trim(words[i], ".،,!؟?"), bare(arabic.Fold(words[i-1]))
		if slices.Contains(signs["trades"], bare(arabic.Fold(name))) && (slices.Contains(signs["trade_after"], before) || named && !slices.Contains(signs["name"], before)) {
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

// nameable reports words that may well be a trade's name: no denial, no mere filling, no answer to another question, and
// more than one letter over and over.
func (t *turn) nameable(name string) bool {
	folded := bare(arabic.Fold(name))
	letters := map[rune]bool{}
	for _, r := range folded {
		letters[r] = true
	}
	signs := t.e.words.signs
	first, _, _ := strings.Cut(folded, " ")
	odd := hasAny(folded, signs["negation"]) || hasAny(folded, signs["denial"]) || hasAny(folded, signs["opening"]) || hasAny(folded, signs["confused"]) ||
		slices.Contains(signs["self"], folded) || slices.Contains(signs["filler"], first) || strings.HasPrefix(first, "بال")
	for _, p := range pounds {
		odd = odd || hasAny(folded, signs["pound_"+p])
	}
	return !odd && len(letters) > 2 && len(t.loosely(nil)) == 0
}

func (t *turn) wishes() bool {
	return t.reading.Intent != understand.None && t.reading.Score >= certain
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
