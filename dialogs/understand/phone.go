package understand

import (
	"strings"

	"sanad/locales/arabic"
)

// phone reads a Syrian or international number written from token i on, parted as people part it.
func (m *message) phone(i int) (int, bool) {
	plus := m.is(i, "+")
	j := i
	if plus {
		j++
	}
	var digits strings.Builder
	start, end := m.tokens[i].Start, 0
	best := 0
	var value string
	for j < len(m.tokens) && digits.Len() <= 15 {
		t := m.tokens[j]
		if t.Kind == arabic.Digits {
			digits.WriteString(t.Text)
			j++
			if v, ok := e164(digits.String(), plus); ok {
				best, end, value = j, t.End, v
			}
			continue
		}
		if !m.is(j, "-", ".", "/", "(", ")") {
			break
		}
		j++
	}
	if best == 0 {
		return i, false
	}
	m.add(Entity{Kind: Phone, Value: value}, start, end, i, best)
	return best, true
}

// e164 brings the forms that Syrians write to the international one.
func e164(d string, plus bool) (string, bool) {
	switch {
	case plus && len(d) >= 9 && len(d) <= 15:
		return "+" + d, true
	case strings.HasPrefix(d, "00963") && len(d) >= 13 && len(d) <= 14:
		return "+" + d[2:], true
	case strings.HasPrefix(d, "963") && len(d) >= 11 && len(d) <= 12:
		return "+" + d, true
	case strings.HasPrefix(d, "09") && len(d) == 10:
		return "+963" + d[1:], true
	case d[0] == '9' && len(d) == 9 && d[1] >= '3':
		return "+963" + d, true
	case strings.HasPrefix(d, "0") && len(d) >= 9 && len(d) <= 10 && d[1] >= '1' && d[1] <= '5':
		return "+963" + d[1:], true
	}
	return "", false
}
