package understand

import (
	"math"
	"strings"

	"sanad/locales/arabic"
)

// clipped gives what «مليون وتمنمية» stands for in speech: the thousands go without saying. In the
// written language («وثمانمئة») the words mean what they say.
func (m *message) clipped(n arabic.Number) float64 {
	rest := math.Mod(n.Value, n.Scale)
	last := m.tokens[n.Next-1]
	if n.Scale < 1e6 || rest < 100 || rest > 999 || math.Mod(rest, 50) != 0 || last.Kind == arabic.Mark {
		return n.Value
	}
	from, to := m.folded.Span(n.Start, n.End)
	spoken := !strings.ContainsRune(m.folded.Source[from:to], 'ئ')
	if strings.HasSuffix(last.Text, "خمسين") { // «مليون ومية وخمسين»
		last = m.tokens[n.Next-2]
		if last.Text == "و" {
			last = m.tokens[n.Next-3]
		}
	}
	hundreds := strings.HasSuffix(last.Text, "ميه") || strings.HasSuffix(last.Text, "ميتين") || last.Text == "ومتين" || last.Text == "متين"
	if !spoken || !hundreds && last.Kind != arabic.Digits {
		return n.Value
	}
	return n.Value + rest*(n.Scale/1000-1)
}

// suffixed reads «500k» and «2M»; a small «m» is a metre.
func (m *message) suffixed(n arabic.Number) arabic.Number {
	if n.Words || n.Next >= len(m.tokens) || m.tokens[n.Next].Start != n.End {
		return n
	}
	t := m.tokens[n.Next]
	scale := 1e3
	switch from, _ := m.folded.Span(t.Start, t.End); {
	case t.Text == "m" && m.folded.Source[from] == 'M':
		scale = 1e6
	case t.Text != "k":
		return n
	}
	n.Value, n.Scale, n.End, n.Next = n.Value*scale, scale, t.End, n.Next+1
	return n
}

// ratio reads «3/4», «واحد على خمسة» and «2 1/4» on from a number.
func (m *message) ratio(n arabic.Number) arabic.Number {
	if n.Part || n.Next+1 >= len(m.tokens) {
		return n
	}
	if whole, ok := m.fraction(n.Next); ok && !n.Words && n.Value == float64(int(n.Value)) {
		if n.Value < 0 {
			whole.Value = -whole.Value
		}
		n.Value, n.End, n.Next = n.Value+whole.Value, whole.End, whole.Next
		return n
	}
	at := n.Next + 1
	over := m.is(n.Next, "/") && m.tokens[n.Next].Start == n.End && n.Value < 1000 || m.is(n.Next, "علي") && (n.Words || n.Value < 10) || m.is(n.Next, "من") && m.outOf(n)
	if m.is(n.Next, "جزء", "اجزاء") && m.is(n.Next+1, "من") {
		over, at = true, at+1
	}
	if !over {
		return n
	}
	below, ok := m.numbers.At(at)
	if !ok || m.orSo(n.Next-1) || m.is(n.Next, "/") && n.Value >= 10 && n.Value < below.Value && below.Value <= 2*n.Value && math.Mod(n.Value, 5) == 0 && math.Mod(below.Value, 5) == 0 { // «٥٠/٦٠» is a range
		return n
	}
	if !ok || below.And || below.Value <= 1 || below.Part || below.Split.Prefix != 0 {
		return n
	}
	n.Value, n.End, n.Next = n.Value/below.Value, below.End, below.Next
	return n
}

// outOf knows «تسعة من عشرة بيرجعو», a share of all, from so many that are taken out of a row: «بدي تلاتة من خمسة», «سبع من عشر قطع».
func (m *message) outOf(n arabic.Number) bool {
	all, ok := m.numbers.At(n.Next + 1)
	if !ok || !n.Words || !all.Words || all.Value <= n.Value || all.Value != 10 && all.Value != 100 && all.Value != 1000 {
		return false
	}
	first := n.Next - 1
	next := m.text(all.Next)
	acts := strings.HasPrefix(next, "بي") || strings.HasPrefix(next, "بت") || next == "عم"
	return (first == 0 || !m.didIt(first-1) && !m.is(first-1, "بدي", "بدنا", "عطيني", "اعطيني", "خود", "خدلي", "جيب", "جيبلي", "بعنا", "اخدنا", "ضل", "بقي")) &&
		m.text(all.Next-1) != "عشر" && (acts || m.phraseEnds(all.Next))
}

// fraction reads «1/4» in figures, as the rest of «2 1/4».
func (m *message) fraction(i int) (arabic.Number, bool) {
	if i+2 >= len(m.tokens) || m.tokens[i].Kind != arabic.Digits || !m.is(i+1, "/") || m.tokens[i+2].Kind != arabic.Digits ||
		m.tokens[i+1].Start != m.tokens[i].End || m.tokens[i+2].Start != m.tokens[i+1].End {
		return arabic.Number{}, false
	}
	over, _ := m.numbers.At(i)
	below, ok := m.numbers.At(i + 2)
	if !ok || over.Next != i+1 || over.Value <= 0 || over.Value >= below.Value || below.Value > 100 {
		return arabic.Number{}, false
	}
	below.Value = over.Value / below.Value
	return below, true
}

func (m *message) dozens(q *quantity) {
	switch {
	case m.is(q.next, "دزينه", "دزينات", "دستات", "دسته"):
		q.value *= 12
	case m.is(q.next, "ودزينه", "ودسته"):
		q.value += 12
	case m.is(q.next, "ودزينتين", "ودستتين"):
		q.value += 24
	default:
		return
	}
	q.end = m.tokens[q.next].End
	q.next++
}

// heads takes in the «واحد» that counts people: «٦٥ واحد تقدمو».
func (m *message) heads(q *quantity) {
	if q.value >= 2 && m.is(q.next, "واحد", "واحده", "وحده") && q.value == math.Floor(q.value) && !m.is(q.next+1, "منهم", "منهن", "منن", "من") && !m.counted(q.next+1) {
		q.end = m.tokens[q.next].End
		q.next++
	}
}
