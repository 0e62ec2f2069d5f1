package understand

import (
	"strings"

	"sanad/locales/arabic"
)

// phrases is a dictionary of word rows. The first word may carry clitics in a message; the article of
// later words does not matter.
type phrases struct {
	edges map[edge]int32
	ends  map[int32][]entry
	nodes int32
}

type edge struct {
	from int32
	word string
}

// entry is one meaning of a phrase.
type entry struct {
	id      int32
	article bool // its first word needs «ال»
	weak    bool // it needs a hint beside it
	mild    bool // a mere material or doing: it gives way to a craft in the same phrase
}

// match is a phrase found in a message.
type match struct {
	entry
	split     arabic.Split // how its first word was read
	from, end int          // token indices
}

func newPhrases() *phrases {
	return &phrases{edges: map[edge]int32{}, ends: map[int32][]entry{}}
}

// add puts a form under an id: «?» in front marks it weak, «~» mild, «ال» required.
func (p *phrases) add(form string, id int32) {
	form, weak := strings.CutPrefix(form, "?")
	form, mild := strings.CutPrefix(form, "~")
	e := entry{id: id, weak: weak, mild: mild}
	node := int32(0)
	for k, t := range arabic.Tokens(arabic.Fold(form)) {
		word := t.Text
		if k == 0 {
			if bare, ok := cutArticle(word); ok {
				word, e.article = bare, true
			}
		} else {
			word = inner(word)
		}
		node = p.step(node, word)
	}
	if node != 0 {
		p.ends[node] = append(p.ends[node], e)
	}
}

func (p *phrases) step(from int32, word string) int32 {
	to, ok := p.edges[edge{from, word}]
	if !ok {
		p.nodes++
		to = p.nodes
		p.edges[edge{from, word}] = to
	}
	return to
}

// knows says whether one word is a whole phrase, however little it may mean by itself.
func (p *phrases) knows(word string) bool {
	node, ok := p.edges[edge{0, word}]
	return ok && len(p.ends[node]) > 0
}

func cutArticle(word string) (string, bool) {
	if rest, ok := strings.CutPrefix(word, "ال"); ok && len(rest) >= 4 {
		return rest, true
	}
	return word, false
}

func inner(word string) string {
	bare, _ := cutArticle(word)
	return bare
}

// longest finds the longest phrase that begins at word i; accept decides on each of its meanings.
func (p *phrases) longest(words []word, i int, accept func(match) bool) (best match, found bool) {
	for _, s := range words[i].splits {
		node, ok := p.edges[edge{0, s.Rest}]
		if !ok {
			continue
		}
		for j := i; ; {
			for _, e := range p.ends[node] {
				m := match{entry: e, split: s, from: i, end: j + 1}
				if (!e.article || s.Article) && (!found || m.end > best.end) && accept(m) {
					best, found = m, true
				}
			}
			j++
			if j < len(words) && words[j].Text == "-" {
				j++
			}
			if j >= len(words) || words[j].Kind == arabic.Mark {
				break
			}
			if node, ok = p.edges[edge{node, words[j].bare}]; !ok {
				break
			}
		}
	}
	return best, found
}
