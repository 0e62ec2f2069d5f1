package knowledge_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"sanad/knowledge"
)

// ticking is a clock that moves a microsecond a look.
func ticking() func() time.Time {
	at := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	return func() time.Time { at = at.Add(time.Microsecond); return at }
}

func ownQuestions(t testing.TB) []knowledge.EvalQuestion {
	return questionsIn(t, "testdata/questions.jsonl")
}

func questionsIn(t testing.TB, file string) []knowledge.EvalQuestion {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	questions, err := knowledge.ReadEvalQuestions(f)
	if err != nil {
		t.Fatal(err)
	}
	return questions
}

func starter(t testing.TB) []knowledge.Article {
	t.Helper()
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	return articles
}

// rates are how well a set of questions must be answered at least.
type rates struct{ hit1, hit3, refused, heard float64 }

func holdTo(t *testing.T, r knowledge.Report, want rates) {
	t.Helper()
	t.Logf("%+v", r)
	for _, c := range []struct {
		what      string
		got, want float64
	}{{"hit@1", r.Hit1, want.hit1}, {"hit@3", r.Hit3, want.hit3}, {"refused", r.Refused, want.refused}, {"not refused falsely", 1 - r.FalseRefusals, want.heard}} {
		if c.got < c.want {
			t.Errorf("%s is %.3f, want %.2f", c.what, c.got, c.want)
		}
	}
}

func TestStarterArticlesAnswerPeoplesQuestions(t *testing.T) {
	r := knowledge.Eval(starter(t), ownQuestions(t), ticking())
	if r.Questions < 580 || r.Unanswerable < 210 {
		t.Errorf("%d questions, %d of them unanswerable; want 580 and 210", r.Questions, r.Unanswerable)
	}
	holdTo(t, r, rates{0.93, 0.98, 0.87, 0.92})
}

func TestStarterArticlesAnswerQuestionsInEnglish(t *testing.T) {
	r := knowledge.Eval(starter(t), questionsIn(t, "testdata/questions.en.jsonl"), ticking())
	holdTo(t, r, rates{0.85, 0.96, 0.85, 0.92})
}

func TestEvalCountsWhatItSays(t *testing.T) {
	articles, err := knowledge.ReadEvalArticles(strings.NewReader(`
{"id":"soap","title":"صابون الغار","text":"صابون الغار الحلبي يصنع من زيت الزيتون وزيت الغار"}
{"id":"glass","text":"نفخ الزجاج حرفة دمشقية قديمة","questions":["كيف بينفخو القزاز؟"]}

{"id":"rug","text":"السجاد اليدوي يصنع على النول من الصوف"}`))
	if err != nil {
		t.Fatal(err)
	}
	questions, err := knowledge.ReadEvalQuestions(strings.NewReader(`
{"question":"من شو بيصنعو صابون الغار الحلبي","article_id":"soap"}
{"question":"كيف بينفخو القزاز","article_id":"glass"}
{"question":"من أي شيء يصنع السجاد اليدوي","article_id":"glass"}
{"question":"متى موعد القطار إلى برلين غدا صباحا","article_id":""}`))
	if err != nil {
		t.Fatal(err)
	}
	r := knowledge.Eval(articles, questions, ticking())
	if r.Questions != 4 || r.Unanswerable != 1 || r.Hit1 != 2.0/3 || r.Refused != 1 || r.Build != 0.001 || r.P50 != 1 {
		t.Errorf("%+v", r)
	}
}

func TestEvalFilesWithMistakesNameTheLine(t *testing.T) {
	for _, bad := range []string{"{\"question\":\"س\"}\n{\"article_id\":\"a\"}", "{\"question\":\"س\"}\nnot json"} {
		if _, err := knowledge.ReadEvalQuestions(strings.NewReader(bad)); err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := knowledge.ReadEvalArticles(strings.NewReader(`{"text":"x"}`)); err == nil || !strings.HasPrefix(err.Error(), "line 1: ") {
		t.Errorf("no id: %v", err)
	}
}
