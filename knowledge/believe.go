package knowledge

import "math"

// belief are the weights of a logistic regression on questions with and without an answer: how much of the
// question the first hit covers, how much of it the hit has at all, how far it is ahead, and how much was asked.
type belief struct {
	base, covered, found, ahead, words float64
	among                              int // of so many hits one is to be right; ahead is ahead of the next after them
}

// One belief is that a hit answers the question, the other that one of the first three does.
var (
	inOne   = belief{base: -11.55, covered: 2.75, found: 1.05, ahead: 4.25, words: 5.3, among: 1}
	inThree = belief{base: -13.9, covered: 4.6, found: 0.7, ahead: 3.05, words: 6.6, among: 3}
)

// More words than these make nothing surer.
const enoughWords = 4

// of is the probability that the hit at a rank answers the question, or for inThree that one from there on does.
func (b belief) of(hits []ranked, rank int, about asked) float64 {
	if about.ideal == 0 || rank >= len(hits) {
		return 0
	}
	h := hits[rank]
	ahead := 0.0
	if rank == 0 {
		ahead = 1
		if next := min(b.among, len(hits)-1); next > 0 {
			ahead = 1 - hits[next].score/h.score
		}
	}
	z := b.base + b.covered*h.score/about.ideal + b.found*h.found + b.ahead*ahead +
		b.words*math.Log1p(math.Min(enoughWords, float64(about.words)))
	return 1 / (1 + math.Exp(-z))
}

// Below offerFloor nothing is worth showing; from answerFloor on the first hit is the answer.
const offerFloor, answerFloor = 0.36, 0.55

func verdict(hits []ranked, about asked) Verdict {
	switch {
	case inThree.of(hits, 0, about) < offerFloor:
		return Refuse
	case inOne.of(hits, 0, about) < answerFloor:
		return Offer
	}
	return Answer
}
