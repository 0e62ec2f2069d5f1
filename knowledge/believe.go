package knowledge

import "math"

// The weights of a logistic regression on questions with and without an answer: how much of the question the
// hit covers, how much of it the hit has at all, how far it is ahead, and how much was asked.
const (
	beliefBase    = -9.9
	beliefCovered = 2.4
	beliefFound   = 3.0
	beliefAhead   = 4.3
	beliefWords   = 4.0
	enoughWords   = 4 // more of them make nothing surer
)

// believe turns the score of the hit at a rank into the probability that it answers the question.
func believe(hits []ranked, rank int, about asked) float64 {
	if about.ideal == 0 {
		return 0
	}
	h := hits[rank]
	ahead := 0.0
	if rank == 0 {
		ahead = 1
		if len(hits) > 1 {
			ahead = 1 - hits[1].score/h.score
		}
	}
	z := beliefBase + beliefCovered*h.score/about.ideal + beliefFound*h.found +
		beliefAhead*ahead + beliefWords*math.Log1p(math.Min(enoughWords, float64(about.words)))
	return 1 / (1 + math.Exp(-z))
}
