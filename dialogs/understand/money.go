package understand

import (
	"math"

	"sanad/locales/arabic"
)

// money makes a number an amount where a currency or an edition of the pound goes with it.
func (m *message) money(q *quantity) bool {
	code, next := m.currency(q.next)
	if m.is(q.next, "تقريبا", "بس", "بالشهر", "باليوم", "بالسنه") { // «مليون تقريبا بالقديم»
		if c, after := m.currency(q.next + 1); c != "" {
			code, next = c, after
		} else if e, after := m.edition(q.next+1, "", q.value); e != "" {
			q.about = q.about || m.is(q.next, "تقريبا")
			q.kind, q.currency, q.edition, q.end, q.next = Money, "SYP", e, m.tokens[after-1].End, after
			return true
		}
	}
	if code == "" && m.sense(q.from-1).has(isCurrency) && m.tokens[q.from-1].Kind == arabic.Mark && !m.taken[q.from-1] {
		code = m.sense(q.from - 1).code
		q.from--
		q.start = m.tokens[q.from].Start
	}
	if code == "" && m.pounds(q.from-3) { // «ل.س 500»
		code, q.from = "SYP", q.from-3
		q.start = m.tokens[q.from].Start
	}
	edition, after := m.edition(next, code, q.value)
	if edition == "" && code == "" && q.number.Scale >= 1e3 && m.is(next, "جديده", "قديمه") { // «مية ألف قديمة»: nothing else is counted so
		edition, after = m.edition(next, "SYP", q.value)
	}
	if edition != "" {
		code, next = "SYP", after
	} else if edition = m.editionBefore(q); edition != "" && code == "" {
		code = "SYP"
	} else if code != "SYP" {
		edition = ""
	}
	if code == "" {
		return false
	}
	q.kind, q.currency, q.next = Money, code, next
	if w := m.text(q.number.Next - 1); q.value == q.number.Scale && (w == "الفا" || w == "مليونا") && !m.adverb(m.tokens[q.number.Next-1]) { // «ألفا دولار»
		q.value *= 2
	}
	q.end = max(q.end, m.tokens[next-1].End)
	m.plusHalf(q)
	m.cents(q)
	q.edition = edition
	if e, after := m.edition(q.next, code, q.value); q.edition == "" && e != "" {
		q.edition, q.next, q.end = e, after, m.tokens[after-1].End
	}
	if code == "SYP" && q.edition == "" {
		q.edition = UnknownPound
	}
	return true
}

// editionBefore reads «بالقديم ٣ ملايين», «بالعملة الجديدة ٢٠٠٠٠».
func (m *message) editionBefore(q *quantity) Edition {
	i := q.from - 1
	if m.is(i, "كان", "كانت", "صار", "صارت", "يعني", "بعتها", "بعتو") { // «بالقديم كانت بمية ألف»
		i--
	}
	if !m.sense(i).has(isEdition) || m.taken[i] || q.value < 100 || !m.is(i, "بالجديد", "بالقديم", "عالجديد", "عالقديم") && !m.is(i-1, "بالعمله", "العمله", "بالليره", "عمله") || m.sense(i-1).has(isNot) {
		return ""
	}
	if i > 1 && m.taken[i-1] { // it belongs to the amount before: «٣ ملايين بالقديم، ٢٠ ألف»
		return ""
	}
	if m.sense(i).has(isOld) {
		return OldPound
	}
	return NewPound
}

// wordyMoney reads amounts whose number is in the currency word: «ليرتين», «دولارين ونص», «دولار واحد».
func (m *message) wordyMoney(i int) (quantity, bool) {
	s := m.sense(i)
	q := quantity{kind: Money, value: 2, currency: s.code, start: m.wordStart(i), end: m.tokens[i].End, from: i, next: i + 1, number: arabic.Number{Scale: 1, Words: true}}
	switch {
	case s.has(isTwoCurrency):
	case s.has(isCurrency) && !s.has(isNationality) && m.tokens[i].Kind == arabic.Word && m.is(i+1, "واحد", "وحده", "واحده"): // «دولار واحد»
		q.value, q.end, q.next = 1, m.tokens[i+1].End, i+2
	case s.has(isCurrency) && !s.has(isNationality) && !m.words[i].split.Article && m.words[i].split.Prefix == 'b' && m.definite(i+1): // «بدولار القطعة»
		q.value = 1
	case s.has(isCurrency) && !s.has(isNationality) && !m.words[i].split.Article && m.half(i+1) && !m.is(i+1, "الا"): // «دولار ونص»
		q.value = 1
	default:
		return quantity{}, false
	}
	if code, next := m.nationality(q.next, s.code); next > q.next {
		q.currency, q.next, q.end = code, next, m.tokens[next-1].End
	}
	m.plusHalf(&q)
	m.cents(&q)
	if e, next := m.edition(q.next, q.currency, q.value); e != "" {
		q.edition, q.next, q.end = e, next, m.tokens[next-1].End
	} else if q.currency == "SYP" {
		q.edition = UnknownPound
	}
	return q, true
}

// wordStart is where word i begins behind its clitics.
func (m *message) wordStart(i int) int {
	w := m.words[i]
	return w.End - len(w.split.Rest)
}

// currency reads the currency words at token i: «ليرة سورية», «ل.س», «بالأخضر».
func (m *message) currency(i int) (string, int) {
	if i >= len(m.tokens) {
		return "", i
	}
	if m.pounds(i) {
		end := i + 3
		if m.is(end, ".") && m.tokens[end].Start == m.tokens[end-1].End && !m.ends(end) {
			end++
		}
		return "SYP", end
	}
	if m.is(i, "ج", "د", "ر") && m.is(i+1, ".") && i+2 < len(m.tokens) {
		if code := dotted[m.tokens[i].Text+m.tokens[i+2].Text]; code != "" {
			return code, i + 3
		}
	}
	if m.is(i, "لس") || m.is(i, "ل") && m.is(i+1, "س") {
		return "SYP", i + 1 + len(m.tokens[i].Text)%4/2
	}
	s, split := m.sense(i), m.words[i].split
	if !s.has(isCurrency) || split.And || (split.Prefix != 0 && split.Prefix != 'b' && split.Prefix != 'a') {
		return "", i
	}
	if m.words[i].Text == "try" && !m.ends(i+1) {
		return "", i
	}
	return m.nationality(i+1, s.code)
}

var dotted = map[string]string{"جم": "EGP", "دا": "JOD", "دع": "IQD", "دك": "KWD", "رس": "SAR", "رق": "QAR"}

// pounds says whether «ل.س» stands at token i.
func (m *message) pounds(i int) bool {
	return m.is(i, "ل") && m.is(i+1, ".") && m.is(i+2, "س")
}

// nationality lets «تركي» or «كويتي» say whose pound or dinar it is.
func (m *message) nationality(i int, code string) (string, int) {
	s := m.sense(i)
	if !s.has(isNationality) || m.words[i].split.And {
		return code, i
	}
	return s.code, i + 1
}

// edition reads «جديدة», «بالقديم» after an amount in pounds, or after a bare number that can only be money.
func (m *message) edition(i int, code string, value float64) (Edition, int) {
	s := m.sense(i)
	if !s.has(isEdition) {
		if m.is(i, "من", "ب", "عال", "بال") && m.sense(i+1).has(isEdition) && code == "SYP" {
			return m.edition(i+1, code, value)
		}
		if m.is(i, "عمله", "بالعمله", "العمله", "بالليره", "بالليرات", "طبعه") && m.sense(i+1).has(isEdition) && (code == "SYP" || code == "") {
			return m.edition(i+1, "SYP", value)
		}
		return "", i
	}
	w := m.words[i]
	pointed := w.split.Prefix == 'b' || w.Text == "بالجديد" || w.Text == "بالقديم" || w.Text == "عالجديد" || w.Text == "عالقديم"
	if code != "SYP" && (code != "" || !(pointed || value >= 100 && m.is(i, "جديد", "قديم"))) {
		return "", i
	}
	if s.has(isOld) {
		return OldPound, i + 1
	}
	return NewPound, i + 1
}

// plusHalf reads «دولار ونص»: the half stands after the currency.
func (m *message) plusHalf(q *quantity) {
	n, ok := m.numbers.At(q.next)
	priced := q.from < len(m.words) && (q.number.Split.Prefix == 'b' || m.words[q.from].split.Prefix == 'b') // «بدولارين ونص القطعة»
	if !ok || !n.And || m.definite(n.Next) && !priced {
		return
	}
	scale := max(q.number.Scale, 1)
	switch {
	case n.Part && (scale == 1 || scale >= 1e6): // «مليون ليرة ونص»
		q.value += n.Value * scale
	case scale >= 1e6 && n.Scale == 1e3 && n.Value < scale && m.ends(n.Next) && math.Mod(q.value, scale) == 0: // «تلات ملايين ليرة وميتين ألف»
		q.value += n.Value
	default:
		return
	}
	q.end, q.next = n.End, n.Next
}

// cents reads the small coin: «20 دولار و43 سنت», and alone «10 سنت».
func (m *message) cents(q *quantity) {
	i := q.next
	if m.is(i, "و") {
		i++
	}
	n, ok := m.numbers.At(i)
	if !ok || n.Value >= 100 || n.Value < 1 || q.value != float64(int64(q.value)) {
		return
	}
	switch {
	case isCent(m.text(n.Next)):
		n.Next++
	case m.tokens[q.from].Text == "$" && i == q.next && m.ends(n.Next) && n.Value == float64(int(n.Value)): // «$20 43»
	default:
		return
	}
	q.value += n.Value / 100
	q.end, q.next = m.tokens[n.Next-1].End, n.Next
}

func isCent(w string) bool {
	switch w {
	case "سنت", "سنتات", "سينت", "سينتات", "c", "¢", "cent", "cents", "قرش", "قروش":
		return true
	}
	return false
}

func (m *message) text(i int) string {
	if i < 0 || i >= len(m.tokens) {
		return ""
	}
	return m.tokens[i].Text
}

// coins makes «10 سنت» a tenth of a dollar.
func (m *message) coins(q *quantity) bool {
	w := m.text(q.next)
	if !isCent(w) {
		return false
	}
	q.kind, q.value, q.currency = Money, q.value/100, "USD"
	if w == "قرش" || w == "قروش" {
		q.currency, q.edition = "SYP", UnknownPound
	}
	q.end = m.tokens[q.next].End
	q.next++
	return true
}

// settleEditions lets one word on the edition hold for every amount of the message: «عم احكي بالقديم».
func (m *message) settleEditions() {
	var said Edition
	for i := range m.words {
		if m.taken[i] || !m.speaksOfEdition(i) {
			continue
		}
		e := NewPound
		if m.sense(i).has(isOld) {
			e = OldPound
		}
		if m.sense(i-1).has(isNot) || said != "" && said != e {
			return
		}
		said = e
	}
	if said == "" {
		return
	}
	for k := range m.found {
		if m.found[k].Currency == "SYP" && m.found[k].Edition == UnknownPound {
			m.found[k].Edition = said
		}
	}
}

func (m *message) speaksOfEdition(i int) bool {
	return m.sense(i).has(isEdition) &&
		(m.is(i, "بالجديد", "بالقديم", "عالجديد", "عالقديم") || m.is(i-1, "عمله", "العمله", "بالعمله", "الليره", "ليره", "بالليره", "ليرات", "سوري", "السوري", "مصاري"))
}
