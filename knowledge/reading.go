package knowledge

import (
	"math"
	"slices"
)

// What reading an article again adds to its score: the score is multiplied by e to the power of each of these
// times how much of it there is.
const (
	weighNearest = 0.5  // a line says the same as the question; squared, for half is not half as good
	weighSeveral = 0.7  // the three nearest lines do
	weighTitle   = 0.5  // the title has what the question tells
	weighOrder   = 0.35 // words that stand one after the other in the question do so in the text
	weighApart   = 0.25 // it has the words that tell the articles found from each other
	weighStretch = 0.3  // a stretch of it has what the question tells
	weighFigure  = 0.25 // where a date or a number is asked for, one stands in or near such a stretch
)

const (
	longestLine  = 24 // in words; longer ones are no phrasing of anything
	beside       = 3  // words that are so near stand one after the other
	stretch      = 16 // words that speak of one thing
	aroundFigure = 10 // words on either side of a stretch where a figure still belongs to it
	sharpness    = 6  // how much better than the next an article must be to count for more when they are told apart
)

// reader holds articles against one question. Its memory is used again for every article.
type reader struct {
	book     *phrasebook
	question []lineWord
	mask     uint64
	all      float32   // what the question tells
	loud     float32   // what its words that are not quiet tell
	figure   termID    // the meaning that an answer must have in figures; none for any answer
	spots    []spot    // of the text at hand, by place
	best     []float32 // by word of the question: how well the text has it
}

// spot is a place of a text that has a word of the question.
type spot struct {
	at   int
	word int
	much float32
}

// impression is what a reader takes from an article.
type impression struct {
	nearest, several, title, order, stretch, figure float64
	has                                             []float32 // how well it has each word of the question
}

func newReader(book *phrasebook, question []lineWord, figure termID) *reader {
	r := &reader{book: book, question: question, figure: figure}
	for i := range question {
		r.mask |= question[i].mask
		r.all += question[i].tells
		if !question[i].quiet {
			r.loud += question[i].tells
		}
	}
	return r
}

func (r *reader) read(article int) impression {
	var seen impression
	r.look(r.book.titles(article))
	if r.loud > 0 {
		for i, q := range r.question {
			if !q.quiet && r.best[i] > 0 {
				seen.title += float64(q.tells / r.loud)
			}
		}
	}
	text := r.book.rest(article)
	r.look(text)
	seen.has = slices.Clone(r.best)
	seen.order = r.order()
	seen.stretch, seen.figure = r.stretches(text)
	seen.nearest, seen.several = r.lines(text)
	return seen
}

// look finds the spots of a text.
func (r *reader) look(text []uint32) {
	r.spots, r.best = r.spots[:0], append(r.best[:0], make([]float32, len(r.question))...)
	for at, id := range text {
		if id == breakMark || r.book.words[id].mask&r.mask == 0 {
			continue
		}
		for i := range r.question {
			if much := r.question[i].same(&r.book.words[id]); much > 0 {
				r.spots = append(r.spots, spot{at, i, much})
				r.best[i] = max(r.best[i], much)
			}
		}
	}
}

// order is the share of the question's neighbours that stand near each other in the text, in that order.
func (r *reader) order() float64 {
	pairs, found := 0, 0
	for i := range len(r.question) - 1 {
		if a, b := &r.question[i], &r.question[i+1]; !a.phrase && !b.phrase && !(a.quiet && b.quiet) {
			pairs++
			if r.follows(i) {
				found++
			}
		}
	}
	return float64(found) / math.Max(1, float64(pairs))
}

func (r *reader) follows(word int) bool {
	for i, s := range r.spots {
		if s.word != word || s.much < 1 {
			continue
		}
		for _, t := range r.spots[i+1:] {
			if t.at > s.at+beside {
				break
			}
			if t.word == word+1 && t.much == 1 && t.at > s.at {
				return true
			}
		}
	}
	return false
}

// stretches is how much of what the question tells its best stretch of a text has, and how much the best that
// has a figure of the kind that is asked for in it or near it.
func (r *reader) stretches(text []uint32) (best, withFigure float64) {
	if r.loud == 0 {
		return 0, 0
	}
	for i, s := range r.spots {
		told := float64(r.toldFrom(i) / r.loud)
		best = max(best, told)
		if told > withFigure && r.hasFigure(text[max(0, s.at-aroundFigure):min(len(text), s.at+stretch+aroundFigure)]) {
			withFigure = told
		}
	}
	return best, withFigure
}

// toldFrom is what the words that are not quiet tell in the stretch that begins with a spot.
func (r *reader) toldFrom(first int) (told float32) {
	var much [longestLine]float32
	for _, s := range r.spots[first:] {
		if s.at >= r.spots[first].at+stretch {
			break
		}
		if q := &r.question[s.word]; !q.quiet && s.much > much[s.word] {
			told += q.tells * (s.much - much[s.word])
			much[s.word] = s.much
		}
	}
	return told
}

func (r *reader) hasFigure(text []uint32) bool {
	return r.figure != none && slices.ContainsFunc(text, func(id uint32) bool {
		return id != breakMark && slices.Contains(r.book.words[id].meanings, r.figure)
	})
}

// lines is how much the nearest line and the nearest three say the same as the question, squared.
func (r *reader) lines(text []uint32) (nearest, several float64) {
	var top [3]float64
	spots, from := r.spots, 0
	for from < len(text) {
		end := from
		for text[end] != breakMark {
			end++
		}
		n := 0
		for n < len(spots) && spots[n].at < end {
			n++
		}
		if n > 0 && end-from <= longestLine {
			s := r.alike(text[from:end], spots[:n], from)
			keepTop(&top, s*s)
		}
		spots, from = spots[n:], end+1
	}
	return top[0], (top[0] + top[1] + top[2]) / 3
}

func keepTop(top *[3]float64, s float64) {
	for i := range top {
		if s > top[i] {
			s, top[i] = top[i], s
		}
	}
}

// alike weighs the words that the question and a line share, each once, against all their words.
func (r *reader) alike(line []uint32, spots []spot, from int) float64 {
	all := r.all
	for _, id := range line {
		all += r.book.words[id].tells
	}
	if all == 0 {
		return 0
	}
	var taken [longestLine]bool
	var shared float32
	for i := range r.question {
		at, much := -1, float32(0)
		for _, s := range spots {
			if s.word == i && s.much > much && !taken[s.at-from] {
				at, much = s.at-from, s.much
			}
		}
		if at >= 0 {
			taken[at] = true
			shared += much * (r.question[i].tells + r.book.words[line[at]].tells)
		}
	}
	return float64(shared / all)
}

// apart is, article by article, how much it has of the words that the others have not, those that came near
// it above all: the more of them have a word, the less it tells.
func (r *reader) apart(hits []ranked, seen []impression) []float64 {
	out := make([]float64, len(hits))
	if r.all == 0 || len(hits) == 0 {
		return out
	}
	share, sum := make([]float64, len(hits)), 0.0
	for i := range hits {
		share[i] = math.Pow(hits[i].score/hits[0].score, sharpness)
		sum += share[i]
	}
	for w, q := range r.question {
		common := 0.0
		for i := range hits {
			common += share[i] / sum * float64(seen[i].has[w])
		}
		for i := range hits {
			out[i] += float64(q.tells/r.all) * (1 - common) * float64(seen[i].has[w])
		}
	}
	return out
}
