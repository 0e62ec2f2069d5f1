package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// ranked is an article that a search found.
type ranked struct {
	article int
	unit    int     // the unit that spoke most for it
	score   float64 // sum over the question's words, corrected by a second reading
	found   float64 // the share of what the question tells that the unit has at all
}

// asked is what a search knows about the question itself.
type asked struct {
	ideal float64 // the score of a text that has every word of the question to the full
	words int     // that are not quiet
}

// reread is how many of the best articles are read again.
const reread = 30

// search ranks the articles that have anything in common with the question, best first.
func (ix *index) search(question string) ([]ranked, asked) {
	lex := newLexicon(ix.bridge, ix.terms.find)
	reading := lex.read(ix.sounds.arabic(question))
	total := make([]float32, len(ix.units))
	about := ix.scoreUnits(lex, reading, total)
	hits := ix.best(total)
	ix.readAgain(hits, ix.lineWords(lex, reading))
	slices.SortFunc(hits, byScore)
	return hits, about
}

// readAgain corrects the scores of the best articles, best first, by what a closer look shows.
func (ix *index) readAgain(hits []ranked, question []lineWord) {
	r := newReader(ix.book, question, ix.figureOf(question))
	seen := make([]impression, len(hits))
	for i := range hits {
		seen[i] = r.read(hits[i].article)
	}
	apart := r.apart(hits, seen)
	for i := range hits {
		h, s := &hits[i], &seen[i]
		h.found = ix.found(question, uint32(h.unit))
		h.score *= math.Exp(weighNearest*s.nearest + weighSeveral*s.several + weighTitle*s.title + weighOrder*s.order +
			weighApart*apart[i] + weighStretch*s.stretch + weighFigure*s.figure)
	}
}

// figureOf is the meaning of the figures that a question asks for.
func (ix *index) figureOf(question []lineWord) termID {
	for i := range question {
		for _, m := range question[i].meanings {
			if f, ok := ix.figures[m]; ok && m != none {
				return f
			}
		}
	}
	return none
}

// found weighs the words of a question that a unit has, by their root or by a meaning, against all of them;
// quiet words aside, for any text has them.
func (ix *index) found(question []lineWord, unit uint32) float64 {
	var has, all float32
	for i := range question {
		w := &question[i]
		if w.quiet {
			continue
		}
		all += w.tells
		switch {
		case ix.posted.holds(w.root, unit):
			has += w.tells
		case slices.ContainsFunc(w.meanings, func(m termID) bool { return ix.posted.holds(m, unit) }):
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
			out = append(out, lineWordOf(&lex.words[id], ix.posted))
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
