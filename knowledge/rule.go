package knowledge

import (
	"fmt"
	"maps"
	"slices"
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

// Choices of the fields whose answers are listed, so that a misspelt one in a rule is found when it is saved.
// A craft may also be told in the artisan's own words; a rule can only name those of the list.
var Choices = map[string][]string{
	"workplace":  {"home", "shop", "informal", "none"},
	"registered": {"yes", "no"},
	"need":       {"finance", "study", "market", "export", "protection", "licence", "training"},
	"governorate": {"damascus", "rif-dimashq", "aleppo", "homs", "hama", "latakia", "tartus", "idlib", "deir-ezzor", "raqqa",
		"hasakah", "sweida", "daraa", "quneitra"},
	"craft": {"brocade", "damasco", "aghabani", "dima", "saya", "wood-mosaic", "mother-of-pearl", "wood-carving", "ajami", "khayt-arabi",
		"arabesque", "copper", "silver-inlay", "damascus-steel", "lanterns", "blown-glass", "stained-glass", "glass-painting", "qishani",
		"pottery", "armanaz-glass", "stone-mosaic", "stone-carving", "laurel-soap", "damask-rose", "perfume", "oud", "bisht", "hand-loom",
		"natural-silk", "sarma", "habari", "silver-thread", "embroidery", "carpets", "flat-weave", "straw-trays", "basketry", "mats",
		"tent-weaving", "sheepskin", "felt", "fez", "clogs", "leather", "red-shoes", "saddlery", "jewellery", "boat-building", "ship-models",
		"norias", "calligraphy", "shadow-puppets", "candles", "home-food", "crochet"},
}

// maxRuleNodes keeps a rule small enough to be read and to be run on every project.
const maxRuleNodes = 200

// Condition is a rule that compiled.
type Condition struct {
	Fields []string            // the fields that it asks for, sorted
	Named  map[string][]string // by field, the texts that it holds the field against
	root   *clause
}

// CompileRule reads one rule's expression. It knows the fields in Fields, comparisons, and/or/not, in and
// arithmetic; no functions, so that a rule is over in no time and depends on nothing else. Its error is a *RuleError.
func CompileRule(when string) (*Condition, error) {
	fault := &RuleError{When: when, Code: RuleUnreadable}
	program, err := compile(when)
	if err != nil {
		fault.Why, _, _ = strings.Cut(err.Error(), "\n")
	}
	m := newMentions()
	if node := parsed(when); node != nil {
		ast.Walk(&node, m)
	}
	switch {
	case m.wrong != nil:
		m.wrong.When = when
		return nil, m.wrong
	case err != nil:
		return nil, fault
	case len(m.fields) == 0:
		fault.Code = RuleAsksNothing
		return nil, fault
	}
	root, err := newClause(program.Node())
	if err != nil {
		fault.Why = err.Error()
		return nil, fault
	}
	return &Condition{Fields: slices.Sorted(maps.Keys(m.fields)), Named: m.named, root: root}, nil
}

func compile(when string) (*vm.Program, error) {
	return expr.Compile(when, expr.Env(Fields), expr.AsBool(), expr.DisableAllBuiltins(), expr.Optimize(false), expr.MaxNodes(maxRuleNodes))
}

// clause is a part of a rule: an "and", "or" or "not" of others, or a program that says yes or no by itself.
type clause struct {
	op      string
	parts   []*clause
	fields  []string
	program *vm.Program
}

func newClause(node ast.Node) (*clause, error) {
	switch n := node.(type) {
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return joined("not", n.Node)
		}
	case *ast.BinaryNode:
		switch n.Operator {
		case "and", "&&":
			return joined("and", n.Left, n.Right)
		case "or", "||":
			return joined("or", n.Left, n.Right)
		case "!=":
			return joined("not", &ast.BinaryNode{Operator: "==", Left: n.Left, Right: n.Right})
		}
	}
	m := newMentions()
	ast.Walk(&node, m)
	program, err := compile(node.String())
	if err != nil {
		return nil, fmt.Errorf("the part %s: %w", node, err)
	}
	return &clause{fields: slices.Sorted(maps.Keys(m.fields)), program: program}, nil
}

func joined(op string, nodes ...ast.Node) (*clause, error) {
	c := &clause{op: op}
	for _, n := range nodes {
		part, err := newClause(n)
		if err != nil {
			return nil, err
		}
		c.parts = append(c.parts, part)
	}
	return c, nil
}

// holds says whether the clause is true of what is known, and where nobody can say, which fields it waits for.
func (c *clause) holds(known map[string][]any) (Truth, []string) {
	if c.op == "" {
		return c.run(known)
	}
	decides, other := Fails, Holds
	if c.op == "or" {
		decides, other = Holds, Fails
	}
	out := other
	var missing []string
	for _, part := range c.parts {
		truth, m := part.holds(known)
		if c.op == "not" {
			return opposite[truth], m
		}
		switch truth {
		case decides:
			return decides, nil
		case Unknown:
			out, missing = Unknown, append(missing, m...)
		}
	}
	return out, missing
}

var opposite = map[Truth]Truth{Holds: Fails, Fails: Holds, Unknown: Unknown}

// run tries the clause with every value that its fields can have: a range has two ends, a list several.
func (c *clause) run(known map[string][]any) (Truth, []string) {
	var missing []string
	envs := []map[string]any{{}}
	for _, f := range c.fields {
		values := known[f]
		if len(values) == 0 {
			missing = append(missing, f)
			continue
		}
		envs = spread(envs, f, values)
	}
	if len(missing) > 0 {
		return Unknown, missing
	}
	return c.agree(envs), nil
}

func spread(envs []map[string]any, field string, values []any) []map[string]any {
	var out []map[string]any
	for _, env := range envs {
		for _, v := range values {
			next := maps.Clone(env)
			next[field] = v
			out = append(out, next)
		}
	}
	return out
}

// agree is what all values say, or unknown where they differ. A need among several needs is enough.
func (c *clause) agree(envs []map[string]any) Truth {
	holds, fails := 0, 0
	for _, env := range envs {
		v, err := expr.Run(c.program, env)
		if err != nil {
			return Unknown
		}
		if v == true {
			holds++
		} else {
			fails++
		}
	}
	switch {
	case fails == 0 || holds > 0 && slices.Equal(c.fields, []string{"need"}):
		return Holds
	case holds == 0:
		return Fails
	}
	return Unknown
}
