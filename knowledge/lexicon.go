package knowledge

import (
	"sanad/locales/arabic"
)

// term is something that units of text have in common with a question, hashed: texts are long, an index is not.
type term uint64

// word is what a folded word is searched by. A phrase that the bridge knows is a word with meanings only.
type word struct {
	root     term
	grams    []term
	meanings []term
	quiet    bool
}

// lexicon analyses words, each once.
type lexicon struct {
	bridge *Bridge
	ids    map[string]uint32
	words  []word
}

func newLexicon(b *Bridge) *lexicon {
	return &lexicon{bridge: b, ids: map[string]uint32{}}
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
	return l.keep(w, word{
		root: hash("r", root(w)), grams: grams(w), meanings: meaningTerms(l.bridge.of(w)), quiet: l.bridge.quiet[w],
	})
}

func (l *lexicon) phrase(p string, names []string) uint32 {
	if id, ok := l.ids[p]; ok {
		return id
	}
	return l.keep(p, word{meanings: meaningTerms(names)})
}

func (l *lexicon) keep(key string, w word) uint32 {
	id := uint32(len(l.words))
	l.words = append(l.words, w)
	l.ids[key] = id
	return id
}

func meaningTerms(names []string) []term {
	out := make([]term, len(names))
	for i, n := range names {
		out[i] = hash("m", n)
	}
	return out
}

// Runs of characters are taken inside a word with its two ends marked.
const shortestGram, longestGram = 3, 5

func grams(w string) []term {
	r := []rune("_" + w + "_")
	var out []term
	for n := shortestGram; n <= longestGram; n++ {
		for i := 0; i+n <= len(r); i++ {
			out = append(out, hash("g", string(r[i:i+n])))
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
