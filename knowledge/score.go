package knowledge

import "math"

// The voices that speak for a unit when a question has a word.
const (
	byGrams = iota
	byRoot
	byPair
	byMeaning
	voices
)

// loudness is the weight of each voice against the others; quietly is what a quiet word keeps of it.
var (
	loudness = [voices]float32{byGrams: 0.1, byRoot: 0.26, byPair: 0.15, byMeaning: 0.36}
	quietly  = [voices]float32{byGrams: 0.4, byRoot: 0.4, byPair: 0.45, byMeaning: 0.6}
)

// gramShare tames long words: a word's grams count by their number to the power 1-gramShare.
const gramShare = 0.15

// scoreUnits adds up each unit's score over the question's words. For one word the voices agree by the root
// of their squares: several of them saying the same is no new evidence.
func (ix *index) scoreUnits(lex *lexicon, reading []uint32, total []float32) asked {
	one, squares := make([]float32, len(total)), make([]float32, len(total))
	var about asked
	var previous term
	for _, id := range reading {
		if id == breakMark {
			previous = 0
			continue
		}
		w := &lex.words[id]
		about.ideal += math.Sqrt(float64(ix.scoreWord(w, lex, previous, one, squares)))
		for u, s := range squares {
			if s > 0 {
				total[u] += float32(math.Sqrt(float64(s)))
				squares[u] = 0
			}
		}
		if w.stem != 0 {
			previous = w.stem
			if !w.quiet {
				about.words++
			}
		}
	}
	return about
}

// scoreWord leaves the sum of the voices' squares in squares, and gives the most that it could have been;
// one is scratch, zero before and after.
func (ix *index) scoreWord(w *word, lex *lexicon, previous term, one, squares []float32) (ideal float32) {
	square := func(s float32) float32 { return s * s }
	if w.stem != 0 {
		ideal += square(ix.posted.addSquare(w.root, w.scale(byRoot), squares))
		if previous != 0 { // no part of the ideal: an answer may say the words in another order
			ix.posted.addSquare(lex.number(pair(previous, w.stem)), w.scale(byPair), squares)
		}
	}
	ideal += square(ix.chorus(w.meanings, w.scale(byMeaning), one, squares))
	grams := float64(len(w.grams))
	return ideal + square(ix.chorus(w.grams, w.scale(byGrams)*float32(math.Pow(grams, -gramShare)), one, squares))
}

func (w *word) scale(voice int) float32 {
	if w.quiet {
		return loudness[voice] * quietly[voice]
	}
	return loudness[voice]
}

// chorus adds the square of what several terms of one voice say together.
func (ix *index) chorus(terms []termID, scale float32, one, squares []float32) (ideal float32) {
	if len(terms) == 0 {
		return 0
	}
	if len(terms) == 1 {
		return ix.posted.addSquare(terms[0], scale, squares)
	}
	for _, t := range terms {
		if ix.posted.leftOut(t) {
			continue
		}
		ideal += ix.posted.add(t, scale, one)
	}
	for u, s := range one {
		if s > 0 {
			squares[u] += s * s
			one[u] = 0
		}
	}
	return ideal
}
