package understand

import (
	"math"
	"strconv"
	"strings"

	"sanad/locales/arabic"
)

// stretch is a length of time: an amount of each unit.
type stretch [year + 1]float64

// iso writes a stretch as ISO 8601 does, its fractions in smaller units: P1Y6M, PT1H30M.
func (s stretch) iso() string {
	s.carry()
	var b strings.Builder
	b.WriteByte('P')
	for _, u := range []int{year, month, week, day} {
		part(&b, s[u], "..DWMY"[max(u-day+2, 0)])
	}
	if s[hour] != 0 || s[minute] != 0 || s[second] != 0 {
		b.WriteByte('T')
		part(&b, s[hour], 'H')
		part(&b, s[minute], 'M')
		part(&b, s[second], 'S')
	}
	return b.String()
}

// smaller is the unit that a fraction of each is counted in, and how many of it there are.
var smaller = [...]struct {
	unit int
	many float64
}{minute: {second, 60}, hour: {minute, 60}, day: {hour, 24}, week: {day, 7}, month: {day, 30}, year: {month, 12}}

// carry turns the fraction of each unit into the next smaller ones: a year and a half is a year and six months.
func (s *stretch) carry() {
	for u := year; u > second; u-- {
		whole := math.Floor(s[u] + 1e-6)
		s[smaller[u].unit] += (s[u] - whole) * smaller[u].many
		s[u] = whole
	}
	s[second] = math.Round(s[second]*1e3) / 1e3
}

func part(b *strings.Builder, v float64, unit byte) {
	if v == 0 {
		return
	}
	b.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
	b.WriteByte(unit)
}

// duration reads «٣ سنين», «شهرين ونص», «سنة وتلات شهور», «نص ساعة», and after «لمدة» a bare unit.
func (m *message) duration(i int, n arabic.Number, numeric bool) (quantity, bool) {
	s, q, ok := m.length(i, n, numeric)
	if !ok {
		return q, false
	}
	q.kind, q.text, q.number = Duration, s.iso(), n
	return q, s[year] < 10_000 // «صرلي مليون سنة ناطر»
}

// length reads a stretch of time and where it stands.
func (m *message) length(i int, n arabic.Number, numeric bool) (stretch, quantity, bool) {
	var s stretch
	u, v, q, ok := m.timed(i, n, numeric)
	if !ok {
		return s, q, false
	}
	w := m.sense(i)
	s[u] += v
	for {
		next, more, ok := m.nextTimed(q.next, u, &s)
		if !ok {
			break
		}
		q.next, q.end = next, more
	}
	if m.sense(q.next).has(isTwoUnits) && m.sense(q.next).n == u && v == 1 && !m.words[q.next].split.And { // «شهر شهرين»
		s[u], q.about = 2, true
		q.end = m.tokens[q.next].End
		q.next++
	}
	if n, ok := m.numbers.At(q.next); ok && w.has(isTwoUnits) && n.Value == 3 && n.Words && !n.And && !m.counted(n.Next) { // «يومين تلاتة»
		q.about, q.end, q.next = true, n.End, n.Next
	}
	return s, q, true
}

// timed reads one amount of one unit.
func (m *message) timed(i int, n arabic.Number, numeric bool) (unit int, v float64, q quantity, ok bool) {
	q = quantity{from: i, start: m.wordStart(i), end: m.tokens[i].End, next: i + 1}
	w := m.sense(i)
	switch {
	case numeric && m.sense(n.Next).has(isUnit) && m.unitAfter(n):
		q.start, q.end, q.next = n.Start, m.tokens[n.Next].End, n.Next+1
		return m.sense(n.Next).n, n.Value, q, true
	case numeric:
		return 0, 0, q, false
	case w.has(isTwoUnits):
		return w.n, 2, q, true
	case m.is(i, "اليوم") && m.is(i-1, "طول", "طوال"):
		return day, 1, q, true
	case w.has(isUnit) && m.single(i):
		if m.is(q.next, "كامل", "كامله", "واحد", "واحده", "وحده", "بكامله") {
			q.end = m.tokens[q.next].End
			q.next++
		}
		return w.n, 1, q, true
	}
	return 0, 0, q, false
}

// unitAfter keeps «5 يوم الخميس» and «خمسة بالشهر» apart from five days and months.
func (m *message) unitAfter(n arabic.Number) bool {
	w := m.words[n.Next]
	if w.split.Prefix != 0 || w.split.And || w.split.Article && w.sense.n <= hour && !isMany(w.split.Rest) {
		return false
	}
	switch w.sense.n {
	case day:
		return !m.sense(n.Next + 1).has(isWeekday)
	case month:
		return !m.sense(n.Next+1).has(isMonth) && !w.split.Article
	case year:
		return !w.split.Article && w.Text != "العام" && !m.isYear(n.Next+1)
	}
	return true
}

// single says whether a bare unit stands for one of it.
func (m *message) single(i int) bool {
	w := m.words[i]
	if w.split.Prefix == 'b' && !w.split.And && !w.split.Article {
		return !isMany(w.split.Rest) && (m.half(i+1) || m.finishing(i-1) && m.phraseEnds(i+1)) // «تعلمت بسنة ونص»
	}
	if w.split.And || w.split.Prefix != 0 && w.split.Prefix != 'l' {
		return false
	}
	follows := m.is(i+1, "زمان", "زمن", "كامل", "كامله", "واحد", "واحده", "وحده", "وبعدين", "وبعدها") || m.half(i+1) || m.sense(i+1).has(isTwoUnits) && m.sense(i+1).n == w.sense.n
	switch {
	case isMany(w.split.Rest):
		return false
	case i == 0 && (m.ends(i+1) || strings.HasPrefix(m.text(i+1), "وب") && !m.numberAt(i+1)): // «أسبوع وبخلص»
		return !w.split.Article && !m.is(i, "نهار", "جمع")
	case w.split.Article:
		return m.is(i-1, "طوال", "طول")
	case m.is(i-1, "كل", "هال", "ب"):
		return false
	case follows:
		return true
	}
	return m.spanned(i) || m.andUnit(i+1, w.sense.n)
}

// spanned says whether the words before a bare unit make it the length of something: «مدة القرض سنة», «بتاخد معي شهر», «من سنة».
func (m *message) spanned(i int) bool {
	before, unit := m.sense(i-1), m.sense(i).n
	switch {
	case before.has(isSpan):
		return !m.is(i-1, "الي", "طول")
	case before.has(isAbout) && m.sense(i-2).has(isSpan):
		return true
	case m.is(i-1, "من", "علي", "ع"):
		return unit >= week && m.phraseEnds(i+1)
	case m.afterDefinite(i) && (m.is(i-2, "مده", "بمده") || m.is(i-3, "مده", "بمده") && m.tokens[i-2].Kind == arabic.Word):
		return true
	}
	return unit != hour && (lasting[m.text(i-1)] || lasting[m.text(i-2)] && m.is(i-1, "معي", "معنا", "معو", "معها", "مني", "منا", "شي", "حوالي"))
}

// lasting are the words that a length of time follows: «بتاخد شهر», «نطرت سنة».
var lasting = wordSet("اخد اخدت اخدو ياخد بياخد بتاخد تاخد باخد بدو بدها بدهن بيلزمو بيلزمها نطرت نطر نطرنا ناطر ناطره ناطرين استنيت استنينا مستني مستنيه ضل ضلت ضليت ضلينا بضل بيضل بتضل " +
	"قعد قعدت قعدنا بيقعد بتقعد بقي بقيت بقينا غبت غاب غبنا تعلمت اتعلمت تدربت اتدربت درست داومت اشتغلت انقطعت توقفت وقفت سكرت تاخر تاخرت تاخرنا اتاخر اتاخرت بيتاخر بتتاخر استمر استمرت دام دامت بتدوم تستغرق يستغرق")

// finishing says whether something is got ready at token i: «بتخلص بشهر».
func (m *message) finishing(i int) bool {
	for _, stem := range [...]string{"خلص", "سلم", "جهز", "نجز", "كمل", "اطلع", "بتطلع", "بيطلع"} {
		if strings.Contains(m.text(i), stem) {
			return true
		}
	}
	return m.is(i, "معي", "معنا", "كلها", "كلو", "ياها", "القطعه", "الطلبيه", "الشغل") && m.finishing(i-1)
}

// phraseEnds says whether what stands at i goes on with something else: nothing, a sign, a «و», a preposition.
func (m *message) phraseEnds(i int) bool {
	return m.ends(i) || m.tokens[i].Kind == arabic.Mark || strings.HasPrefix(m.text(i), "و") || m.is(i, "ما", "لا", "لـ", "بس", "او", "اذا", "ان", "من", "ب", "ع", "علي", "تقريبا")
}

func isMany(w string) bool {
	switch w {
	case "ايام", "ساعات", "سنوات", "سنين", "شهور", "اشهر", "اعوام", "اسابيع", "دقايق", "دقائق", "ثواني", "ثوان", "جمع":
		return true
	}
	return false
}

// half says whether «ونص» or «وربع» stands at i, or «إلا ربع».
func (m *message) half(i int) bool {
	n, ok := m.numbers.At(i)
	if ok && n.And && n.Part {
		return true
	}
	return m.is(i, "الا") && (m.is(i+1, "ربع", "ثلث", "تلت"))
}

// andUnit says whether another amount of a smaller unit follows: «سنة وتلات شهور».
func (m *message) andUnit(i, above int) bool {
	and := m.is(i, "و")
	if and {
		i++
	}
	n, ok := m.numbers.At(i)
	if ok && (n.And || and) && m.sense(n.Next).has(isUnit) {
		return m.sense(n.Next).n != above
	}
	w := m.sense(i)
	return w.has(isTwoUnits) && m.words[i].split.And && w.n < above
}

// nextTimed adds «ونص», «وتلات شهور», «و 21 يوم» to a stretch.
func (m *message) nextTimed(i, u int, s *stretch) (next, end int, ok bool) {
	if i >= len(m.tokens) {
		return 0, 0, false
	}
	if m.is(i, "الا") && i+1 < len(m.tokens) {
		if n, ok := m.numbers.At(i + 1); ok && n.Part {
			s[u] -= n.Value
			return n.Next, n.End, true
		}
		return 0, 0, false
	}
	at, and := i, false
	if m.is(i, "و", ",") && i+1 < len(m.tokens) {
		at, and = i+1, true
	}
	n, numeric := m.numbers.At(at)
	if numeric && n.Part && (n.And || and) && !m.sense(n.Next).has(isUnit) && s[u] == float64(int(s[u])) {
		s[u] += n.Value
		return n.Next, n.End, true
	}
	w := m.sense(at)
	switch {
	case numeric && m.sense(n.Next).has(isUnit) && m.unitAfter(n) && s[m.sense(n.Next).n] == 0 && (n.And || and || n.Words):
		s[m.sense(n.Next).n] += n.Value
		return n.Next + 1, m.tokens[n.Next].End, true
	case w.has(isTwoUnits) && (m.words[at].split.And || and) && s[w.n] == 0:
		s[w.n] += 2
		return at + 1, m.tokens[at].End, true
	case w.has(isUnit) && (m.words[at].split.And || and) && s[w.n] == 0 && !m.words[at].split.Article && m.words[at].split.Prefix == 0 && (w.n < u || m.is(at+1, "واحد", "واحده")):
		s[w.n]++
		next = at + 1
		if m.is(next, "واحد", "واحده") {
			next++
		}
		return next, m.tokens[next-1].End, true
	}
	return 0, 0, false
}
