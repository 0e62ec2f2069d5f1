package telegram

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad/dialogs"
)

// part is one message of Telegram: text, or a file with the text as its caption.
type part struct {
	text     string
	bold     int // UTF-16 units from the start that are the heading
	keyboard *keyboard
	media    *dialogs.Media
}

// compose makes the messages that show said, at least one where there is anything to show. The last carries the keyboard.
func compose(said dialogs.Said) []part {
	text, bold := words(said)
	keys := layout(said.Choices)
	if text == "" && said.Media == nil && keys != nil {
		text = "👇" // buttons cannot stand without a text
	}
	var parts []part
	if said.Media == nil || units(text) > captionLimit {
		parts = cut(text, bold, textLimit)
		text, bold = "", 0
	}
	if said.Media != nil {
		parts = append(parts, part{text: text, bold: bold, media: said.Media})
	}
	if len(parts) > 0 {
		parts[len(parts)-1].keyboard = keys
	}
	return parts
}

// words puts heading and text together. An advisor's name is the heading of what has none, so that it shows who speaks.
func words(said dialogs.Said) (text string, bold int) {
	heading := trim(said.Heading)
	if heading == "" && said.Advisor != nil {
		heading = trim(said.Advisor.Name)
	}
	body := trim(said.Text)
	if heading == "" || body == "" {
		return heading + body, units(heading)
	}
	return heading + "\n" + body, units(heading)
}

func trim(s string) string { return strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD")) }

// cut splits text into parts of at most limit units, each with its share of the heading.
func cut(text string, bold, limit int) []part {
	var parts []part
	for text != "" {
		end := len(text)
		if units(text) > limit {
			end = cutPoint(text, limit)
		}
		head := strings.TrimRightFunc(text[:end], unicode.IsSpace)
		rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
		if head != "" {
			parts = append(parts, part{text: head, bold: min(bold, units(head))})
		}
		bold = max(0, bold-(units(text)-units(rest)))
		text = rest
	}
	return parts
}

// cutPoint is where to cut a text that is longer than limit units: after a paragraph, else a line, else a word, where
// one ends in the second half; else between two characters.
func cutPoint(text string, limit int) int {
	end := within(text, limit)
	for _, after := range []string{"\n\n", "\n", " "} {
		if i := strings.LastIndex(text[:end], after); i+len(after) >= end/2 {
			return i + len(after)
		}
	}
	return beforeMarks(text, end)
}

// within is the largest number of bytes of text, whole runes, that is at most limit units.
func within(text string, limit int) int {
	n := 0
	for i, r := range text {
		if n += width(r); n > limit {
			return i
		}
	}
	return len(text)
}

const zeroWidthJoiner = '\u200d'

// beforeMarks moves a cut back so that no mark (a vowel sign, a joiner, an emoji's variant) loses its letter.
func beforeMarks(text string, end int) int {
	at := end
	for tries := 0; tries < 16 && at > 0; tries++ {
		next, _ := utf8.DecodeRuneInString(text[at:])
		last, size := utf8.DecodeLastRuneInString(text[:at])
		if !clings(next) && last != zeroWidthJoiner {
			return at
		}
		at -= size
	}
	return end // a text of marks alone has no better place
}

// clings reports whether r belongs to what stands before it: a mark, a joiner, a skin colour.
func clings(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || r >= 0x1F3FB && r <= 0x1F3FF
}

// units is the length of s as Telegram counts it: in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += width(r)
	}
	return n
}

func width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
