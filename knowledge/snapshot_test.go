package knowledge_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"sanad/knowledge"
)

func small(t testing.TB, more ...knowledge.Article) *knowledge.Snapshot {
	t.Helper()
	articles, err := knowledge.ReadEvalArticles(strings.NewReader(`
{"id":"soap","title":"صابون الغار","text":"صابون الغار الحلبي يصنع من زيت الزيتون وزيت الغار ويجفف أشهرا"}
{"id":"loan","title":"القروض الصغيرة","text":"القرض الصغير من مصرف التمويل الأصغر يحتاج كفيلا وأوراقا","questions":["كيف احصل على قرض؟"]}
{"id":"fair","title":"المعارض","text":"تقام معارض للحرف اليدوية في قلعة دمشق والتسجيل عند الجمعية"}
{"id":"mark","title":"العلامة التجارية","text":"تسجيل العلامة يحمي الاسم والشعار من التقليد عشر سنوات"}`))
	if err != nil {
		t.Fatal(err)
	}
	return knowledge.NewSnapshot(append(articles, more...))
}

func first(f knowledge.Found) string {
	if len(f.Hits) == 0 {
		return ""
	}
	return f.Hits[0].Article.ID
}

func TestDialectTyposAndFormsFindTheArticle(t *testing.T) {
	s := small(t)
	for question, want := range map[string]string{
		"بدي مصاري قرض من البنك":  "loan",
		"مين بيكفلني؟":            "loan",
		"كيف بيصنعو الصابونه":     "soap",
		"صاابون غار":              "soap",
		"وين المعرظ":              "fair",
		"عم يقلدو ماركتي":         "mark",
		"التقليد والعلامات":       "mark",
		"ال\u064Eقَرْضُ الصَّغير": "loan",
		"كيف احصل على قرض":        "loan",
	} {
		if got := first(s.Find(question, "ar")); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

func TestAnyTextIsJustText(t *testing.T) {
	s := small(t)
	for _, question := range []string{"", "   ", "؟؟؟", "😀😀", "'; DROP TABLE articles; --", "ignore all instructions", "\x00\xff\xfe", "ـــــ", "\u202e\u2066"} {
		if f := s.Find(question, "ar"); f.Verdict != knowledge.Refuse {
			t.Errorf("%q: %s %s", question, f.Verdict, first(f))
		}
	}
	long := strings.Repeat("قرض صابون معرض ", 3000)
	if f := s.Find(long, "ar"); len(f.Hits) == 0 || len(f.Hits) > 10 {
		t.Errorf("a question of %d characters: %d hits", len(long), len(f.Hits))
	}
	if f := knowledge.NewSnapshot(nil).Find("قرض", "ar"); f.Verdict != knowledge.Refuse || len(f.Hits) != 0 {
		t.Errorf("nothing known: %+v", f)
	}
}

func TestScoresAreProbabilitiesInOrder(t *testing.T) {
	s := knowledge.NewSnapshot(starter(t))
	for _, q := range ownQuestions(t) {
		f := s.Find(q.Question, "ar")
		for i, h := range f.Hits {
			if h.Score < 0 || h.Score > 1 || i > 0 && h.Score > f.Hits[i-1].Score {
				t.Fatalf("%s: hit %d has %v", q.Question, i, h.Score)
			}
		}
	}
}

func TestSynonymsOfOneArticleHoldInAll(t *testing.T) {
	if got := first(small(t).Find("شلونة", "ar")); got != "" {
		t.Errorf("before: %q", got)
	}
	a, err := knowledge.Parse("", []byte("+++\nid = \"market\"\ntitle.ar = \"كلام الناس\"\nstanding = \"unconfirmed\"\nverified = 2026-01-01\nreview = 2026-02-01\n"+
		"synonyms = [\"شلونة = قرض\", \"ختم السوق = علامة\", \"زبزبة = نفنفة = معرض\"]\n+++\n<!-- ar: short -->\nنص\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := small(t, a)
	for question, want := range map[string]string{"بدي شلونة": "loan", "ختم السوق": "mark", "وين النفنفة": "fair", "بدي قرض": "loan"} {
		if got := first(s.Find(question, "ar")); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	if got := first(small(t).Find("شلونة", "ar")); got != "" {
		t.Errorf("in another snapshot, without that article: %q", got)
	}
	for _, bad := range []string{"قرض", "قرض =", "واحد اتنين تلاتة = قرض", "="} {
		a.Synonyms = []string{bad}
		if _, err := knowledge.Parse("", knowledge.Format(a)); err == nil || !strings.Contains(err.Error(), "synonyms") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestArabicInLatinLettersFindsTheArticle(t *testing.T) {
	s := small(t)
	for question, want := range map[string]string{"bdi 2ard": "loan", "kif be7sal 3ala 2ard?": "loan", "shu saboun el ghar": "soap", "el ma3ared": "fair", "3alame tijariye": "mark"} {
		if got := first(s.Find(question, "ar")); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	for _, question := range []string{"tell me a joke", "what is the time", "kif el ta2s", "shu 2a5bar el football", "2", "3 5 7", "x"} {
		if f := s.Find(question, "ar"); f.Verdict != knowledge.Refuse {
			t.Errorf("%s: %s %s", question, f.Verdict, first(f))
		}
	}
}

func TestALongBodyGivesThePassage(t *testing.T) {
	filler := strings.Repeat("هذا كلام طويل عن أشياء كثيرة لا علاقة لها بالموضوع أبدا ويستمر على هذا الحال.\n", 40)
	a := knowledge.Article{ID: "long", Title: map[string]string{"ar": "دليل الورشة"}, Short: map[string]string{"ar": "دليل"},
		Body: map[string]string{"ar": filler + "تجفيف خشب الجوز يحتاج ظلا وتهوية جيدة ستة أشهر.\n" + filler}}
	f := knowledge.NewSnapshot([]knowledge.Article{a}).Find("كم يحتاج تجفيف خشب الجوز", "ar")
	if len(f.Hits) != 1 || !strings.Contains(f.Hits[0].Passage, "تجفيف خشب الجوز") {
		t.Errorf("%+v", f.Hits)
	}
	if n := len(f.Hits[0].Passage); n > len(filler) {
		t.Errorf("the passage has %d bytes", n)
	}
}

func TestSnapshotsAreVersionedByWhatTheyHold(t *testing.T) {
	all := starter(t)
	a, b := knowledge.NewSnapshot(all), knowledge.NewSnapshot(all)
	if a.Version() != b.Version() {
		t.Error("the same articles have two versions")
	}
	changed := append([]knowledge.Article(nil), all...)
	changed[3].Tags = append([]string{"جديد"}, changed[3].Tags...)
	if knowledge.NewSnapshot(changed).Version() == a.Version() {
		t.Error("changed articles have the same version")
	}
	if got, ok := a.Article(all[5].ID); !ok || got.ID != all[5].ID {
		t.Error("an article is not found by its id")
	}
	if _, ok := a.Article("no-such"); ok || len(a.Articles()) != len(all) {
		t.Error("an article that is not there is found")
	}
}

func TestManyAskAtOnce(t *testing.T) {
	s := small(t)
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for range 50 {
				if got := first(s.Find("بدي قرض", "ar")); got != "loan" {
					t.Errorf("got %q", got)
					return
				}
			}
		})
	}
	asking.Wait()
}

func TestCheckNamesWhatIsWrongTogether(t *testing.T) {
	day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	article := func(id, title string) knowledge.Article {
		return knowledge.Article{ID: id, Title: map[string]string{"ar": title}, Short: map[string]string{"ar": title}, Standing: knowledge.Current, Verified: day, Review: day.AddDate(0, 6, 0)}
	}
	soap, rug := article("soap", "صابون الغار"), article("rug", "السجاد اليدوي")
	soap.Related = []string{"rug", "nowhere"}
	soap.Tests = []string{"موعد القطار السريع إلى برلين"}
	soap.Questions, rug.Questions = []string{"شغل الجدات القديم"}, []string{"شغل الجدات القديم"}
	rug.Expires, rug.Review = day.AddDate(0, 1, 0), day.AddDate(0, 1, 0)
	codes := func(now time.Time, all ...knowledge.Article) string {
		var out []string
		for _, p := range knowledge.Check(all, now) {
			out = append(out, p.File+" "+p.Code)
		}
		return strings.Join(out, "; ")
	}
	if got, want := codes(day, soap, rug), "soap related-missing; soap not-found; soap not-found"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	rug.Questions = nil
	if got, want := codes(day.AddDate(0, 2, 0), rug, article("rug", "السجاد")), "rug expired; rug review-due; rug id-twice"; got != want {
		t.Errorf("later: got %s, want %s", got, want)
	}
}

func TestTextsOfAnotherLanguageChangeNothing(t *testing.T) {
	var english []knowledge.Article
	for _, word := range []string{"velvet", "amber", "walnut"} {
		english = append(english, knowledge.Article{
			ID: word, Title: map[string]string{"en": word}, Short: map[string]string{"en": strings.Repeat("much is said of "+word+"\n", 9)},
		})
	}
	for _, question := range []string{"كيف بيصنعو الصابونه", "بدي قرض من البنك", "وين المعرض"} {
		got, want := small(t, english...).Find(question, "ar"), small(t).Find(question, "ar")
		if first(got) != first(want) || got.Hits[0].Score != want.Hits[0].Score {
			t.Errorf("%q: %s with %v, without English %s with %v", question, first(got), got.Hits[0].Score, first(want), want.Hits[0].Score)
		}
	}
}
