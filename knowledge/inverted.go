package knowledge

import (
	"math"
	"slices"
)

// inverted is a BM25 index of one kind of term, immutable once built: for each term the units that have it,
// and how much that counts there.
type inverted struct {
	units    int
	spans    map[term]span
	postings []uint32 // units, term by term
	weights  []uint16 // BM25 without its idf beside each posting, in steps of weightStep
}

// span is where a term's postings stand.
type span struct{ from, to uint32 }

// BM25's two knobs: how soon repetition stops counting, and how much length does.
const k1, lengthShare = 1.4, 0.9

const weightStep = (k1 + 1) / math.MaxUint16

// unitTerms gives a unit's terms, each with the weight of the field that it stands in. It is called twice.
type unitTerms func(unit int, emit func(t term, weight float32))

// invert builds an index over units. lengths are the units' lengths in words.
func invert(lengths []float32, terms unitTerms) *inverted {
	ix := &inverted{units: len(lengths), spans: map[term]span{}}
	var bag bagOfTerms
	for u := range lengths {
		for _, e := range bag.gather(u, terms) {
			s := ix.spans[e.term]
			s.to++
			ix.spans[e.term] = s
		}
	}
	ix.layOut()
	average := mean(lengths)
	for u, length := range lengths {
		norm := k1 * (1 - lengthShare + lengthShare*float64(length)/average)
		for _, e := range bag.gather(u, terms) {
			s := ix.spans[e.term]
			n := float64(e.weight)
			ix.postings[s.to] = uint32(u)
			ix.weights[s.to] = uint16(n * (k1 + 1) / (n + norm) / weightStep)
			s.to++
			ix.spans[e.term] = s
		}
	}
	return ix
}

func mean(lengths []float32) float64 {
	sum := 0.0
	for _, l := range lengths {
		sum += float64(l)
	}
	return math.Max(1, sum/math.Max(1, float64(len(lengths))))
}

// layOut turns the counts that stand in the spans into empty spans one after another.
func (ix *inverted) layOut() {
	at := uint32(0)
	for t, s := range ix.spans {
		ix.spans[t] = span{at, at}
		at += s.to
	}
	ix.postings = make([]uint32, at)
	ix.weights = make([]uint16, at)
}

// entry is a term of one unit with the sum of its weights.
type entry struct {
	term   term
	weight float32
}

// bagOfTerms sums up one unit's terms; its memory is used again for the next.
type bagOfTerms struct{ entries []entry }

func (b *bagOfTerms) gather(unit int, terms unitTerms) []entry {
	b.entries = b.entries[:0]
	terms(unit, func(t term, w float32) { b.entries = append(b.entries, entry{t, w}) })
	slices.SortFunc(b.entries, func(a, b entry) int {
		switch {
		case a.term < b.term:
			return -1
		case a.term > b.term:
			return 1
		}
		return 0
	})
	merged := b.entries[:0]
	for _, e := range b.entries {
		if n := len(merged); n > 0 && merged[n-1].term == e.term {
			merged[n-1].weight += e.weight
		} else {
			merged = append(merged, e)
		}
	}
	return merged
}

// idf is how much a term tells; one that no unit has tells most.
func (ix *inverted) idf(t term) float32 {
	s := ix.spans[t]
	n := float64(s.to - s.from)
	return float32(math.Log(1 + (float64(ix.units)-n+0.5)/(n+0.5)))
}

// holds says whether a unit has a term.
func (ix *inverted) holds(t term, unit uint32) bool {
	s := ix.spans[t]
	_, ok := slices.BinarySearch(ix.postings[s.from:s.to], unit)
	return ok
}

// add adds scale times the term's BM25 to each unit's score, and gives the most that a unit could have got.
func (ix *inverted) add(t term, scale float32, scores []float32) float32 {
	scale *= ix.idf(t)
	step := scale * weightStep
	s := ix.spans[t]
	weights := ix.weights[s.from:s.to]
	for i, u := range ix.postings[s.from:s.to] {
		scores[u] += step * float32(weights[i])
	}
	return scale * (k1 + 1)
}
