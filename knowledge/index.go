package knowledge

// index finds articles by several voices: runs of characters, roots, roots two by two, and meanings.
type index struct {
	bridge *bridge
	units  []unit
	terms  table
	posted *inverted
	book   *phrasebook
	sounds *sounds

	figures map[termID]termID // what asks for figures → the meaning of such figures
}

func newIndex(articles []Article, bridge *bridge) *index {
	ix := &index{bridge: bridge}
	numbers := vocabulary{}
	lex := newLexicon(bridge, numbers.number)
	for i := range articles {
		ix.units = appendUnits(ix.units, i, &articles[i], lex)
	}
	ix.posted = invert(ix.units, lex.runs(len(numbers)), func() int { return len(numbers) }, func(u int, emit func(termID, float32)) {
		emitWords(ix.units[u].slots, lex, emit)
		emitPairs(ix.units[u].slots, lex, emit)
	})
	ix.book = newPhrasebook(articles, lex, ix.posted)
	ix.sounds = newSounds(articles, bridge)
	ix.figures = lex.figures()
	ix.terms = newTable(numbers)
	for u := range ix.units {
		ix.units[u].slots = nil // only the build needs them
	}
	return ix
}

func emitWords(slots []slot, lex *lexicon, emit func(termID, float32)) {
	for _, s := range slots {
		if s.word == breakMark {
			continue
		}
		w := &lex.words[s.word]
		for _, g := range w.grams {
			emit(g, s.weight)
		}
		if w.root != none {
			emit(w.root, s.weight)
		}
		for _, m := range w.meanings {
			emit(m, s.field)
		}
	}
}

func emitPairs(slots []slot, lex *lexicon, emit func(termID, float32)) {
	var previous term
	for _, s := range slots {
		if s.word == breakMark {
			previous = 0
			continue
		}
		stem := lex.words[s.word].stem
		if stem == 0 {
			continue // a phrase stands between its second word and the next
		}
		if previous != 0 {
			emit(lex.number(pair(previous, stem)), s.field)
		}
		previous = stem
	}
}
