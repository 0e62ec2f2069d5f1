package knowledge

import (
	"cmp"
	"slices"
)

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
	lex := newLexicon(ix.bridge, ix.terms.find)
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
