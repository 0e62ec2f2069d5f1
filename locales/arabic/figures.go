package arabic

import "strconv"

// readFigures reads the number in digits that begins at token i: groups of thousands, decimals, both
// in the Arabic and the Latin manner. It gives the value and the index after it.
func readFigures(folded string, toks []Token, i int) (float64, int) {
	if toks[i].Text == "." { // «.75»
		if text, end := leadingPoint(toks, i); end > i {
			v, _ := strconv.ParseFloat("0."+text, 64)
			return v, end
		}
	}
	if toks[i].Kind != Digits {
		return 0, i
	}
	var room [64]byte
	buf := append(room[:0], toks[i].Text...)
	next := grouped(toks, i, &buf)
	if whole, end := decimals(toks, next); end > next && !(next > i+1 && toks[next].Text == toks[i+1].Text) {
		buf = append(append(buf, '.'), whole...)
		next = end
	}
	if power, end := exponent(toks, next); end > next {
		buf = append(append(buf, 'e'), power...)
		next = end
	}
	if len(buf) > 40 {
		return 0, i
	}
	v, err := strconv.ParseFloat(string(buf), 64)
	if err != nil {
		return 0, i
	}
	return v, next
}

// grouped appends the groups of three that follow: «1,000,000», «1.000.000», «1'000», «1 000 000».
func grouped(toks []Token, i int, buf *[]byte) int {
	next := i + 1
	if len(toks[i].Text) > 3 || toks[i].Text[0] == '0' {
		return next
	}
	if end := spaced(toks, next); end > next {
		for _, t := range toks[next:end] {
			*buf = append(*buf, t.Text...)
		}
		return end
	}
	for next+1 < len(toks) && next < i+mostGroups && touching(toks, next) && isGroupSign(toks[next].Text) && isGroup(toks[next+1]) &&
		(next == i+1 || toks[next].Text == toks[i+1].Text) {
		if next == i+1 && toks[next].Text == "." && !anotherGroup(toks, next+2) && !roundGroup(toks[next+1].Text) {
			break // «1.250» alone is a decimal, «1.250.000» and «1.000» are not
		}
		*buf = append(*buf, toks[next+1].Text...)
		next += 2
	}
	return next
}

// mostGroups bounds how many tokens of groups are tried: more is no number.
const mostGroups = 12

func isGroup(t Token) bool { return t.Kind == Digits && len(t.Text) == 3 }

// spaced finds groups parted by single spaces: two or more of them, or one of mere noughts.
func spaced(toks []Token, i int) int {
	end := i
	for end < len(toks) && end < i+mostGroups && isGroup(toks[end]) && toks[end].Start == toks[end-1].End+1 {
		end++
	}
	if end-i == 1 && toks[i].Text != "000" {
		return i
	}
	if end < len(toks) && toks[end].Kind == Digits && toks[end].Start == toks[end-1].End+1 {
		return i // a row of digits of another kind
	}
	return end
}

func roundGroup(s string) bool { return s == "000" || s[1:] == "00" }

func anotherGroup(toks []Token, i int) bool {
	return i+1 < len(toks) && touching(toks, i) && toks[i].Text == "." && toks[i+1].Kind == Digits && len(toks[i+1].Text) == 3
}

func isGroupSign(s string) bool { return s == "," || s == "." || s == "'" }

// touching says whether token i has no space on either side.
func touching(toks []Token, i int) bool {
	return i > 0 && i+1 < len(toks) && toks[i].Start == toks[i-1].End && toks[i].End == toks[i+1].Start
}

func decimals(toks []Token, i int) (string, int) {
	if i+1 < len(toks) && touching(toks, i) && (toks[i].Text == "." || toks[i].Text == ",") && toks[i+1].Kind == Digits && !listed(toks, i) {
		return toks[i+1].Text, i + 2
	}
	return "", i
}

// listed says whether the sign at i parts the figures of a row: «١،٢،٣», an address.
func listed(toks []Token, i int) bool {
	return i+3 < len(toks) && touching(toks, i+2) && toks[i+2].Text == toks[i].Text && toks[i+3].Kind == Digits ||
		i > 2 && touching(toks, i-2) && toks[i-2].Text == toks[i].Text && toks[i-3].Kind == Digits && len(toks[i-1].Text) < 3
}

// exponent reads the powers of ten of «1e10», «12.3e+14».
func exponent(toks []Token, i int) (string, int) {
	if i >= len(toks) || toks[i].Start > toks[i-1].End || toks[i].Text[0] != 'e' {
		return "", i
	}
	if power := toks[i].Text[1:]; power != "" {
		if n, err := strconv.Atoi(power); err != nil || n > 99 {
			return "", i
		}
		return power, i + 1
	}
	if i+2 < len(toks) && touching(toks, i+1) && (toks[i+1].Text == "+" || toks[i+1].Text == "-") && toks[i+2].Kind == Digits && len(toks[i+2].Text) < 3 {
		return toks[i+1].Text + toks[i+2].Text, i + 3
	}
	return "", i
}

// leadingPoint reads the digits of «.75» where the point opens a word of its own.
func leadingPoint(toks []Token, i int) (string, int) {
	if i+1 >= len(toks) || toks[i+1].Kind != Digits || toks[i+1].Start != toks[i].End || (i > 0 && toks[i-1].End == toks[i].Start && toks[i-1].Text != "-") {
		return "", i
	}
	return toks[i+1].Text, i + 2
}
