package dialogs

import (
	"encoding/json"
	"fmt"
	"math"

	"sanad/dialogs/understand"
)

// Answers are a form's answers by field id, in canonical values.
type Answers map[string]Value

// Value is one answer. As JSON it is what scripts rely on: a string (a text, or the id of a craft,
// governorate or choice), a number, a list of strings, an amount {"amount","currency","edition"}, or a
// range or approximation {"low","high","approximate"…}.
type Value struct {
	Text   string
	List   []string // several choices, or the hashes of photos
	Amount *Amount  // set for numbers and money; never changed once set
}

// Amount is a number or a sum of money as it was told: exact, about, or between Low and High. An end that
// was left open is an infinity.
type Amount struct {
	Low, High   float64
	Currency    string             // ISO 4217; empty for a plain number
	Edition     understand.Edition // for SYP
	Approximate bool
}

// Number is the value of an exact plain number.
func Number(n float64) Value { return Value{Amount: &Amount{Low: n, High: n}} }

// Exact reports whether one number was told, be it approximately.
func (a Amount) Exact() bool { return a.Low == a.High }

// Empty reports whether nothing was answered.
func (v Value) Empty() bool { return v.Text == "" && len(v.List) == 0 && v.Amount == nil }

// Has reports whether id is the value or one of its list.
func (v Value) Has(id string) bool {
	for _, l := range v.List {
		if l == id {
			return true
		}
	}
	return v.Text == id && id != ""
}

// amountJSON is an amount that is more than a number.
type amountJSON struct {
	Amount      *float64           `json:"amount,omitempty"`
	Low         *float64           `json:"low,omitempty"`
	High        *float64           `json:"high,omitempty"`
	Currency    string             `json:"currency,omitempty"`
	Edition     understand.Edition `json:"edition,omitempty"`
	Approximate bool               `json:"approximate,omitempty"`
}

// MarshalJSON writes the shape that fits the value.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.Amount != nil:
		return v.Amount.marshal()
	case v.List != nil:
		return json.Marshal(v.List)
	}
	return json.Marshal(v.Text)
}

func (a Amount) marshal() ([]byte, error) {
	if a.Exact() && a.Currency == "" && !a.Approximate {
		return json.Marshal(a.Low)
	}
	out := amountJSON{Currency: a.Currency, Edition: a.Edition, Approximate: a.Approximate}
	if a.Exact() {
		out.Amount = &a.Low
		return json.Marshal(out)
	}
	if !math.IsInf(a.Low, 0) {
		out.Low = &a.Low
	}
	if !math.IsInf(a.High, 0) {
		out.High = &a.High
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads every shape that MarshalJSON writes, and true and false as "yes" and "no".
func (v *Value) UnmarshalJSON(b []byte) error {
	*v = Value{}
	if len(b) == 0 {
		return fmt.Errorf("dialogs: an empty answer")
	}
	switch b[0] {
	case 'n':
		return nil
	case 't':
		v.Text = yes
		return nil
	case 'f':
		v.Text = no
		return nil
	case '"':
		return json.Unmarshal(b, &v.Text)
	case '[':
		return json.Unmarshal(b, &v.List)
	case '{':
		return v.unmarshalAmount(b)
	}
	var n float64
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*v = Number(n)
	return nil
}

func (v *Value) unmarshalAmount(b []byte) error {
	var in amountJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	a := Amount{Low: math.Inf(-1), High: math.Inf(1), Currency: in.Currency, Edition: in.Edition, Approximate: in.Approximate}
	if in.Amount != nil {
		in.Low, in.High = in.Amount, in.Amount
	}
	if in.Low != nil {
		a.Low = *in.Low
	}
	if in.High != nil {
		a.High = *in.High
	}
	v.Amount = &a
	return nil
}

// fields are the answers in the shapes that the rules of schemes are held against.
func (a Answers) fields() map[string]any {
	out := make(map[string]any, len(a))
	for id, v := range a {
		switch {
		case v.Amount != nil:
			out[id] = v.Amount.field()
		case v.List != nil:
			out[id] = v.List
		default:
			out[id] = v.Text
		}
	}
	return out
}

func (a Amount) field() map[string]any {
	out := map[string]any{"currency": a.Currency, "edition": string(a.Edition)}
	if !math.IsInf(a.Low, 0) {
		out["low"] = a.Low
	}
	if !math.IsInf(a.High, 0) {
		out["high"] = a.High
	}
	return out
}

// Line is one answer as a person reads it.
type Line struct {
	Field string // its id
	Label string
	Value string // empty when not answered
}
