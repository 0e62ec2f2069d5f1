package knowledge

import (
	"math"
	"slices"
	"sort"
	"time"
)

// Fit is how a scheme goes with a project. Even Suits is no promise: the body that runs the scheme decides.
type Fit string

// A scheme suits, may suit because something is not known, or does not suit.
const (
	Suits   Fit = "suits"
	MaySuit Fit = "may_suit"
	DoesNot Fit = "does_not"
)

// newPound is how many old pounds make a new one, since 2026-01-01.
const newPound = 100

// Truth is the outcome of one rule.
type Truth string

// A rule holds, does not, or nobody can say before more is known.
const (
	Holds   Truth = "holds"
	Fails   Truth = "fails"
	Unknown Truth = "unknown"
)

// Reason is one rule and its outcome.
type Reason struct {
	Rule    Rule
	Truth   Truth
	Fields  []string            // that the rule asks for, sorted
	Named   map[string][]string // by field, the texts that the rule holds it against
	Missing []string            // of the fields, those that would have to be known to say more
}

// Text is what the artisan reads of a reason, to be completed by Fill; empty where there is nothing to say.
func (r Reason) Text(lang string) string {
	switch r.Truth {
	case Holds:
		return Text(r.Rule.Reason, lang)
	case Fails:
		return Text(r.Rule.Against, lang)
	}
	return ""
}

// Outcome is a scheme held against a project.
type Outcome struct {
	Fit     Fit
	Reasons []Reason // in the order of the rules
	Missing []string // fields that would say more if the project told them, sorted
}

// Match holds a scheme against a project's fields: texts, numbers (any Go number), lists of texts, and as
// maps money {"amount","currency","edition"} and ranges {"low","high"}. A field may be missing or nil.
// A rule that does not compile counts as unknown; Parse refuses such a rule.
func (s *Scheme) Match(fields map[string]any) Outcome { return s.match(normalise(fields), CompileRule) }

// match is Match for fields that are normalised, with rules that compiled before.
func (s *Scheme) match(known map[string][]any, compiled func(when string) (*Condition, error)) Outcome {
	out := Outcome{Fit: Suits}
	musts := 0
	for _, r := range s.Rules {
		reason := Reason{Rule: r, Truth: Unknown}
		if c, err := compiled(r.When); err == nil {
			reason.Fields, reason.Named = c.Fields, c.Named
			reason.Truth, reason.Missing = c.root.holds(known)
		}
		out.Reasons = append(out.Reasons, reason)
		out.Missing = append(out.Missing, reason.Missing...)
		if !r.Must {
			continue
		}
		musts++
		switch {
		case reason.Truth == Fails:
			out.Fit = DoesNot
		case reason.Truth == Unknown && out.Fit == Suits:
			out.Fit = MaySuit
		}
	}
	if musts == 0 && out.Fit == Suits {
		out.Fit = MaySuit // nothing is known that would decide
	}
	sort.Strings(out.Missing)
	out.Missing = slices.Compact(out.Missing)
	return out
}

// Match holds the article's scheme against a project on a day. What is not known to be true that day suits
// nobody for certain, so historic and unconfirmed schemes at best may suit. No scheme: the zero Outcome.
func (a *Article) Match(fields map[string]any, now time.Time) Outcome {
	if a.Scheme == nil {
		return Outcome{}
	}
	return a.onDay(a.Scheme.Match(fields), now)
}

func (a *Article) onDay(out Outcome, now time.Time) Outcome {
	if out.Fit == Suits && a.StandingAt(now) != Current {
		out.Fit = MaySuit
	}
	return out
}

// otherNames are what the project form calls fields that rules have a plainer name for.
var otherNames = map[string]string{"need": "needs", "workplace": "place"}

// FormName is what the project form calls a field of the rules.
func FormName(field string) string {
	if other := otherNames[field]; other != "" {
		return other
	}
	return field
}

// normalise brings fields into the kinds that rules know; what cannot be brought is left out, so unknown.
func normalise(fields map[string]any) map[string][]any {
	out := map[string][]any{}
	for name, kind := range Fields {
		value := fields[name]
		if value == nil {
			value = fields[FormName(name)]
		}
		if _, wantsText := kind.(string); wantsText {
			out[name] = texts(value)
		} else {
			out[name] = numbers(value)
		}
	}
	return out
}

func texts(v any) []any {
	switch v := v.(type) {
	case string:
		if v != "" {
			return []any{v}
		}
	case bool:
		if v {
			return []any{"yes"}
		}
		return []any{"no"}
	case []string:
		out := make([]any, len(v))
		for i, s := range v {
			out[i] = s
		}
		return out
	case []any:
		var out []any
		for _, e := range v {
			out = append(out, texts(e)...)
		}
		return out
	}
	return nil
}

func numbers(v any) []any {
	if n, ok := number(v); ok {
		return []any{n}
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	scale := pounds(m)
	if scale == 0 {
		return nil
	}
	if n, ok := number(m["amount"]); ok {
		return []any{n * scale}
	}
	low, hasLow := number(m["low"])
	high, hasHigh := number(m["high"])
	switch {
	case hasLow && hasHigh:
		return []any{low * scale, high * scale}
	case hasLow:
		return []any{low * scale, math.Inf(1)}
	case hasHigh:
		return []any{math.Inf(-1), high * scale}
	}
	return nil
}

// pounds is what turns an amount into new pounds; 0 where it cannot be done without a rate or a guess.
func pounds(m map[string]any) float64 {
	currency, _ := m["currency"].(string)
	edition, _ := m["edition"].(string)
	switch {
	case currency == "" && edition == "":
		return 1 // a plain range
	case currency != "" && currency != "SYP":
		return 0
	case edition == "new":
		return 1
	case edition == "old":
		return 1.0 / newPound
	}
	return 0
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case int32:
		return float64(v), true
	}
	return 0, false
}
