package understand

import (
	"strings"
	"time"

	"sanad/locales/arabic"
)

// boundOfMonth reads «أول شباط», «نص شهر تلاتة», «آخر الشهر», «نهاية السنة».
func (m *message) boundOfMonth(i int) (dateAt, bool) {
	s := m.sense(i)
	if !s.has(isBounds) {
		return dateAt{}, false
	}
	at := i + 1
	if m.is(at, "يوم") {
		at++
	}
	if mo, ok := m.monthFrom(at); ok {
		day := [...]int{1, 15, 0}[s.n]
		if s.n == atEnd {
			y := mo.year
			if !mo.named {
				y = m.monthAhead(mo.month).Year()
			}
			return dateAt{day: time.Date(y, time.Month(mo.month)+1, 0, 0, 0, 0, 0, time.UTC), next: mo.next}, true
		}
		return m.on(mo, day)
	}
	if h, next, ok := m.feast(at); ok && h == fast {
		d, _ := m.holiday(at)
		d.day = d.day.AddDate(0, 0, [...]int{0, fastDays/2 - 1, fastDays - 1}[s.n])
		d.next = max(d.next, next)
		return d, true
	}
	return m.boundOfPeriod(at, s.n)
}

func (m *message) boundOfPeriod(i, bound int) (dateAt, bool) {
	if i >= len(m.words) || !m.words[i].split.Article {
		return dateAt{}, false
	}
	y, mo, _ := m.now.Date()
	w := m.words[i].sense
	d := dateAt{next: i + 1}
	switch {
	case w.has(isUnit) && w.n == month && bound == atEnd:
		d.day = time.Date(y, mo+1, 0, 0, 0, 0, 0, time.UTC)
	case w.has(isUnit) && w.n == month && bound == atStart:
		d.day = time.Date(y, mo+1, 1, 0, 0, 0, 0, time.UTC)
	case w.has(isUnit) && w.n == month:
		d.day, _ = m.comingDay(15)
	case w.has(isUnit) && w.n == year && bound == atEnd:
		d.day = time.Date(y, 12, 31, 0, 0, 0, 0, time.UTC)
	case w.has(isUnit) && w.n == year && bound == atStart && !m.is(i, "العام"):
		d.day = time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC)
	default:
		return d, false
	}
	if y, next, ok := m.yearNumber(i + 1); ok && w.n == year {
		d.day, d.next = time.Date(y, d.day.Month(), d.day.Day(), 0, 0, 0, 0, time.UTC), next
	}
	return d, true
}

// nthWeekday reads «أول ثلاثاء من شهر عشرة», «الاثنين الأخير من آذار», «آخر جمعة بالشهر القادم», «ثالث يوم من شهر عشرة».
func (m *message) nthWeekday(i int) (dateAt, bool) {
	at, rank := i, 0
	if m.is(at, "اخر") {
		rank, at = -1, at+1
	} else if n, ok := m.numbers.OrdinalAt(at); ok && n.Value <= 5 && n.Split.Prefix == 0 {
		rank, at = int(n.Value), n.Next
	}
	plainDay := false
	if m.is(at, "يوم", "اليوم") {
		at++
		plainDay = true
	}
	w := m.sense(at)
	if !w.has(isWeekday) && (rank != 0 || plainDay) {
		w = senses["ال"+m.text(at)]
	}
	if !w.has(isWeekday) {
		if d, ok := m.weekOfMonth(at, rank); ok {
			return d, true
		}
		return m.lastDayOf(at, rank, plainDay)
	}
	at++
	if rank == 0 {
		if m.is(at, "الاخير", "الاخيره") {
			rank, at = -1, at+1
		} else if n, ok := m.numbers.OrdinalAt(at); ok && n.Value <= 5 {
			rank, at = int(n.Value), n.Next
		}
	}
	mo, ok := m.monthFrom(at)
	if rank == 0 || !ok {
		return dateAt{}, false
	}
	if !mo.named {
		mo.year = m.monthAhead(mo.month).Year()
	}
	t, ok := nth(mo.year, mo.month, w.n, rank)
	return dateAt{day: t, next: mo.next}, ok
}

// weekOfMonth reads «أول أسبوع بشهر عشرة», «الأسبوع الأخير من أيلول» on from the week; its Monday stands for it.
func (m *message) weekOfMonth(i, rank int) (dateAt, bool) {
	if s := m.sense(i); !s.has(isUnit) || s.n != week {
		return dateAt{}, false
	}
	at := i + 1
	if rank == 0 {
		if m.is(at, "الاخير") {
			rank, at = -1, at+1
		} else if n, ok := m.numbers.OrdinalAt(at); ok && n.Value <= 5 && n.Split.Article {
			rank, at = int(n.Value), n.Next
		}
	}
	mo, ok := m.monthFrom(at)
	if rank == 0 || !ok {
		return dateAt{}, false
	}
	if !mo.named {
		mo.year = m.monthAhead(mo.month).Year()
	}
	t, ok := nth(mo.year, mo.month, 1, rank)
	if rank < 0 && t.AddDate(0, 0, 6).Month() != t.Month() {
		t = t.AddDate(0, 0, -7)
	}
	return dateAt{day: t, next: mo.next, vague: true}, ok
}

// lastDayOf reads «آخر يوم بشهر عشرة», «اليوم الأخير من …».
func (m *message) lastDayOf(at, rank int, plainDay bool) (dateAt, bool) {
	if plainDay && rank == 0 && m.is(at, "الاخير") {
		rank, at = -1, at+1
	}
	if !plainDay || rank != -1 {
		return dateAt{}, false
	}
	mo, ok := m.monthFrom(at)
	if !ok {
		return dateAt{}, false
	}
	if !mo.named {
		mo.year = m.monthAhead(mo.month).Year()
	}
	return dateAt{day: time.Date(mo.year, time.Month(mo.month)+1, 0, 0, 0, 0, 0, time.UTC), next: mo.next}, true
}

// period reads «الأسبوع الجاي», «السنة الماضية»: its first day stands for it.
func (m *message) period(i int) (dateAt, bool) {
	if m.is(i, "من", "في", "ب") {
		return dateAt{}, false
	}
	if t, next, ok := m.weekOf(i); ok {
		for m.is(next, "يوم", "نهار") {
			next++
		}
		if w := m.sense(next); w.has(isWeekday) {
			return dateAt{day: inWeek(t, w.n), next: next + 1}, true
		}
		if m.is(next-1, "يوم", "نهار") {
			next--
		}
		return dateAt{day: t, next: next, vague: true}, true
	}
	w := m.words[i]
	if w.sense.has(isThis) && !m.is(i, "هي") && m.is(i+1, "السنه", "العام") {
		return dateAt{day: time.Date(m.now.Year(), 1, 1, 0, 0, 0, 0, time.UTC), next: i + 2, vague: true}, true
	}
	if !w.sense.has(isUnit) || w.sense.n != year || !w.split.Article {
		return dateAt{}, false
	}
	y, next, ok := m.yearFrom(i)
	return dateAt{day: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), next: next, vague: true}, ok
}

// bareYear reads «سنة 2015», «عام 2011».
func (m *message) bareYear(i int) (dateAt, bool) {
	w := m.words[i]
	if !w.sense.has(isUnit) || w.sense.n != year || w.split.Article || isPlural(w.Text) {
		return dateAt{}, false
	}
	y, next, ok := m.yearNumber(i + 1)
	if !ok {
		y, next, ok = m.shortYear(i + 1)
	}
	return dateAt{day: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), next: next, vague: true}, ok && y >= 1900
}

// shortYear is a year of the last century without its hundreds, where the number counts nothing.
func (m *message) shortYear(i int) (y, next int, ok bool) {
	if m.is(i, "ال") {
		i++
	}
	n, found := m.numbers.At(i)
	if !found {
		n, found = m.numbers.OrdinalAt(i) // «سنة التنين وتسعين»
	}
	if !found || n.And || n.Value < 50 || n.Value > 99 || n.Value != float64(int(n.Value)) || m.counted(n.Next) {
		return 0, 0, false
	}
	alone := n.Split.Article || m.tokens[i].Kind == arabic.Digits || m.ends(n.Next) || strings.HasPrefix(m.text(n.Next), "و")
	return 1900 + int(n.Value), n.Next, alone
}
