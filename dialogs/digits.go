package dialogs

import (
	"strings"
	"unicode"
)

// readable writes the numbers of an article's Arabic text in the reader's digits. What people copy or dial stays as
// it is: addresses, phone numbers, and numbers that belong to Latin names such as «ISO 9001».
func readable(lang, s string) string {
	if lang != arabicLang || !strings.ContainsAny(s, "0123456789") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	latin := false // the word before was Latin
	for len(s) > 0 {
		n := strings.IndexFunc(s, func(r rune) bool { return !outside(r) })
		if n != 0 {
			if n < 0 {
				n = len(s)
			}
			if strings.ContainsAny(s[:n], "\n،؛.!؟()«»") {
				latin = false
			}
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		if n = dialled(s); n == 0 {
			n = wordEnd(s)
			latin = keepsDigits(s[:n], latin)
			if !latin {
				b.WriteString(easternDigits(s[:n]))
				s = s[n:]
				continue
			}
		}
		b.WriteString(s[:n])
		s = s[n:]
	}
	return b.String()
}

// outside reports what stands between words.
func outside(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("()[]«»\"،؛؟!", r)
}

func wordEnd(s string) int {
	if n := strings.IndexFunc(s, outside); n >= 0 {
		return n
	}
	return len(s)
}

// keepsDigits reports a word that is Latin or an address, or digits right after a Latin word.
func keepsDigits(word string, after bool) bool {
	letters := strings.IndexFunc(word, unicode.IsLetter) >= 0
	return strings.ContainsFunc(word, func(r rune) bool { return r < 0x250 && unicode.IsLetter(r) || r == '@' || r == '_' }) || after && !letters
}

// dialled is the length of the phone number that s begins with; 0 where it begins with none.
func dialled(s string) int {
	if s[0] != '+' && s[0] != '0' {
		return 0
	}
	digits, end := 0, 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
			end = i + 1
		case r == '+' && i == 0, r == ' ', r == '-', r == '/':
			continue
		default:
			if digits >= 7 {
				return end
			}
			return 0
		}
	}
	if digits >= 7 {
		return end
	}
	return 0
}

// easternDigits turns the digits of a word, and the marks between digits, into those of Arabic.
func easternDigits(word string) string {
	var b strings.Builder
	rs := []rune(word)
	digit := func(i int) bool { return i >= 0 && i < len(rs) && rs[i] >= '0' && rs[i] <= '9' }
	for i, r := range rs {
		switch {
		case digit(i):
			r += '٠' - '0'
		case r == '.' && digit(i-1) && digit(i+1):
			r = '٫'
		case r == ',' && digit(i-1) && digit(i+1):
			r = '٬'
		case r == '%' && (digit(i-1) || digit(i+1)):
			r = '٪'
		}
		b.WriteRune(r)
	}
	return b.String()
}
