package understand

import "sanad/locales/arabic"

// numericDate reads 2026-03-15, 15/3/2026, 15.3.26 and, where it can be nothing else, 15/3.
func (m *message) numericDate(i int) (dateAt, bool) {
	a, ok := m.int(i)
	if !ok || i+2 >= len(m.tokens) || !m.is(i+1, "/", "-", ".", "\\") || m.tokens[i+1].Start > m.tokens[i].End {
		return dateAt{}, false
	}
	b, ok := m.int(i + 2)
	if !ok || m.tokens[i+2].Start > m.tokens[i+1].End {
		return dateAt{}, false
	}
	sign := m.text(i + 1)
	if m.is(i+3, sign) && i+4 < len(m.tokens) && m.tokens[i+3].Start == m.tokens[i+2].End && m.tokens[i+4].Start == m.tokens[i+3].End {
		if c, ok := m.int(i + 4); ok {
			return m.threeParts(i, a, b, c)
		}
	}
	if sign == "/" || sign == "\\" || sign == "-" && m.is(i-1, "تاريخ", "بتاريخ", "يوم", "بيوم") || sign != "\\" && m.returns(i) {
		return m.twoParts(i, a, b)
	}
	return dateAt{}, false
}

// orSo tells «عمالي ٤/٥», four or five of something, from a day of a month and from a fraction.
func (m *message) orSo(i int) bool {
	a, ok := m.int(i)
	b, found := m.int(i + 2)
	if !ok || !found || a < 4 || b != a+1 || !m.is(i+1, "/") || i == 0 || m.tokens[i-1].Kind != arabic.Word || m.is(i+3, "/") {
		return false
	}
	s := m.sense(i - 1)
	return !s.has(isTo|isWeekday|isDay|isUnit) && !m.returns(i) && !m.is(i-1, "في", "ب", "يوم", "بيوم", "تاريخ", "بتاريخ", "من", "قبل", "بعد", "عيد", "ثوره")
}

// returns says whether somebody comes back or is met at token i: «راجع في ٢٢-٤», «موعدنا ب ١٥».
func (m *message) returns(i int) bool {
	met := func(k int) bool {
		return m.is(k, "موعد", "الموعد", "موعدنا", "موعدي", "الاجتماع", "اجتماعنا")
	}
	back := func(k int) bool {
		return m.is(k, "ساعود", "اعود", "سنعود", "نعود", "سيعود", "عدت", "عدنا", "عاد", "راجع", "راجعه", "راجعين", "رجعت", "رجعنا", "برجع", "منرجع", "بيرجع")
	}
	return met(i-1) || back(i-1) || m.is(i-1, "في", "ب", "ع") && met(i-2) || m.is(i-1, "في", "الي", "ل") && back(i-2)
}

func (m *message) threeParts(i, a, b, c int) (dateAt, bool) {
	if m.is(i+5, m.text(i+1)) && i+6 < len(m.tokens) && m.tokens[i+6].Kind == arabic.Digits && m.tokens[i+5].Start == m.tokens[i+4].End {
		return dateAt{}, false
	}
	for _, p := range [...][3]int{{a, b, c}, {c, b, a}, {c, a, b}} { // year first, day first, month first
		y := p[0]
		if y < 100 && len(m.text(i+4)) == 2 && p[0] == c {
			y += 2000
			if y > m.now.Year()+20 {
				y -= 100
			}
		}
		if y < 1000 || y > 3000 {
			continue
		}
		if t, ok := valid(y, p[1], p[2]); ok {
			return dateAt{day: t, next: i + 5}, true
		}
	}
	if t, ok := valid(2000+a, b, c); ok && len(m.text(i)) == 2 && len(m.text(i+4)) == 2 {
		return dateAt{day: t, next: i + 5}, true
	}
	return dateAt{}, false
}

// twoParts is day and month, unless the figures are a plain fraction.
func (m *message) twoParts(i, a, b int) (dateAt, bool) {
	if m.is(i-1, "-", "/", "+") || m.orSo(i) || a < b && (b == 2 || b == 3 || b == 4 || b == 100 || b == 1000) && len(m.text(i)) < 2 || b > 31 && b < 1900 || a > 31 {
		return dateAt{}, false
	}
	if a <= 12 && b >= 1900 && b <= 2200 { // 2/2013
		t, ok := valid(b, a, 1)
		return dateAt{day: t, next: i + 3, vague: true}, ok
	}
	if (i == 0 && m.ends(i+3) && a <= 12 && b >= 10 && len(m.text(i)) == len(m.text(i+2))) || m.is(i+3, "/") {
		return dateAt{}, false
	}
	if y, next, ok := m.yearNumber(i + 4); ok && m.is(i+3, ",") && y >= 1900 { // «12/8, 2015»
		t, ok := valid(y, b, a)
		return dateAt{day: t, next: next}, ok
	}
	if t, ok := m.coming(b, a); ok {
		return dateAt{day: t, next: i + 3}, true
	}
	t, ok := m.coming(a, b)
	return dateAt{day: t, next: i + 3}, ok
}
