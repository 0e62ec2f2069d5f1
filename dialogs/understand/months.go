package understand

import (
	"time"

	"sanad/locales/arabic"
)

// monthAt is a month being read; named says that the year was said too.
type monthAt struct {
	year, month int
	next        int
	named       bool
}

// monthFrom reads «آذار», «شهر تلاتة», «الشهر التاسع», «تشرين الأول», «هالشهر», with a year where one follows.
func (m *message) monthFrom(i int) (monthAt, bool) {
	mo, ok := m.monthName(i)
	if !ok {
		return mo, false
	}
	if mo.named {
		return mo, true
	}
	if y, next, ok := m.yearFrom(mo.next); ok {
		mo.year, mo.next, mo.named = y, next, true
	} else if m.sense(mo.next).has(isLast) { // «شهر عشرة الماضي»
		mo.year = m.monthAhead(mo.month).Year() - 1
		if mo.month < int(m.now.Month()) {
			mo.year = m.now.Year()
		}
		mo.next, mo.named = mo.next+1, true
	}
	return mo, true
}

func (m *message) monthName(i int) (monthAt, bool) {
	if m.is(i, "من", "في", "ب", "لل") {
		i++
	}
	this := m.sense(i).has(isThis) && !m.is(i, "هي")
	if this {
		i++
	}
	if i >= len(m.words) {
		return monthAt{}, false
	}
	w := m.words[i]
	switch {
	case w.sense.has(isMonth):
		return monthAt{month: w.sense.n, next: i + 1}, true
	case m.twofold(i) > 0:
		return monthAt{month: m.twofold(i), next: i + 2}, true
	case m.is(i, "اب") || w.split.Rest == "اب" && w.split.Prefix != 0:
		return monthAt{month: 8, next: i + 1}, true
	case w.sense.has(isUnit) && w.sense.n == month && !isPlural(w.Text):
		return m.numberedMonth(i, this)
	}
	return monthAt{}, false
}

func isPlural(w string) bool {
	return w == "شهور" || w == "اشهر" || w == "تشهر" || w == "تشهور"
}

// twofold reads the months of two words: «تشرين التاني», «كانون أول».
func (m *message) twofold(i int) int {
	base := 0
	switch w := m.words[i]; {
	case w.Text == "تشرين" || w.split.Rest == "تشرين" || m.is(i, "بتشرين", "لتشرين"):
		base = 10
	case m.is(i, "كانون", "بكانون", "لكانون"):
		base = 12
	default:
		return 0
	}
	switch {
	case m.is(i+1, "الاول", "اول", "1"):
		return base
	case m.is(i+1, "الثاني", "التاني", "ثاني", "تاني", "2"):
		return base%12 + 1
	}
	return 0
}

// numberedMonth reads «شهر 3», «شهر آذار», «الشهر التاسع», «الشهر الجاي».
func (m *message) numberedMonth(i int, this bool) (monthAt, bool) {
	w := m.words[i]
	y, mo := m.now.Year(), int(m.now.Month())
	if next, ok := m.monthName(i + 1); ok && !w.split.Article && (m.sense(i+1).has(isMonth) || m.twofold(i+1) > 0 || m.is(i+1, "اب")) {
		return next, true
	}
	if n, ok := m.numbers.OrdinalAt(i + 1); ok && w.split.Article && n.Value <= 12 && n.Split.Article {
		return monthAt{month: int(n.Value), next: n.Next}, true
	}
	if n, ok := m.numbers.At(i + 1); ok && !w.split.Article && n.Value >= 1 && n.Value <= 12 && !n.And && n.Split.Prefix == 0 && n.Value == float64(int(n.Value)) {
		return monthAt{month: int(n.Value), next: n.Next}, !m.sense(n.Next).has(isUnit) || m.sense(n.Next).n == year || m.words[n.Next].split.Prefix == 'l'
	}
	if !w.split.Article && !this {
		return monthAt{}, false
	}
	shift, next := 0, i+2
	switch s := m.sense(i + 1); {
	case s.has(isNext):
		shift = 1
	case s.has(isLast):
		shift = -1
	case s.has(isThis):
	case m.is(i+1, "اللي") && m.is(i+2, "جاي", "فات", "راح", "مضي"):
		shift, next = -1, i+3
		if m.is(i+2, "جاي") {
			shift = 1
		}
	case this || w.split.Prefix == 'h' || m.hal(i):
		next = i + 1
	default:
		return monthAt{}, false
	}
	t := time.Date(y, time.Month(mo+shift), 1, 0, 0, 0, 0, time.UTC)
	return monthAt{year: t.Year(), month: int(t.Month()), next: next, named: true}, true
}

// hal says whether «هال» leans on word i: «هالشهر», «بهالسنة».
func (m *message) hal(i int) bool {
	w := m.words[i]
	front := w.Text[:len(w.Text)-len(w.split.Rest)]
	return front == "هال" || front == "بهال" || front == "لهال" || front == "ه"
}

// yearFrom reads «2014», «سنة 2014», «من عام ألفين وأربعتاشر», «السنة الجاي».
func (m *message) yearFrom(i int) (int, int, bool) {
	for k := 0; k < 2 && m.is(i, "من", "في", ",", "ب", "."); k++ {
		i++
	}
	if i >= len(m.words) {
		return 0, 0, false
	}
	w := m.words[i]
	if w.sense.has(isUnit) && w.sense.n == year {
		if y, next, ok := m.yearNumber(i + 1); ok {
			return y, next, true
		}
		switch s := m.sense(i + 1); {
		case !w.split.Article:
			return m.shortYear(i + 1)
		case s.has(isNext):
			return m.now.Year() + 1, i + 2, true
		case s.has(isLast):
			return m.now.Year() - 1, i + 2, true
		case s.has(isThis):
			return m.now.Year(), i + 2, true
		case m.hal(i):
			return m.now.Year(), i + 1, true
		}
		return 0, 0, false
	}
	return m.yearNumber(i)
}

func (m *message) yearNumber(i int) (int, int, bool) {
	if m.is(i, "ال") {
		i++
	}
	n, ok := m.numbers.At(i)
	if !ok || n.And || n.Value < 1000 || n.Value > 2200 || n.Value != float64(int(n.Value)) || m.counted(n.Next) {
		return 0, 0, false
	}
	return int(n.Value), n.Next, true
}

func (m *message) isYear(i int) bool {
	_, _, ok := m.yearNumber(i)
	return ok
}

// on gives the day of a month, in its year or the coming one.
func (m *message) on(mo monthAt, day int) (dateAt, bool) {
	if mo.named {
		t, ok := valid(mo.year, mo.month, day)
		return dateAt{day: t, next: mo.next}, ok
	}
	t, ok := m.coming(mo.month, day)
	return dateAt{day: t, next: mo.next}, ok
}

// dayNumber reads the number of a day: «15», «خمستعش», «الخامس عشر», «أول».
func (m *message) dayNumber(i int) (day int, ordinal bool, next int, ok bool) {
	if n, found := m.numbers.OrdinalAt(i); found && n.Value <= 31 && !n.And {
		return int(n.Value), true, n.Next, true
	}
	n, found := m.numbers.At(i)
	if !found || n.And || n.Value < 1 || n.Value > 31 || n.Value != float64(int(n.Value)) || n.Split.Prefix != 0 && n.Split.Prefix != 'b' && n.Split.Prefix != 'l' {
		return 0, false, 0, false
	}
	return int(n.Value), false, n.Next, true
}

// dayOfMonth reads «15 آذار», «الخامس عشر من شباط», «اليوم الثالث من شهر عشرة», «20 الشهر», «يوم 27».
func (m *message) dayOfMonth(i int) (dateAt, bool) {
	at, ofDay := i, false
	if m.is(at, "يوم", "اليوم", "نهار", "تاريخ", "بتاريخ", "بيوم") {
		at, ofDay = i+1, true
	}
	d, ordinal, next, ok := m.dayNumber(at)
	if _, full := m.numericDate(at); !ok || full && ofDay || ofDay && m.is(at, "واحد", "واحده") {
		return dateAt{}, false
	}
	if t, ok := m.firstOfSpan(d, next); ok {
		return dateAt{day: t, next: next}, true
	}
	after := next
	if m.is(after, "يوم") && ordinal {
		after++
	}
	for k := 0; k < 2 && m.is(after, ".", "-", "/", "من", ","); k++ {
		after++
	}
	if mo, ok := m.monthFrom(after); ok && (m.monthly(after, ordinal) || after > next) {
		return m.on(mo, d)
	}
	if m.is(after, "الشهر") && (!ordinal || after > next) && !m.sense(after-1).has(isUnit) {
		t, ok := m.comingDay(d)
		return dateAt{day: t, next: after + 1}, ok
	}
	if m.returns(at) && !m.counted(next) && (m.ends(next) || m.tokens[next].Kind == arabic.Mark) && (ordinal || !m.is(at-1, "راجع", "رجعت", "عدت")) {
		t, ok := m.comingDay(d)
		return dateAt{day: t, next: next}, ok
	}
	if ofDay && !ordinal && !m.is(i, "اليوم") && !m.is(i-1, "كل") && (m.ends(next) || m.is(next, ",", ".", "?", "!") || m.is(next, "من", "في", "ع", "بالشهر")) {
		t, ok := m.comingDay(d)
		return dateAt{day: t, next: next}, ok
	}
	return dateAt{}, false
}

// firstOfSpan gives the day d where another day of the same month follows: «١٣ لـ ١٥ تموز». The second is read by itself.
func (m *message) firstOfSpan(d, i int) (time.Time, bool) {
	at := i
	if m.sense(i).has(isTo) || m.is(i, "-", "و") || m.is(i, "او", "ولا") {
		at++
	}
	to, _, next, ok := m.dayNumber(at)
	if !ok || to <= d || at == i && !m.leans(at, 'l') {
		return time.Time{}, false
	}
	second, ok := m.dayOfMonth(at)
	if !ok || second.next == next || second.day.Day() != to {
		return time.Time{}, false
	}
	return valid(second.day.Year(), int(second.day.Month()), d)
}

// leans says whether a preposition was written onto the word at i.
func (m *message) leans(i int, preposition byte) bool {
	n, ok := m.numbers.At(i)
	return ok && n.Split.Prefix == preposition
}

// untilDay reads on from «تموز ١٣» to «… لـ ١٥»: the last day of a span of the same month.
func (m *message) untilDay(q quantity) (quantity, bool) {
	at := q.next
	if m.sense(at).has(isTo) || m.is(at, "-") {
		at++
	}
	first, err := time.Parse(time.DateOnly, q.text)
	to, _, next, ok := m.dayNumber(at)
	if err != nil || q.kind != Date || !ok || at == q.next || to <= first.Day() || !m.sense(q.next-2).has(isMonth) || m.counted(next) || !m.ends(next) && m.tokens[next].Kind != arabic.Mark {
		return quantity{}, false
	}
	t, ok := valid(first.Year(), int(first.Month()), to)
	return quantity{kind: Date, text: t.Format(time.DateOnly), start: m.tokens[at].Start, end: m.tokens[next-1].End, from: at, next: next}, ok
}

// monthly says whether what stands at i right after a number is a month, and no duration: «3 شهور».
func (m *message) monthly(i int, ordinal bool) bool {
	w := m.words[i]
	return w.sense.has(isMonth) || m.twofold(i) > 0 || m.is(i, "اب") || m.hal(i) || ordinal ||
		w.sense.has(isUnit) && w.sense.n == month && (m.sense(i+1).has(isMonth) || m.twofold(i+1) > 0 || w.split.Article && m.sense(i+1).has(isNext|isLast|isThis) || m.int12(i+1))
}

func (m *message) int12(i int) bool {
	v, ok := m.int(i)
	return ok && v >= 1 && v <= 12
}

// monthFirst reads a date that begins with its month: «تموز 13», «يناير الثاني والعشرين 2018», or is a
// month alone: «بشهر 5», «آذار 2027».
func (m *message) monthFirst(i int) (dateAt, bool) {
	w := m.words[i]
	if m.is(i, "من", "في", "ب") {
		return dateAt{}, false
	}
	mo, ok := m.monthFrom(i)
	if !ok {
		return mo.date(), false
	}
	if !mo.named && (w.sense.has(isMonth) || m.twofold(i) > 0) {
		at := mo.next
		if m.is(at, "-", "/") {
			at++
		}
		if d, _, next, ok := m.dayNumber(at); ok && !m.counted(next) {
			mo.next = next
			if y, after, ok := m.yearFrom(next); ok {
				mo.year, mo.next, mo.named = y, after, true
			}
			return m.on(mo, d)
		}
	}
	if m.is(i-1, "كل") || !mo.named && !m.monthMeant(i) {
		return dateAt{}, false
	}
	d, ok := m.on(mo, 1)
	if !mo.named && ok {
		d.day, ok = m.monthAhead(mo.month), true
		if m.is(i-1, "من", "منذ") && m.is(d.next, "ما", "وما", "وانا", "ونحنا", "لهلق", "لهلا", "ولهلق", "ولهلا", "عم") && d.day.After(m.today()) { // «من شباط ما اشتغلت»
			d.day = d.day.AddDate(-1, 0, 0)
		}
	}
	d.vague = true
	return d, ok
}

// monthMeant says whether a month alone is a date, and not a name: «بتموز», not «شركة نيسان».
func (m *message) monthMeant(i int) bool {
	w := m.words[i]
	if m.is(i, "اب") {
		return false
	}
	return w.sense.has(isUnit) || w.split.Prefix != 0 || i == 0 && m.ends(i+1) ||
		m.is(i, "بتشرين", "لتشرين", "بكانون", "لكانون") || m.is(i-1, "من", "في", "ب", "ل", "حتي", "لحد", "قبل", "بعد", "منذ", "لشهر", "عند", "حوالي")
}

func (mo monthAt) date() dateAt { return dateAt{next: mo.next} }

// monthAhead is the first of the coming such month, the running one included.
func (m *message) monthAhead(mo int) time.Time {
	y := m.now.Year()
	if mo < int(m.now.Month()) {
		y++
	}
	return time.Date(y, time.Month(mo), 1, 0, 0, 0, 0, time.UTC)
}
