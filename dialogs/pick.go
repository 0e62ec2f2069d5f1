package dialogs

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sanad/dialogs/understand"
)

// picked finds the choice that a typed message means: by its number, its label, or nearly its label.
func (t *turn) picked() (string, bool) {
	if n, ok := t.chosenNumber(); ok {
		if n >= 1 && n <= len(t.s.Shown) {
			return t.s.Shown[n-1], true
		}
		return "", false
	}
	all := append(append(choiceIDs(nil), t.s.Shown...), t.s.Words...)
	exact := all
	if t.s.Filling != nil {
		exact = append(slices.Clone(fitsWays), all...)
	}
	for _, id := range exact {
		if t.foldedLabel(id) == t.folded {
			return id, true
		}
	}
	return t.nearly(all)
}

// nearly finds the one label that holds all words of a short message, or differs from it by a slip of the finger.
func (t *turn) nearly(ids []string) (string, bool) {
	words := strings.Fields(t.folded)
	if len(words) > 4 || utf8.RuneCountInString(t.folded) < 3 || t.e.words.actions[t.folded] != "" {
		return "", false
	}
	found := ""
	for _, id := range ids {
		label := t.foldedLabel(id)
		if !has(label, t.folded) && !slip(label, t.folded) {
			continue
		}
		if found != "" {
			return "", false
		}
		found = id
	}
	return found, found != ""
}

// chosenNumber is the number or ordinal that the whole message is.
func (t *turn) chosenNumber() (int, bool) {
	if n, ok := bareNumber(t.text); ok {
		return n, true
	}
	for _, word := range []string{t.folded, strings.TrimPrefix(t.folded, "ال")} {
		if n, ok := t.e.words.ordinal[word]; ok {
			return n, true
		}
	}
	if len(t.reading.Entities) != 1 {
		return 0, false
	}
	e := t.reading.Entities[0]
	if e.Kind != understand.Ordinal && e.Kind != understand.Number || len(e.Text) < len(t.text)-4 || e.Approximate {
		return 0, false
	}
	v, ok := e.Value.(float64)
	return int(v), ok && v == float64(int(v))
}

// bareNumber reads "2", "٢", "2.", "(2)" and "رقم 2".
func bareNumber(s string) (int, bool) {
	s = strings.TrimSpace(strings.TrimPrefix(s, "رقم"))
	s = strings.Trim(strings.Map(westernDigit, s), " .)(-:،,")
	if len(s) > 3 {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}

func westernDigit(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return r - '٠' + '0'
	case r >= '۰' && r <= '۹':
		return r - '۰' + '0'
	}
	return r
}

// slip reports whether a and b differ by one letter changed, added, dropped or swapped, in words long enough for that to be a slip.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < len(y) {
		x, y = y, x
	}
	if len(y) < 4 || len(x)-len(y) > 1 {
		return false
	}
	i := 0
	for i < len(y) && x[i] == y[i] {
		i++
	}
	if len(x) > len(y) {
		return string(x[i+1:]) == string(y[i:])
	}
	if i == len(y) || string(x[i+1:]) == string(y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}
