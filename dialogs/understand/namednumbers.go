package understand

import "sanad/locales/arabic"

// sites are what is named after days and numbers: «شارع ٢٩ أيار», «دوار الأربعين», «سوق الخميس».
var sites = wordSet("شارع بشارع لشارع عشارع ساحه بساحه دوار بدوار حي بحي مدرسه بمدرسه ثانويه بثانويه جسر اوتوستراد اتوستراد مفرق حاره بحاره جامع مسجد مشفي مستشفي حديقه نفق كراج ملعب سوق بسوق عسوق سينما خطبه صلاه")

// makes are what is sold under a number: «مكنة جوكي ٨٧٠٠», «ويندوز ١٠».
var makes = wordSet("موديل موديلها ماركه طراز وورد اكسل اوفيس ويندوز فوتوشوب سامسونج سامسونغ ايفون نوكيا هواوي شاومي ريدمي جوكي سنجر جانومي برذر هيونداي كيا تويوتا مرسيدس بيجو معرض بمعرض موسم")

// partOfName says whether a number or a day only belongs to the name of a place or a product.
func (m *message) partOfName(q quantity) bool {
	before := m.text(q.from - 1)
	switch {
	case q.kind == Date, q.kind == Ordinal:
		return sites[before]
	case q.kind != Number || m.counted(q.next):
		return false
	case sites[before]:
		return q.number.Split.Article || m.is(q.next, "تشرين")
	case q.number.Words:
		return false
	}
	branded := m.latin(q.from-1) && q.from > 1 && m.tokens[q.from-2].Kind == arabic.Word && !m.latin(q.from-2)
	return makes[before] && q.value >= 10 || branded
}

// latin says whether token i is a word in Latin letters.
func (m *message) latin(i int) bool {
	return i >= 0 && m.tokens[i].Kind == arabic.Word && m.tokens[i].Text[0] < 0x80
}
