package knowledge

import (
	"math"
	"slices"
)

// inverted is a BM25 index, immutable once built: for each term the units that have it, and how much that
// counts there. Each language is a collection of its own, so that a text in another makes no word of it rarer.
type inverted struct {
	spoken   []uint8   // by term: a bit for each language that has it
	units    []float64 // by such bits: how many units are in those languages, under 0 in the one that has most
	from     []uint32  // where a term's postings begin; the next term's beginning is their end
	postings []uint32  // units, term by term, ascending
	weights  []uint16  // BM25 without its idf beside each posting, in steps of weightStep
}

// BM25's two knobs: how soon repetition stops counting, and how much length does.
const k1, lengthShare = 1.6, 0.86

const weightStep = (k1 + 1) / math.MaxUint16

// unitTerms gives a unit's terms, each with the weight of the field that it stands in. It is called twice.
type unitTerms func(unit int, emit func(t termID, weight float32))

// A run of characters that so many units have tells next to nothing, and takes most of the time and the memory.
const manyUnits, manyShare = 1000, 0.2

// invert builds an index. runs says of the first terms which are runs of characters: those that too many units
// have are left out. terms is asked for how many there are after the units have been gone through once.
func invert(units []unit, runs []bool, terms func() int, of unitTerms) *inverted {
	ix := &inverted{}
	var bag bagOfTerms
	var counts []uint32
	for u := range units {
		lang := languageOf(&units[u])
		for _, t := range bag.gather(u, of) {
			counts, ix.spoken = atLeast(counts, int(t)+1), atLeast(ix.spoken, int(t)+1)
			counts[t]++
			ix.spoken[t] |= 1 << lang
		}
	}
	average := ix.measure(units)
	ix.from = make([]uint32, terms()+1)
	for t, n := range counts {
		if t < len(runs) && runs[t] && n > manyUnits && float64(n) > manyShare*ix.among(termID(t)) {
			n = 0
		}
		ix.from[t+1] = ix.from[t] + n
	}
	ix.fill(units, average, &bag, of)
	return ix
}

func languageOf(u *unit) int { return slices.Index(Languages, u.lang) }

func (ix *inverted) fill(units []unit, average []float64, bag *bagOfTerms, of unitTerms) {
	next := slices.Clone(ix.from)
	ix.postings = make([]uint32, ix.from[len(ix.from)-1])
	ix.weights = make([]uint16, len(ix.postings))
	for u := range units {
		norm := k1 * (1 - lengthShare + lengthShare*float64(units[u].length)/average[languageOf(&units[u])])
		for _, t := range bag.gather(u, of) {
			if ix.leftOut(t) {
				continue
			}
			n := float64(bag.weights[t])
			ix.postings[next[t]] = uint32(u)
			ix.weights[next[t]] = uint16(n * (k1 + 1) / (n + norm) / weightStep)
			next[t]++
		}
	}
}

// measure counts the units of each set of languages, and gives the average length of each language's.
func (ix *inverted) measure(units []unit) []float64 {
	counts, average := make([]float64, len(Languages)), make([]float64, len(Languages))
	for u := range units {
		lang := languageOf(&units[u])
		counts[lang]++
		average[lang] += float64(units[u].length)
	}
	ix.units = make([]float64, 1<<len(Languages))
	ix.units[0] = slices.Max(counts)
	for lang, n := range counts {
		average[lang] = math.Max(1, average[lang]/math.Max(1, n))
		for set := range ix.units {
			if set>>lang&1 == 1 {
				ix.units[set] += n
			}
		}
	}
	return average
}

// bagOfTerms sums up one unit's terms; its memory is used again for the next.
type bagOfTerms struct {
	weights []float32 // by term; those of the unit at hand only
	touched []termID
}

// gather gives the unit's terms, each once; their weights stand in the bag until the next.
func (b *bagOfTerms) gather(unit int, of unitTerms) []termID {
	for _, t := range b.touched {
		b.weights[t] = 0
	}
	b.touched = b.touched[:0]
	of(unit, func(t termID, w float32) {
		b.weights = atLeast(b.weights, int(t)+1)
		if b.weights[t] == 0 {
			b.touched = append(b.touched, t)
		}
		b.weights[t] += w
	})
	return b.touched
}

// atLeast gives the slice a length of n or more, zeros behind what it has.
func atLeast[T any](s []T, n int) []T {
	if n <= len(s) {
		return s
	}
	return append(s, make([]T, n-len(s))...)
}

// of gives a term's postings and their weights.
func (ix *inverted) of(t termID) ([]uint32, []uint16) {
	if int(t) >= len(ix.from)-1 {
		return nil, nil
	}
	from, to := ix.from[t], ix.from[t+1]
	return ix.postings[from:to], ix.weights[from:to]
}

// holds says whether a unit has a term.
func (ix *inverted) holds(t termID, unit uint32) bool {
	postings, _ := ix.of(t)
	_, ok := slices.BinarySearch(postings, unit)
	return ok
}

// idf is how much a term tells; one that no unit has tells most.
func (ix *inverted) idf(t termID) float32 {
	postings, _ := ix.of(t)
	n := float64(len(postings))
	return float32(math.Log(1 + (ix.among(t)-n+0.5)/(n+0.5)))
}

// among is how many units could have a term: those in the languages that know it.
func (ix *inverted) among(t termID) float64 {
	if int(t) >= len(ix.spoken) {
		return ix.units[0]
	}
	return ix.units[ix.spoken[t]]
}

// leftOut says whether a term was too common to keep: any other stands in some unit.
func (ix *inverted) leftOut(t termID) bool {
	return int(t) < len(ix.from)-1 && ix.from[t] == ix.from[t+1]
}

// add adds scale times the term's BM25 to each unit's score, and gives the most that a unit could have got.
func (ix *inverted) add(t termID, scale float32, scores []float32) float32 {
	scale *= ix.idf(t)
	step := scale * weightStep
	postings, weights := ix.of(t)
	for i, u := range postings {
		scores[u] += step * float32(weights[i])
	}
	return scale * (k1 + 1)
}

// addSquare adds the square of scale times the term's BM25.
func (ix *inverted) addSquare(t termID, scale float32, scores []float32) float32 {
	scale *= ix.idf(t)
	step := scale * weightStep
	postings, weights := ix.of(t)
	for i, u := range postings {
		s := step * float32(weights[i])
		scores[u] += s * s
	}
	return scale * (k1 + 1)
}
