package knowledge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	language "github.com/expr-lang/expr/parser"
)

// RuleFault is what is wrong with a rule.
type RuleFault string

// A rule is no expression, names a field that there is not, holds a field against a value that it never has or of
// another kind, or asks for no field at all.
const (
	RuleUnreadable     RuleFault = "unreadable"
	RuleUnknownField   RuleFault = "unknown-field"
	RuleUnknownChoice  RuleFault = "unknown-choice"
	RuleWantsNumber    RuleFault = "wants-number"
	RuleWantsText      RuleFault = "wants-text"
	RuleAsksNothing    RuleFault = "asks-nothing"
	fieldsThatThereAre           = "; the fields are "
)

// RuleError says what is wrong with a rule, by field and value where one is to blame.
type RuleError struct {
	When    string
	Code    RuleFault
	Field   string
	Value   string   // what the rule holds the field against
	Choices []string // what it may write instead
	Why     string   // the expression language's own words, for what is no expression
}

// Error says it in English, with what to write.
func (e *RuleError) Error() string {
	choices := strings.Join(e.Choices, ", ")
	switch e.Code {
	case RuleUnknownField:
		return fmt.Sprintf("the rule %q asks for %s, which is no field of the project%s%s", e.When, e.Field, fieldsThatThereAre, choices)
	case RuleUnknownChoice:
		return fmt.Sprintf("the rule %q asks for %s %q; it can be %s", e.When, e.Field, e.Value, choices)
	case RuleWantsNumber:
		return fmt.Sprintf("the rule %q holds %s against %q; %[2]s is a number, write it without quotes", e.When, e.Field, e.Value)
	case RuleWantsText:
		return fmt.Sprintf("the rule %q holds %s against %s; %[2]s is a text, write it in quotes", e.When, e.Field, e.Value)
	case RuleAsksNothing:
		return fmt.Sprintf("the rule %q asks for no field of the project; use one of %s", e.When, strings.Join(fieldNames(), ", "))
	}
	return fmt.Sprintf("the rule %q does not compile: %s%s%s", e.When, e.Why, fieldsThatThereAre, strings.Join(fieldNames(), ", "))
}

func fieldNames() []string { return slices.Sorted(maps.Keys(Fields)) }

// parsed is the rule's syntax, or nil where it has none.
func parsed(when string) ast.Node {
	tree, err := language.Parse(when)
	if err != nil {
		return nil
	}
	return tree.Node
}

// mentions gathers the fields that a rule names, what it holds them against, and the first that it names wrongly.
type mentions struct {
	fields map[string]bool
	named  map[string][]string
	wrong  *RuleError
}

func newMentions() *mentions {
	return &mentions{fields: map[string]bool{}, named: map[string][]string{}}
}

// Visit is called for every node of the rule.
func (m *mentions) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		m.fields[n.Value] = true
		if Fields[n.Value] == nil {
			m.blame(RuleError{Code: RuleUnknownField, Field: n.Value, Choices: fieldNames()})
		}
	case *ast.BinaryNode:
		m.compare(n.Left, n.Right)
		m.compare(n.Right, n.Left)
	}
}

func (m *mentions) blame(e RuleError) {
	if m.wrong == nil {
		m.wrong = &e
	}
}

func (m *mentions) compare(field, value ast.Node) {
	id, ok := field.(*ast.IdentifierNode)
	if !ok || Fields[id.Value] == nil {
		return
	}
	_, wantsText := Fields[id.Value].(string)
	for _, v := range constants(value) {
		text, isText := v.(string)
		choices := Choices[id.Value]
		if isText {
			m.named[id.Value] = append(m.named[id.Value], text)
		}
		switch {
		case wantsText && !isText:
			m.blame(RuleError{Code: RuleWantsText, Field: id.Value, Value: fmt.Sprint(v)})
		case !wantsText && isText:
			m.blame(RuleError{Code: RuleWantsNumber, Field: id.Value, Value: text})
		case wantsText && choices != nil && !slices.Contains(choices, text):
			m.blame(RuleError{Code: RuleUnknownChoice, Field: id.Value, Value: text, Choices: choices})
		}
	}
}

// constants are the texts and numbers that a node stands for.
func constants(node ast.Node) []any {
	switch n := node.(type) {
	case *ast.StringNode:
		return []any{n.Value}
	case *ast.IntegerNode:
		return []any{n.Value}
	case *ast.FloatNode:
		return []any{n.Value}
	case *ast.ArrayNode:
		var out []any
		for _, e := range n.Nodes {
			out = append(out, constants(e)...)
		}
		return out
	}
	return nil
}
