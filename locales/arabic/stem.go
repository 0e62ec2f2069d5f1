package arabic

import "unicode/utf8"

var (
	stemPrefixes = [...]string{"وال", "بال", "كال", "فال", "عال", "هال", "ولل", "ال", "لل", "و"}
	stemSuffixes = [...]string{"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"}
)

// Stem strips the article, conjunctions and common endings of a folded Arabic word, leaving at least
// two letters. It gives a part of the word itself: nothing is allocated, nothing is invented.
func Stem(word string) string {
	if len(word) < 6 || word[0] < utf8.RuneSelf {
		return word
	}
	for _, p := range stemPrefixes {
		room := 2
		if p == "و" {
			room = 3
		}
		if hasPrefix(word, p) && len(word) >= len(p)+2*room {
			word = word[len(p):]
			break
		}
	}
	for _, s := range stemSuffixes {
		if len(word) >= len(s)+4 && word[len(word)-len(s):] == s {
			word = word[:len(word)-len(s)]
		}
	}
	return word
}

func hasPrefix(s, p string) bool { return len(s) >= len(p) && s[:len(p)] == p }
