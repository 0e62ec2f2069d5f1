package knowledge

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sanad/locales/arabic"
)

// Affixes are taken off a word to find it in the bridge; a form is kept when three letters remain.
var (
	fronts     = []string{"وال", "بال", "عال", "هال", "لل", "ال", "و", "ف", "ب", "ل", "ع"}
	verbFronts = []string{"بي", "بت", "بن", "ب", "ي", "ت", "ن", "ا", "حا", "رح", "سا", "سي", "لا", "مي"}
	ends       = []string{"ني", "ها", "هم", "هن", "كن", "كم", "نا", "لي", "لو", "لها", "ك", "ي", "و", "ه", "ش", "ت", "ا", "وا", "ات", "ين", "ون"}
)

// forms are the spellings that a folded word may stand under in a dictionary, the word itself first.
func forms(word string) []string {
	out := make([]string, 1, 24)
	out[0] = word
	add := func(f string) {
		if utf8.RuneCountInString(f) >= 2 && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	add(arabic.Stem(word))
	for _, p := range fronts {
		if rest, ok := cutFront(word, p); ok {
			add(rest)
			add(arabic.Stem(rest))
		}
	}
	for _, p := range verbFronts {
		if rest, ok := cutFront(word, p); ok {
			add(rest)
		}
	}
	for _, f := range slices.Clone(out) {
		for _, s := range ends {
			if rest, ok := cutEnd(f, s); ok {
				add(rest)
			}
		}
	}
	return out
}

func cutFront(w, p string) (string, bool) {
	rest, ok := strings.CutPrefix(w, p)
	return rest, ok && utf8.RuneCountInString(rest) >= 3
}

func cutEnd(w, s string) (string, bool) {
	rest, ok := strings.CutSuffix(w, s)
	return rest, ok && utf8.RuneCountInString(rest) >= 3
}

// Affixes of root, each list tried once, its longest first.
var rootFronts = [][]string{
	{"ال", "لل", "بال"},
	{"است", "بيست", "بت", "بي", "بن", "ست", "سي", "سا", "ب", "ي", "ت", "ن", "ا", "م"},
	{"ت", "ن", "م", "ا"},
}

// objects are pronouns after a verb; a stem loses only their last letter.
var objects = []string{"ني", "ها", "هم", "هن", "كن", "كم"}

var rootEnds = []string{"هم", "ها", "ني", "كم", "نا", "ات", "ين", "ون", "ان", "وا", "لي", "تي", "ك", "ت", "ه", "ي", "و"}

// root is a rough stand-in for a word's root: affixes off, weak letters out. It joins singular and broken
// plural, verb and noun, dialect and written form, and sometimes strangers; it is one voice among several.
func root(word string) string {
	w := arabic.Stem(cutFirst(word, objects, cutEnd))
	for _, group := range rootFronts {
		w = cutFirst(w, group, cutFront)
	}
	w = cutFirst(w, rootEnds, cutEnd)
	bare := strings.Map(func(r rune) rune {
		switch r {
		case 'ا', 'و', 'ي', 'ء':
			return -1
		}
		return r
	}, w)
	if utf8.RuneCountInString(bare) < 2 {
		return w
	}
	return bare
}

func cutFirst(w string, affixes []string, cut func(w, affix string) (string, bool)) string {
	for _, a := range affixes {
		if rest, ok := cut(w, a); ok {
			return rest
		}
	}
	return w
}

// core is a verb without the letter of its person: «يشتغل» and «بتشتغل» are both «شتغل».
func core(word string) string {
	for _, p := range []string{"بي", "بت", "بن", "ي", "ن", "ا"} {
		if rest, ok := cutFront(word, p); ok {
			return rest
		}
	}
	return word
}
