package knowledge

import (
	"slices"
	"strings"
	"unicode"
)

// unit is a stretch of an article's text that is scored on its own.
type unit struct {
	article int
	lang    string
	length  float32 // in words, each by its field's weight, titles aside
	passage string  // the stretch of a long body; empty for the article's beginning
	slots   []slot
}

// slot is a word of a unit. field is the weight of its field; weight adds what its place in the line gives.
type slot struct {
	word          uint32
	field, weight float32
}

// Weights of the fields. A title stands for every passage under it; a phrasing is what people really write.
const (
	titleWeight  = 6
	asksWeight   = 3
	textWeight   = 1
	leadBonus    = 1.5 // what a line begins with, it is about
	leadWords    = 6
	passageWords = 220 // longer texts are cut
)

// appendUnits reads an article into units: in each language its title with phrasings and first answer and as
// much of the body as goes in, then the rest of the body passage by passage, each under the title.
func appendUnits(units []unit, article int, a *Article, lex *lexicon) []unit {
	for _, lang := range Languages {
		first := unit{article: article, lang: lang}
		first.add(lex, a.Title[lang], titleWeight, false)
		first.add(lex, strings.Join(phrasings(a, lang), "\n"), asksWeight, true)
		if lang == Languages[0] {
			first.add(lex, strings.Join(a.Tags, "\n"), asksWeight, true)
		}
		first.add(lex, a.Short[lang], textWeight, true)
		passages := cut(a.Body[lang], passageWords-int(first.length))
		if len(passages) > 0 {
			first.add(lex, passages[0], textWeight, true)
			passages = passages[1:]
		}
		if len(first.slots) == 0 {
			continue
		}
		units = append(units, first)
		if s := a.Steps[lang]; s != "" {
			passages = append(passages, s)
		}
		for _, p := range passages {
			u := unit{article: article, lang: lang, passage: p}
			u.add(lex, a.Title[lang], titleWeight, false)
			u.add(lex, p, textWeight, true)
			units = append(units, u)
		}
	}
	return units
}

// phrasings are those written in a language, by its letters: a text must not grow long by what another says.
func phrasings(a *Article, lang string) []string {
	return slices.DeleteFunc(slices.Clone(a.Questions), func(q string) bool {
		return strings.ContainsFunc(q, isArabic) != (lang == Languages[0])
	})
}

func isArabic(r rune) bool { return unicode.Is(unicode.Arabic, r) }

func (u *unit) add(lex *lexicon, text string, weight float32, counts bool) {
	if text == "" {
		return
	}
	place := 0
	for _, id := range lex.read(text) {
		s := slot{word: id, field: weight, weight: weight}
		switch {
		case id == breakMark:
			place = 0
		case lex.words[id].stem != 0:
			if counts && place < leadWords {
				s.weight += weight * leadBonus
			}
			if counts {
				u.length += weight
			}
			place++
		}
		u.slots = append(u.slots, s)
	}
	u.slots = append(u.slots, slot{word: breakMark})
}

// cut parts a text at line ends into pieces of about passageWords, the first of about first; a line longer
// than that stays whole.
func cut(text string, first int) []string {
	var out []string
	var piece []string
	words, room := 0, first
	for _, line := range strings.Split(text, "\n") {
		n := len(strings.Fields(line))
		if words > 0 && words+n > room {
			out = append(out, strings.Join(piece, "\n"))
			piece, words, room = nil, 0, passageWords
		}
		piece = append(piece, line)
		words += n
	}
	if rest := strings.TrimSpace(strings.Join(piece, "\n")); rest != "" {
		out = append(out, rest)
	}
	return out
}
