package knowledge

import (
	"strings"
	"unicode"
)

// term is a word's stem or a run of characters, hashed: texts are long, an index is not.
type term = uint64

// analysed is a text as the indexes see it.
type analysed struct {
	words []string // folded, in order
	stems []term
	grams []term
}

func analyse(text string) analysed {
	var a analysed
	for _, w := range words(text) {
		a.words = append(a.words, w)
		a.stems = append(a.stems, hash(stemOf(w)))
		a.grams = appendGrams(a.grams, w)
	}
	return a
}

// Character runs are taken inside a word with its two ends marked.
const shortestGram, longestGram = 3, 5

func appendGrams(out []term, word string) []term {
	r := []rune("_" + word + "_")
	if len(r) < shortestGram {
		return out
	}
	for n := shortestGram; n <= longestGram; n++ {
		for i := 0; i+n <= len(r); i++ {
			out = append(out, hashRunes(r[i:i+n]))
		}
	}
	return out
}

// FNV-1a over runes; collisions among a knowledge base's terms are too rare to matter.
func hashRunes(rs []rune) term {
	h := uint64(14695981039346656037)
	for _, r := range rs {
		h = (h ^ uint64(r)) * 1099511628211
	}
	return h ^ h>>29
}

func hash(s string) term { return hashRunes([]rune(s)) }

func words(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

var folds = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ى", "ي", "ئ", "ي", "ؤ", "و", "ة", "ه", "ـ", "", "گ", "ك", "ک", "ك", "ی", "ي")

func fold(text string) string {
	text = folds.Replace(strings.ToLower(text))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		}
		return r
	}, text)
}

func stemOf(w string) string {
	r := []rune(w)
	for _, p := range []string{"وال", "بال", "كال", "فال", "ال", "لل", "و"} {
		if strings.HasPrefix(w, p) && len(r)-len([]rune(p)) >= 3 {
			r = r[len([]rune(p)):]
			break
		}
	}
	w = string(r)
	for _, s := range []string{"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"} {
		if strings.HasSuffix(w, s) && len(r)-len([]rune(s)) >= 3 {
			return strings.TrimSuffix(w, s)
		}
	}
	return w
}
