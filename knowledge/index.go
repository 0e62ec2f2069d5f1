package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// index finds articles by several voices: runs of characters, roots, roots two by two, and meanings.
type index struct {
	bridge *Bridge
	units  []unit
	voices [voices]*inverted
	book   *phrasebook
}

const (
	byGrams = iota
	byRoot
	byPair
	byMeaning
	voices
)

// loudness is the weight of each voice against the others; quietly is what a quiet word keeps of it.
var (
	loudness = [voices]float32{byGrams: 0.12, byRoot: 0.22, byPair: 0.2, byMeaning: 0.45}
	quietly  = [voices]float32{byGrams: 0.4, byRoot: 0.4, byPair: 0.45, byMeaning: 0.6}
)

// gramShare tames long words: a word's grams count by their number to the power 1-gramShare.
const gramShare = 0.3

func newIndex(articles []Article, bridge *Bridge) *index {
	ix := &index{bridge: bridge}
	lex := newLexicon(bridge)
	for i := range articles {
		ix.units = appendUnits(ix.units, i, &articles[i], lex)
	}
	lengths := make([]float32, len(ix.units))
	for u := range ix.units {
		lengths[u] = ix.units[u].length
	}
	for v, terms := range voicesOf(ix.units, lex) {
		ix.voices[v] = invert(lengths, terms)
	}
	ix.book = newPhrasebook(articles, lex, ix.voices[byRoot])
	for u := range ix.units {
		ix.units[u].slots = nil // only the build needs them
	}
	return ix
}

// voicesOf says for each voice which terms a unit has.
func voicesOf(units []unit, lex *lexicon) [voices]unitTerms {
	eachWord := func(u int, do func(w *word, s slot)) {
		for _, s := range units[u].slots {
			if s.word != breakMark {
				do(&lex.words[s.word], s)
			}
		}
	}
	return [voices]unitTerms{
		byGrams: func(u int, emit func(term, float32)) {
			eachWord(u, func(w *word, s slot) {
				for _, g := range w.grams {
					emit(g, s.weight)
				}
			})
		},
		byRoot: func(u int, emit func(term, float32)) {
			eachWord(u, func(w *word, s slot) {
				if w.root != 0 {
					emit(w.root, s.weight)
				}
			})
		},
		byPair: func(u int, emit func(term, float32)) { emitPairs(units[u].slots, lex, emit) },
		byMeaning: func(u int, emit func(term, float32)) {
			eachWord(u, func(w *word, s slot) {
				for _, m := range w.meanings {
					emit(m, s.field)
				}
			})
		},
	}
}

func emitPairs(slots []slot, lex *lexicon, emit func(term, float32)) {
	var previous term
	for _, s := range slots {
		if s.word == breakMark {
			previous = 0
			continue
		}
		r := lex.words[s.word].root
		if r == 0 {
			continue // a phrase stands between its second word and the next
		}
		if previous != 0 {
			emit(pair(previous, r), s.field)
		}
		previous = r
	}
}

// ranked is an article that a search found.
type ranked struct {
	article int
	unit    int     // the unit that spoke most for it
	score   float64 // sum over the question's words, raised by a line that says the same
	alike   float64 // how near the article's nearest line is
	found   float64 // the share of what the question tells that the unit has at all
}

// asked is what a search knows about the question itself.
type asked struct {
	ideal float64 // the score of a text that has every word of the question to the full
	words int     // that are not quiet
}

// reread is how many of the best articles have their lines compared with the question; lineShare is how much
// a line that says the very same raises the score, one that says half of it a quarter of that.
const (
	reread    = 30
	lineShare = 0.5
)

// search ranks the articles that have anything in common with the question, best first.
func (ix *index) search(question string) ([]ranked, asked) {
	lex := newLexicon(ix.bridge)
	reading := lex.read(question)
	total := make([]float32, len(ix.units))
	about := ix.scoreUnits(lex, reading, total)
	hits := ix.best(total)
	asking := ix.lineWords(lex, reading)
	for i := range hits {
		hits[i].alike = ix.book.nearest(asking, hits[i].article)
		hits[i].found = ix.found(asking, uint32(hits[i].unit))
		hits[i].score *= 1 + lineShare*hits[i].alike*hits[i].alike
	}
	slices.SortFunc(hits, byScore)
	return hits, about
}

// found weighs the words of a question that a unit has, by their root or by a meaning, against all of them.
func (ix *index) found(question []lineWord, unit uint32) float64 {
	var has, all float32
	for i := range question {
		w := &question[i]
		all += w.tells
		switch {
		case ix.voices[byRoot].holds(w.root, unit):
			has += w.tells
		case slices.ContainsFunc(w.meanings, func(m term) bool { return ix.voices[byMeaning].holds(m, unit) }):
			has += byOtherWords * w.tells
		}
	}
	if all == 0 {
		return 0
	}
	return float64(has / all)
}

func byScore(a, b ranked) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return a.article - b.article
}

// lineWords are the question's words as the phrasebook knows words.
func (ix *index) lineWords(lex *lexicon, reading []uint32) []lineWord {
	var out []lineWord
	for _, id := range reading {
		if id != breakMark && len(out) < longestLine {
			out = append(out, lineWordOf(&lex.words[id], ix.voices[byRoot]))
		}
	}
	return out
}

// best gives the articles whose best units scored most, best first.
func (ix *index) best(total []float32) []ranked {
	var out []ranked
	floor := float32(0)
	for u, s := range total {
		if s <= floor {
			continue
		}
		out = append(out, ranked{article: ix.units[u].article, unit: u, score: float64(s)})
		if len(out) == 4*reread {
			out = shortlist(out)
			if len(out) == reread {
				floor = float32(out[reread-1].score)
			}
		}
	}
	return shortlist(out)
}

// shortlist keeps each article's best unit, and of the articles the best.
func shortlist(hits []ranked) []ranked {
	slices.SortFunc(hits, byScore)
	kept := hits[:0]
	for _, h := range hits {
		if len(kept) == reread {
			break
		}
		if !slices.ContainsFunc(kept, func(k ranked) bool { return k.article == h.article }) {
			kept = append(kept, h)
		}
	}
	return kept
}

// scoreUnits adds up each unit's score over the question's words. For one word the voices agree by the root
// of their squares: several of them saying the same is no new evidence.
func (ix *index) scoreUnits(lex *lexicon, reading []uint32, total []float32) asked {
	one, sum := make([]float32, len(total)), make([]float32, len(total))
	var about asked
	var previous term
	for _, id := range reading {
		if id == breakMark {
			previous = 0
			continue
		}
		w := &lex.words[id]
		ideal := ix.scoreWord(w, previous, one, sum)
		for u, s := range sum {
			if s > 0 {
				total[u] += float32(math.Sqrt(float64(s)))
				sum[u] = 0
			}
		}
		about.ideal += math.Sqrt(float64(ideal))
		if w.root != 0 {
			previous = w.root
			if !w.quiet {
				about.words++
			}
		}
	}
	return about
}

// scoreWord leaves the sum of the voices' squares in sum; one is scratch, zero before and after.
func (ix *index) scoreWord(w *word, previous term, one, sum []float32) (ideal float32) {
	for v, terms := range w.terms(previous) {
		if len(terms) == 0 {
			continue
		}
		scale := loudness[v]
		if w.quiet {
			scale *= quietly[v]
		}
		if v == byGrams {
			scale *= float32(math.Pow(float64(len(terms)), -gramShare))
		}
		best := float32(0)
		for _, t := range terms {
			best += ix.voices[v].add(t, scale, one)
		}
		for u, s := range one {
			if s > 0 {
				sum[u] += s * s
				one[u] = 0
			}
		}
		if v != byPair {
			ideal += best * best
		}
	}
	return ideal
}

// terms are what a word of a question asks each voice for.
func (w *word) terms(previous term) [voices][]term {
	t := [voices][]term{byGrams: w.grams, byMeaning: w.meanings}
	if w.root != 0 {
		t[byRoot] = []term{w.root}
		if previous != 0 {
			t[byPair] = []term{pair(previous, w.root)}
		}
	}
	return t
}
