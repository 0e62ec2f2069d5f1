package understand

import (
	"slices"
	"strings"

	"sanad/locales/arabic"
)

// measures are what a thing is measured or packed in: a half after one is half of it, «كيلو ونص».
var measures = wordSet("كيلو كيلوغرام كيلوجرام كيلومتر كيلوات كغ كغم كغرام كم غرام غرامات جرام غ طن اطنان طنان متر امتار متار تمتار سم سنتي سنتيمتر ملي ميلي مل لتر ليتر لترات ليترات " +
	"دونم دونمات دنم هكتار ذراع شبر باع رطل ارطال اوقيه وقيه اوقيات اونصه اونصات قنطار تنكه تنك تنكات غالون جالون بيدون برميل براميل كوب كاسه ملعقه شوال كيس اكياس علبه علب كرتونه كراتين " +
	"صندوق ربطه لفه توب شله حبه رغيف قيراط درجه حصان")

// pairs are things whose dual looks like no plural of people: «محلين», «نولين».
var pairs = wordSet("محلين نولين فرنين ولدين طفلين شابين شبين رجالين زلمتين بيتين طابقين مكتبين متجرين مخزنين مستودعين لوحين كرسيين بابين شباكين دكانين خطين نوعين صنفين " +
	"شكلين لونين قرضين طلبين مشروعين فرعين مشغلين معملين طنين حجرين خيطين موسمين ثوبين توبين طقمين " +
	"قالبين منشارين موتورين جهازين تلفونين كمبيوترين معرضين زبونين مفتاحين قسطين كفيلين شريكين اخين صبيين ابنين سيفين عودين بشتين صحنين قلمين دفترين رقمين حسابين " +
	"بنكين شارعين حيين ضيعتين سطلين كانونين قدرين عقدين ملفين طبقين سقفين عمودين مكبسين مخبزين")

// noPairs end like the dual of a thing and are none.
var noPairs = wordSet("مرحبتين مليان صحتين صبيان كيسان توبان خيطان حيطان شبان ساكتين ثابتين صامتين فايتين بايتين شامتين ميتين متين روتين فلاتين مرتين لمرتين كلمتين لحظتين دقيقتين تنتين ثنتين اثنتين اتنتين حسنتين فرحانتين " +
	"عمتين جهتين مسكتين مفتين مؤقتين موقتين مثبتين متثبتين مشتتين لافتين مفلتين مصوتين منصتين ملتفتين")

// pair reads a dual for the two it says: «ورشتين», «نولين», «مترين ونص», and a measure with its half: «كيلو ونص».
func (m *message) pair(i int) (quantity, bool) {
	w := &m.words[i]
	if w.Kind != arabic.Word || !m.mayCount(i) || w.sense.has(isUnit|isTwoUnits|isTwoCurrency|isCurrency) {
		return quantity{}, false
	}
	q := quantity{kind: Number, noun: true, end: w.End, from: i, next: i + 1, number: arabic.Number{Scale: 1, Words: true, Start: w.Start, End: w.End, Next: i + 1}}
	for _, known := range [...]bool{true, false} {
		if !known && slices.ContainsFunc(w.splits, func(s arabic.Split) bool { return s.Article }) {
			break // «بالقريتين»: a certain two, or a name
		}
		for _, s := range w.splits {
			if s.Article || s.Prefix == 'k' {
				continue
			}
			if q.value = counts(s.Rest, known); q.value == 0 {
				continue
			}
			q.start, q.number.Split = w.End-len(s.Rest), s
			return m.paired(q, s.Rest)
		}
	}
	return q, false
}

// mayCount is a quick look at whether a word may say a number: its ending, or what follows.
func (m *message) mayCount(i int) bool {
	w := m.tokens[i].Text
	return strings.HasSuffix(w, "ين") || strings.HasSuffix(w, "ان") || strings.Contains(w, "دزين") || strings.Contains(w, "دست") || strings.HasPrefix(m.text(i+1), "و") || m.is(i+1, "الا")
}

// paired reads on from a dual or a measure.
func (m *message) paired(q quantity, word string) (quantity, bool) {
	m.andHalf(&q)
	dozen := isDozen(word)
	if q.value == 1 && !dozen {
		return q, false
	}
	if q.value == 2 && m.is(q.next, "تنين", "تنتين", "اتنين", "اثنين", "اثنتين", "ثنتين") {
		q.end, q.next = m.tokens[q.next].End, q.next+1
	}
	if dozen {
		q.value *= 12
	}
	q.number.Value = q.value
	return q, true
}

func isDozen(word string) bool {
	return strings.HasPrefix(word, "دزين") || word == "دسته" || word == "دستتين"
}

// counts gives 2 for a dual, 1 for a measure; a dual that is not known by name only ends like one.
func counts(word string, known bool) float64 {
	switch {
	case noPairs[word] || noPairs[strings.TrimPrefix(word, "و")]:
		return 0
	case !known:
		if endsInTwo(word) {
			return 2
		}
		return 0
	case pairs[word], word == "دزينتين", word == "دستتين":
		return 2
	case measures[word], isDozen(word):
		return 1
	}
	for _, ending := range [...]string{"ين", "ان"} {
		if rest, ok := strings.CutSuffix(word, ending); ok && (len(rest) >= 6 && measures[rest] || pairs[rest+"ين"]) {
			return 2
		}
	}
	return 0
}

// endsInTwo tells «ورشتين» and «ورشتان» from «بساتين», «ساكتين» and «بستان».
func endsInTwo(word string) bool {
	if len(word) < 10 || strings.HasPrefix(word, "ال") || strings.HasPrefix(word, "وال") {
		return false
	}
	if rest, ok := strings.CutSuffix(word, "تان"); ok {
		return len(rest) >= 6 && !strings.HasSuffix(rest, "س")
	}
	rest, ok := strings.CutSuffix(word, "تين")
	return ok && !strings.HasSuffix(rest, "ا")
}

// andHalf adds «ونص» to so many of a measure or takes «إلا ربع» away, where the half is not of something else:
// «كيلو ونص», not «عامل ونص الورشة».
func (m *message) andHalf(q *quantity) {
	at, sign := q.next, 1.0
	switch {
	case m.is(at, "و"):
		at++
	case m.is(at, "الا"):
		at, sign = at+1, -1
	}
	n, ok := m.numbers.At(at)
	if !ok || !n.And && at == q.next || !n.Part || m.definite(n.Next) || m.counted(n.Next) || sign > 0 && m.measured(n.Next) || q.value != float64(int64(q.value)) {
		return
	}
	q.value += sign * n.Value
	q.end, q.next = n.End, n.Next
}

// halfMore is andHalf past the measure of a number: «تلات كيلو ونص».
func (m *message) halfMore(q *quantity) {
	if !m.measured(q.next) {
		return
	}
	more := *q
	more.next++
	if m.andHalf(&more); more.value != q.value {
		*q = more
	}
}

// measured says whether token i is a measure: «نص كيلو».
func (m *message) measured(i int) bool { return i < len(m.tokens) && measures[m.tokens[i].Text] }

// definite says whether the word at i carries the article.
func (m *message) definite(i int) bool {
	return i >= 0 && i < len(m.words) && m.words[i].bare != m.words[i].Text
}
