package whatsapp

import (
	"strings"

	"sanad/dialogs"
)

// vcardLimit bounds how much of a card is looked at: photos inside one can be large.
const vcardLimit = 64 << 10

// parseCard reads the name and the first number of a vCard, whatever else it holds.
func parseCard(vcard string) dialogs.Card {
	var card dialogs.Card
	vcard = strings.ToValidUTF8(vcard[:min(len(vcard), vcardLimit)], "")
	for line := range strings.Lines(vcard) {
		head, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		if !ok {
			continue
		}
		field, params, _ := strings.Cut(head, ";")
		switch {
		case strings.EqualFold(lastDotted(field), "FN") && card.Name == "":
			card.Name = displayName(unescape(value))
		case strings.EqualFold(lastDotted(field), "TEL") && card.Phone == "":
			card.Phone = phone(value, params)
		}
	}
	return card
}

// lastDotted takes the group off a field: "item1.TEL" is TEL.
func lastDotted(field string) string { return field[strings.LastIndex(field, ".")+1:] }

func unescape(s string) string {
	return strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(s)
}

// phone prefers the number that WhatsApp itself vouches for, which is in international form.
func phone(value, params string) string {
	for param := range strings.SplitSeq(params, ";") {
		if name, id, ok := strings.Cut(param, "="); ok && strings.EqualFold(name, "waid") && digits(id) == id && id != "" {
			return "+" + id
		}
	}
	number := digits(value)
	if strings.HasPrefix(strings.TrimSpace(value), "+") && number != "" {
		number = "+" + number
	}
	if len(number) < 5 || len(number) > 20 {
		return ""
	}
	return number
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
