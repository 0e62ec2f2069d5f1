package understand

import (
	"math"

	"sanad/locales/arabic"
)

// rangeFrom reads on from one quantity to a second that makes the two a range: «من ٣ لـ٥»,
// «بين عشرة وعشرين», «10-20 $», «خمسين ستين ألف».
func (m *message) rangeFrom(low quantity) (quantity, bool) {
	switch low.kind {
	case Number, Money, Percent:
	default:
		return low, false
	}
	between := m.is(m.lead(low), "بين", "مابين", "between")
	at, joined := m.bridge(low, between)
	if at == 0 {
		return low, false
	}
	if m.is(at, "ال") {
		at++
	}
	n, ok := m.numbers.At(at)
	if !ok || (n.Split.Prefix != 0 && n.Split.Prefix != 'l') || n.Part && joined != bridgeCompare && joined != bridgeTo {
		return low, false
	}
	high, ok := m.amount(at, n)
	if !ok || !sameKind(low, high) || !m.bridged(low, high, joined, between) {
		return low, false
	}
	return m.span(low, high), true
}

// bridge kinds, from the surest to the weakest.
const (
	bridgeTo = iota
	bridgeDash
	bridgeAnd
	bridgeOr
	bridgeNothing
	bridgeCompare
)

// bridge finds where the second amount begins, and what leads to it; 0 where nothing does.
func (m *message) bridge(low quantity, between bool) (at, kind int) {
	i := low.next
	if at, ok := m.opposite(low); ok {
		return at, bridgeCompare
	}
	switch {
	case i >= len(m.tokens):
		return 0, 0
	case m.is(i, "-", "~", "_", "/"):
		return i + 1, bridgeDash
	case m.is(i, "يا") && m.is(low.from-1, "يا"):
		return i + 1, bridgeOr
	case between && m.is(i, "و", "and", "وال"):
		return i + 1, bridgeAnd
	case between && len(m.tokens[i].Text) > 2 && m.tokens[i].Text[:2] == "و":
		return i, bridgeAnd
	case m.is(i, "او", "ولا", "وا", "والا", "or"):
		return i + 1, bridgeOr
	case m.sense(i).has(isTo):
		return i + 1, bridgeTo
	}
	if n, ok := m.numbers.At(i); ok && n.Split.Prefix == 'l' {
		return i, bridgeTo
	}
	if low.kind == Number && (low.number.Words || m.tokens[i].Start == low.end+1) {
		return i, bridgeNothing
	}
	return 0, 0
}

// lead is the token before an amount, past a loose article: «بين الـ ١٠».
func (m *message) lead(q quantity) int {
	if m.is(q.from-1, "ال") {
		return q.from - 2
	}
	return q.from - 1
}

// opposite finds «وأقل من» after «أكبر من …», «وعلى الأقل» after «على الأكثر …»: the bound on the other side.
func (m *message) opposite(low quantity) (int, bool) {
	first := m.boundBefore(low.from - 1)
	if first == exact {
		return 0, false
	}
	at := low.next
	if at < len(m.tokens) && m.tokens[at].Kind == arabic.Word && !m.compares(at) { // what is counted: «أكتر من خمس عمال وأقل من عشرة»
		at++
	}
	for m.compares(at) {
		at++
	}
	if at == low.next || !m.numberAt(at) || m.boundBefore(at-1) != first.flipped() {
		return 0, false
	}
	n, _ := m.numbers.At(at)
	return at, (first == atLeast) == (low.value < n.Value) && low.value != n.Value
}

// compares says whether token i may lead from one bound to the other.
func (m *message) compares(i int) bool {
	return m.sense(i).has(isMore|isLess) || m.is(i, "و", ",", "او", "من", "عن", "علي", "ع", "وعلي", "وع", "لا", "ولا", "ما", "وما", "يساوي", "تساوي", "الاقل", "الاكتر", "الاكثر", "عالاقل", "وعالاقل", "عالاكتر", "وعالاكتر")
}

func sameKind(low, high quantity) bool {
	return low.kind == high.kind || low.kind == Number && (high.kind == Money || high.kind == Percent) ||
		low.kind == Money && high.kind == Number
}

// bridged says whether two amounts, led from one to the other in this way, are the ends of a range.
func (m *message) bridged(low, high quantity, kind int, between bool) bool {
	a, b := spread(low, high)
	if kind == bridgeCompare {
		return true
	}
	if a >= b || high.number.And != (kind == bridgeAnd && !m.is(low.next, "و", "and", "وال")) {
		return false
	}
	switch kind {
	case bridgeTo:
		return true
	case bridgeAnd:
		return between
	case bridgeDash:
		if m.is(low.next, "/") && b > 2*a {
			return false
		}
		return between || m.is(low.from-1, "من") || !m.is(high.next, "-", "/")
	case bridgeOr:
		return a > 0 && b <= 2*a+1
	}
	if !low.number.Words && !m.counted(high.next) && high.kind == Number || low.number.Words != high.number.Words { // «٣٠٠ ٤٠٠ دولار»
		return false
	}
	counting := m.numberAt(high.next) || low.from > 0 && m.numberAt(low.from-1)
	again := m.tokens[low.from].Text == m.tokens[high.from].Text && low.next == low.from+1 // «مية مية وعشرين»
	return a > 0 && b <= 2*a && (again || neighbours(a, b)) && !counting
}

// neighbours are numbers that people say in a row for «some»: تلاتة أربعة, خمسين ستين.
func neighbours(a, b float64) bool {
	for step := 1.0; step <= 1e9; step *= 10 {
		if a == 10*step && b == 12*step {
			return true
		}
		fives := math.Mod(a, 5*step) == 0 && b-a == 5*step && a >= 5*step
		if b-a == step && a >= step && a < 10*step || fives {
			return true
		}
	}
	return false
}

// spread gives both ends, the thousand of the second lent to the first: «من خمسين لستين ألف».
func spread(low, high quantity) (a, b float64) {
	a, b = low.value, high.value
	if scale := high.number.Scale; scale > 1 && low.number.Scale <= 1 && a > 0 && a < 1000 && a < b/scale {
		a *= scale
	}
	if scale := low.number.Scale; scale > 1 && high.number.Scale <= 1 && high.kind == Number && b == a/scale+1 { // «مليونين تلاتة»
		b *= scale
	}
	return a, b
}

func (m *message) span(low, high quantity) quantity {
	r := high
	r.low, r.high = spread(low, high)
	if r.low > r.high {
		r.low, r.high = r.high, r.low
	}
	r.kind, r.start, r.from = Range, low.start, low.from
	r.end, r.next = max(high.end, low.end), max(high.next, low.next)
	r.noun = low.noun || high.noun
	r.about = low.about || high.about || m.about(low)
	if r.currency == "" {
		r.currency, r.edition = low.currency, low.edition
	}
	if at := m.lead(low); m.is(at, "من", "بين", "مابين", "between", "from") && !m.taken[at] {
		r.start, r.from = m.tokens[at].Start, at
	}
	return r
}
