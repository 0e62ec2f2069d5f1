package understand

import (
	"sanad/locales/arabic"
)

// quantities finds phones, percents, money, ordinals and plain numbers, each once.
func (m *message) quantities() {
	for i := 0; i < len(m.tokens); i++ {
		if m.taken[i] {
			continue
		}
		if end, ok := m.phone(i); ok {
			i = end - 1
			continue
		}
		n, ok := m.numbers.At(i)
		if !ok || m.falseNumber(i, n) {
			continue
		}
		m.amount(i, n)
		i = max(i, n.Next-1)
	}
}

// amount reports a number as what stands around it makes it.
func (m *message) amount(i int, n arabic.Number) {
	switch {
	case m.percent(i, n), m.money(i, n):
	default:
		m.add(Entity{Kind: Number, Value: n.Value, Approximate: m.about(i)}, n.Start, n.End, i, n.Next)
	}
}

func (m *message) percent(i int, n arabic.Number) bool {
	next := n.Next
	switch {
	case m.is(next, "%", "بالميه", "بالمايه", "بالمئه", "بالميت"):
		next++
	case m.is(next, "ب", "في") && m.is(next+1, "الميه", "المايه", "الميت"):
		next += 2
	default:
		return false
	}
	m.add(Entity{Kind: Percent, Value: n.Value, Approximate: m.about(i)}, n.Start, m.tokens[next-1].End, i, next)
	return true
}

// about says whether the words around token i make the amount a rough one.
func (m *message) about(i int) bool {
	return m.is(i-1, "شي", "حوالي", "تقريبا", "بحدود", "بحوالي", "قرابه", "نحو", "يمكن", "~") ||
		(m.is(i-1, "من") && m.is(i-2, "اكتر", "اكثر", "اقل", "ازيد"))
}

func (m *message) falseNumber(i int, n arabic.Number) bool {
	if m.is(i, "واحد", "واحده") && n.Next == i+1 {
		return m.is(i-1, "في", "ولا", "كل", "شي", "لا") || m.is(i+1, "عم", "بدو", "تاني", "اسمو")
	}
	return false
}
