package knowledge

import "math"

// believe turns the score of the hit at a rank into the probability that it answers the question.
func believe(hits []ranked, rank int, about asked) float64 {
	if about.ideal == 0 {
		return 0
	}
	covered := hits[rank].score / about.ideal
	return 1 / (1 + math.Exp(-12*(covered-0.3)))
}
