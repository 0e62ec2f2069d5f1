package bot

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad/dialogs"
)

// plainest is what every network can carry: for a conversation whose channel is not here now.
var plainest = Traits{TextLimit: 4096}

// words puts a result's replies into the messages that the conversation's channel can carry.
func (t *turner) words(ctx context.Context, c Claim, r dialogs.Result) ([]dialogs.Said, error) {
	traits := plainest
	if ch, ok := t.channels.of(c.Account); ok {
		traits = ch.Traits()
	}
	var said []dialogs.Said
	for _, reply := range r.Replies {
		said = append(said, Fit(dialogs.Render(t.Texts, r.State.Lang, reply), traits)...)
	}
	for _, e := range r.Effects {
		if _, ok := e.(dialogs.SendMyData); ok {
			media, err := t.ownData(ctx, c.Contact)
			if err != nil {
				return nil, err
			}
			said = append(said, dialogs.Said{Media: &media})
		}
	}
	return said, nil
}

// ownData stores the export of a contact as a file to send.
func (t *turner) ownData(ctx context.Context, contact int64) (dialogs.Media, error) {
	doc, err := t.Exporter.ExportContact(ctx, contact)
	if err != nil {
		return dialogs.Media{}, fmt.Errorf("export: %w", err)
	}
	media, err := t.Files.Save(ctx, bytes.NewReader(doc), "sanad-my-data.json", "application/json", int64(len(doc)))
	if err != nil {
		return dialogs.Media{}, fmt.Errorf("export: %w", err)
	}
	return media, nil
}

func changesQueue(turn Turn) bool {
	for _, e := range turn.Effects {
		switch e.(type) {
		case dialogs.OpenTicket, dialogs.ChangeTicket, dialogs.RefuseAdvisor, dialogs.TakeOver, dialogs.Forget:
			return true
		}
	}
	return false
}

// Fit makes of one reply the messages that a channel can carry: choices as a numbered list where there
// are no buttons, where those stay that a poll can show besides, and what is too long in parts, the choices under the last.
func Fit(s dialogs.Said, traits Traits) []dialogs.Said {
	if !traits.Buttons && len(s.Choices) > 0 {
		s.Text = strings.TrimSpace(s.Text + "\n\n" + Numbered(s.Choices))
		s.Choices = polled(s, traits.Polls)
	}
	if traits.TextLimit == 0 || utf16Len(s.Heading)+1+utf16Len(s.Text) <= traits.TextLimit {
		return []dialogs.Said{s}
	}
	parts := Split(s.Text, traits.TextLimit-utf16Len(s.Heading)-1)
	said := make([]dialogs.Said, len(parts))
	for i, part := range parts {
		said[i] = dialogs.Said{Text: part, Advisor: s.Advisor}
	}
	said[0].Heading, said[0].Media = s.Heading, s.Media
	said[len(said)-1].Choices = s.Choices
	return said
}

// polled are the choices that have a number, where one of them is wanted and they are enough for a poll and at most so many.
func polled(s dialogs.Said, most int) []dialogs.Button {
	var numbered []dialogs.Button
	for _, c := range s.Choices {
		if !c.Word {
			numbered = append(numbered, c)
		}
	}
	if s.Several || len(numbered) < 2 || len(numbered) > most {
		return nil
	}
	return numbered
}

// Numbered writes choices as a list to be answered by number, and those that only a word chooses on a line below.
func Numbered(choices []dialogs.Button) string {
	var lines, words []string
	for _, c := range choices {
		if c.Word {
			words = append(words, c.Label)
			continue
		}
		n := itoa(int64(len(lines) + 1))
		if strings.ContainsFunc(c.Label, isArabic) {
			n = easternDigits.Replace(n)
		}
		lines = append(lines, n+". "+c.Label)
	}
	if len(words) > 0 {
		lines = append(lines, strings.Join(words, " · "))
	}
	return strings.Join(lines, "\n")
}

func isArabic(r rune) bool { return unicode.Is(unicode.Arabic, r) }

var easternDigits = strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩")

// Split cuts text into parts of at most limit UTF-16 units each, at the end of a paragraph where one
// is in the second half, else of a line, a word, or between two characters. Nothing but white space at the cuts is lost.
func Split(text string, limit int) []string {
	limit = max(limit, 2)
	var parts []string
	for utf16Len(text) > limit {
		head := text[:unitsToBytes(text, limit)]
		cut := len(head)
		for _, sep := range []string{"\n\n", "\n", " "} {
			if i := strings.LastIndex(head, sep); i > len(head)/2 {
				cut = i
				break
			}
		}
		if part := strings.TrimSpace(text[:cut]); part != "" {
			parts = append(parts, part)
		}
		text = strings.TrimSpace(text[cut:])
	}
	if text != "" || len(parts) == 0 {
		parts = append(parts, text)
	}
	return parts
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return n
}

func unitsToBytes(s string, limit int) int {
	n := 0
	for i, r := range s {
		if n += units(r); n > limit {
			return i
		}
	}
	return len(s)
}

func units(r rune) int {
	if r > 0xFFFF && r <= utf8.MaxRune {
		return 2
	}
	return 1
}
