package understand

import (
	"math"
	"strings"

	"sanad/locales/arabic"
)

// sayings are turns of phrase whose numbers, crafts and places mean nothing by themselves.
var sayings = [...]string{
	"فخار يكسر بعض", "يصلح العطار", "سكافي حافي", "كندرجي حافي", "حايك عريان", "حائك عريان", "نول شرف", "زخرفه حكي", "زخرفه كلام", "المولد بلا حمص",
	"سبع صنايع و", "ام اربعه واربعين", "من الالف لليا", "عشره من عشره", "لا واحد ولا تنين", "ستين داهيه", "سبع عيون", "سبعه وذمتها", "العشره ما بتهون", "العشره ماتهون", "العشره ما تهون", "ميه عين تبكي", "الف عين تبكي", "ضربتين عالراس", "ضربتين علي الراس", "عشره عالشجره", "عشره علي الشجره", "صاحب صنعتين", "عصفورين بحجر", "ضرب عصفورين", "الف كلمه ولا",
	"عد للعشره", "عد للميه", "خمسه بعيون", "بسبع رواح", "سبع ترواح", "سابع سما", "سابع جار", "قط بسبع", "خمسه وخميسه", "الدنيا وحده", "دقه عالحافر", "اخماس باسداس", "اخماسا باسداس",
}

// skipSayings keeps turns of phrase from being read for what they name.
func (m *message) skipSayings() {
	for _, s := range sayings {
		at := strings.Index(m.folded.Text, s)
		if at < 0 {
			continue
		}
		for i, t := range m.tokens {
			m.taken[i] = m.taken[i] || t.End > at && t.Start < at+len(s)
		}
	}
}

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
		round := q.number.Words && q.value >= 20 && q.value <= 100 && math.Mod(q.value, 10) == 0
		return q.number.Split.Article || m.is(q.next, "تشرين") || round && !m.measured(q.next)
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
