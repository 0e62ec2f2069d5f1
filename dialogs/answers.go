package dialogs

// Answers are a form's answers by field id, in canonical values.
type Answers map[string]Value

// Value is one answer. As JSON it is what scripts rely on: a string (a text, or the id of a craft,
// governorate or choice), a number, a list of strings, an amount {"amount","currency","edition"}, or a
// range or approximation {"low","high","approximate"…}.
type Value struct {
	Text string
	List []string
}

// Line is one answer as a person reads it.
type Line struct {
	Field string // its id
	Label string
	Value string // empty when not answered
}
