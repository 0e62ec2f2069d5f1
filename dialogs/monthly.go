package dialogs

import "math"

// rate is another stretch of time than a month for which people tell what they sell, and how many of it make a month.
type rate struct {
	sign  string
	times float64
}

// rates are the stretches that people name. A day means one of work: the shops rest on Fridays.
var rates = []rate{{"weekly", 4}, {"daily", 26}, {"yearly", 1.0 / 12}}

// stretch is the stretch that the message tells a sum for, where the field asks for that of a month.
func (t *turn) stretch(field *Field) (rate, bool) {
	if !field.Monthly || t.says("monthly") {
		return rate{}, false
	}
	for _, r := range rates {
		if t.says(r.sign) {
			return r, true
		}
	}
	return rate{}, false
}

// aMonth makes a sum that was told for another stretch of time that of a month.
func (t *turn) aMonth(field *Field, v Value) Value {
	if r, ok := t.stretch(field); ok && v.Amount != nil {
		a := *v.Amount
		a.Low, a.High, a.Approximate = roughly(a.Low*r.times), roughly(a.High*r.times), true
		v.Amount = &a
	}
	return v
}

// roughly is a whole number of three digits and nothing but noughts after them.
func roughly(n float64) float64 {
	if n <= 0 || math.IsInf(n, 0) {
		return n
	}
	unit := math.Pow(10, max(math.Floor(math.Log10(n))-2, 0))
	return math.Round(n/unit) * unit
}

// explainMonth says how the month was reckoned, before the sum is read back.
func (t *turn) explainMonth(field *Field) {
	if r, ok := t.stretch(field); ok {
		t.lead(Key("form."+r.sign), nil)
	}
}
