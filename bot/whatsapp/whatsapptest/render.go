package whatsapptest

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const zeroWidthSpace = '\u200b'

// Shown is a text as WhatsApp's apps show it: the signs that make text bold, italic, struck or code are gone, and so is
// what has no width. Bold is what stood between the first stars.
func Shown(text string) (shown, bold string) {
	for _, sign := range []rune{'`', '*', '_', '~'} {
		var marked string
		text, marked = strip(text, sign)
		if sign == '*' {
			bold = marked
		}
	}
	return strings.ReplaceAll(text, string(zeroWidthSpace), ""), bold
}

// strip takes one sign's pairs out of a text and gives what the first of them marked.
func strip(text string, sign rune) (out, first string) {
	var b strings.Builder
	for {
		start, end := pair(text, sign)
		if start < 0 {
			return b.String() + text, first
		}
		inside := text[start+1 : end]
		if first == "" {
			first = inside
		}
		b.WriteString(text[:start] + inside)
		text = text[end+1:]
	}
}

// pair finds the first two signs that mark what is between them: on one line, at the edges of words.
func pair(text string, sign rune) (start, end int) {
	for start = range text {
		if !opens(text, start, sign) {
			continue
		}
		for end = start + 2; end < len(text) && text[end] != '\n'; end++ {
			if closes(text, end, sign) {
				return start, end
			}
		}
	}
	return -1, -1
}

func opens(text string, at int, sign rune) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+1:])
	return rune(text[at]) == sign && (at == 0 || !inWord(before)) && at+1 < len(text) && !blank(after)
}

func closes(text string, at int, sign rune) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+1:])
	return rune(text[at]) == sign && !blank(before) && (at+1 == len(text) || !inWord(after))
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
func blank(r rune) bool  { return unicode.IsSpace(r) || r == zeroWidthSpace }
