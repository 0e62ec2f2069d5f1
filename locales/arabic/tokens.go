package arabic

import (
	"unicode"
	"unicode/utf8"
)

// Kind is what a token is made of.
type Kind uint8

// The kinds of token. Marks are one sign each: punctuation, an emoji.
const (
	Word Kind = iota
	Digits
	Mark
)

// Token is a word, a row of digits or a sign of a folded text, with its byte offsets there.
type Token struct {
	Text       string
	Start, End int
	Kind       Kind
}

// Tokens cuts a folded text. Digits stand apart from Arabic letters («12ورشه») and stay inside
// chat-alphabet words («7abeb», «2ard»).
func Tokens(folded string) []Token { return AppendTokens(nil, folded) }

// AppendTokens appends the tokens of a folded text to dst.
func AppendTokens(dst []Token, folded string) []Token {
	for i := 0; i < len(folded); {
		r, size := decode(folded, i)
		end := i + size
		kind := Mark
		switch {
		case r == ' ' || r == '\n':
			i = end
			continue
		case isDigit(r):
			kind, end = digitsOrChat(folded, i)
		case unicode.IsLetter(r):
			kind, end = Word, wordEnd(folded, i, r < 0x250)
		}
		dst = append(dst, Token{Text: folded[i:end], Start: i, End: end, Kind: kind})
		i = end
	}
	return dst
}

func decode(s string, i int) (rune, int) {
	if s[i] < utf8.RuneSelf {
		return rune(s[i]), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLatin(b byte) bool { return b >= 'a' && b <= 'z' }

// wordEnd finds the end of the letters from i on: Latin words keep digits and apostrophes inside.
func wordEnd(s string, i int, latin bool) int {
	for i < len(s) {
		r, size := decode(s, i)
		inside := unicode.IsLetter(r) && (r < 0x250) == latin
		if latin && !inside {
			inside = isDigit(r) || (r == '\'' && i+1 < len(s) && (isLatin(s[i+1]) || isDigit(rune(s[i+1]))))
		}
		if !inside {
			return i
		}
		i += size
	}
	return i
}

// digitsOrChat reads digits, or a chat-alphabet word that begins with one: «3andi», «7elo».
func digitsOrChat(s string, i int) (Kind, int) {
	end := i
	for end < len(s) && isDigit(rune(s[end])) {
		end++
	}
	chat := end-i == 1 && end < len(s) && isLatin(s[end]) && s[i] != '0' && s[i] != '1' && s[i] != '4'
	if !chat {
		return Digits, end
	}
	word := wordEnd(s, end, true)
	if word < end+2 || isUnitWord(s[end:word]) {
		return Digits, end
	}
	return Word, word
}

// isUnitWord keeps «5km», «2kg», «7usd» a number and its unit.
func isUnitWord(w string) bool {
	switch w {
	case "km", "kg", "cm", "mm", "gb", "mb", "usd", "eur", "syp", "sp", "try", "sar", "gbp", "aed", "lbp", "jod", "egp", "kwd", "qar", "st", "nd", "rd", "th", "pm":
		return true
	}
	return false
}
