package understand

import "sanad/locales/arabic"

// bound says on which side of an amount the speaker leaves it open.
type bound uint8

const (
	exact   bound = iota
	atLeast       // «أكتر من …», «… وفوق», «على الأقل …»
	atMost        // «أقل من …», «لحد …», «ما بيزيد عن …»
)

func (b bound) flipped() bound {
	switch b {
	case atLeast:
		return atMost
	case atMost:
		return atLeast
	}
	return exact
}

// bound reads the side from the words before an amount, then from those after it.
func (m *message) bound(q quantity) bound {
	if b := m.boundBefore(q.from - 1); b != exact {
		return b
	}
	if leading[m.text(q.from-1)] {
		if b := m.boundBefore(q.from - 2); b != exact && !m.is(q.from-2, "من", "عن") {
			return b
		}
	}
	if b := m.boundAfter(q.next); b != exact {
		return b
	}
	if m.is(q.next+1, "وطالع", "وطلوع", "وفوق", "واكتر", "واكثر", "ونازل", "ونزول", "واقل", "عالاقل", "عالقليله", "عالاكتر", "بالكتير", "بالقليل", "كحد") { // past what is counted: «١٠ قطع وطالع»
		return m.boundAfter(q.next + 1)
	}
	return exact
}

// leading are the words that may stand between a bound and its amount: «عالقليلة بدي عشرة», «بالكتير بيكلفك مية».
var leading = wordSet("بدي بدنا بدو بدها بدهن لازم لازمني في عندي عنا معي بيكلف بتكلف بيكلفك بتكلفك بيكلفني بتكلفني بياخد بتاخد بيطلع بتطلع بيطلعلي بيسوي بتسوي")

func (m *message) boundBefore(i int) bound {
	switch {
	case m.is(i, "شي") && m.is(i-1, "اقل"):
		return atLeast
	case m.is(i, "شي") && m.is(i-1, "اكتر", "اكثر"):
		return atMost
	case m.is(i, "عالاقل", "عالقليله", "بالقليل", "بالاقل", "بالقليله"), m.is(i, "least", "minimum", "min"):
		return atLeast
	case m.is(i, "عالاكتر", "بالكتير", "بالاكتر", "لحد", "لغايه", "لحتي", "ماكس"), m.is(i, "الاكتر", "الاكثر") && m.is(i-1, "علي", "ع"), m.is(i, "most", "maximum", "max"),
		m.is(i, "الي", "ل") && m.is(i-1, "يصل", "تصل", "بيوصل", "بتوصل"), m.is(i, "to") && m.is(i-1, "up"):
		return atMost
	case m.is(i, "ادني", "الادني") && m.is(i-1, "حد", "كحد", "بحد", "الحد"):
		return atLeast
	case m.is(i, "اقصي", "اعلي", "الاقصي", "الاعلي") && m.is(i-1, "حد", "كحد", "بحد", "الحد"):
		return atMost
	}
	return m.compared(i)
}

// compared reads «أكتر من», «لا يقل عن», «أقل من أو يساوي» backwards from token i.
func (m *message) compared(i int) bound {
	for k := 0; k < 4 && m.is(i, "من", "عن", "علي", "ال", "او", "يساوي", "تساوي", "=", "than"); k++ {
		i--
	}
	side := exact
	switch s := m.sense(i); {
	case m.is(i, "الاقل") && m.is(i-1, "علي", "ع", "وعلي", "وع"):
		return atLeast
	case m.is(i, "الاكتر", "الاكثر") && m.is(i-1, "علي", "ع", "وعلي", "وع"):
		return atMost
	case s.has(isMore):
		side = atLeast
	case s.has(isLess):
		side = atMost
	default:
		return exact
	}
	if m.sense(i-1).has(isNot) || m.is(i-1, "لا", "ما", "ولا", "وما", "لن", "لم", "not", "no") {
		return side.flipped()
	}
	return side
}

func (m *message) boundAfter(i int) bound {
	if m.is(i, "او", "و", "وا", "or", "and") {
		switch s := m.sense(i + 1); {
		case s.has(isMore) && !m.comparesOn(i+2) || m.is(i+1, "طالع"):
			return atLeast
		case s.has(isLess) && !m.comparesOn(i+2) || m.is(i+1, "نازل"):
			return atMost
		}
		return exact
	}
	switch {
	case m.is(i, "+") && m.tokens[i].Start == m.tokens[i-1].End && m.closes(i+1): // «٢٠+»
		return atLeast
	case m.is(i, "علي", "ع") && m.is(i+1, "الاقل"), m.is(i, "عالاقل", "عالقليله", "بالقليل", "وطالع", "وطلوع", "لفوق"), m.is(i, "كحد") && m.is(i+1, "ادني"), m.is(i, "واكتر", "وفوق", "واكثر") && m.closes(i+1):
		return atLeast
	case m.is(i, "علي", "ع") && m.is(i+1, "الاكتر", "الاكثر"), m.is(i, "عالاكتر", "بالكتير", "ونازل", "ونزول", "لتحت"), m.is(i, "كحد") && m.is(i+1, "اقصي", "اعلي"), m.is(i, "واقل", "وتحت") && m.closes(i+1):
		return atMost
	}
	return exact
}

// comparesOn says whether «أكتر» is more than something else that is said: «٥٠ أو أكتر من ١٠٠».
func (m *message) comparesOn(i int) bool { return m.is(i, "من") && !m.ends(i+1) }

// closes says whether a phrase may end before token i: nothing follows, or a sign, or what no amount is compared with.
func (m *message) closes(i int) bool {
	return m.ends(i) || !m.is(i, "من", "عن") && !m.numberAt(i)
}

// about says whether the words around a quantity make it a rough one.
func (m *message) about(q quantity) bool {
	switch q.kind {
	case Phone, Ordinal, Time:
		return false
	}
	before := m.sense(q.from - 1)
	switch {
	case before.has(isAbout), m.is(q.from-1, "حدود") && m.is(q.from-2, "ب", "في"):
		return true
	case m.is(q.from-1, "من", "عن", "ال") && m.sense(q.from-2).has(isAbout):
		return true
	}
	if q.kind == Number && m.aboutAll(q.next) {
		return true
	}
	after := m.sense(q.next)
	return after.has(isAbout) && !m.is(q.next, "شي", "يمكن", "نحو", "قريب", "about") || m.is(q.next, "وشوي", "ونيف", "وكسور") || m.is(q.next, "الا") && m.is(q.next+1, "شوي", "شويه")
}

// aboutAll finds the «تقريبا» past what is counted: «٦٠ بيت تقريبا», and at the end «٢٥٠ زبونة عالمعرض تقريبا».
func (m *message) aboutAll(i int) bool {
	const far = 4
	for k := i; k < min(i+far, len(m.words)); k++ {
		switch {
		case k > i && m.opens(k, "تقريبا", "تقريبن"):
			return m.ends(k+1) || k == i+1 && !m.numberAt(k+1)
		case m.tokens[k].Kind != arabic.Word, m.sense(k).tags != 0, m.numberAt(k):
			return false
		}
	}
	return false
}
