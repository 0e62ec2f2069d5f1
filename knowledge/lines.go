package knowledge

import "slices"

// phrasebook keeps every article line by line, so that the few that a search has found can be read again as a
// reader would: which line says the same, what stands beside what, what the title is.
type phrasebook struct {
	words []lineWord // by id
	text  []uint32   // ids of words, every line closed by a breakMark
	from  []uint32   // where an article begins; the next one's beginning is its end
	body  []uint32   // where its titles end
}

// lineWord is what is left of a word once the index is built.
type lineWord struct {
	root     termID
	meanings []termID
	mask     uint64  // a bit for the root and for each meaning: words without a bit in common are not the same
	tells    float32 // the idf of its root, a quiet word's share of it
	quiet    bool
	phrase   bool // its two words stand before it
}

func newPhrasebook(articles []Article, lex *lexicon, roots *inverted) *phrasebook {
	b := &phrasebook{}
	for i := range articles {
		a := &articles[i]
		b.from = append(b.from, uint32(len(b.text)))
		for _, lang := range Languages {
			b.keep(lex, a.Title[lang])
		}
		b.body = append(b.body, uint32(len(b.text)))
		for _, q := range a.Questions {
			b.keep(lex, q)
		}
		for _, lang := range Languages {
			b.keep(lex, a.Short[lang])
			b.keep(lex, a.Body[lang])
			b.keep(lex, a.Steps[lang])
		}
	}
	b.from = append(b.from, uint32(len(b.text)))
	b.text = slices.Clip(b.text)
	b.words = make([]lineWord, len(lex.words))
	for i := range lex.words {
		b.words[i] = lineWordOf(&lex.words[i], roots)
	}
	return b
}

func (b *phrasebook) keep(lex *lexicon, text string) {
	if text != "" {
		b.text = append(append(b.text, lex.read(text)...), breakMark)
	}
}

// titles are an article's titles, rest is everything else.
func (b *phrasebook) titles(article int) []uint32 { return b.text[b.from[article]:b.body[article]] }
func (b *phrasebook) rest(article int) []uint32   { return b.text[b.body[article]:b.from[article+1]] }

func lineWordOf(w *word, roots *inverted) lineWord {
	l := lineWord{root: w.root, meanings: w.meanings, quiet: w.quiet, phrase: w.stem == 0}
	if w.root != none {
		l.mask = 1 << (w.root & 63)
	}
	for _, m := range w.meanings {
		if m != none {
			l.mask |= 1 << (m & 63)
		}
	}
	switch {
	case l.phrase: // its meaning counts with its words
	case w.quiet:
		l.tells = roots.idf(w.root) * quietly[byRoot]
	default:
		l.tells = roots.idf(w.root)
	}
	return l
}

// byOtherWords is how much of a match a shared meaning is, where the words differ.
const byOtherWords = 0.6

func (w *lineWord) same(other *lineWord) float32 {
	if w.mask&other.mask == 0 {
		return 0
	}
	if w.root == other.root && w.root != none {
		return 1
	}
	for _, m := range w.meanings {
		if m != none && slices.Contains(other.meanings, m) {
			return byOtherWords
		}
	}
	return 0
}
