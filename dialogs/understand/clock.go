package understand

import (
	"fmt"
	"math"

	"sanad/locales/arabic"
)

// clock reads a time of day: «الساعة خمسة ونص», «عالتلاتة العصر», «٤:٣٠», «الثامنة مساءً». Without a word on the
// part of the day the hours from one to six are those of the afternoon.
func (m *message) clock(i int) (quantity, bool) {
	at := i
	named := m.namesHour(i) && !m.is(i-1, "اجر", "اجره", "سعر", "حق", "نص", "ربع", "كل")
	goesOn := m.clockEnd > 0 && (m.clockEnd == i || m.clockEnd == i-1 && m.sense(i-1).has(isTo))
	told := m.byTheHour(i)
	switch {
	case named:
		at++
	case !goesOn && !told && !m.is(i+1, ":") && !m.dayPartNear(i):
		return quantity{}, false
	}
	h, min, next, ok := m.hour(at)
	if !ok {
		return quantity{}, false
	}
	colon := m.is(at+1, ":") && m.tokens[at].Kind == arabic.Digits && next >= at+3
	part, next := m.partOfDay(next)
	if before, end := m.partOfDay(i - 1); part == noPart && end == i { // «الصبح عالتسعة»
		part = before
	}
	switch {
	case told && h <= 12 && !m.counted(next):
	case named && (!m.counted(next) || m.namesHour(next) || m.is(next, "يوم", "نهار", "ليله")), colon, goesOn && !m.counted(next) && m.tokens[i].Kind != arabic.Mark:
	case part == noPart || m.afterDefinite(at) && m.isOrdinal(at):
		return quantity{}, false
	}
	h = part.of24(h)
	q := quantity{kind: Time, text: fmt.Sprintf("%02d:%02d", h, min), start: m.tokens[i].Start, end: m.tokens[next-1].End, from: i, next: next}
	m.clockEnd = next
	return q, h < 24
}

// byTheHour knows a time by its «ع», «بعد» and «من … لـ»: «عالتسعة», «بعد العشرة», «من التمانية للتلاتة».
func (m *message) byTheHour(i int) bool {
	n, ok := m.numbers.At(i)
	if !ok || !n.Words || !n.Split.Article || n.Value > 12.9 {
		return false
	}
	if n.Split.Prefix == 'a' {
		return !m.numberAt(i-1) && !m.is(i-1, "قسمنا", "مقسوم", "مقسومين", "وزعنا", "ضرب", "مقسم", "موزع", "علي")
	}
	if m.is(i-1, "بعد", "قبل") {
		return n.Split.Prefix == 0 && m.phraseEnds(n.Next)
	}
	to, ok := m.numbers.At(n.Next)
	return m.is(i-1, "من") && n.Split.Prefix == 0 && !n.And && ok && to.Split.Prefix == 'l' && to.Split.Article && to.Value <= 12 && !m.counted(to.Next)
}

func (m *message) namesHour(i int) bool {
	return m.sense(i).has(isUnit) && m.is(i, "الساعه", "عالساعه", "للساعه", "والساعه", "بالساعه", "لساعه")
}

// dayPartNear says whether a part of the day is named within the few words that a time takes.
func (m *message) dayPartNear(i int) bool {
	for k := i + 1; k < min(i+6, len(m.words)); k++ {
		if m.words[k].sense.has(isDayPart) {
			return true
		}
	}
	return false
}

// hour reads the hour and its minutes at token i.
func (m *message) hour(i int) (h, min, next int, ok bool) {
	if i >= len(m.tokens) {
		return 0, 0, 0, false
	}
	if v, ok := m.int(i); ok && m.is(i+1, ":") && m.tokens[i+1].Start == m.tokens[i].End {
		min, ok = m.int(i + 2)
		if !ok || len(m.text(i+2)) != 2 || m.tokens[i+2].Start > m.tokens[i+1].End || min > 59 || v > 24 {
			return 0, 0, 0, false
		}
		if s, ok := m.int(i + 4); ok && s < 60 && m.is(i+3, ":") && len(m.text(i+4)) == 2 {
			return v, min, i + 5, true
		}
		return v, min, i + 3, true
	}
	h, next, ok = m.spokenHour(i)
	if !ok {
		return 0, 0, 0, false
	}
	for range 2 { // «ونص إلا خمسة»
		more, after := m.minutes(next)
		min, next = min+more, after
	}
	if min < 0 {
		h, min = h-1, 60+min
	}
	return h, min, next, h > 0 && min < 60
}

// spokenHour reads an hour without what may be its minutes: «تلاتة» of «تلاتة وعشرين دقيقة».
func (m *message) spokenHour(i int) (h, next int, ok bool) {
	end := i + 1
	if m.is(end, "عشر", "عشره") {
		end++
	}
	alone := arabic.Numbers{Folded: m.folded.Text, Tokens: m.tokens[:end]}
	n, ok := alone.OrdinalAt(i)
	if !ok || !n.Split.Article {
		n, ok = alone.At(i)
	}
	return int(n.Value), n.Next, ok && n.Value >= 1 && n.Value < 25 && n.Value == math.Floor(n.Value) && (!n.And || n.Split.Prefix == 'a') && n.Split.Prefix != 'k'
}

// minutes reads what follows an hour: «وربع», «إلا تلت», «وخمس دقايق».
func (m *message) minutes(i int) (min, next int) {
	if m.is(i, "الا") {
		if n, ok := m.numbers.At(i + 1); ok && !n.And && n.Value > 0 && n.Value < 30 {
			return -m.asMinutes(n), m.pastMinute(n.Next)
		}
		return 0, i
	}
	at := i
	if m.is(i, "و") {
		at++
	}
	n, ok := m.numbers.At(at)
	if !ok || !n.And && at == i || n.Value <= 0 || n.Value >= 60 || n.Scale > 1 {
		return 0, i
	}
	if m.is(at, "ونص", "ونصف", "نص", "نصف") { // its «إلا خمسة» is read next
		return 30, at + 1
	}
	next = m.pastMinute(n.Next)
	if part, _ := m.partOfDay(next); !n.Part && next == n.Next && part == noPart && !m.ends(next) {
		return 0, i
	}
	return m.asMinutes(n), next
}

func (m *message) asMinutes(n arabic.Number) int {
	if n.Part {
		return int(math.Round(60 * n.Value))
	}
	return int(n.Value)
}

func (m *message) pastMinute(i int) int {
	if s := m.sense(i); s.has(isUnit) && s.n == minute {
		return i + 1
	}
	return i
}

func (m *message) isOrdinal(i int) bool {
	_, ok := m.numbers.OrdinalAt(i)
	return ok
}

// partOfDay is the stretch of a day that says which of two hours is meant.
type partOfDay uint8

const (
	noPart partOfDay = iota
	morning
	noon
	afternoon
	night
)

// of24 gives the hour of the whole day.
func (p partOfDay) of24(h int) int {
	switch {
	case p == morning && h == 12, p == night && h == 12:
		return 0
	case p == afternoon && h < 12, p == noon && h < 6, p == night && h >= 5 && h < 12, p == noPart && h >= 1 && h <= 6:
		return h + 12
	}
	return h
}

func (m *message) partOfDay(i int) (partOfDay, int) {
	if m.is(i, "بعد", "قبل", "مع") && m.is(i+1, "الضهر", "الظهر", "العصر", "المغرب", "العشا", "العشاء", "الغدا", "الفجر", "الفطور") {
		switch {
		case m.is(i+1, "الفجر", "الفطور"), m.is(i, "قبل") && m.is(i+1, "الضهر", "الظهر"):
			return morning, i + 2
		case m.is(i+1, "العشا", "العشاء"):
			return night, i + 2
		}
		return afternoon, i + 2
	}
	switch {
	case m.is(i, "صباحا", "الصبح", "الصباح", "عالصبح", "الصبحيه", "فجرا", "الفجر", "am"), m.is(i, "هذا") && m.is(i+1, "الصباح"):
		if m.is(i, "هذا") {
			i++
		}
		return morning, i + 1
	case m.is(i, "ظهرا", "الضهر", "الظهر", "ضهرا"):
		return noon, i + 1
	case m.is(i, "عصرا", "العصر", "مساء", "مساءا", "المسا", "المساء", "عشيه", "المغرب", "pm"):
		return afternoon, i + 1
	case m.is(i, "ليلا", "بالليل", "الليل", "الليله", "العشا", "العشاء"):
		return night, i + 1
	case m.is(i, "هذه") && m.is(i+1, "الليله"):
		return night, i + 2
	}
	return noPart, i
}
