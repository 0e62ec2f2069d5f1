package knowledge

// Verdict is what a search is sure enough to do.
type Verdict string

// Answer with the first hit; offer the titles of a few; or say that it is not known.
const (
	Answer Verdict = "answer"
	Offer  Verdict = "offer"
	Refuse Verdict = "refuse"
)

// Found is the outcome of a search.
type Found struct {
	Verdict Verdict
	Hits    []Hit // best first, at most ten
}

// Hit is one article found.
type Hit struct {
	Article *Article
	Score   float64 // calibrated: the probability that it answers the question
	Passage string  // the part of a long body that matches best; empty where the article's beginning does
}
