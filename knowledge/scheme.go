package knowledge

import (
	"errors"
	"regexp"
	"slices"
)

// placeholder stands in a reason for the artisan's own answer to a field: "{governorate}".
var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

// checkScheme holds the scheme's texts and rules to what the artisan has to read.
func (p *parser) checkScheme(a *Article) {
	if a.Scheme == nil {
		return
	}
	if a.Scheme.Name["ar"] == "" {
		p.add(p.line("[scheme]"), "scheme-without-name", "the scheme has no Arabic name; write name.ar = \"…\" under [scheme]")
	}
	for i, r := range a.Scheme.Rules {
		p.checkRule(p.lineAfter("[[scheme.rule]]", i), r)
	}
}

func (p *parser) checkRule(line int, r Rule) {
	c, err := CompileRule(r.When)
	var wrong *RuleError
	if errors.As(err, &wrong) {
		p.add(line, "bad-rule", "%v", err)
	}
	if r.Reason["ar"] == "" {
		p.add(line, "rule-without-reason", "a rule has no Arabic reason; write reason.ar = \"…\", what the artisan reads when it holds")
	}
	if r.Must && r.Against["ar"] == "" {
		p.add(line, "rule-without-against", "a rule that must hold does not say why not; write against.ar = \"…\", what the artisan reads when it does not hold")
	}
	if c == nil {
		return
	}
	for _, texts := range []map[string]string{r.Reason, r.Against} {
		for _, lang := range Languages {
			for _, m := range placeholder.FindAllStringSubmatch(texts[lang], -1) {
				if !slices.Contains(c.Fields, m[1]) {
					p.add(line, "bad-placeholder", "a reason shows %s, which its rule does not ask for; write a field of the rule, or no braces", m[0])
				}
			}
		}
	}
}

// Fill puts the artisan's own answers into a reason; in words gives a field's answer as it is read.
func Fill(reason string, inWords func(field string) string) string {
	return placeholder.ReplaceAllStringFunc(reason, func(p string) string { return inWords(p[1 : len(p)-1]) })
}
