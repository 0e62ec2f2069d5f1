package knowledge

import (
	"strings"

	"sanad/locales/arabic"
)

// Mentions reports whether every word of a query stands in a text, in whatever spelling, be it as part of a word.
func Mentions(text, query string) bool {
	text = arabic.Fold(text)
	for _, word := range strings.Fields(arabic.Fold(query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
