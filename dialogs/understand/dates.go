package understand

import (
	"time"

	"sanad/locales/arabic"
)

// dateAt is a date being read: what it is, where it ends, whether it only names a month or a year.
type dateAt struct {
	day   time.Time
	next  int
	vague bool
}

// date reads «بكرا», «الخميس الجاي», «١٥ آذار», «15/3/2026», «بعد أسبوعين», «آخر الشهر».
func (m *message) date(i int) (quantity, bool) {
	d, ok := m.dateFrom(i)
	if !ok || d.day.Year() < 1 || d.day.Year() > 9999 {
		return quantity{}, false
	}
	start := m.tokens[i].Start
	if w := m.words[i]; w.sense.tags != 0 && (w.split.Prefix != 0 || w.split.And) {
		start = m.wordStart(i)
	} else if m.opens(i, "بعد", "قبل", "اول") && w.Text[:2] == "و" {
		start += len("و")
	}
	q := quantity{kind: Date, text: d.day.Format(time.DateOnly), about: d.vague, start: start, end: m.tokens[d.next-1].End, from: i, next: d.next}
	return q, true
}

func (m *message) dateFrom(i int) (dateAt, bool) {
	if d, ok := m.numericDate(i); ok {
		return d, true
	}
	if m.tokens[i].Kind != arabic.Word {
		return m.dayOfMonth(i)
	}
	for _, read := range [...]func(*message, int) (dateAt, bool){
		(*message).nearDay, (*message).fromDay, (*message).holiday, (*message).nthWeekday, (*message).weekday, (*message).boundOfMonth,
		(*message).agoOrIn, (*message).period, (*message).monthFirst, (*message).bareYear,
	} {
		if d, ok := read(m, i); ok {
			return d, true
		}
	}
	return m.dayOfMonth(i)
}

func (m *message) today() time.Time {
	y, mo, d := m.now.Date()
	return time.Date(y, mo, d, 0, 0, 0, 0, time.UTC)
}

// valid makes a date of its parts where there is such a day.
func valid(y, mo, d int) (time.Time, bool) {
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
	return t, mo >= 1 && mo <= 12 && d >= 1 && t.Day() == d && y >= 1
}

// coming is the day of a month that lies ahead, or at most a month behind.
func (m *message) coming(mo, d int) (time.Time, bool) {
	t, ok := valid(m.now.Year(), mo, d)
	if ok && m.today().Sub(t) <= 31*24*time.Hour {
		return t, true
	}
	for k := 1; k <= 8; k++ { // 29 February may be years away
		if next, ok := valid(m.now.Year()+k, mo, d); ok {
			return next, true
		}
	}
	return t, false
}

func (m *message) int(i int) (int, bool) {
	if i < 0 || i >= len(m.tokens) || m.tokens[i].Kind != arabic.Digits || len(m.tokens[i].Text) > 4 {
		return 0, false
	}
	v := 0
	for _, c := range m.tokens[i].Text {
		v = v*10 + int(c-'0')
	}
	return v, true
}

// nearDay reads «بكرا», «بعد بكرا», «أول مبارح», «اليوم اللي بعد الغد», «يوم غد».
func (m *message) nearDay(i int) (dateAt, bool) {
	at := i
	if m.is(at, "يوم", "نهار", "ليله", "اليوم") && at+1 < len(m.tokens) {
		at++
		if m.is(at, "اللي", "الذي", "الي") {
			at++
		} else if m.is(i, "اليوم") && !m.is(at, "بعد", "قبل", "البعد", "القبل") {
			at = i
		}
	}
	shift := 0
	switch {
	case m.opens(at, "بعد", "البعد", "لبعد") && m.sense(at+1).has(isDay) && m.sense(at+1).n == 1:
		shift, at = 1, at+1
	case m.opens(at, "قبل", "القبل", "اول", "اولت") && m.sense(at+1).has(isDay) && m.sense(at+1).n == -1, m.is(at, "قبل") && m.is(at+1, "يوم") && m.sense(at+2).n == -1 && m.sense(at+2).has(isDay):
		shift, at = -1, at+1
		if m.is(at, "يوم") {
			at++
		}
	}
	w := m.sense(at)
	if at > i && (!w.has(isDay) || w.n == 0) {
		at, w, shift = i, m.sense(i), 0
	}
	if !w.has(isDay) || (w.n == 0 && (m.words[at].split.Prefix != 0 || (m.is(i-1, "كل", "طوال", "طول", "هداك", "هديك", "هذاك", "ذلك", "ذاك", "فهداك", "بهداك", "نفس", "بنفس") || m.is(at+1, "الاخر", "التاني")))) {
		return dateAt{}, false
	}
	next := at + 1
	if w.n == 0 {
		switch s := m.sense(next); {
		case s.has(isLast):
			shift, next = -1, next+1
		case s.has(isNext):
			shift, next = 1, next+1
		case m.int31(next): // «اليوم الأول من شباط» and the like are not today
		}
		if n, ok := m.numbers.OrdinalAt(next); ok && n.Split.Article {
			return dateAt{}, false
		}
		if m.is(next, "الاخير") {
			return dateAt{}, false
		}
	}
	return dateAt{day: m.today().AddDate(0, 0, w.n+shift), next: next}, true
}

func (m *message) int31(i int) bool {
	v, ok := m.int(i)
	return ok && v >= 1 && v <= 31
}

// weekday reads «الخميس», «يوم الخميس الجاي», «الأحد الماضي», «الجمعة من الأسبوع القادم», «الخميس 15 آب».
func (m *message) weekday(i int) (dateAt, bool) {
	at := i
	for at < i+2 && (m.is(at, "يوم", "نهار", "ليله", "مسا", "صباح", "اليوم") || m.sense(at).has(isThis) && m.text(at) != "هي") {
		at++
	}
	w := m.sense(at)
	bare := at > i || m.weekNamed(at+1) // «احد الأسبوع الماضي» needs no article
	if !w.has(isWeekday) && bare {
		w = senses["ال"+m.text(at)]
	}
	if m.is(at, "الحد", "حد") && (at > i || m.is(at, "الحد") && m.sense(at+1).has(isNext)) { // Sunday in speech, else a limit
		w = senses["الاحد"]
	}
	if !w.has(isWeekday) || m.is(i-1, "كل") || m.words[at].split.Prefix == 'k' || m.is(at+1, "عشر", "عشره") || !m.meansDay(i, at) {
		return dateAt{}, false
	}
	next := at + 1
	if d, ok := m.dateBeside(next); ok {
		return d, true
	}
	if week, after, ok := m.weekOf(next); ok {
		return dateAt{day: inWeek(week, w.n), next: after}, true
	}
	s := m.sense(next)
	if m.is(next, "اللي", "الي") && (m.is(next+1, "جاي", "فات", "راح", "مضي", "قبل")) {
		s = sense{tags: isLast}
		if m.is(next+1, "جاي") {
			s.tags = isNext
		}
		next++
	}
	switch {
	case s.has(isLast):
		return dateAt{day: m.lastDay(w.n), next: next + 1}, true
	case s.has(isNext):
		next++
	case m.is(next, "بعد", "البعد") && m.sense(next+1).has(isNext): // «التلاتا بعد الجاي»
		return dateAt{day: m.nextDay(w.n).AddDate(0, 0, 7), next: next + 2}, true
	}
	if d, ok := m.dayInMonth(next, w.n); ok {
		return d, true
	}
	return dateAt{day: m.nextDay(w.n), next: next}, true
}

// meansDay keeps «بدي الاتنين» (both) from being Monday.
func (m *message) meansDay(i, at int) bool {
	if m.sense(at).n != 1 || m.is(at, "الاثنين") || at > i || i == 0 && m.ends(at+1) || m.words[at].split.Prefix != 0 {
		return true
	}
	return m.sense(at+1).has(isNext|isLast|isThis) || m.is(at+1, "الصبح", "المسا", "الضهر", "العصر", "بعد", "الماضي", "اللي", ",") ||
		m.is(i-1, "من", "قبل", "بعد", "لحد", "حتي", "موعدنا", "ل", "و", "الاحد") || m.int31(at+1) || m.sense(at+1).has(isWeekday) && m.words[at+1].split.And
}

func (m *message) nextDay(weekday int) time.Time {
	t := m.today()
	return t.AddDate(0, 0, (weekday-int(t.Weekday())+6)%7+1)
}

func (m *message) lastDay(weekday int) time.Time {
	t := m.today()
	return t.AddDate(0, 0, -((int(t.Weekday())-weekday+6)%7 + 1))
}

// monday is the first day of the week that t is in.
func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

func inWeek(monday time.Time, weekday int) time.Time { return monday.AddDate(0, 0, (weekday+6)%7) }

// weekNamed says whether a week is named at i: «الأسبوع الماضي», «من هذا الأسبوع».
func (m *message) weekNamed(i int) bool {
	_, _, ok := m.weekOf(i)
	return ok
}

// weekOf reads «[من] الأسبوع الماضي», «هالأسبوع» and gives its Monday.
func (m *message) weekOf(i int) (time.Time, int, bool) {
	if m.is(i, "من", "في", "ب") {
		i++
	}
	this := m.sense(i).has(isThis) && !m.is(i, "هي")
	if this {
		i++
	}
	w := m.words
	if i >= len(w) || !w[i].sense.has(isUnit) || w[i].sense.n != week || !w[i].split.Article && !this {
		return time.Time{}, 0, false
	}
	start := monday(m.today())
	if m.is(i+1, "اللي", "الي") && m.is(i+2, "فات", "راح", "مضي", "جاي") {
		days := -7
		if m.is(i+2, "جاي") {
			days = 7
		}
		return start.AddDate(0, 0, days), i + 3, true
	}
	switch s := m.sense(i + 1); {
	case s.has(isLast):
		return start.AddDate(0, 0, -7), i + 2, true
	case s.has(isNext):
		return start.AddDate(0, 0, 7), i + 2, true
	case s.has(isThis):
		return start, i + 2, true
	}
	return start, i + 1, this || w[i].split.Prefix == 'h'
}

// dateBeside reads the full date after a weekday: «الخميس، 15 آب», «الاربعاء الموافق …».
func (m *message) dateBeside(i int) (dateAt, bool) {
	for m.is(i, ",", "الموافق", "في", "ب", "الـ", "-") {
		i++
	}
	if i >= len(m.tokens) {
		return dateAt{}, false
	}
	if d, ok := m.numericDate(i); ok {
		return d, true
	}
	if d, ok := m.monthFirst(i); ok && !d.vague {
		return d, true
	}
	return m.dayOfMonth(i)
}

// dayInMonth reads «الجمعة 15», «الأحد الثاني»: a day of this month beside its weekday.
func (m *message) dayInMonth(i, weekday int) (dateAt, bool) {
	at := i
	if m.is(at, "في", "ال") {
		at++
	}
	d, ordinal, next, ok := m.dayNumber(at)
	if !ok || m.counted(next) || next < len(m.tokens) && m.tokens[next].Kind == arabic.Word && !ordinal {
		return dateAt{}, false
	}
	if t, ok := valid(m.now.Year(), int(m.now.Month()), d); ok && int(t.Weekday()) == weekday {
		return dateAt{day: t, next: next}, true
	}
	if !ordinal || d > 5 {
		t, ok := m.comingDay(d)
		return dateAt{day: t, next: next}, ok
	}
	t, ok := nth(m.now.Year(), int(m.now.Month()), weekday, d)
	return dateAt{day: t, next: next}, ok
}

// comingDay is the next day with that number, today included.
func (m *message) comingDay(d int) (time.Time, bool) {
	for k := range 3 {
		first := time.Date(m.now.Year(), m.now.Month()+time.Month(k), 1, 0, 0, 0, 0, time.UTC)
		if t, ok := valid(first.Year(), int(first.Month()), d); ok && !t.Before(m.today()) {
			return t, true
		}
	}
	return time.Time{}, false
}

// nth is the n-th such weekday of a month, the last one where n is -1.
func nth(y, mo, weekday, n int) (time.Time, bool) {
	if n < 0 {
		last := time.Date(y, time.Month(mo)+1, 0, 0, 0, 0, 0, time.UTC)
		return last.AddDate(0, 0, -(int(last.Weekday())-weekday+7)%7), true
	}
	first := time.Date(y, time.Month(mo), 1, 0, 0, 0, 0, time.UTC)
	t := first.AddDate(0, 0, (weekday-int(first.Weekday())+7)%7+7*(n-1))
	return t, t.Month() == first.Month()
}
