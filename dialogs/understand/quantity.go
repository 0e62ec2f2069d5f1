package understand

import (
	"strings"

	"sanad/locales/arabic"
)

// quantity is a number, an amount, a date… while it is being read. Offsets are into the folded text.
type quantity struct {
	kind       EntityKind
	value      float64
	text       string // of a date, duration or phone
	currency   string
	edition    Edition
	about      bool
	noun       bool    // as of an Entity
	low, high  float64 // of a range
	start, end int
	from, next int // tokens
	number     arabic.Number
}

// quantities finds phones, dates, durations, amounts, percents, ordinals and plain numbers, each once.
func (m *message) quantities() {
	m.skipAddresses()
	m.skipSayings()
	for i := 0; i < len(m.tokens); {
		if m.taken[i] {
			i++
			continue
		}
		q, ok := m.quantityAt(i)
		if !ok {
			i++
			continue
		}
		if m.partOfName(q) {
			i = max(i+1, q.next)
			continue
		}
		if m.takenBack(q) {
			m.corrected = true
			i = max(i+1, q.next)
			continue
		}
		if r, ok := m.rangeFrom(q); ok {
			q = r
		}
		m.report(q)
		if last, ok := m.untilDay(q); ok {
			m.report(last)
			q = last
		}
		i = max(q.next, i+1)
	}
	m.settleEditions()
}

// takenBack says whether an amount is what the speaker corrects away: «أربعة مو خمسة».
func (m *message) takenBack(q quantity) bool {
	return (q.kind == Number || q.kind == Money || q.kind == Phone) && m.is(q.from-1, "مو", "مش", "بدل", "مانو", "وليس")
}

func (m *message) quantityAt(i int) (quantity, bool) {
	if m.is(i, "بالميه", "بالمايه") { // «بالمية عشرة»
		return quantity{}, false
	}
	if q, ok := m.phone(i); ok {
		return q, true
	}
	if q, ok := m.clock(i); ok {
		return q, true
	}
	n, numeric := m.numbers.At(i)
	if q, ok := m.date(i); ok {
		return q, true
	}
	if q, ok := m.duration(i, n, numeric); ok {
		return q, true
	}
	if q, ok := m.ordinal(i); ok {
		return q, true
	}
	if numeric {
		return m.amount(i, n)
	}
	if q, ok := m.wordyMoney(i); ok {
		return q, true
	}
	return m.pair(i)
}

// amount is a number as what stands around it makes it: a percent, money, or just a number.
func (m *message) amount(i int, n arabic.Number) (quantity, bool) {
	if n.Next == i+1 && isManyOf(n.Split.Rest) {
		return quantity{}, false
	}
	n = m.suffixed(m.ratio(n))
	n.Value = m.clipped(n)
	q := quantity{kind: Number, value: n.Value, start: n.Start, end: n.End, from: i, next: n.Next, number: n}
	switch {
	case m.wholehearted(n):
		return quantity{}, false
	case m.percent(&q), m.money(&q), m.coins(&q):
	case i > 0 && !n.Words && m.is(i-1, "م", "m", "سم", "cm", "متر") && m.tokens[i-1].End == n.Start: // «١٢٠م٢»
		return quantity{}, false
	case m.falseNumber(i, n):
		return quantity{}, false
	default:
		m.dozens(&q)
		m.halfMore(&q)
		m.heads(&q)
	}
	return q, true
}

func (m *message) percent(q *quantity) bool {
	next := q.next
	switch {
	case m.is(next, "%", "percent", "بالميه", "بالمايه", "بالميت", "فالميه", "%%"):
		next++
	case m.is(next, "ب", "في", "ف", "بال") && m.is(next+1, "الميه", "المايه", "ميه", "المئه"):
		next += 2
	case m.is(q.from-1, "%") && m.tokens[q.from-1].End == q.start, m.is(q.from-1, "بالمايه", "بالميه") && !m.taken[q.from-1]:
		q.start = m.tokens[q.from-1].Start
	case m.is(q.from-1, "نسبه", "بنسبه", "النسبه") && !m.counted(next):
	default:
		return false
	}
	q.kind, q.next = Percent, next
	q.end = max(q.end, m.tokens[next-1].End)
	return true
}

// ordinal takes «التالت», and a bare «تاني» only where it cannot mean «another».
func (m *message) ordinal(i int) (quantity, bool) {
	n, ok := m.numbers.OrdinalAt(i)
	if !ok || !m.ranks(i, n) {
		return quantity{}, false
	}
	return quantity{kind: Ordinal, value: n.Value, start: n.Start, end: n.End, from: i, next: n.Next}, true
}

func (m *message) ranks(i int, n arabic.Number) bool {
	alone := i == 0 && m.ends(n.Next)
	rest := n.Split.Rest
	switch {
	case isManyOf(rest):
		return false
	case m.is(i-1, "ساعه", "الساعه", "عالساعه", "للساعه"), m.is(i-1, "النص", "والنص"): // «النص التاني»: the other one
		return false
	case m.also(i, n), m.is(i-1, "هداك", "هديك", "هدول", "هدوليك") && n.Value == 2, rest == "اولي" && m.is(i-1, "بالدرجه") && !m.ends(n.Next) || rest == "اولي" && m.is(n.Next, "انو", "انه", "ان", "اني", "انك", "نحكي"): // «الأولى إنو نخلص»: better
		return false
	case alone:
		return n.Next > i+1 || rest != "مايه" && rest != "ميه"
	case n.Value >= 20 && rest != "" && n.Split.Article && n.Next == i+1 && !isRank(rest):
		return m.afterDefinite(i) && !n.Split.And && !m.counted(n.Next) // «الكتاب التلاتين», but not «الخمسين ألف»
	case n.Split.Article:
		return !(n.Value == 1 && (n.Split.Prefix == 'b' || m.is(i-1, "من"))) && n.Split.Prefix != 'k'
	case rest == "اولي" && m.ends(n.Next) && m.tokens[i-1].Kind == arabic.Word: // «جائزة أولى»
		return !m.is(i-1, "من", "ب", "مره")
	case n.Value == 1:
		return !n.Split.And && n.Split.Prefix == 0 && rest != "اولاني" && !m.idiomOfFirst(i, n.Next)
	case n.Value == 2 && m.nth(n.Next):
		return !n.Split.And && n.Split.Prefix == 0
	case n.Value == 2:
		return !m.is(n.Next, "مره", "يوم", "شي", "نهار", "سنه", "شهر") && n.Split.Prefix == 0 && (m.opensPhrase(i) || m.didIt(i-1)) && !m.ends(n.Next)
	}
	return n.Split.Prefix == 0
}

// also knows «هو التاني سكر», where the second is one more, and «التاني قال», where it is the other.
func (m *message) also(i int, n arabic.Number) bool {
	if n.Value != 2 || !n.Split.Article {
		return false
	}
	if m.opens(i-1, "هو", "هي", "هنن", "هن", "انا", "انت", "انتي", "نحنا", "انتو") {
		next := n.Next
		return m.ends(next) || !m.definite(next) && m.words[next].split.Prefix == 0 && !strings.HasPrefix(m.text(next), "ب") && !m.is(next, "من", "في", "علي", "ع", "بين")
	}
	return i == 0 && m.is(n.Next, "قال", "قالت", "قالي", "قلي", "عم", "ما", "راح", "راحت", "اجا", "اجت")
}

// nth says whether the noun at i is told apart by where it stands: «تاني محل بعد المخبز», «تاني واحد».
func (m *message) nth(i int) bool {
	return m.is(i, "واحد", "وحده") || i+1 < len(m.tokens) && m.tokens[i].Kind == arabic.Word && !m.definite(i) && m.is(i+1, "بعد", "قبل", "عاليمين", "عالشمال", "عاليسار", "باليمين", "بالشمال", "جنب")
}

// isRank says whether a word is an ordinal as such, not a cardinal made one by its article.
func isRank(w string) bool {
	switch w {
	case "عشرين", "عشرون", "ثلاثين", "ثلاثون", "تلاتين", "تلاثين", "ثلاتين", "اربعين", "اربعون", "خمسين", "خمسون", "ستين", "ستون",
		"سبعين", "سبعون", "ثمانين", "ثمانون", "تمانين", "تسعين", "تسعون", "الف", "مليون", "مليار", "تريليون", "ميه", "مايه", "ميتين", "ميتان", "مايتان", "مايتين", "ميتيان":
		return false
	}
	return true
}

// idiomOfFirst knows «أول شي», «أول ما», «من أول وجديد», «لأول مرة».
func (m *message) idiomOfFirst(i, next int) bool {
	return m.ends(next) || m.numberAt(next) || m.sense(next).has(isUnit|isTwoUnits) || m.is(next, "شي", "اشي", "شيء", "ما", "مره", "مبارح", "امبارح", "امس", "وجديد", "واخر", "وتاني", "باول", "من", "عن", "و", "ب", "هالشهر", "الشهر", "شهر", "السنه", "الصيف", "الشتا", "الشتاء", "الربيع", "الخريف", "النهار", "الليل", "العمر", "الموسم") ||
		m.is(i-1, "من", "ب")
}

// opensPhrase says whether no noun stands right before token i that «تاني» would make «another».
func (m *message) opensPhrase(i int) bool {
	return i == 0 || m.tokens[i-1].Kind != arabic.Word || m.is(i-1, "بدي", "بختار", "اختار", "من", "في", "هي", "هو", "هاد", "خدلي", "و", "اخترت", "عند")
}

// didIt says whether token i looks like what the speaker did: «أخدت تاني جايزة».
func (m *message) didIt(i int) bool {
	w := m.text(i)
	return len(w) >= 8 && strings.HasSuffix(w, "ت") && !strings.HasSuffix(w, "ات") && !m.definite(i)
}

func (m *message) afterDefinite(i int) bool {
	return i > 0 && m.words[i-1].bare != m.words[i-1].Text
}

// counted says whether token i is something that is counted: a unit or a currency.
func (m *message) counted(i int) bool {
	return m.sense(i).has(isUnit|isTwoUnits|isCurrency) || m.is(i, "الف", "مليون", "الاف", "مليار", "بالميه", "%")
}

// ends says whether nothing but signs follows from token i on.
func (m *message) ends(i int) bool {
	for ; i < len(m.tokens); i++ {
		if m.tokens[i].Kind != arabic.Mark {
			return false
		}
	}
	return true
}

// sense gives what the word at i means around quantities, however it is prefixed.
func (m *message) sense(i int) sense {
	if i < 0 || i >= len(m.words) {
		return sense{}
	}
	return m.words[i].sense
}

// report turns a quantity into an entity.
func (m *message) report(q quantity) {
	e := Entity{Kind: q.kind, Currency: q.currency, Edition: q.edition, Approximate: q.about || m.about(q), Noun: q.noun}
	switch q.kind {
	case Date, Time, Phone:
		e.Value = q.text
	case Duration:
		e.Value = q.text
		e.Approximate = e.Approximate || m.bound(q) != exact
	case Range:
		e.Low, e.High = &q.low, &q.high
	case Ordinal:
		e.Value = q.value
	default:
		e.Value = q.value
		m.limit(&e, q)
	}
	m.add(e, q.start, q.end, q.from, q.next)
}

// limit says in the entity on which side an amount was left open.
func (m *message) limit(e *Entity, q quantity) {
	switch m.bound(q) {
	case atLeast:
		e.Low, e.Approximate = &q.value, true
	case atMost:
		e.High, e.Approximate = &q.value, true
	}
}

// skipAddresses keeps web and mail addresses from being read for numbers.
func (m *message) skipAddresses() {
	for i := range m.tokens {
		if m.taken[i] || !m.is(i, "http", "https", "www", "@") {
			continue
		}
		from := i
		for from > 0 && m.tokens[i].Text == "@" && m.tokens[from-1].End == m.tokens[from].Start && !m.taken[from-1] {
			from--
		}
		to := i + 1
		for to < len(m.tokens) && m.tokens[to].Start == m.tokens[to-1].End {
			to++
		}
		for k := from; k < to; k++ {
			m.taken[k] = true
		}
	}
}
