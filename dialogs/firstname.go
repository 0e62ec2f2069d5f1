package dialogs

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad/locales/arabic"
)

// Longest a name may be.
const (
	maxNameWords = 4
	maxNameRunes = 40
)

// nameOf is the first name in the answer to being asked for it.
func (t *turn) nameOf() (Value, bool) {
	signs := t.e.words.signs
	name := t.nameAfter(signs["name"])
	if name == "" {
		name = t.nameAfter(signs["name_asked"])
	}
	if name == "" {
		name = t.unled(t.text)
		if len(t.reading.Entities) > 0 {
			name = t.trimmed(t.text[:t.reading.Entities[0].Start])
		}
	}
	name = strings.Trim(name, " .،,!")
	bad := strings.ContainsFunc(name, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("?؟/@:<>", r) })
	folded := bare(arabic.Fold(name))
	bad = bad || isTitle(folded) || oneLetter(folded) || hasAny(folded, signs["self"]) ||
		hasAny(folded, signs["negation"]) || hasAny(folded, signs["denial"]) || hasAny(folded, signs["question"])
	if name == "" || wordless(name) || bad || len(strings.Fields(name)) > maxNameWords || utf8.RuneCountInString(name) > maxNameRunes {
		return Value{}, false
	}
	return Value{Text: name}, true
}

// unled is a text without the words before a name that only lead to it: «طيب».
func (t *turn) unled(text string) string {
	for {
		first, rest, more := strings.Cut(text, " ")
		if !more || !t.polite(bare(arabic.Fold(first))) {
			return text
		}
		text = strings.TrimSpace(rest)
	}
}

// nameAfter is the one word, or two of «أبو أحمد», after a sign such as «اسمي».
func (t *turn) nameAfter(signs []string) string {
	if !hasAny(t.folded, signs) {
		return ""
	}
	words := strings.Fields(t.text)
	for i := range words {
		if i == 0 || !endsWith(lastWords(words[:i], 3), signs) {
			continue
		}
		name := strings.Trim(words[i], ".،,!؟?")
		switch folded := arabic.Fold(name); {
		case hasAny(folded, t.e.words.signs["between"]), hasAny(folded, signs):
			continue
		case isTitle(folded) && i+1 < len(words):
			name += " " + strings.Trim(words[i+1], ".،,!؟?")
		}
		return name
	}
	return ""
}

// lastWords are the last n words, folded.
func lastWords(words []string, n int) string {
	return bare(arabic.Fold(strings.Join(words[max(0, len(words)-n):], " ")))
}

// oneLetter reports a letter over and over: «هههه».
func oneLetter(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return strings.Trim(s, s[:size]) == ""
}

// isTitle reports the first half of a name such as «أبو أحمد».
func isTitle(w string) bool {
	return slices.Contains([]string{"ابو", "ام", "عبد", "abu", "abo", "um", "om"}, w)
}

// trimmed takes the words off the end that lead to something else: «خالد من» حلب.
func (t *turn) trimmed(s string) string {
	words := strings.Fields(s)
	for len(words) > 0 && hasAny(arabic.Fold(words[len(words)-1]), t.e.words.signs["between"]) {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}
