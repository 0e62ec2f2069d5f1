package knowledge

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Fields of a project that rules may speak of, with a value of the kind that they hold. Money is in new
// pounds. Names, phones and photos are not here: no scheme may decide on them.
var Fields = map[string]any{
	"craft": "", "governorate": "", "workplace": "", "registered": "", "need": "", "obstacle": "",
	"years": 0.0, "workers": 0.0, "sales": 0.0, "amount": 0.0,
}

// Choices of the fields that have few, so that a misspelt one in a rule is found when it is saved.
var Choices = map[string][]string{
	"workplace":  {"home", "shop", "informal", "none"},
	"registered": {"yes", "no"},
	"need":       {"finance", "study", "market", "export", "protection", "licence", "training"},
}

// maxRuleNodes keeps a rule small enough to be read and to be run on every project.
const maxRuleNodes = 200

// Condition is a rule that compiled.
type Condition struct {
	Fields  []string // the fields that it asks for, sorted
	program *vm.Program
}

// CompileRule reads one rule's expression. It knows the fields in Fields, comparisons, and/or/not, in and
// arithmetic; no functions, so that a rule is over in no time and depends on nothing else.
func CompileRule(when string) (*Condition, error) {
	seen := &mentions{fields: map[string]bool{}}
	program, err := expr.Compile(when, expr.Env(Fields), expr.AsBool(), expr.DisableAllBuiltins(), expr.MaxNodes(maxRuleNodes))
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("the rule %q does not compile: %s; the fields are %s", when, first, strings.Join(fieldNames(), ", "))
	}
	node := program.Node()
	ast.Walk(&node, seen)
	if seen.wrong != "" {
		return nil, fmt.Errorf("the rule %q asks for %s", when, seen.wrong)
	}
	c := &Condition{program: program}
	for f := range seen.fields {
		c.Fields = append(c.Fields, f)
	}
	sort.Strings(c.Fields)
	if len(c.Fields) == 0 {
		return nil, fmt.Errorf("the rule %q asks for no field of the project; use one of %s", when, strings.Join(fieldNames(), ", "))
	}
	return c, nil
}

func fieldNames() []string {
	names := make([]string, 0, len(Fields))
	for f := range Fields {
		names = append(names, f)
	}
	sort.Strings(names)
	return names
}

// mentions gathers the fields that a rule names and the first choice that no field has.
type mentions struct {
	fields map[string]bool
	wrong  string
}

// Visit is called for every node of the rule.
func (m *mentions) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		m.fields[n.Value] = true
	case *ast.BinaryNode:
		m.compare(n.Left, n.Right)
		m.compare(n.Right, n.Left)
	}
}

func (m *mentions) compare(field, value ast.Node) {
	id, ok := field.(*ast.IdentifierNode)
	if !ok || Choices[id.Value] == nil {
		return
	}
	for _, v := range constants(value) {
		if !slices.Contains(Choices[id.Value], v) && m.wrong == "" {
			m.wrong = fmt.Sprintf("%s %q; it can be %s", id.Value, v, strings.Join(Choices[id.Value], ", "))
		}
	}
}

// constants are the texts that a node stands for, whether the optimiser has folded them or not.
func constants(node ast.Node) []string {
	var out []string
	switch n := node.(type) {
	case *ast.StringNode:
		out = append(out, n.Value)
	case *ast.ArrayNode:
		for _, e := range n.Nodes {
			out = append(out, constants(e)...)
		}
	case *ast.ConstantNode:
		if set, ok := n.Value.(map[string]struct{}); ok {
			for v := range set {
				out = append(out, v)
			}
		}
	}
	return out
}

func (p *parser) checkScheme(a *Article) {
	if a.Scheme == nil {
		return
	}
	if a.Scheme.Name["ar"] == "" {
		p.add(p.line("[scheme]"), "scheme-without-name", "the scheme has no Arabic name; write name.ar = \"…\" under [scheme]")
	}
	for i, r := range a.Scheme.Rules {
		line := p.lineAfter("[[scheme.rule]]", i)
		if _, err := CompileRule(r.When); err != nil {
			p.add(line, "bad-rule", "%v", err)
		}
		if r.Reason["ar"] == "" {
			p.add(line, "rule-without-reason", "a rule has no Arabic reason; write reason.ar = \"…\", what the artisan reads when it holds")
		}
		if r.Must && r.Against["ar"] == "" {
			p.add(line, "rule-without-against", "a rule that must hold does not say why not; write against.ar = \"…\", what the artisan reads when it does not hold")
		}
	}
}
