package editor_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sanad/knowledge"
	"sanad/knowledge/editor"
)

func TestQuestionsBecomeADraftOrAPhrasing(t *testing.T) {
	o := newOffice(t, article("kiln", "ليش الفرن ما بيسخن"))
	ask := func(id int64, text string, days int) {
		o.asked = append(o.asked, knowledge.Asked{ID: id, Question: text, Article: "kiln", At: today.AddDate(0, 0, -days), Unhelpful: id == 3, Asker: id % 2, Waits: id != 4})
	}
	ask(1, "وين ببيع السجاد اليدوي؟", 9)
	ask(2, "وين ببيع سجاد يدوي", 2)
	ask(3, "وين ببيع السجاد اليدوي ؟", 1)
	ask(4, "<script>alert(1)</script>", 400)
	body := o.get("/questions")
	if strings.Count(body, `class="q"`) != 2 || strings.Index(body, "السجاد") > strings.Index(body, "&lt;script&gt;") || strings.Contains(body, "<script>alert") || !strings.Contains(body, `value="3,2,1"`) || !strings.Contains(body, "شخصان ينتظران الجواب") {
		t.Fatalf("the groups are %s", body)
	}
	f := url.Values{"ids": {"3,2,1"}, "wording": {"وين ببيع السجاد اليدوي؟", "وين ببيع سجاد يدوي"}, "do": {"draft"}}
	code, body, _ := o.post("/questions", f)
	if code != http.StatusOK || !strings.Contains(body, "وين ببيع السجاد اليدوي؟\nوين ببيع سجاد يدوي</textarea>") || !strings.Contains(body, `name="asked" value="3,2,1"`) || len(o.settled) != 0 {
		t.Fatalf("%d %v\n%s", code, o.settled, body)
	}
	o.post("/new", with(form(article("carpets", "وين ببيع سجاد"), 0), "asked", "3,2,1"))
	if fmt.Sprint(o.answered) != "[carpets 1 [3 2 1]]" {
		t.Errorf("answered %v", o.answered)
	}
	if code, _, to := o.post("/questions", with(f, "do", "add", "article", "kiln")); code != http.StatusSeeOther || to != "/articles/kiln?did=added" {
		t.Fatalf("%d %s", code, to)
	}
	if r := o.record("kiln"); len(r.Head.Article.Questions) != 3 || len(r.Live.Article.Questions) != 1 || r.Head.State != knowledge.Draft {
		t.Errorf("added: %q", r.Head.Article.Questions)
	}
	if code, _, to := o.post("/questions", with(f, "do", "add", "article", "kiln", "wording", "ليش الفرن ما بيسخن")); code != http.StatusSeeOther || to != "/articles/kiln?did=answered" || o.record("kiln").Head.Number != 2 {
		t.Errorf("nothing new to add: %d %s", code, to)
	}
	if got := fmt.Sprint(o.answered[1:]); got != "[kiln 2 [3 2 1] kiln 2 [3 2 1]]" {
		t.Errorf("answered %s", got)
	}
	if code, _, _ := o.post("/questions", with(f, "do", "add", "article", "nothing")); code != http.StatusUnprocessableEntity {
		t.Errorf("to no article: %d", code)
	}
	o.settled = nil
	if code, _, _ := o.post("/questions", with(f, "do", "settle", "ids", "4,x,")); code != http.StatusSeeOther || fmt.Sprint(o.settled) != "[4]" {
		t.Errorf("put aside: %v", o.settled)
	}
}

func TestWhatIsAnsweredMeanwhileIsSeenAndTold(t *testing.T) {
	kiln := article("kiln", "ليش فرن الفخار ما بيسخن")
	o := newOffice(t, kiln, article("loom", "كيف بصلّح نول السجاد"))
	o.editor.Published = func() *knowledge.Snapshot {
		return knowledge.NewSnapshot([]knowledge.Article{kiln, article("loom", "كيف بصلّح نول السجاد")})
	}
	o.asked = []knowledge.Asked{
		{ID: 1, Question: "ليش فرن الفخار ما بيسخن", At: today, Waits: true},
		{ID: 2, Question: "كيف بصلّح نول السجاد", Article: "loom", Unhelpful: true, At: today},
	}
	body := o.get("/questions")
	if strings.Count(body, `name="known"`) != 1 || !strings.Contains(body, `name="known" value="kiln"`) {
		t.Fatalf("%s", body)
	}
	if code, _, to := o.post("/questions", url.Values{"ids": {"1"}, "do": {"known"}, "known": {"kiln"}}); code != http.StatusSeeOther || to != "/questions?did=answered" || fmt.Sprint(o.answered) != "[kiln 0 [1]]" {
		t.Errorf("%d %s %v", code, to, o.answered)
	}
	if code, _, _ := o.post("/questions", url.Values{"ids": {"1"}, "do": {"known"}, "known": {"nothing"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("answered by nothing: %d", code)
	}
}

func TestTheListFindsAndFilters(t *testing.T) {
	expired := article("fairs", "معارض الخريف")
	expired.Expires = today.AddDate(0, 0, -1)
	soon := article("spring", "معارض الربيع")
	soon.Expires = today.AddDate(0, 0, 13)
	late := article("old", "ورقة قديمة")
	late.Review = today.AddDate(0, 0, -1)
	o := newOffice(t, expired, soon, late, article("kiln", "ليش الفرن ما بيسخن"))
	o.post("/new", form(article("new", "سؤال جديد"), 0))
	for path, want := range map[string]string{
		"": "fairs spring old kiln new", "?show=draft": "new", "?show=review": "old", "?show=expiring": "fairs spring", "?q=الفُرن": "kiln", "?q=فرن+لا": "", "?show=archived": "",
		"?q=معارض&show=expiring": "fairs spring", "?sort=asked": "kiln fairs spring old new", "?sort=worst": "kiln fairs spring old new", "?show=unconfirmed&q=معارض": "fairs spring",
	} {
		var got []string
		for _, m := range regexp.MustCompile(`class="card" href="/desk/knowledge/articles/([a-z]+)"`).FindAllStringSubmatch(o.get(path), -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s lists %v, want %s", path, got, want)
		}
	}
}

func TestHostileTextIsOnlyText(t *testing.T) {
	o := newOffice(t)
	a := article("kiln", `"><img src=x onerror=alert(1)>`)
	a.Body = map[string]string{"ar": "</textarea><script>alert(1)</script>\n<!-- ar: short -->"}
	o.post("/new", form(a, 0))
	for _, path := range []string{"", "/articles/kiln", "/articles/kiln/history?from=-1&to=1", "/articles/kiln/trial", "/articles/kiln?did=<script>", "?q=<script>alert(1)</script>"} {
		if body := o.get(path); strings.Contains(body, "<script>alert") || strings.Contains(body, "<img") {
			t.Errorf("%s runs what somebody wrote", path)
		}
	}
	if got := o.record("kiln").Head.Article; got.Body["ar"] != a.Body["ar"] || got.Title["ar"] != a.Title["ar"] {
		t.Errorf("the text was changed: %q", got.Body["ar"])
	}
}

func TestEveryPageInEnglishAndWhatIsMissing(t *testing.T) {
	o := newOffice(t, article("kiln", "ليش الفرن ما بيسخن"))
	o.lang = "en"
	for _, path := range []string{"", "/new", "/articles/kiln", "/articles/kiln/trial", "/articles/kiln/history", "/import", "/questions"} {
		if body := o.get(path); !strings.Contains(body, `lang="en" dir="ltr"`) {
			t.Errorf("%s is not in English", path)
		}
	}
	for _, path := range []string{"/articles/nothing", "/articles/nothing/trial", "/articles/nothing/history", "/nowhere"} {
		if code, body, _ := o.do(httptest.NewRequest("GET", editor.Path+path, nil)); code != http.StatusNotFound || !strings.Contains(body, "There is no such article") {
			t.Errorf("%s: %d", path, code)
		}
	}
	if code, _, header := o.do(httptest.NewRequest("GET", editor.Path+"/static/editor.css", nil)); code != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/css") {
		t.Errorf("the style sheet: %d", code)
	}
	o.broken = errors.New("no disk")
	if code, body, _ := o.do(httptest.NewRequest("GET", editor.Path, nil)); code != http.StatusServiceUnavailable || strings.Contains(body, "no disk") {
		t.Errorf("a broken store: %d", code)
	}
}

func TestAPreviewFollowsTheTyping(t *testing.T) {
	o := newOffice(t)
	a := article("kiln", "سؤال")
	code, body, _ := o.post("/preview", with(form(a, 0), "standing", "current"))
	if code != http.StatusOK || !strings.Contains(body, "bubble") || !strings.Contains(body, `"sources":"`) {
		t.Errorf("%d %s", code, body)
	}
	scheme := with(form(a, 0), "scheme", "yes", "name.ar", "برنامج", "rule.when", "workers <= 10", "rule.must", "yes", "standing", "current", "rule.reason.ar", "صغير", "rule.against.ar", "كبير")
	if code, body, _ := o.post("/preview", scheme); code != http.StatusOK || !strings.Contains(body, `يناسب: 2، ربما يناسب: 1، لا يناسب: 1`) {
		t.Errorf("the dry run: %d %s", code, body)
	}
	if code, _, _ := o.post("/preview", url.Values{}); code != http.StatusOK {
		t.Errorf("an empty form: %d", code)
	}
	if all, _ := o.lib.Records(t.Context()); len(all) != 0 {
		t.Error("a preview saved something")
	}
}
