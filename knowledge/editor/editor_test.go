package editor_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sanad/bot/ledger"
	"sanad/knowledge"
	"sanad/knowledge/editor"
	"sanad/locales"
)

var today = time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC)

// office is the editor on a real ledger, with who sits at it.
type office struct {
	t      *testing.T
	lib    *knowledge.Library
	ledger *ledger.Ledger
	editor *editor.Editor
	lang   string

	person    editor.Person
	asked     []knowledge.Asked
	settled   []int64
	answered  []string // article, revision and questions
	published int
	broken    error
}

func newOffice(t *testing.T, starter ...knowledge.Article) *office {
	t.Helper()
	o := &office{t: t, lang: "ar", person: editor.Person{ID: "p1", Name: "رنا"}}
	var err error
	if o.ledger, err = ledger.Open(t.Context(), ledger.Config{Path: filepath.Join(t.TempDir(), "sanad.db"), Now: func() time.Time { return today }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.ledger.Close() })
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	o.lib = knowledge.NewLibrary(o.ledger.Articles(), starter)
	o.editor, err = editor.New(editor.Config{
		Articles: o.lib, Questions: o, Projects: o, News: o, Texts: texts, Now: func() time.Time { return today },
		Person: func(context.Context) editor.Person { return o.person },
		Lang:   func(context.Context) string { return o.lang },
		Preview: func(a knowledge.Article, lang string, _ time.Time) []editor.Look {
			return []editor.Look{{Channel: "telegram", Messages: []editor.Message{{Heading: a.Title[lang], Text: a.Short[lang], Buttons: []string{"أفاد"}}}}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) Unanswered(context.Context, int) ([]knowledge.Asked, error) {
	return append([]knowledge.Asked(nil), o.asked...), o.broken
}

func (o *office) SettleQuestions(_ context.Context, ids ...int64) error {
	o.settled = append(o.settled, ids...)
	return o.broken
}

func (o *office) AnswerQuestions(_ context.Context, article string, since int, ids ...int64) error {
	o.answered = append(o.answered, fmt.Sprintf("%s %d %v", article, since, ids))
	return o.SettleQuestions(context.Background(), ids...)
}

func (o *office) Tallies(context.Context) (map[string]knowledge.Tally, error) {
	return map[string]knowledge.Tally{"kiln": {Answered: 7, Unhelpful: 2}}, o.broken
}

func (o *office) ProjectFields(context.Context, int) ([]map[string]any, error) {
	return []map[string]any{{"workers": 3.0}, {"workers": 4.0}, {"workers": 40.0}, {}}, o.broken
}

func (o *office) Publish(context.Context, string) error { o.published++; return nil }

func article(id string, question string) knowledge.Article {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	return knowledge.Article{
		ID: id, Title: map[string]string{"ar": "عن " + question}, Short: map[string]string{"ar": "جواب " + question}, Body: map[string]string{}, Steps: map[string]string{},
		Standing: knowledge.Unconfirmed, Verified: day, Review: day.AddDate(0, 6, 0), Questions: []string{question},
	}
}

func (o *office) do(r *http.Request) (int, string, http.Header) {
	o.t.Helper()
	w := httptest.NewRecorder()
	o.editor.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

func (o *office) get(path string) string {
	o.t.Helper()
	code, body, _ := o.do(httptest.NewRequest("GET", editor.Path+path, nil))
	if code != http.StatusOK {
		o.t.Fatalf("GET %s: %d\n%s", path, code, body)
	}
	if key := regexp.MustCompile(`>[^<]*\beditor\.[a-z_]+\.[a-z_]+[^<]*<`).FindString(body); key != "" {
		o.t.Errorf("GET %s: a text is missing: %s", path, key)
	}
	return body
}

func (o *office) post(path string, form url.Values) (int, string, string) {
	o.t.Helper()
	r := httptest.NewRequest("POST", editor.Path+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	code, body, header := o.do(r)
	return code, body, strings.TrimPrefix(header.Get("Location"), editor.Path)
}

// form is what the browser would post for an article, made from revision from.
func form(a knowledge.Article, from int) url.Values {
	f := url.Values{"from": {fmt.Sprint(from)}, "standing": {string(a.Standing)}, "verified": {a.Verified.Format(time.DateOnly)}, "review": {a.Review.Format(time.DateOnly)},
		"title.ar": {a.Title["ar"]}, "short.ar": {a.Short["ar"]}, "body.ar": {a.Body["ar"]}, "questions": {strings.Join(a.Questions, "\r\n")}, "tests": {strings.Join(a.Tests, "\r\n")}, "do": {"save"}}
	if a.ID != "" {
		f.Set("id", a.ID)
	}
	return f
}

func (o *office) record(id string) knowledge.Record {
	o.t.Helper()
	r, err := o.lib.Record(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func TestWrittenTriedPublishedRestored(t *testing.T) {
	o := newOffice(t, article("loom", "كيف بصلّح نول السجاد"))
	a := article("kiln", "ليش فرن الفخار ما بيسخن")
	a.Tests = []string{"فرن الفخار بارد وما عم يسخن"}
	if code, body, to := o.post("/new", form(a, 0)); code != http.StatusSeeOther || to != "/articles/kiln?did=saved" {
		t.Fatalf("%d %s\n%s", code, to, body)
	}
	if r := o.record("kiln"); r.State != knowledge.Draft || r.Head.Author.Name != "رنا" || len(r.Head.Article.Tests) != 1 || o.published != 0 {
		t.Fatalf("a draft is %+v", r)
	}
	if code, _, to := o.post("/articles/kiln", with(form(a, 1), "do", "publish")); code != http.StatusSeeOther || to != "/articles/kiln/trial" {
		t.Fatalf("%d %s", code, to)
	}
	if r := o.record("kiln"); r.Head.Number != 1 {
		t.Errorf("saving the same made revision %d", r.Head.Number)
	}
	if body := o.get("/articles/kiln/trial"); !strings.Contains(body, a.Tests[0]) || !strings.Contains(body, "verdict fine") {
		t.Errorf("the trial says %s", body)
	}
	if code, _, to := o.post("/articles/kiln/trial", url.Values{"from": {"1"}, "do": {"publish"}}); code != http.StatusSeeOther || to != "/articles/kiln?did=published" || o.published != 1 {
		t.Fatalf("%d %s, told %d times", code, to, o.published)
	}
	b := a
	b.Short = map[string]string{"ar": "جواب أحدث"}
	o.post("/articles/kiln", form(b, 2))
	if r := o.record("kiln"); !r.Edited() || r.Live.Article.Short["ar"] != a.Short["ar"] {
		t.Errorf("a draft over a published article: %+v", r)
	}
	if body := o.get("/articles/kiln/history"); !strings.Contains(body, "<del>"+a.Short["ar"]) || !strings.Contains(body, "<ins>جواب أحدث") {
		t.Error("the comparison does not show what changed")
	}
	if code, _, _ := o.post("/articles/kiln/back", url.Values{"from": {"3"}, "revision": {"1"}}); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if r := o.record("kiln"); r.Head.Restored != 1 || r.Head.Article.Short["ar"] != a.Short["ar"] || r.Head.State != knowledge.Draft {
		t.Errorf("restored: %+v", r.Head)
	}
	if body := o.get("/articles/kiln/trial?do=archive"); !strings.Contains(body, `value="archive"`) {
		t.Error("no archiving")
	}
	o.post("/articles/kiln/trial", url.Values{"from": {"4"}, "do": {"archive"}})
	if r := o.record("kiln"); r.State != knowledge.Archived || r.Live != nil || o.published != 2 {
		t.Errorf("archived: %+v", r)
	}
}

func with(f url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		f[pairs[i]] = append(f[pairs[i]][:0:0], pairs[i+1])
	}
	return f
}

func TestTheSecondIsToldAndNothingIsOverwritten(t *testing.T) {
	o := newOffice(t, article("kiln", "ليش الفرن ما بيسخن"))
	a := article("kiln", "ليش الفرن ما بيسخن")
	first := a
	first.Short = map[string]string{"ar": "من رنا"}
	o.post("/articles/kiln", form(first, 0))
	o.person = editor.Person{ID: "p2", Name: "هدى"}
	second := a
	second.Short = map[string]string{"ar": "من هدى"}
	code, body, _ := o.post("/articles/kiln", form(second, 0))
	if code != http.StatusConflict || !strings.Contains(body, "رنا") || !strings.Contains(body, "<del>من رنا") || !strings.Contains(body, ">من هدى</textarea>") || !strings.Contains(body, `name="from" value="2"`) {
		t.Fatalf("%d\n%s", code, body)
	}
	if r := o.record("kiln"); r.Head.Article.Short["ar"] != "من رنا" {
		t.Error("overwritten")
	}
	for path, f := range map[string]url.Values{"/articles/kiln/trial": {"from": {"0"}, "do": {"publish"}}, "/articles/kiln/back": {"from": {"1"}, "revision": {"1"}}, "/articles/kiln/review": {"from": {"1"}}} {
		if code, body, _ := o.post(path, f); code != http.StatusConflict || !strings.Contains(body, "رنا") {
			t.Errorf("%s on an old revision: %d", path, code)
		}
	}
	if code, _, _ := o.post("/articles/kiln", form(second, 2)); code != http.StatusSeeOther || o.record("kiln").Head.Article.Short["ar"] != "من هدى" {
		t.Error("on top of what was seen, it is saved")
	}
	if code, body, _ := o.post("/new", form(second, 0)); code != http.StatusConflict || o.record("kiln").Head.Number != 3 || !strings.Contains(body, "من هدى") {
		t.Error("a new article took an existing one's place")
	}
}

func TestWhatIsWrongIsSaidAtItsField(t *testing.T) {
	for _, c := range []struct {
		name, field string
		saved       bool // as a draft
		change      []string
	}{
		{"no title", "title.ar", false, []string{"title.ar", ""}},
		{"a day that is none", "review", false, []string{"review", "غداً"}},
		{"a rule that does not compile", "rule.when#0", false, []string{"scheme", "yes", "name.ar", "برنامج", "rule.when", "workers <", "rule.reason.ar", "س"}},
		{"a rule over an unknown field", "rule.when#0", false, []string{"scheme", "yes", "name.ar", "برنامج", "rule.when", "weather == 'good'", "rule.reason.ar", "س"}},
		{"a rule over a value that its field never has", "rule.when#0", false, []string{"scheme", "yes", "name.ar", "برنامج", "rule.when", "governorate == 'dimashq'", "rule.reason.ar", "س"}},
		{"a rule that takes a number for a text", "rule.when#0", false, []string{"scheme", "yes", "name.ar", "برنامج", "rule.when", "workers == 'many'", "rule.reason.ar", "س"}},
		{"a reason with an answer that its rule does not ask for", "rule.reason.ar#0", true, []string{"scheme", "yes", "name.ar", "برنامج", "rule.when", "workers < 5", "rule.reason.ar", "من {governorate}"}},
		{"an id that is none", "id", false, []string{"id", "فرن"}},
		{"no short answer", "short.ar", true, []string{"short.ar", " "}},
		{"a short answer too long", "short.ar", true, []string{"short.ar", strings.Repeat("ح", 601)}},
		{"a review before the verification", "review", true, []string{"review", "2020-01-01"}},
		{"no source", "sources", true, []string{"standing", "current"}},
		{"a source's date", "source.date#0", true, []string{"source.id", "", "source.title", "الجهة", "source.date", "قبل سنة"}},
		{"a source's address", "source.url#0", true, []string{"source.id", "", "source.title", "الجهة", "source.url", "javascript:alert(1)"}},
		{"related to nothing", "related", true, []string{"related", "nothing"}},
		{"a rule without a reason", "rule.reason.ar#0", true, []string{"scheme", "yes", "name.ar", "برنامج", "rule.when", "workers < 5"}},
		{"a scheme without a name", "name.ar", true, []string{"scheme", "yes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t)
			code, body, _ := o.post("/new", with(form(article("kiln", "ليش الفرن ما بيسخن"), 0), append(c.change, "do", "publish")...))
			place := regexp.MustCompile(`data-for="` + regexp.QuoteMeta(c.field) + `" role="alert">[^<]+<`)
			if code != http.StatusUnprocessableEntity || !place.MatchString(body) {
				t.Errorf("%d; said: %q", code, regexp.MustCompile(`data-for="[^"]*" role="alert">[^<]+<`).FindAllString(body, -1))
			}
			all, err := o.lib.Records(t.Context())
			if err != nil || (len(all) == 1) != c.saved {
				t.Errorf("%d saved, %v", len(all), err)
			}
			if len(all) == 1 && all[0].Live != nil {
				t.Error("it was published")
			}
			if len(all) == 1 {
				if code, _, to := o.post("/articles/kiln/trial", url.Values{"from": {"1"}, "do": {"publish"}}); code != http.StatusSeeOther || !strings.Contains(to, "unready") || o.published != 0 {
					t.Errorf("the trial's button published it: %d %s", code, to)
				}
			}
		})
	}
}

// The admin reads which field and which value of a rule is wrong.
func TestAWrongRuleNamesFieldAndValue(t *testing.T) {
	for when, want := range map[string][]string{
		"governorate == 'dimashq'": {"governorate", "dimashq", "damascus, rif-dimashq"},
		"wether == 'good'":         {"wether", "amount, craft, governorate"},
		"workers == 'many'":        {"workers", "many"},
		"need == 3":                {"need", "3"},
	} {
		o := newOffice(t)
		f := form(article("kiln", "فرن"), 0)
		_, body, _ := o.post("/new", with(f, "scheme", "yes", "name.ar", "برنامج", "rule.when", when, "rule.reason.ar", "س"))
		said := regexp.MustCompile(`data-for="rule.when#0" role="alert">([^<]+)<`).FindStringSubmatch(body)
		if said == nil {
			t.Fatalf("%s: nothing is said at the rule", when)
		}
		for _, part := range want {
			if !strings.Contains(said[1], part) {
				t.Errorf("%s: %q does not name %q", when, said[1], part)
			}
		}
	}
}

func TestATrialShowsWhoseAnswersWouldChange(t *testing.T) {
	owner := article("kiln", "ليش فرن الفخار ما بيسخن")
	owner.Tests = []string{"فرن الفخار ما عم يسخن"}
	o := newOffice(t, owner, article("loom", "كيف بصلّح نول السجاد"))
	thief := article("thief", "شي تاني")
	thief.Questions = []string{"فرن الفخار ما عم يسخن", "فرن الفخار ما عم يسخن ليش", "فرن الفخار ما بيسخن"}
	thief.Title = map[string]string{"ar": "فرن الفخار ما عم يسخن"}
	o.post("/new", form(thief, 0))
	body := o.get("/articles/thief/trial")
	if !strings.Contains(body, `class="worse"`) || !strings.Contains(body, "verdict doubtful") || !strings.Contains(body, owner.Title["ar"]) {
		t.Errorf("the trial hides a loss:\n%s", body)
	}
	if o.record("thief").Live != nil {
		t.Error("a trial published")
	}
	if body := o.get("/articles/kiln/trial?do=archive"); !strings.Contains(body, "kiln") || strings.Contains(body, "verdict fine") == strings.Contains(body, "verdict doubtful") {
		t.Error("an archiving has no verdict")
	}
}

func TestAReleasesNewerTextIsShownAndNeverTakenSilently(t *testing.T) {
	old := article("kiln", "ليش الفرن ما بيسخن")
	o := newOffice(t, old)
	mine := old
	mine.Short = map[string]string{"ar": "من رنا"}
	o.post("/articles/kiln", form(mine, 0))
	if strings.Contains(o.get("/articles/kiln"), `name="starter"`) {
		t.Error("news without any")
	}
	newer := old
	newer.Short = map[string]string{"ar": "من الإصدار الجديد"}
	*o.lib = *knowledge.NewLibrary(o.ledger.Articles(), []knowledge.Article{newer})
	if body := o.get("/articles/kiln"); !strings.Contains(body, `name="starter"`) || !strings.Contains(body, "من الإصدار الجديد") || !strings.Contains(o.get("?show=news"), "kiln") {
		t.Error("a release's newer text is not shown")
	}
	if r := o.record("kiln"); r.Head.Article.Short["ar"] != "من رنا" || r.Live.Article.Short["ar"] != old.Short["ar"] {
		t.Errorf("a release changed %+v", r)
	}
	o.post("/articles/kiln/back", url.Values{"from": {"2"}, "starter": {"keep"}})
	if r := o.record("kiln"); r.Head.Article.Short["ar"] != "من رنا" || strings.Contains(o.get("/articles/kiln"), `name="starter"`) {
		t.Error("kept, it is still news")
	}
	o.post("/articles/kiln/back", url.Values{"from": {"3"}, "starter": {"take"}})
	if r := o.record("kiln"); r.Head.Article.Short["ar"] != "من الإصدار الجديد" || r.Head.State != knowledge.Draft {
		t.Errorf("taken: %+v", r.Head)
	}
}

func TestReviewedTodayKeepsTheWordsAndMovesTheDays(t *testing.T) {
	o := newOffice(t, article("kiln", "ليش الفرن ما بيسخن"))
	if code, _, to := o.post("/articles/kiln/review", url.Values{"from": {"0"}}); code != http.StatusSeeOther || to != "/articles/kiln?did=reviewed" {
		t.Fatalf("%d %s", code, to)
	}
	r := o.record("kiln")
	if r.Live == nil || r.Edited() || r.Head.Article.Verified.Format(time.DateOnly) != "2026-03-20" || !r.Head.Article.Review.After(today.AddDate(0, 5, 0)) || o.published != 1 {
		t.Errorf("reviewed: %+v", r)
	}
}
