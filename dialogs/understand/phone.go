package understand

import (
	"strings"

	"sanad/locales/arabic"
)

// phone reads a Syrian or international number written from token i on, parted as people part it, or
// spoken digit by digit: «صفر تسعة أربعة أربعة…».
func (m *message) phone(i int) (quantity, bool) {
	t := m.tokens[i]
	switch {
	case t.Kind == arabic.Digits, t.Text == "+", t.Text == "(" && i+1 < len(m.tokens) && (m.is(i+1, "+") || m.tokens[i+1].Kind == arabic.Digits):
		return m.writtenPhone(i)
	case t.Text == "صفر" || t.Text == "زيرو" || t.Text == "صفرين":
		return m.spokenPhone(i, 2)
	case t.Text == "تسعه" || t.Text == "تسعميه": // the zero left out
		return m.spokenPhone(i, 4)
	}
	return quantity{}, false
}

func (m *message) writtenPhone(i int) (quantity, bool) {
	q := quantity{kind: Phone, from: i, start: m.tokens[i].Start}
	var room [24]byte
	digits := room[:0]
	plus := false
	for j := i; j < len(m.tokens) && len(digits) <= 15; j++ {
		t := m.tokens[j]
		if t.Kind == arabic.Digits {
			if len(digits)+len(t.Text) > 16 {
				break
			}
			digits = append(digits, t.Text...)
			if last := j+1 == len(m.tokens) || m.tokens[j+1].Kind != arabic.Digits || m.tokens[j+1].Start > t.End+2; last || len(digits) >= 10 {
				if v, ok := e164(string(digits), plus); ok {
					q.next, q.end, q.text = j+1, t.End, v
				}
			}
			continue
		}
		if t.Text == "+" && len(digits) == 0 {
			plus = true
			continue
		}
		if !isPhoneSign(t.Text) || t.Text == "." && (len(digits) == 0 || j+1 < len(m.tokens) && m.tokens[j+1].Start > t.End) {
			break
		}
	}
	return q, q.next > 0
}

func isPhoneSign(s string) bool {
	return s == "-" || s == "." || s == "/" || s == "(" || s == ")" || s == "_"
}

// spokenPhone joins number words as they are said: «صفر تسعة تلاتة وتلاتين، ميتين واتناعش …», «تلات أصفار».
func (m *message) spokenPhone(i, fewest int) (quantity, bool) {
	q := quantity{kind: Phone, from: i, start: m.tokens[i].Start}
	var b strings.Builder
	parts := 0
	for j := i; j < len(m.tokens) && b.Len() < 14; {
		if j > i && (m.is(j, ",", "-", ".") || m.is(j, "و") && m.numberAt(j+1)) {
			j++
			continue
		}
		next := m.dictated(&b, j)
		if next == j {
			break
		}
		j = next
		parts++
		if v, ok := e164(b.String(), false); ok && parts >= fewest {
			q.next, q.end, q.text = j, m.tokens[j-1].End, v
		}
	}
	return q, q.next > 0
}

// dictated writes the digits of the number at token j, and gives the token after it.
func (m *message) dictated(b *strings.Builder, j int) int {
	if m.is(j, "صفرين") {
		b.WriteString("00")
		return j + 1
	}
	n, ok := m.numbers.At(j)
	if !ok || n.Value < 0 || n.Value >= 1e9 || n.Value != float64(int64(n.Value)) {
		return j
	}
	if n.Value <= 5 && m.is(n.Next, "اصفار", "صفار", "صفورا", "صفوره") {
		b.WriteString(strings.Repeat("0", int(n.Value)))
		return n.Next + 1
	}
	for k := j; k < n.Next && m.tokens[k].Kind == arabic.Digits && k+1 < n.Next && m.tokens[k].Text[0] == '0'; k++ {
		b.WriteByte('0')
	}
	b.WriteString(plainInt(n.Value))
	return n.Next
}

func plainInt(v float64) string {
	var room [20]byte
	at := len(room)
	for n := int64(v); ; n /= 10 {
		at--
		room[at] = byte('0' + n%10)
		if n < 10 {
			return string(room[at:])
		}
	}
}

// e164 brings the forms that Syrians write to the international one. Without a country a number must
// look like a Syrian mobile or landline.
func e164(d string, plus bool) (string, bool) {
	if rest, ok := strings.CutPrefix(d, "00"); ok && !plus && len(rest) >= 9 {
		return e164(rest, true)
	}
	if rest, ok := strings.CutPrefix(d, "963"); ok {
		return syrian(strings.TrimPrefix(rest, "0"))
	}
	switch {
	case plus:
		return "+" + d, len(d) >= 8 && len(d) <= 15 && d[0] != '0'
	case d[0] == '0' && len(d) > 1:
		return syrian(d[1:])
	case len(d) == 9 && d[0] == '9' && !strings.HasSuffix(d, "0000"):
		return syrian(d)
	}
	return "", false
}

// syrian checks the national part: mobiles 9x and seven digits, landlines an area code and six or seven.
func syrian(d string) (string, bool) {
	switch {
	case len(d) == 9 && d[0] == '9' && d[1] >= '2':
	case len(d) >= 8 && len(d) <= 9 && d[0] >= '1' && d[0] <= '5' && d[1] >= '1' && d[1] <= '6':
	default:
		return "", false
	}
	return "+963" + d, true
}
