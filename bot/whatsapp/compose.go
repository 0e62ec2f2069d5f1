package whatsapp

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad/dialogs"
)

// part is one message of WhatsApp.
type part struct {
	text    string // or the caption of media, or the question of a poll
	media   *dialogs.Media
	options []string // of a poll
}

// compose makes what is said into messages that WhatsApp takes. The pipeline has numbered the choices and split long texts.
func compose(s dialogs.Said) []part {
	body := write(s)
	if s.Media != nil && (body == "" || utf8.RuneCountInString(body) <= captionLimit && captioned(mediumOf(s.Media))) {
		return []part{{text: body, media: s.Media}}
	}
	var parts []part
	if body != "" {
		parts = append(parts, part{text: body})
	}
	if s.Media != nil {
		parts = append(parts, part{media: s.Media})
	}
	return parts
}

// write puts heading and text under each other.
func write(s dialogs.Said) string {
	body := plain(strings.TrimSpace(s.Text))
	if heading := strings.TrimSpace(s.Heading); heading != "" {
		body = strings.TrimSpace(bold(heading) + "\n" + body)
	}
	return body
}

// bold sets a heading between stars, WhatsApp's sign for it, unless it would then not show as it stands.
func bold(heading string) string {
	if strings.ContainsAny(heading, "*_~`\n") {
		return plain(heading)
	}
	return "*" + heading + "*"
}

// invisible is a space without width: a sign before it marks nothing.
const invisible = '\u200b'

// plain keeps WhatsApp from taking the signs in somebody's words for markup, which has no other escape: where a sign
// could begin bold, italic, struck or code text and one like it follows, or a line would become a quotation.
func plain(text string) string {
	var b strings.Builder
	before := '\n'
	for i, r := range text {
		rest := text[i+utf8.RuneLen(r):]
		if r == '>' && before == '\n' {
			b.WriteRune(invisible)
		}
		b.WriteRune(r)
		if begins(before, r, rest) {
			b.WriteRune(invisible)
		}
		before = r
	}
	return b.String()
}

func begins(before, sign rune, rest string) bool {
	if !strings.ContainsRune("*_~`", sign) || unicode.IsLetter(before) || unicode.IsDigit(before) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && !unicode.IsSpace(next) && strings.ContainsRune(rest, sign)
}
