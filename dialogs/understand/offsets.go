package understand

import (
	"slices"
	"strings"
	"time"
)

// direction tells whether a word counts days on or back.
func (m *message) direction(i int) int {
	switch {
	case m.opens(i, "قبل", "منذ"):
		return -1
	case m.opens(i, "بعد", "لبعد", "كمان"):
		return 1
	}
	return 0
}

// opens says whether token i is one of the given words, with or without a «و» in front.
func (m *message) opens(i int, words ...string) bool {
	and := strings.TrimPrefix(m.text(i), "و")
	return m.is(i, words...) || slices.Contains(words, and)
}

// fromDay reads «بعد رمضان بشهر», «قبل عيد الأضحى بأسبوع», «بعد الخميس بيومين».
func (m *message) fromDay(i int) (dateAt, bool) {
	sign := m.direction(i)
	if sign == 0 || i+1 >= len(m.tokens) {
		return dateAt{}, false
	}
	d, ok := m.fixedDay(i + 1)
	if !ok {
		return d, false
	}
	s, next, ok := m.stretchBy(d.next)
	if !ok {
		return d, false
	}
	if h, _, ok := m.feast(i + 1); ok && h == fast && sign > 0 {
		d.day = d.day.AddDate(0, 0, fastDays)
	}
	d.day, d.next = s.from(d.day, sign), next
	return d, true
}

// fixedDay reads a day that time may be counted from.
func (m *message) fixedDay(i int) (dateAt, bool) {
	for _, read := range [...]func(*message, int) (dateAt, bool){(*message).numericDate, (*message).holiday, (*message).weekday, (*message).boundOfMonth} {
		if d, ok := read(m, i); ok {
			return d, true
		}
	}
	return m.dayOfMonth(i)
}

// stretchBy reads a stretch of time behind «بـ».
func (m *message) stretchBy(i int) (stretch, int, bool) {
	if m.is(i, "ب") {
		return m.stretchAt(i + 1)
	}
	n, numeric := m.numbers.At(i)
	if !numeric && i < len(m.words) {
		n.Split = m.words[i].split
	}
	if n.Split.Prefix != 'b' {
		return stretch{}, 0, false
	}
	return m.stretchAt(i)
}

// agoOrIn reads «قبل شهرين», «بعد أسبوع», and «… من الآن» after a stretch of time.
func (m *message) agoOrIn(i int) (dateAt, bool) {
	at, sign := i+1, m.direction(i)
	s, next, ok := m.stretchAt(at)
	if sign == 0 || !ok {
		return dateAt{}, false
	}
	for m.is(next, "من") && m.is(next+1, "الان", "هلق", "هلا", "اليوم", "هلأ") {
		next += 2
	}
	return dateAt{day: s.from(m.today(), sign), next: next, vague: m.sense(at).has(isAbout) || m.sense(at).has(isTwoUnits) && m.numberAt(next-1)}, true
}

// stretchAt reads a stretch of time, a bare unit being one.
func (m *message) stretchAt(i int) (stretch, int, bool) {
	if m.sense(i).has(isAbout) {
		i++
	}
	if i >= len(m.tokens) {
		return stretch{}, 0, false
	}
	n, numeric := m.numbers.At(i)
	if s, q, ok := m.length(i, n, numeric); ok {
		return s, q.next, s[hour] == 0 && s[minute] == 0 && s[second] == 0
	}
	few := m.is(i, "بضعه", "كم", "كام", "شي_كم", "عده")
	if few {
		i++
	}
	w := m.sense(i)
	if !w.has(isUnit) || w.n < day || !few && isMany(m.text(i)) || i < len(m.words) && (m.words[i].split.Article || m.words[i].split.And || m.words[i].split.Prefix != 0 && m.words[i].split.Prefix != 'b') {
		return stretch{}, 0, false
	}
	var s stretch
	s[w.n] = 1
	if few {
		s[w.n] = 3
	}
	next := i + 1
	for {
		after, _, ok := m.nextTimed(next, w.n, &s)
		if !ok {
			return s, next, true
		}
		next = after
	}
}

// from counts a stretch from a day on.
func (s stretch) from(t time.Time, sign int) time.Time {
	f := float64(sign)
	years, months := s[year], s[month]+12*(s[year]-float64(int(s[year])))
	days := s[day] + 7*s[week] + 30*(months-float64(int(months)))
	return t.AddDate(int(f*float64(int(years))), int(f*float64(int(months))), int(f*days))
}
