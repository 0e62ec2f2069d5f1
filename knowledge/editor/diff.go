package editor

import (
	"strings"

	"sanad/knowledge"
)

// change is one line of a comparison: kept (" "), taken out ("-"), put in ("+"), or the name of a field ("#").
type change struct {
	Kind string
	Text string
	Gap  bool // lines that are the same were left out before this one
}

// around is how many unchanged lines are shown about a changed one.
const around = 1

// mostCompared bounds the work of comparing two long texts line by line.
const mostCompared = 4 << 20

// changes compares two texts of an article, field by field; none when they are the same.
func (e *Editor) changes(lang string, from, to knowledge.Article) (out []change) {
	a, b := partsOf(from), partsOf(to)
	for _, name := range partNames {
		if a[name] == b[name] {
			continue
		}
		out = append(out, change{Kind: "#", Text: e.label(lang, name)})
		out = append(out, fold(compare(linesOf(a[name]), linesOf(b[name])))...)
	}
	return out
}

// partNames are the parts of an article in the order of its form.
var partNames = append(append([]string{}, fieldNames...), "sources", "rules")

// partsOf is every part of an article as text.
func partsOf(a knowledge.Article) map[string]string {
	d := draftOf(a)
	parts := d.Fields
	parts["sources"] = textOf(d.Sources, sourceFields)
	parts["rules"] = textOf(d.Rules, ruleFields)
	return parts
}

func textOf(rows []map[string]string, names []string) string {
	var lines []string
	for _, row := range rows {
		var values []string
		for _, name := range names {
			if row[name] != "" && row[name] != "no" {
				values = append(values, row[name])
			}
		}
		lines = append(lines, strings.Join(values, " · "))
	}
	return strings.Join(lines, "\n")
}

// label is what the form calls a part.
func (e *Editor) label(lang, name string) string {
	head, language, _ := strings.Cut(name, ".")
	switch head {
	case "sources", "rules":
		return e.Texts.Text(lang, "editor.section."+head, nil)
	case "id":
		head = "slug"
	}
	label := e.Texts.Text(lang, "editor.field."+head, nil)
	if language == "en" {
		label += " (EN)"
	}
	return label
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// compare finds the longest common sequence of lines between what both begin and end with.
func compare(a, b []string) []change {
	var head, tail []change
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, change{Kind: " ", Text: a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, change{Kind: " ", Text: a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	out := append(head, middle(a, b)...)
	for i := len(tail) - 1; i >= 0; i-- {
		out = append(out, tail[i])
	}
	return out
}

func middle(a, b []string) (out []change) {
	if len(a)*len(b) > mostCompared {
		return append(all("-", a), all("+", b)...)
	}
	common := table(a, b)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out = append(out, change{Kind: " ", Text: a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			out = append(out, change{Kind: "-", Text: a[i]})
			i++
		default:
			out = append(out, change{Kind: "+", Text: b[j]})
			j++
		}
	}
	return append(append(out, all("-", a[i:])...), all("+", b[j:])...)
}

// table holds the length of the longest common sequence of every pair of ends.
func table(a, b []string) [][]int32 {
	t := make([][]int32, len(a)+1)
	cells := make([]int32, (len(a)+1)*(len(b)+1))
	for i := range t {
		t[i] = cells[i*(len(b)+1) : (i+1)*(len(b)+1)]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				t[i][j] = t[i+1][j+1] + 1
			} else {
				t[i][j] = max(t[i+1][j], t[i][j+1])
			}
		}
	}
	return t
}

func all(kind string, lines []string) (out []change) {
	for _, l := range lines {
		out = append(out, change{Kind: kind, Text: l})
	}
	return out
}

// fold leaves out what is the same and far from any change.
func fold(lines []change) (out []change) {
	near := make([]bool, len(lines))
	for i, l := range lines {
		if l.Kind != " " {
			for n := max(0, i-around); n <= min(len(lines)-1, i+around); n++ {
				near[n] = true
			}
		}
	}
	gap := false
	for i, l := range lines {
		if !near[i] {
			gap = true
			continue
		}
		l.Gap, gap = gap && len(out) > 0, false
		out = append(out, l)
	}
	return out
}
