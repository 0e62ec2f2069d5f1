package understand

import (
	_ "embed"
	"fmt"
	"strings"

	"sanad/locales/arabic"
)

//go:embed data/concepts.tsv
var conceptsTSV string

// concepts tell which words mean much the same: «سلفة» a loan, «شيلو» to delete. A word is known as it is
// written, by its stem, or by the consonants of its root, so that a verb is known in all its forms and in
// Latin letters too.
type concepts struct {
	words map[string]concept
	roots map[string]concept
}

type concept uint8

// unclear marks a root that two concepts share.
const unclear concept = 255

func loadConcepts() (*concepts, error) {
	cs := &concepts{words: map[string]concept{}, roots: map[string]concept{}}
	id := concept(0)
	for row := range rows(conceptsTSV) {
		if len(row) != 2 || id+1 == unclear {
			return nil, fmt.Errorf("concepts: line %q is not a concept and its words, or one too many", row)
		}
		id++
		for word := range strings.FieldsSeq(row[1]) {
			cs.learn(arabic.Fold(word), id)
		}
	}
	return cs, nil
}

func (cs *concepts) learn(word string, id concept) {
	if _, taken := cs.words[word]; !taken {
		cs.words[word] = id
	}
	root := string(rootOf(arabic.AppendSkeleton(nil, word)))
	if len(root) < 3 {
		return
	}
	if other, taken := cs.roots[root]; taken && other != id {
		id = unclear
	}
	cs.roots[root] = id
}

// of gives the concept of a word, 0 where it has none; root are the consonants of its root.
func (cs *concepts) of(w *word, root []byte) concept {
	if c, ok := cs.words[w.Text]; ok {
		return c
	}
	for _, s := range w.splits {
		if c, ok := cs.words[s.Rest]; ok {
			return c
		}
	}
	if c := cs.roots[string(root)]; len(root) >= 3 && c != unclear {
		return c
	}
	return 0
}
