package knowledge

import "math"

// inverted is a BM25 index of one kind of term. It is immutable once built.
type inverted struct {
	units   int
	terms   map[term]span
	units32 []uint32  // postings of all terms, one after another
	weights []float32 // BM25 without its idf, beside each posting
}

// span is where a term's postings stand.
type span struct{ from, to uint32 }

// bm25 are the two knobs of BM25: how soon repetition stops counting, and how much length does.
type bm25 struct{ k1, b float64 }

// invert builds the index of units given as lists of terms.
func invert(units [][]term, p bm25) *inverted {
	ix := &inverted{units: len(units), terms: map[term]span{}}
	total := 0
	counts := make([]map[term]uint16, len(units))
	for u, ts := range units {
		c := make(map[term]uint16, len(ts))
		for _, t := range ts {
			if c[t] < math.MaxUint16 {
				c[t]++
			}
		}
		counts[u] = c
		total += len(ts)
		for t := range c {
			s := ix.terms[t]
			s.to++
			ix.terms[t] = s
		}
	}
	ix.layOut()
	average := float64(total) / math.Max(1, float64(len(units)))
	for u, c := range counts {
		norm := p.k1 * (1 - p.b + p.b*float64(len(units[u]))/math.Max(1, average))
		for t, n := range c {
			s := ix.terms[t]
			ix.units32[s.to] = uint32(u)
			ix.weights[s.to] = float32(float64(n) * (p.k1 + 1) / (float64(n) + norm))
			s.to++
			ix.terms[t] = s
		}
	}
	return ix
}

// layOut turns the counts that stand in the spans into empty spans one after another.
func (ix *inverted) layOut() {
	at := uint32(0)
	for t, s := range ix.terms {
		ix.terms[t] = span{at, at}
		at += s.to
	}
	ix.units32 = make([]uint32, at)
	ix.weights = make([]float32, at)
}

// idf is how much a term tells; a term that no unit has tells most.
func (ix *inverted) idf(t term) float64 {
	s := ix.terms[t]
	n := float64(s.to - s.from)
	return math.Log(1 + (float64(ix.units)-n+0.5)/(n+0.5))
}

// score adds each unit's BM25 for the query's terms, times scale, to scores.
func (ix *inverted) score(query []term, scale float64, scores []float32) {
	for _, t := range query {
		s, ok := ix.terms[t]
		if !ok {
			continue
		}
		w := float32(scale * ix.idf(t))
		for i := s.from; i < s.to; i++ {
			scores[ix.units32[i]] += w * ix.weights[i]
		}
	}
}
