package dialogs

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"sanad/dialogs/understand"
	"sanad/locales/arabic"
)

// askedNumber is the number that answers a number's field: the one beside the field's own words, else the only one.
func (t *turn) askedNumber(f *Form, field *Field) (Value, bool) {
	if len(field.One) > 0 {
		return t.people(f, field, true)
	}
	if v, ok := t.toldNumber(f, field); ok {
		return v, true
	}
	var found []understand.Entity
	if field.Years {
		found = t.entities(func(e understand.Entity) bool {
			return (e.Kind == understand.Duration || e.Kind == understand.Date) && !t.elsewhen(e)
		})
	}
	if len(found) == 0 {
		found = t.entities(func(e understand.Entity) bool {
			return numberLike(e) && !t.claimed(f, field, e) && !(field.Years && t.elsewhen(e))
		})
	}
	if len(found) > 1 && t.says("now") {
		found = found[len(found)-1:] // «كنا خمسة وهلق ضل اتنين»
	}
	if len(found) != 1 {
		return Value{}, false
	}
	if v, ok := t.sinceYear(found[0]); field.Years && ok {
		return v, true
	}
	return number(found[0])
}

// sinceYear is how many years ago the year was in which somebody began: «من ١٩٨٥».
func (t *turn) sinceYear(e understand.Entity) (Value, bool) {
	year, _ := e.Value.(float64)
	if day, ok := e.Value.(string); ok && e.Kind == understand.Date && len(day) >= 4 {
		year, _ = strconv.ParseFloat(day[:4], 64)
	}
	if year < 1940 || year > float64(t.now.Year()) {
		return Value{}, false
	}
	return Number(float64(t.now.Year()) - year), true
}

// toldNumber is a number that says itself which field it is for.
func (t *turn) toldNumber(f *Form, field *Field) (Value, bool) {
	c := t.e.cues(f, field)
	if len(field.One) > 0 {
		return t.people(f, field, false)
	}
	for _, e := range t.reading.Entities {
		if v, ok := t.sinceYear(e); ok && field.Years && t.since(e) {
			return v, true
		}
		switch {
		case numberLike(e) && t.beside(e, c.near) && !(field.Years && t.elsewhen(e)):
			return number(e)
		case field.Years && e.Kind == understand.Duration && (t.since(e) || t.spoken()) && !t.elsewhen(e):
			return number(e)
		}
	}
	return Number(0), hasAny(t.folded, c.means[0])
}

// people is how many work, where the field counts people: none at all, or those who are named.
func (t *turn) people(f *Form, field *Field, asked bool) (Value, bool) {
	c := t.e.cues(f, field)
	if t.nobody(c, asked) && !t.says("except") {
		return Number(0), true
	}
	return t.heads(f, field, asked)
}

// nobody reports words for none at all. Where nobody asked, «بس أنا» is that only as the last word: before others it is
// «but I», as in «بس أنا ما عندي كفيل».
func (t *turn) nobody(c cues, asked bool) bool {
	return slices.ContainsFunc(c.means[0], func(p string) bool {
		if !asked && hasAny(p, t.e.words.signs["speaker"]) {
			return endsWith(t.folded, []string{p})
		}
		return has(t.folded, p)
	})
}

// toldMoney is a sum beside words that say what it is for. Without a currency only the field's own words will do.
func (t *turn) toldMoney(f *Form, field *Field) (Value, bool) {
	c := t.e.cues(f, field)
	if signs := t.e.words.signs; field.Monthly && (hasClad(t.folded, signs["costs"]) || hasClad(t.folded, signs["apiece"])) {
		return Value{}, false
	}
	own := hasClad(t.folded, c.near)
	if es := t.entities(moneyLike); len(es) == 1 && (own || hasClad(t.folded, c.hints)) {
		return t.aMonth(field, money(es[0])), true
	}
	if t.sellsNothing(c) {
		return nothing, true
	}
	if !own {
		return Value{}, false
	}
	var found []understand.Entity
	for _, e := range t.entities(numberLike) {
		if !t.claimed(f, field, e) {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		return Value{}, false
	}
	v := t.aMonth(field, t.inWords(money(found[0])))
	return v, v.Amount.High >= 100
}

// nothing is no money at all.
var nothing = Value{Amount: &Amount{Currency: "SYP", Edition: understand.NewPound}}

// strayMoney takes a sum with its currency, alone at a question that it cannot answer, for the next question about
// money, and has that confirmed.
func (t *turn) strayMoney(f *Form, asked *Field) bool {
	fl := t.s.Filling
	sums := t.entities(moneyLike)
	if len(sums) != 1 || !t.spoken() || fl.Doubt != nil {
		return false
	}
	fields := f.asked(fl.Answers)
	if i := slices.Index(fields, asked); i > 0 { // the question before goes before those to come
		fields = append([]*Field{fields[i-1]}, fields...)
	}
	for _, field := range fields {
		if field.Kind == FieldMoney && field != asked && fl.Answers[field.ID].Empty() {
			v := money(sums[0])
			why := field.doubt(v)
			if why == "" {
				why = doubtSize
			}
			fl.Doubt = &Doubt{Field: field.ID, Value: v, Why: why}
			return true
		}
	}
	return false
}

// askedMoney is the sum that answers a question for one.
func (t *turn) askedMoney(f *Form, field *Field) (Value, bool) {
	if field.Monthly && hasClad(t.folded, t.e.words.signs["apiece"]) {
		return Value{}, false
	}
	if es := t.entities(sumLike); len(es) > 0 {
		if sums := t.entities(moneyLike); len(sums) > 0 {
			es = sums
		}
		v := t.aMonth(field, t.inWords(t.byTurns(es)))
		crumb := v.Amount.High < 10 && v.Amount.Currency == "" // «مرة ومرتين» is no sum, nor the number of a button
		return v, (v.Amount.Low > 0 || v.Amount.High > 0) && !crumb
	}
	if t.sellsNothing(t.e.cues(f, field)) {
		return nothing, true
	}
	return Value{}, false
}

// byTurns is the first of several sums, or all that lies between them where each holds at another time: «بالموسم ٣ ملايين
// وبالشتوية نص مليون».
func (t *turn) byTurns(es []understand.Entity) Value {
	v := money(es[0])
	if !hasClad(t.folded, t.e.words.signs["varies"]) {
		return v
	}
	a := v.Amount
	for _, e := range es[1:] {
		b := money(e).Amount
		if b.Currency == "" && b.High < 10 && a.High >= 1e6 { // «مرة مليون مرة اتنين»
			b.Low, b.High = b.Low*1e6, b.High*1e6
		}
		if a.Low, a.High = min(a.Low, b.Low), max(a.High, b.High); a.Currency == "" {
			a.Currency, a.Edition = b.Currency, b.Edition
		}
	}
	return v
}

// sellsNothing reports words for no money at all, and not only by turns: «مرة مليون ومرة ولا ليرة».
func (t *turn) sellsNothing(c cues) bool {
	return hasAny(t.folded, c.means[0]) && !hasClad(t.folded, t.e.words.signs["varies"])
}

func sumLike(e understand.Entity) bool { return moneyLike(e) || numberLike(e) }

// beside reports an entity that holds one of the words or stands right before it, or right after it at the end: «عمال ٤».
func (t *turn) beside(e understand.Entity, near []string) bool {
	if len(near) == 0 {
		return false
	}
	after, before := t.wordsAfter(e, 1), t.wordsBefore(e, 1)
	return len(after) > 0 && slices.Contains(near, after[0]) || hasAny(bare(arabic.Fold(e.Text)), near) ||
		len(after) == 0 && len(before) > 0 && hasClad(before[0], near)
}

// claimed reports a number that stands beside the words of another field.
func (t *turn) claimed(f *Form, field *Field, e understand.Entity) bool {
	for i := range f.Fields {
		other := &f.Fields[i]
		if other == field || other.Kind == FieldMoney && field.Kind == FieldMoney {
			continue
		}
		near := t.e.cues(f, other).near
		if other.Kind == FieldNumber && t.beside(e, near) || other.Kind == FieldMoney && large(e) && hasClad(t.folded, near) {
			return true
		}
	}
	return false
}

// large reports a number that is rather a sum of money than a count of anything here.
func large(e understand.Entity) bool {
	n, ok := e.Value.(float64)
	return ok && n >= 1000 || e.High != nil && *e.High >= 1000
}

// since reports a time that has passed up to today: «من ٢٠ سنة», «صرلي عشر سنين».
func (t *turn) since(e understand.Entity) bool {
	before := t.wordsBefore(e, 3)
	return slices.ContainsFunc(before, func(w string) bool { return lists(t.e.words.signs["since"], w) })
}

// elsewhen reports a time of something else than the work: an age, «ما جددتها من عشر سنين», «رجعت من سنتين».
func (t *turn) elsewhen(e understand.Entity) bool {
	signs := t.e.words.signs
	before, after := t.wordsBefore(e, 4), t.wordsAfter(e, 1)
	n := len(before)
	ended := func(w string) bool { return lists(signs["ended"], w) }
	switch {
	case n > 0 && lists(signs["age"], before[n-1]), slices.ContainsFunc(after, ended), len(after) > 0 && lists(signs["undone"], after[0]):
		return true
	case n < 2 || before[n-1] != "من":
		return false
	}
	return ended(before[n-2]) || slices.ContainsFunc(before[:n-2], func(w string) bool { return lists(signs["undone"], w) })
}

// number is an entity as a plain number; a duration in years.
func number(e understand.Entity) (Value, bool) {
	a := Amount{Approximate: e.Approximate}
	switch v := e.Value.(type) {
	case float64:
		a.Low, a.High = v, v
		if e.Low != nil || e.High != nil {
			a.Low, a.High = ends(e)
		}
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
	a := v.Amount
	switch {
	case a.Currency != "":
	case t.says("pound_usd"):
		a.Currency = "USD"
	case t.says("pound_new"):
		a.Currency, a.Edition = "SYP", understand.NewPound
	case t.says("pound_old"):
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

// perYear is how many of each unit of an ISO 8601 duration make a year.
var perYear = map[rune]float64{'Y': 1, 'M': 12, 'W': 52, 'D': 365}

// yearsOf reads the years of an ISO 8601 duration such as "P10Y" or "P1Y6M", to a tenth.
func yearsOf(iso string) (float64, bool) {
	days, _, _ := strings.Cut(strings.TrimPrefix(iso, "P"), "T")
	n, total := "", 0.0
	for _, unit := range days {
		if perYear[unit] == 0 {
			n += string(unit)
			continue
		}
		v, err := strconv.ParseFloat(n, 64)
		if err != nil {
			return 0, false
		}
		n, total = "", total+v/perYear[unit]
	}
	total = math.Round(total*10) / 10
	return total, total > 0 && n == ""
}
