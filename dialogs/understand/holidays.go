package understand

import (
	"time"

	"sanad/locales/arabic"
)

// holiday is a feast on the same day of each year, of the lunar calendar or of the common one.
type holiday struct {
	month, day int
	lunar      bool
}

// fast is the month of fasting from its first day, and fastDays its length.
var fast = holiday{9, 1, true}

const fastDays = 30

// holidays by the word after «عيد»; the day of a lunar one may be another by a day, as the moon is seen.
var holidays = map[string]holiday{
	"الفطر": {10, 1, true}, "فطر": {10, 1, true}, "الاضحي": {12, 10, true}, "اضحي": {12, 10, true}, "الضحيه": {12, 10, true},
	"الميلاد": {12, 25, false}, "الام": {3, 21, false}, "النوروز": {3, 21, false}, "النيروز": {3, 21, false},
	"العمال": {5, 1, false}, "الجلاء": {4, 17, false}, "المولد": {3, 12, true},
}

// holiday reads «عيد الأضحى», «برمضان», «المولد النبوي», «رأس السنة الهجرية», with a year where one follows.
func (m *message) holiday(i int) (dateAt, bool) {
	h, next, ok := m.feast(i)
	if !ok {
		return dateAt{}, false
	}
	d := dateAt{next: next, vague: h.lunar}
	if y, after, ok := m.yearFrom(next); ok {
		d.day, d.next = h.in(y), after
		return d, true
	}
	d.day = h.in(m.now.Year())
	over := d.day
	if h == fast { // it goes on
		over = over.AddDate(0, 0, fastDays-1)
	}
	if over.Before(m.today()) {
		d.day = h.in(m.now.Year() + 1)
	}
	switch s := m.sense(next); {
	case s.has(isNext):
		d.next++
	case s.has(isLast):
		d.next++
		if d.day = h.in(m.now.Year()); !d.day.Before(m.today()) {
			d.day = h.in(m.now.Year() - 1)
		}
	}
	return d, true
}

func (m *message) feast(i int) (h holiday, next int, ok bool) {
	if i >= len(m.tokens) || m.tokens[i].Kind != arabic.Word {
		return h, 0, false
	}
	for _, s := range m.words[i].splits {
		switch s.Rest {
		case "عيد":
			h, ok = holidays[m.text(i+1)]
			return h, i + 2, ok
		case "رمضان": // also a man's name
			after := m.sense(i + 1)
			dated := s.Prefix == 'b' || m.opens(i-1, "شهر", "بشهر", "قبل", "بعد", "خلال", "في", "اول", "نص", "اخر", "باول", "بنص", "باخر") || after.has(isNext|isLast) || m.isYear(i+1)
			return fast, i + 1, dated
		case "مولد":
			return holidays["المولد"], i + 2, m.is(i+1, "النبوي")
		case "راس":
			return holiday{1, 1, true}, i + 3, m.is(i+1, "السنه") && m.is(i+2, "الهجريه")
		}
	}
	return h, 0, false
}

// in gives the day that a holiday has in a common year, the first where it has two.
func (h holiday) in(year int) time.Time {
	if !h.lunar {
		return time.Date(year, time.Month(h.month), h.day, 0, 0, 0, 0, time.UTC)
	}
	moon := (year-622)*33/32 - 1 // a lunar year that ended before this one
	for {
		if t := lunarDay(moon, h.month, h.day); t.Year() >= year {
			return t
		}
		moon++
	}
}

// lunarDay is a day of the tabular lunar calendar, which has eleven long years in thirty.
func lunarDay(year, month, day int) time.Time {
	const beforeEpoch = 492149 // days from the eve of the first lunar year to 1970
	days := (59*(month-1)+1)/2 + day + (year-1)*354 + (3+11*year)/30
	return time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days-beforeEpoch)
}
