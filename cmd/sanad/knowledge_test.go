package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sanad/bot/bottest"
	"sanad/knowledge"
)

// sound runs a command that must succeed, and gives what it printed.
func sound(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := shell(t, "", args...)
	if code != exitDone || errs != "" {
		t.Fatalf("%s: %d\n%s\n%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

func TestArticlesFromTheShell(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { bare(t); articlesFromTheShell(t) })
	t.Run("PostgreSQL", func(t *testing.T) {
		bare(t)
		t.Setenv("SANAD_DATABASE_URL", bottest.Postgres(t))
		articlesFromTheShell(t)
	})
}

func articlesFromTheShell(t *testing.T) {
	starter, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "articles")
	sound(t, "knowledge", "export", dir)
	if files, _ := filepath.Glob(filepath.Join(dir, "*.md")); len(files) != len(starter) {
		t.Fatalf("%d files of %d articles", len(files), len(starter))
	}
	same := fmt.Sprintf("0 new, 0 changed, %d the same\n", len(starter))
	if out := sound(t, "knowledge", "import", dir); out != same {
		t.Errorf("an export imported again: %q", out)
	}

	a := starter[0]
	a.Short = map[string]string{"ar": "من سطر الأوامر"}
	replace(t, filepath.Join(dir, a.ID+".md"), string(knowledge.Format(a)))
	if out := sound(t, "knowledge", "import", dir); !strings.HasPrefix(out, "changed "+a.ID+"\n") || !strings.Contains(out, "1 changed") {
		t.Errorf("one changed: %q", out)
	}
	if out := sound(t, "knowledge", "import", dir); out != same {
		t.Errorf("imported twice: %q", out)
	}
	fresh := filepath.Join(t.TempDir(), "again")
	sound(t, "knowledge", "export", fresh)
	if text, err := os.ReadFile(filepath.Join(fresh, a.ID+".md")); err != nil || !strings.Contains(string(text), "من سطر الأوامر") {
		t.Errorf("the change is not exported: %v", err)
	}
	if out := sound(t, "knowledge", "export", fresh); !strings.HasSuffix(out, " 0 files written\n") {
		t.Errorf("exported twice: %q", out)
	}
	if got := strings.Count(sound(t, "knowledge", "list", "--json"), `"state":"published"`); got != len(starter) {
		t.Errorf("%d published in the list, not %d", got, len(starter))
	}

	a.Short = map[string]string{"ar": "مسودة فقط"}
	replace(t, filepath.Join(dir, a.ID+".md"), string(knowledge.Format(a)))
	sound(t, "knowledge", "import", "--draft", dir)
	if out := sound(t, "knowledge", "list", "--json"); strings.Count(out, `"edited":true`) != 1 {
		t.Errorf("a draft over a published article: %s", out)
	}

	replace(t, filepath.Join(dir, "bad.md"), "+++\nid = \"bad\"\nwrong = 1\n+++\n")
	replace(t, filepath.Join(dir, "good.md"), strings.Replace(string(knowledge.Format(a)), `id = "`+a.ID+`"`, `id = "good"`, 1))
	code, out, errs := shell(t, "", "knowledge", "import", dir)
	if code != exitFail || !strings.Contains(out, "bad.md:3:") || strings.Count(errs, "\n") != 1 {
		t.Errorf("a bad file: %d\n%s\n%s", code, out, errs)
	}
	if out := sound(t, "knowledge", "list"); strings.Contains(out, "good ") {
		t.Error("a bad file among others changed something")
	}
}

func replace(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestKnowledgeThatOnlyReadsMakesNoDatabase(t *testing.T) {
	bare(t)
	dir := filepath.Join(t.TempDir(), "data")
	t.Setenv("SANAD_DATA_DIR", dir)
	sound(t, "knowledge", "list")
	sound(t, "knowledge", "search", "--json", "شو هي مؤسسة ضمان مخاطر القروض؟")
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the data folder was made: %v", err)
	}
}

func TestSearchSaysWhatTheBotWouldDo(t *testing.T) {
	bare(t)
	for question, want := range map[string]bool{"شو هي مؤسسة ضمان مخاطر القروض؟": true, "مين ربح المباراة مبارح؟": false, "'; DROP TABLE articles; --": false, strings.Repeat("قرض ", 3000): false} {
		var got answer
		if err := json.Unmarshal([]byte(sound(t, "knowledge", "search", "--json", question)), &got); err != nil {
			t.Fatal(err)
		}
		if got.Offer == nil || got.Hits == nil || want && (!got.Answer || got.Hits[0].ID != "loan-guarantee" || len(got.Offer) != 0 || got.Hits[0].Title == "") || got.Answer && len(got.Offer) > 0 {
			t.Errorf("%.60s: %+v", question, got)
		}
		if !want && got.Answer && len(question) < 200 {
			t.Errorf("%s is answered with %+v", question, got.Hits[0])
		}
	}
}

func TestEvalMeasuresWhatItIsGiven(t *testing.T) {
	bare(t)
	dir := t.TempDir()
	articles, questions := filepath.Join(dir, "a.jsonl"), filepath.Join(dir, "q.jsonl")
	replace(t, articles, `{"id":"soap","title":"صابون الغار","text":"صابون الغار بينعمل من زيت الزيتون وزيت الغار"}`+"\n"+`{"id":"loan","title":"قرض صغير","text":"قرض صغير من المصرف للورشات","questions":["بدي مصاري للورشة"]}`+"\n")
	replace(t, questions, `{"question":"من شو بينعمل صابون الغار؟","article_id":"soap"}`+"\n"+`{"question":"بدي مصاري للورشة","article_id":"loan"}`+"\n"+`{"question":"كيف الطقس بكرا؟","article_id":""}`+"\n")
	var r knowledge.Report
	if err := json.Unmarshal([]byte(sound(t, "knowledge", "eval", "--articles", articles, "--questions", questions, "--json")), &r); err != nil {
		t.Fatal(err)
	}
	if r.Questions != 3 || r.Unanswerable != 1 || r.Hit1 != 1 || r.Refused != 1 || r.P50 <= 0 || r.Build <= 0 {
		t.Errorf("%+v", r)
	}
	sound(t, "knowledge", "eval", "--questions", questions) // of the published ones
	replace(t, questions, "{}\n")
	if code, _, errs := shell(t, "", "knowledge", "eval", "--questions", questions); code != exitFail || !strings.Contains(errs, "line 1") || strings.Count(errs, "\n") != 1 {
		t.Errorf("a bad line: %d %q", code, errs)
	}
	if code, _, errs := shell(t, "", "knowledge", "eval", "--questions", filepath.Join(dir, "none")); code != exitFail || strings.Count(errs, "\n") != 1 {
		t.Errorf("no file: %d %q", code, errs)
	}
}

func TestCheckNamesFileAndLine(t *testing.T) {
	bare(t)
	dir := t.TempDir()
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	a := knowledge.Article{ID: "kiln", Title: map[string]string{"ar": "فرن الفخار"}, Short: map[string]string{"ar": "الفرن لازم يبرد قبل فتحه."}, Standing: knowledge.Unconfirmed,
		Verified: day, Review: day.AddDate(200, 0, 0), Questions: []string{"ليش فرن الفخار بارد؟"}}
	replace(t, filepath.Join(dir, "kiln.md"), string(knowledge.Format(a)))
	if out := sound(t, "knowledge", "check", dir); out != "1 articles, 0 wrong, 0 notes\n" {
		t.Errorf("a sound folder: %q", out)
	}
	a.Related = []string{"nothing"}
	replace(t, filepath.Join(dir, "kiln.md"), string(knowledge.Format(a)))
	if code, out, errs := shell(t, "", "knowledge", "check", dir); code != exitFail || !strings.Contains(out, "nothing") || strings.Count(errs, "\n") != 1 {
		t.Errorf("a link to nothing: %d %q %q", code, out, errs)
	}
	a.Scheme = &knowledge.Scheme{Name: map[string]string{"ar": "برنامج"}, Rules: []knowledge.Rule{{When: "workers <", Reason: map[string]string{"ar": "س"}}}}
	replace(t, filepath.Join(dir, "kiln.md"), string(knowledge.Format(a)))
	if code, out, _ := shell(t, "", "knowledge", "check", dir); code != exitFail || !strings.Contains(out, "kiln.md:") || !strings.Contains(out, "does not compile") {
		t.Errorf("a rule that does not compile: %d %q", code, out)
	}
}
