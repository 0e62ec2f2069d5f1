package dialogtest

import (
	"strings"
	"time"

	"sanad/knowledge"
	"sanad/locales/arabic"
)

// Shelf is a small knowledge base for scripts: an article is found by fixed words, so that scripts do not
// change with the real one's content or search.
type Shelf []Book

// Book is an article and the words that find it.
type Book struct {
	knowledge.Article
	Cues []string
}

// Find answers with the one article that has a cue in the question, offers several, and refuses without any.
func (s Shelf) Find(question, lang string) knowledge.Found {
	q := arabic.Fold(question)
	var hits []knowledge.Hit
	for i := range s {
		for _, cue := range s[i].Cues {
			if strings.Contains(q, arabic.Fold(cue)) {
				hits = append(hits, knowledge.Hit{Article: &s[i].Article, Score: 0.9})
				break
			}
		}
	}
	switch len(hits) {
	case 0:
		return knowledge.Found{Verdict: knowledge.Refuse}
	case 1:
		return knowledge.Found{Verdict: knowledge.Answer, Hits: hits}
	}
	return knowledge.Found{Verdict: knowledge.Offer, Hits: hits}
}

// Article finds by id.
func (s Shelf) Article(id string) (*knowledge.Article, bool) {
	for i := range s {
		if s[i].ID == id {
			return &s[i].Article, true
		}
	}
	return nil, false
}

// Match holds the books that are about schemes against a project.
func (s Shelf) Match(fields map[string]any, now time.Time) []knowledge.Match {
	var articles []knowledge.Article
	for _, b := range s {
		articles = append(articles, b.Article)
	}
	return knowledge.NewSchemes(articles).Match(fields, now)
}

// Books are invented articles, one of each standing.
func Books() Shelf { return append(money(), selling()...) }

func money() Shelf {
	return Shelf{
		{knowledge.Article{
			ID: "test-loan", Title: texts("قرض الورشة", "Workshop loan"),
			Short: texts("القرض التجريبي للورش الصغيرة.", "The trial loan for small workshops."),
			Body:  texts("## القرض\n\n**القرض** للورش:\n\n- أول شي\n- تاني شي، [الموقع](https://example.org/loan)\n", "## The loan\n\nFor **workshops**.\n"),
			Steps: texts("1. جهّزوا الأوراق\n2. اسألوا المصرف\n", "1. Prepare the papers\n"),
			Scheme: &knowledge.Scheme{Name: texts("القرض التجريبي", "The trial loan"), Unknown: texts("الفايدة اليوم.", "The rate today."), Rules: []knowledge.Rule{
				must(`need == "finance"`, "المطلوب {need}، وهاد قرض.", "You want {need}, and this is a loan.", "القرض للتمويل، والمطلوب شي تاني.", "The loan is for finance, and you want something else."),
				must(`amount <= 100000`, "المبلغ {amount} ضمن السقف التجريبي.", "The amount {amount} is within the trial ceiling.", "المبلغ {amount} فوق السقف التجريبي.", "The amount {amount} is above the trial ceiling."),
				helps(`registered == "yes"`, "في تسجيل، وهاد بيساعد.", "There is a registration, which helps."),
			}},
			Standing: knowledge.Current, Verified: day(2026, 3, 2), Related: []string{"test-export", "test-gone"},
			Review: day(2026, 9, 2), Expires: day(2027, 3, 1), Questions: []string{"كيف باخد قرض", "شو شروط القرض"},
			Sources: []knowledge.Source{{ID: "T1", Title: "المصرف التجريبي", Date: "2026-03-02"}},
		}, []string{"قرض", "loan", "قروض"}},
		{knowledge.Article{
			ID: "test-fund", Title: texts("الصندوق التجريبي", "Trial fund"),
			Short: texts("كان في صندوق تجريبي للدعم.", "There was a trial fund."),
			Scheme: &knowledge.Scheme{Name: texts("الصندوق التجريبي", "The trial fund"), Unknown: texts("إذا لسا موجود.", "Whether it still exists."), Rules: []knowledge.Rule{
				must(`need == "finance"`, "المطلوب تمويل، والصندوق كان يموّل.", "You want finance, and the fund gave it.", "الصندوق كان للتمويل بس.", "The fund was for finance only."),
			}},
			Standing: knowledge.Historic, Verified: day(2018, 4, 10), Review: day(2026, 9, 1),
			Sources: []knowledge.Source{{ID: "T2", Title: "جريدة تجريبية", Date: "2018-04"}},
		}, []string{"صندوق", "fund"}},
	}
}

func selling() Shelf {
	return Shelf{
		{knowledge.Article{
			ID: "test-export", Title: texts("تصدير الحرف", "Exporting crafts"),
			Short: texts("التصدير التجريبي بيمر بهيئة تجريبية.", "Trial exports go through a trial authority."),
			Body:  texts("التفاصيل التجريبية.", "Trial details."),
			Scheme: &knowledge.Scheme{Name: texts("خدمات التصدير التجريبية", "Trial export services"), Rules: []knowledge.Rule{
				must(`need == "export"`, "المطلوب تصدير.", "You want to export.", "الخدمات للتصدير بس.", "The services are for export only."),
			}},
			Standing: knowledge.Unconfirmed, Verified: day(2025, 8, 1), Review: day(2026, 9, 1),
		}, []string{"تصدير", "صدر", "صدّر", "export"}},
		{knowledge.Article{
			ID: "test-mark", Title: texts("علامة تجارية", "Trade mark"),
			Short: texts("العلامة التجريبية بتحمي من التقليد.", "A trial mark protects from copies."),
			Scheme: &knowledge.Scheme{Name: texts("تسجيل علامة تجريبية", "Registering a trial mark"), Unknown: texts("الرسوم.", "The fees."), Rules: []knowledge.Rule{
				must(`need in ["protection", "market"]`, "المطلوب {need}، والعلامة بتحمي الاسم.", "You want {need}, and a mark protects the name.", "العلامة للحماية، والمطلوب شي تاني.", "A mark is for protection, and you want something else."),
			}},
			Standing: knowledge.Current, Verified: day(2025, 12, 30), Expires: day(2027, 1, 1),
			Sources: []knowledge.Source{{ID: "T3", Title: "قانون تجريبي"}},
		}, []string{"تقليد", "علامة", "imitation", "دعم", "support"}},
		{knowledge.Article{
			ID: "test-fair", Title: texts("معارض الحرفيين", "Craft fairs"),
			Short: texts("المعرض التجريبي كل سنة.", "The trial fair is yearly."),
			Scheme: &knowledge.Scheme{Name: texts("المعرض التجريبي", "The trial fair"), Unknown: texts("موعد المعرض الجاي.", "When the next fair is."), Rules: []knowledge.Rule{
				must(`need == "market"`, "المطلوب تسويق، والمعرض للبيع.", "You want to sell, and the fair is for that.", "المعرض للبيع، والمطلوب شي تاني.", "The fair is for selling, and you want something else."),
				must(`workers <= 9`, "عدد العمال {workers}، والمعرض للورش الصغيرة.", "With {workers} workers: the fair is for small workshops.", "عدد العمال {workers}، والمعرض للورش الصغيرة.", "With {workers} workers: the fair is for small workshops."),
				helps(`governorate == "damascus"`, "الشغل ب{governorate}، قريب من المعرض.", "The work is in {governorate}, near the fair."),
			}},
			Standing: knowledge.Current, Verified: day(2025, 12, 30),
			Sources: []knowledge.Source{{ID: "T4", Title: "غرفة تجريبية", Date: "2025"}},
		}, []string{"معارض", "معرض", "fairs", "دعم", "support"}},
	}
}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func texts(ar, en string) map[string]string { return map[string]string{"ar": ar, "en": en} }

func must(when, ar, en, againstAr, againstEn string) knowledge.Rule {
	return knowledge.Rule{When: when, Must: true, Reason: texts(ar, en), Against: texts(againstAr, againstEn)}
}

func helps(when, ar, en string) knowledge.Rule {
	return knowledge.Rule{When: when, Reason: texts(ar, en)}
}
