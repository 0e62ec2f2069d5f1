package dialogs

import (
	"math"
	"slices"

	"sanad/dialogs/understand"
)

// Why an answer is in doubt: its size, its money, or because another was told before.
const (
	doubtChange  = "change"
	doubtSize    = "size"
	doubtEdition = "edition"
)

// doubt says why an answer needs one more word: its size, or which money it is.
func (f *Field) doubt(v Value) string {
	if v.Amount == nil {
		return ""
	}
	a := v.Amount
	if f.Kind == FieldMoney && (a.Currency == "" || a.Currency == "SYP" && a.Edition != understand.NewPound && a.Edition != understand.OldPound) {
		return doubtEdition
	}
	if f.Kind == FieldMoney && f.Max != nil && a.Currency == "SYP" && a.pounds() > *f.Max && !math.IsInf(a.High, 0) {
		return doubtSize
	}
	fraction := f.Whole && a.Exact() && a.High != math.Trunc(a.High)
	if f.Kind == FieldNumber && (fraction || f.Min != nil && a.Low < *f.Min && !math.IsInf(a.Low, 0) || f.Max != nil && a.High > *f.Max && !math.IsInf(a.High, 0)) {
		return doubtSize
	}
	return ""
}

// beyond reports a number that cannot even be questioned as an answer: fifty thousand years.
func (f *Field) beyond(v Value) bool {
	return f.Max != nil && v.Amount != nil && v.Amount.Low > 10**f.Max
}

// pounds is the greatest it may be, in new pounds.
func (a Amount) pounds() float64 {
	if a.Edition == understand.OldPound {
		return a.High / 100
	}
	return a.High
}

// differs reports that a number, sum or plain choice told again is not what it was. Names of crafts and places are
// mentioned too lightly to be asked about.
func (f *Field) differs(was, now Value) bool {
	switch f.Kind {
	case FieldNumber, FieldMoney:
		a, b := was.Amount, now.Amount
		return a != nil && b != nil && (a.Low != b.Low || a.High != b.High)
	case FieldYesNo, FieldChoice:
		return was.Text != now.Text
	}
	return false
}

// askDoubt asks the one thing that an answer still needs.
func (t *turn) askDoubt(f *Form, field *Field) {
	d, name := t.s.Filling.Doubt, fieldID(f, field)
	r := Reply{Args: Args{"Value": f.arg(field, d.Value), "Label": f.key(field, "label")}}
	if d.Why != doubtEdition {
		r.Key, r.Choices = "form.doubt_size", t.options(doSure+name+"="+yes, doSure+name+"="+no)
		if d.Why == doubtChange {
			r.Key, r.Args["Was"] = "form.doubt_change", f.arg(field, t.s.answers()[field.ID])
		}
	} else {
		bare := *d.Value.Amount
		bare.Currency = ""
		r.Key, r.Args["Value"] = "form.doubt_pound", Value{Amount: &bare}
		if d.Value.Amount.Currency == "" {
			r.Key = "form.doubt_money"
		}
		for _, p := range pounds {
			if p != "usd" || d.Value.Amount.Currency == "" {
				r.Choices = append(r.Choices, t.option(doPound+name+"="+p))
			}
		}
	}
	t.withLeads(&r)
	t.say(r)
}

// settleDoubt hears whether the answer in doubt is right, or another one.
func (t *turn) settleDoubt(f *Form, field *Field) bool {
	d := t.s.Filling.Doubt
	if d.Why == doubtEdition {
		return t.settleEdition(f, field)
	}
	action, _ := t.heard()
	if action == yes || action == "confirm" {
		t.sure(f, field)
		return true
	}
	if v, ok := t.valueOf(f, field); ok {
		t.s.Filling.Doubt = nil
		t.accept(f, field, v)
		return true
	}
	if field.Kind == FieldMoney && t.namesPound(f, field) {
		return true
	}
	if action == no {
		t.doubted(f, field)
		return true
	}
	if d.Why == doubtChange && len(t.anew(false)) > 0 { // something else is told; that would be asked about for ever
		t.s.Filling.Doubt = nil
		t.lead("form.unchanged", nil)
	}
	return false
}

// settleEdition hears which money it was.
func (t *turn) settleEdition(f *Form, field *Field) bool {
	if v, ok := t.valueOf(f, field); ok && len(t.entities(sumLike)) == 1 {
		t.s.Filling.Doubt = nil
		t.accept(f, field, v)
		return true
	}
	if t.namesPound(f, field) {
		return true
	}
	if action, _ := t.heard(); action == "unsure" || action == "skip" {
		t.settleUnsure(f, field)
		return true
	}
	return false
}

// namesPound hears «بالقديم» and the like of an amount in doubt.
func (t *turn) namesPound(f *Form, field *Field) bool {
	for _, p := range pounds {
		if hasClad(t.folded, t.e.words.signs["pound_"+p]) {
			t.settlePound(f, field, p)
			return true
		}
	}
	return false
}

// pressedDoubt is settleDoubt for buttons.
func (t *turn) pressedDoubt(f *Form, field *Field, do, value string) {
	edition := t.s.Filling.Doubt.Why == doubtEdition
	switch {
	case do == doPound && edition && slices.Contains(pounds, value):
		t.settlePound(f, field, value)
	case do == doSure && !edition && value == yes:
		t.sure(f, field)
	case do == doSure && value == no:
		t.doubted(f, field)
	default:
		t.stale()
	}
}

// sure keeps an answer that was confirmed. A change may still be in doubt for itself.
func (t *turn) sure(f *Form, field *Field) {
	d := *t.s.Filling.Doubt
	if d.Why == doubtChange {
		t.s.Filling.Doubt = nil
		t.accept(f, field, d.Value)
		return
	}
	t.keep(f, field, d.Value)
}

// doubted asks again for a number that was not meant; what was told before stays.
func (t *turn) doubted(f *Form, field *Field) {
	change := t.s.Filling.Doubt.Why == doubtChange
	t.s.Filling.Doubt = nil
	if change {
		t.lead("form.unchanged", nil)
		t.next()
		return
	}
	t.lead(f.key(field, "help"), nil)
	t.askField()
}

// settlePound completes an amount with its money.
func (t *turn) settlePound(f *Form, field *Field, which string) {
	a := *t.s.Filling.Doubt.Value.Amount
	switch which {
	case "usd":
		a.Currency, a.Edition = "USD", ""
	case "new":
		a.Currency, a.Edition = "SYP", understand.NewPound
	case "old":
		a.Currency, a.Edition = "SYP", understand.OldPound
	default:
		a.Currency, a.Edition = "SYP", understand.UnknownPound
	}
	if v := (Value{Amount: &a}); field.doubt(v) == doubtSize {
		t.accept(f, field, v)
	} else {
		t.keep(f, field, v)
	}
}

// settleUnsure keeps an amount whose money nobody knows as such, and drops a size that nobody is sure of.
func (t *turn) settleUnsure(f *Form, field *Field) {
	if t.s.Filling.Doubt.Why == doubtEdition {
		t.settlePound(f, field, "unknown")
		return
	}
	t.doubted(f, field)
}
