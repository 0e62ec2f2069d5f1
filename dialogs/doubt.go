package dialogs

import (
	"sanad/dialogs/understand"
)

// askDoubt asks the one thing that an answer still needs.
func (t *turn) askDoubt(f *Form, field *Field) {
	d, name := t.s.Filling.Doubt, fieldID(f, field)
	r := Reply{Args: Args{"Value": f.arg(field, d.Value), "Label": f.key(field, "label")}}
	if d.Why == doubtSize {
		r.Key, r.Choices = "form.doubt_size", t.options(doSure+name+"="+yes, doSure+name+"="+no)
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

// settleDoubt hears which money it was, or whether the size is right.
func (t *turn) settleDoubt(f *Form, field *Field) bool {
	d := t.s.Filling.Doubt
	action, _ := t.heard()
	if d.Why == doubtSize {
		if action == yes || action == "confirm" {
			t.keep(f, field, d.Value)
			return true
		}
		if v, ok := t.valueOf(f, field); ok {
			t.s.Filling.Doubt = nil
			t.accept(f, field, v)
			return true
		}
		if action == no {
			t.doubted(f, field)
			return true
		}
		return false
	}
	if v, ok := t.valueOf(f, field); ok && len(t.entities(func(e understand.Entity) bool { return moneyLike(e) || numberLike(e) })) == 1 {
		t.s.Filling.Doubt = nil
		t.accept(f, field, v)
		return true
	}
	for _, p := range pounds {
		if hasAny(t.folded, t.e.words.signs["pound_"+p]) {
			t.settlePound(f, field, p)
			return true
		}
	}
	if action == "unsure" || action == "skip" {
		t.settleUnsure(f, field)
		return true
	}
	return false
}

// doubted asks again for a number that was not meant.
func (t *turn) doubted(f *Form, field *Field) {
	t.s.Filling.Doubt = nil
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
	t.keep(f, field, Value{Amount: &a})
}

// settleUnsure keeps an amount whose money nobody knows as such, and drops a size that nobody is sure of.
func (t *turn) settleUnsure(f *Form, field *Field) {
	if t.s.Filling.Doubt.Why == doubtEdition {
		t.settlePound(f, field, "unknown")
		return
	}
	t.doubted(f, field)
}
