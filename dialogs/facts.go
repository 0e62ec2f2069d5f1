package dialogs

import (
	"math"
	"slices"
	"strconv"
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

// facts are the answers that the message holds for the form under way, or the project's. Only the asked
// field may be answered by words that would mean little by themselves.
func (t *turn) facts(asked *Field) []fact {
	f := t.e.form(projectForm)
	if t.s.Filling != nil {
		f = t.e.form(t.s.Filling.Form)
	}
	var out []fact
	for i := range f.Fields {
		field := &f.Fields[i]
		if field == asked {
			continue
		}
		if v, ok := t.toldOf(f, field); ok {
			out = append(out, fact{field, v})
		}
	}
	return out
}

// fill keeps facts for fields that have no answer yet and says which. What would need a question first is left to be asked.
func (t *turn) fill(told []fact) []string {
	fl := t.s.Filling
	f := t.e.form(fl.Form)
	var ids []string
	for _, x := range told {
		if fl.Answers[x.field.ID].Empty() && x.field.doubt(x.value) == "" {
			t.set(f, x.field, x.value)
			ids = append(ids, x.field.ID)
		}
	}
	return ids
}

// takeFacts keeps facts and has them read back.
func (t *turn) takeFacts(told []fact) bool {
	ids := t.fill(told)
	if len(ids) == 0 {
		return false
	}
	t.noteRef(ids...)
	t.lead("form.noted", t.facted(t.e.form(t.s.Filling.Form), ids...))
	return true
}

// toldOf is what the message says about a field that was not asked.
func (t *turn) toldOf(f *Form, field *Field) (Value, bool) {
	switch field.Kind {
	case FieldCraft, FieldGovernorate, FieldPlace, FieldPhone:
		return t.named(field.Kind)
	case FieldNumber:
		return t.toldNumber(f, field)
	case FieldMoney:
		if es := t.entities(moneyLike); len(es) == 1 && hasAny(t.folded, t.e.cues(f, field).near) {
			return money(es[0]), true
		}
	case FieldChoice:
		for _, o := range field.Options {
			if hasAny(t.folded, t.e.cues(f, field).told[o.ID]) {
				return Value{Text: o.ID}, true
			}
		}
	case FieldName:
		if name := t.nameAfter(t.e.words.signs["name"]); name != "" {
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
		if es := t.entities(func(e understand.Entity) bool { return moneyLike(e) || numberLike(e) }); len(es) > 0 {
			if sums := t.entities(moneyLike); len(sums) > 0 {
				es = sums
			}
			v := t.inWords(money(es[0]))
			return v, v.Amount.Low > 0 || v.Amount.High > 0
		}
	case FieldChoice, FieldChoices, FieldYesNo:
		return t.optionOf(f, field)
	case FieldName:
		return t.nameOf()
	case FieldText:
		return Value{Text: short(t.text, maxWords)}, !wordless(t.text)
	case FieldPhone:
		v, ok := t.named(FieldPhone)
		if !ok {
			v.Text = t.phoneIn(t.text)
		}
		return v, v.Text != ""
	case FieldCraft:
		return t.craftOf()
	default:
		return t.toldOf(f, field)
	}
	return Value{}, false
}

// craftOf is a known craft; or, the second time, the craft as the artisan calls it: there are more crafts than any list knows.
func (t *turn) craftOf() (Value, bool) {
	if v, ok := t.named(FieldCraft); ok {
		return v, true
	}
	words := len(strings.Fields(t.text))
	if t.s.Filling == nil || t.s.Filling.Tries == 0 || words > 6 || utf8.RuneCountInString(t.text) < 3 || len(t.reading.Entities) > 0 {
		return Value{}, false
	}
	return Value{Text: short(t.text, 80)}, true
}

var entityOf = map[FieldKind]understand.EntityKind{
	FieldCraft: understand.Craft, FieldGovernorate: understand.Governorate, FieldPlace: understand.Place, FieldPhone: understand.Phone,
}

// named is the name of the field's kind that the message holds and does not turn down. Two different ones answer nothing.
func (t *turn) named(kind FieldKind) (Value, bool) {
	found := ""
	for _, e := range t.reading.Entities {
		id, ok := e.Value.(string)
		if e.Kind != entityOf[kind] || !ok || id == found || t.negated(e) {
			continue
		}
		if found != "" && kind != FieldPlace {
			return Value{}, false
		}
		found = id
		if kind == FieldPlace {
			found = t.asWritten(e)
		}
	}
	return Value{Text: found}, found != ""
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

func numberLike(e understand.Entity) bool {
	return e.Kind == understand.Number || e.Kind == understand.Range && e.Currency == ""
}

// askedNumber is the number that answers a number's field: the one beside the field's own words, else the only one.
func (t *turn) askedNumber(f *Form, field *Field) (Value, bool) {
	if v, ok := t.toldNumber(f, field); ok {
		return v, true
	}
	var found []understand.Entity
	for _, e := range t.entities(numberLike) {
		if !t.claimed(f, field, e) {
			found = append(found, e)
		}
	}
	if field.Years && len(found) == 0 {
		found = t.entities(func(e understand.Entity) bool { return e.Kind == understand.Duration })
	}
	if len(found) != 1 {
		return Value{}, false
	}
	return number(found[0])
}

// toldNumber is a number that says itself which field it is for.
func (t *turn) toldNumber(f *Form, field *Field) (Value, bool) {
	c := t.e.cues(f, field)
	for _, e := range t.reading.Entities {
		switch {
		case numberLike(e) && t.beside(e, c.near):
			return number(e)
		case field.Years && e.Kind == understand.Duration && t.since(e):
			return number(e)
		}
	}
	if hasAny(t.folded, c.zero) {
		return Number(0), true
	}
	return Value{}, false
}

// beside reports an entity that holds or is followed by one of the words.
func (t *turn) beside(e understand.Entity, near []string) bool {
	if len(near) == 0 {
		return false
	}
	after := t.wordsAfter(e, 1)
	return len(after) > 0 && slices.Contains(near, after[0]) || hasAny(bare(arabic.Fold(e.Text)), near)
}

// claimed reports a number that stands beside the words of another field.
func (t *turn) claimed(f *Form, field *Field, e understand.Entity) bool {
	for i := range f.Fields {
		other := &f.Fields[i]
		if other != field && other.Kind == FieldNumber && t.beside(e, t.e.cues(f, other).near) {
			return true
		}
	}
	return false
}

// since reports a time that has passed up to today: «من ٢٠ سنة», «صرلي عشر سنين».
func (t *turn) since(e understand.Entity) bool {
	before := t.wordsBefore(e, 3)
	return slices.ContainsFunc(before, func(w string) bool {
		return slices.Contains(t.e.words.signs["since"], w) || slices.Contains(t.e.words.signs["since"], strings.TrimPrefix(w, "و"))
	})
}

// number is an entity as a plain number; a duration in years.
func number(e understand.Entity) (Value, bool) {
	a := Amount{Approximate: e.Approximate}
	switch v := e.Value.(type) {
	case float64:
		a.Low, a.High = v, v
	case string:
		years, ok := yearsOf(v)
		if !ok {
			return Value{}, false
		}
		a.Low, a.High = years, years
	default:
		a.Low, a.High = ends(e)
	}
	return Value{Amount: &a}, !math.IsNaN(a.Low) && a.High >= 0
}

// money is an entity as a sum; without a currency word the currency is left open.
func money(e understand.Entity) Value {
	a := Amount{Currency: e.Currency, Edition: e.Edition, Approximate: e.Approximate}
	if v, ok := e.Value.(float64); ok {
		a.Low, a.High = v, v
	} else {
		a.Low, a.High = ends(e)
	}
	if a.Currency == "SYP" && a.Edition == "" {
		a.Edition = understand.UnknownPound
	}
	return Value{Amount: &a}
}

// inWords gives an amount without a currency the one that the message names elsewhere.
func (t *turn) inWords(v Value) Value {
	signs, a := t.e.words.signs, v.Amount
	switch {
	case a.Currency != "":
	case hasAny(t.folded, signs["pound_usd"]):
		a.Currency = "USD"
	case hasAny(t.folded, signs["pound_new"]):
		a.Currency, a.Edition = "SYP", understand.NewPound
	case hasAny(t.folded, signs["pound_old"]):
		a.Currency, a.Edition = "SYP", understand.OldPound
	}
	return v
}

func ends(e understand.Entity) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if e.Low != nil {
		low = *e.Low
	}
	if e.High != nil {
		high = *e.High
	}
	return low, high
}

// yearsOf reads the years of an ISO 8601 duration such as "P10Y" or "P6M".
func yearsOf(iso string) (float64, bool) {
	n, unit, total := "", ' ', 0.0
	for _, unit = range strings.TrimPrefix(iso, "P") {
		if unit >= '0' && unit <= '9' || unit == '.' {
			n += string(unit)
			continue
		}
		v, err := strconv.ParseFloat(n, 64)
		if err != nil {
			return 0, false
		}
		n = ""
		switch unit {
		case 'Y':
			total += v
		case 'M':
			total += math.Round(v/12*10) / 10
		default:
			return 0, false
		}
	}
	return total, total > 0 && n == ""
}

// doubt says why an answer needs one more word: its size, or which money it is.
func (f *Field) doubt(v Value) string {
	if v.Amount == nil {
		return ""
	}
	a := v.Amount
	if f.Kind == FieldMoney && (a.Currency == "" || a.Currency == "SYP" && a.Edition != understand.NewPound && a.Edition != understand.OldPound) {
		return doubtEdition
	}
	fraction := f.Whole && a.Exact() && a.High != math.Trunc(a.High)
	if f.Kind == FieldNumber && (fraction || f.Min != nil && a.Low < *f.Min && !math.IsInf(a.Low, 0) || f.Max != nil && a.High > *f.Max && !math.IsInf(a.High, 0)) {
		return doubtSize
	}
	return ""
}

// Why an answer is in doubt.
const (
	doubtSize    = "size"
	doubtEdition = "edition"
)
