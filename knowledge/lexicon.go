package knowledge

import (
	"maps"
	"slices"

	"sanad/locales/arabic"
)

// term is something that units of text have in common with a question: a word's root, a run of its
// characters, two roots one after the other, a meaning. It is a hash; termID is its number in an index.
type (
	term   uint64
	termID uint32
)

// none is the number of a term that an index does not have.
const none = ^termID(0)

// vocabulary numbers terms while an index is built.
type vocabulary map[term]termID

func (v vocabulary) number(t term) termID {
	id, ok := v[t]
	if !ok {
		id = termID(len(v))
		v[t] = id
	}
	return id
}

// table finds the numbers of terms once an index is built, in a third of a map's memory.
type table struct {
	terms []term // ascending
	ids   []termID
}

func newTable(v vocabulary) table {
	t := table{terms: slices.Sorted(maps.Keys(v))}
	t.ids = make([]termID, len(t.terms))
	for i, h := range t.terms {
		t.ids[i] = v[h]
	}
	return t
}

func (t table) find(h term) termID {
	if i, ok := slices.BinarySearch(t.terms, h); ok {
		return t.ids[i]
	}
	return none
}

// word is what a folded word is searched by. A phrase that the bridge knows is a word with meanings only.
type word struct {
	stem     term // the root's hash, 0 for a phrase
	root     termID
	grams    []termID
	meanings []termID
	quiet    bool
}

// lexicon analyses words, each once.
type lexicon struct {
	bridge *bridge
	number func(term) termID
	ids    map[string]uint32
	words  []word
}

func newLexicon(b *bridge, number func(term) termID) *lexicon {
	return &lexicon{bridge: b, number: number, ids: map[string]uint32{}}
}

// breakMark stands in a reading where a line ends, so that no phrase goes over it.
const breakMark = ^uint32(0)

// read gives the words of a text as ids, phrases after their second word, breaks between lines.
func (l *lexicon) read(text string) []uint32 {
	var out []uint32
	previous := ""
	folded := arabic.Fold(text)
	at := 0
	for _, t := range arabic.Tokens(folded) {
		if newline(folded[at:t.Start]) {
			out, previous = append(out, breakMark), ""
		}
		at = t.End
		if t.Kind == arabic.Mark {
			continue
		}
		out = append(out, l.id(t.Text))
		if names := l.bridge.ofPhrase(previous, t.Text); names != nil {
			out = append(out, l.phrase(previous+" "+t.Text, names))
		}
		previous = t.Text
	}
	return out
}

func newline(gap string) bool {
	for i := range len(gap) {
		if gap[i] == '\n' {
			return true
		}
	}
	return false
}

func (l *lexicon) id(w string) uint32 {
	if id, ok := l.ids[w]; ok {
		return id
	}
	stem := hash("r", root(w))
	return l.keep(w, word{
		stem: stem, root: l.number(stem), grams: l.grams(w), meanings: l.meanings(l.bridge.of(w)), quiet: l.bridge.isQuiet(w),
	})
}

func (l *lexicon) phrase(p string, names []string) uint32 {
	if id, ok := l.ids[p]; ok {
		return id
	}
	return l.keep(p, word{root: none, meanings: l.meanings(names)})
}

func (l *lexicon) keep(key string, w word) uint32 {
	id := uint32(len(l.words))
	l.words = append(l.words, w)
	l.ids[key] = id
	return id
}

func (l *lexicon) meanings(names []string) []termID {
	out := make([]termID, len(names))
	for i, n := range names {
		out[i] = l.number(hash("m", n))
	}
	return out
}

// figures are the bridge's, by number.
func (l *lexicon) figures() map[termID]termID {
	out := map[termID]termID{}
	for asked, answer := range l.bridge.figures {
		out[l.number(hash("m", asked))] = l.number(hash("m", answer))
	}
	return out
}

// Runs of characters are taken inside a word with its two ends marked.
const shortestGram, longestGram = 3, 5

func (l *lexicon) grams(w string) []termID {
	r := []rune("_" + w + "_")
	out := make([]termID, 0, 3*len(r))
	for n := shortestGram; n <= longestGram; n++ {
		for i := 0; i+n <= len(r); i++ {
			out = append(out, l.number(hash("g", string(r[i:i+n]))))
		}
	}
	return out
}

// runs says of each of so many terms whether it is a run of characters.
func (l *lexicon) runs(terms int) []bool {
	out := make([]bool, terms)
	for i := range l.words {
		for _, g := range l.words[i].grams {
			out[g] = true
		}
	}
	return out
}

// hash is FNV-1a; collisions among a knowledge base's terms are too rare to matter.
func hash(kind, s string) term {
	h := uint64(14695981039346656037)
	for _, part := range [2]string{kind, s} {
		for i := range len(part) {
			h = (h ^ uint64(part[i])) * 1099511628211
		}
	}
	return term(h)
}

// pair is the term of two roots one after the other.
func pair(a, b term) term { return a*1099511628211 ^ b }
