package knowledge

import "strings"

// index finds articles by words and by runs of characters.
type index struct {
	stems, grams *inverted
	owner        []int // unit → article
}

// ranked is an article that a search found.
type ranked struct {
	article int
	score   float64
}

func newIndex(articles []Article) *index {
	ix := &index{}
	var stems, grams [][]term
	for i := range articles {
		for _, lang := range Languages {
			text := searchable(&articles[i], lang)
			if strings.TrimSpace(text) == "" {
				continue
			}
			a := analyse(text)
			stems, grams = append(stems, a.stems), append(grams, a.grams)
			ix.owner = append(ix.owner, i)
		}
	}
	ix.stems = invert(stems, bm25{1.2, 0.75})
	ix.grams = invert(grams, bm25{1.2, 0.75})
	return ix
}

// searchable is the text that an article is found by in a language.
func searchable(a *Article, lang string) string {
	parts := []string{a.Title[lang], a.Short[lang], a.Body[lang], a.Steps[lang]}
	if lang == Languages[0] {
		parts = append(parts, strings.Join(a.Questions, "\n"), strings.Join(a.Tags, "\n"))
	}
	return strings.Join(parts, "\n")
}

func (ix *index) search(question string) []ranked {
	q := analyse(question)
	scores := make([]float32, len(ix.owner))
	ix.stems.score(q.stems, 1, scores)
	ix.grams.score(q.grams, 0.2, scores)
	best := 0.0
	for _, t := range q.stems {
		best += ix.stems.idf(t) * 2.2
	}
	for _, t := range q.grams {
		best += 0.2 * ix.grams.idf(t) * 2.2
	}
	var out []ranked
	for u, s := range scores {
		if s > 0 {
			out = append(out, ranked{ix.owner[u], float64(s) / best})
		}
	}
	return out
}
