package telegramtest

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf16"
)

// Button is one button of an inline keyboard.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// text reads a text and what of it is bold.
func (c *call) text(field, entities string, limit int) (text, bold string, f *failure) {
	text = strings.TrimRight(c.values[field], " \n\t")
	switch {
	case c.values["parse_mode"] != "":
		return "", "", bad("telegramtest knows entities and no parse_mode")
	case strings.TrimSpace(text) == "":
		return "", "", nil
	case units(text) > limit && field == "caption":
		return "", "", bad("message caption is too long")
	case units(text) > limit:
		return "", "", bad("message is too long")
	}
	bold, f = boldOf(text, c.values[entities])
	return text, bold, f
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// boldOf checks that entities lie within the text and split no character.
func boldOf(text, entities string) (string, *failure) {
	if entities == "" {
		return "", nil
	}
	var list []struct {
		Type           string
		Offset, Length int
	}
	if err := json.Unmarshal([]byte(entities), &list); err != nil {
		return "", bad("can't parse entities: %v", err)
	}
	wide := utf16.Encode([]rune(text))
	var bold strings.Builder
	for _, e := range list {
		end := e.Offset + e.Length
		if e.Offset < 0 || e.Length <= 0 || end > len(wide) || splits(wide, e.Offset) || splits(wide, end) {
			return "", bad("ENTITY_BOUNDS_INVALID")
		}
		if e.Type != "bold" {
			return "", bad("telegramtest knows bold and not %s", e.Type)
		}
		bold.WriteString(string(utf16.Decode(wide[e.Offset:end])))
	}
	return bold.String(), nil
}

// splits reports whether at lies between the two halves of one character.
func splits(wide []uint16, at int) bool {
	return at > 0 && at < len(wide) && wide[at] >= 0xDC00 && wide[at] < 0xE000 && wide[at-1] >= 0xD800 && wide[at-1] < 0xDC00
}

func (c *call) buttons() ([][]Button, *failure) {
	raw := c.values["reply_markup"]
	if raw == "" {
		return nil, nil
	}
	var markup struct {
		Keyboard [][]Button `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(raw), &markup); err != nil || markup.Keyboard == nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	count := 0
	for _, row := range markup.Keyboard {
		for _, b := range row {
			count++
			switch {
			case strings.TrimSpace(b.Text) == "":
				return nil, bad("inline keyboard button text is empty")
			case len(b.Data) < 1 || len(b.Data) > 64:
				return nil, bad("BUTTON_DATA_INVALID")
			}
		}
		if len(row) > 8 {
			return nil, bad("too many buttons in a row")
		}
	}
	if count > 100 {
		return nil, bad("reply markup is too long")
	}
	return markup.Keyboard, nil
}

func sameButtons(a, b [][]Button) bool {
	return slices.EqualFunc(a, b, func(x, y []Button) bool { return slices.Equal(x, y) })
}
