package knowledge

import "slices"

// phrasebook keeps the short lines of every article (phrasings, bullet points) so that a question
// that says nearly the same as one of them finds it, however many other articles share its words.
type phrasebook struct {
	words []lineWord   // by id
	lines [][][]uint32 // by article: its lines, each as ids of words
}

// lineWord is what is left of a word once the index is built.
type lineWord struct {
	root     termID
	meanings []termID
	tells    float32 // the idf of its root, a quiet word's share of it
	quiet    bool
}

// longestLine is how many words a line may have to be compared as a whole.
const longestLine = 24

func newPhrasebook(articles []Article, lex *lexicon, roots *inverted) *phrasebook {
	b := &phrasebook{words: make([]lineWord, len(lex.words)), lines: make([][][]uint32, len(articles))}
	for i := range lex.words {
		b.words[i] = lineWordOf(&lex.words[i], roots)
	}
	for i := range articles {
		a := &articles[i]
		for _, lang := range Languages {
			b.keep(i, lex.read(a.Body[lang]))
		}
		for _, q := range a.Questions {
			b.keep(i, lex.read(q))
		}
	}
	return b
}

func lineWordOf(w *word, roots *inverted) lineWord {
	l := lineWord{root: w.root, meanings: w.meanings, quiet: w.quiet}
	switch {
	case w.root == none && w.stem == 0: // a phrase: its meaning counts with its words
	case w.quiet:
		l.tells = roots.idf(w.root) * quietly[byRoot]
	default:
		l.tells = roots.idf(w.root)
	}
	return l
}

// keep stores the short lines of a reading.
func (b *phrasebook) keep(article int, reading []uint32) {
	for len(reading) > 0 {
		end := slices.Index(reading, breakMark)
		if end < 0 {
			end = len(reading)
		}
		if end > 0 && end <= longestLine {
			b.lines[article] = append(b.lines[article], slices.Clip(reading[:end]))
		}
		reading = reading[min(end+1, len(reading)):]
	}
}

// nearest is how much the question and the article's nearest line say the same, from 0 to 1.
func (b *phrasebook) nearest(question []lineWord, article int) float64 {
	best := 0.0
	for _, line := range b.lines[article] {
		best = max(best, b.alike(question, line))
	}
	return best
}

// alike weighs the words that two lines share, each once, against all their words.
func (b *phrasebook) alike(question []lineWord, line []uint32) float64 {
	var shared, all float32
	var taken [longestLine]bool
	for _, id := range line {
		all += b.words[id].tells
	}
	for i := range question {
		q := &question[i]
		all += q.tells
		at, much := -1, float32(0)
		for j, id := range line {
			if s := q.same(&b.words[id]); s > much && !taken[j] {
				at, much = j, s
			}
		}
		if at >= 0 {
			taken[at] = true
			shared += much * (q.tells + b.words[line[at]].tells)
		}
	}
	if all == 0 {
		return 0
	}
	return float64(shared / all)
}

// byOtherWords is how much of a match a shared meaning is, where the words differ.
const byOtherWords = 0.6

func (w *lineWord) same(other *lineWord) float32 {
	if w.root == other.root && w.root != none {
		return 1
	}
	for _, m := range w.meanings {
		if slices.Contains(other.meanings, m) {
			return byOtherWords
		}
	}
	return 0
}
