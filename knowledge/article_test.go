package knowledge_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"sanad/knowledge"
)

func TestStarterArticlesComeBackAsTheyWere(t *testing.T) {
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	if len(articles) < 45 {
		t.Fatalf("%d starter articles, want at least 45", len(articles))
	}
	for _, a := range articles {
		written := knowledge.Format(a)
		again, err := knowledge.Parse(a.ID+".md", written)
		if err != nil {
			t.Fatalf("%s: %v", a.ID, err)
		}
		if !bytes.Equal(written, knowledge.Format(again)) {
			t.Errorf("%s changes when it is exported and imported", a.ID)
		}
		if len(a.Questions) < 6 {
			t.Errorf("%s has %d phrasings, want at least 6", a.ID, len(a.Questions))
		}
		if len(a.Tests) == 0 {
			t.Errorf("%s has no test question", a.ID)
		}
	}
}

// An artisan who reads English is not handed Arabic in the middle, and finds the article in English words.
func TestStarterArticlesAreWholeInEveryLanguage(t *testing.T) {
	for _, a := range starter(t) {
		for _, lang := range knowledge.Languages {
			for part, texts := range map[string]map[string]string{"title": a.Title, "short": a.Short, "body": a.Body, "steps": a.Steps} {
				if texts[lang] == "" {
					t.Errorf("%s has no %s in %s", a.ID, part, lang)
				} else if arabic := strings.ContainsFunc(texts[lang], isArabic); arabic != (lang == "ar") {
					t.Errorf("the %s of %s in %s is in another language", part, a.ID, lang)
				}
			}
		}
		if n := inEnglish(a.Questions); n < 2 {
			t.Errorf("%s has %d phrasings in English, want at least 2", a.ID, n)
		}
		if inEnglish(a.Tests) == 0 {
			t.Errorf("%s has no test question in English", a.ID)
		}
	}
}

func isArabic(r rune) bool { return unicode.Is(unicode.Arabic, r) }

func inEnglish(questions []string) int {
	n := 0
	for _, q := range questions {
		if !strings.ContainsFunc(q, isArabic) {
			n++
		}
	}
	return n
}

func TestStarterArticlesPassTheirOwnCheck(t *testing.T) {
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	newest := articles[0].Verified
	for _, a := range articles {
		if a.Verified.After(newest) {
			newest = a.Verified
		}
	}
	for _, p := range knowledge.Check(articles, newest) {
		if p.Code != "expired" && p.Code != "review-due" {
			t.Error(p)
		}
	}
}

func TestEveryMistakeIsNamedWithItsLineAndItsRemedy(t *testing.T) {
	good := "+++\nid = \"a\"\ntitle.ar = \"ع\"\nstanding = \"unconfirmed\"\nverified = 2026-01-01\nreview = 2026-02-01\n+++\n<!-- ar: short -->\nنص\n"
	if _, err := knowledge.Parse("a.md", []byte(good)); err != nil {
		t.Fatalf("the good one: %v", err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"no front matter", "+++\nid", "id", "a.md:1: "},
		{"never ends", "+++\n<!--", "<!--", "write a line of +++ after it"},
		{"bad toml", `"a"`, `a`, "a.md:2: "},
		{"unknown key", "standing", "colour = 1\nstanding", `a.md:4: "colour" is not a key`},
		{"other id", `id = "a"`, `id = "b"`, `a.md:2: the id "b" does not go`},
		{"bad id", `id = "a"`, `id = "A b"`, `a.md:2: "A b" is not an id`},
		{"no title", `title.ar = "ع"`, `title.en = "e"`, "a.md:3: there is no Arabic title"},
		{"bad date", "2026-01-01", `"yesterday"`, "a.md:5: "},
		{"review first", "2026-02-01", "2025-02-01", "a.md:6: the review day"},
		{"standing", "unconfirmed", "true", "a.md:4: the standing"},
		{"no source", "unconfirmed", "current", "write [[source]]"},
		{"marker", "ar: short", "fr: short", "a.md:8: <!-- fr: short -->"},
		{"no marker", "<!-- ar: short -->\n", "", "a.md:8: this text belongs to no part"},
		{"long", "نص", strings.Repeat("ن", 601), "cut it to 600"},
		{"source date", "+++\n<!--", "[[source]]\ntitle=\"t\"\ndate=\"last year\"\n+++\n<!--", "a.md:7: the source's date"},
		{"source address", "+++\n<!--", "[[source]]\ntitle=\"t\"\nurl=\"javascript:alert(1)\"\n+++\n<!--", "a.md:7: the source's address"},
		{"rule", "+++\n<!--", "[scheme]\nname.ar=\"ب\"\n[[scheme.rule]]\nwhen=\"workers <\"\nreason.ar=\"س\"\n+++\n<!--", "a.md:9: the rule \"workers <\" does not compile"},
		{"choice", "+++\n<!--", "[scheme]\nname.ar=\"ب\"\n[[scheme.rule]]\nwhen=\"workplace == 'hom'\"\nreason.ar=\"س\"\n+++\n<!--", `workplace "hom"; it can be home, shop, informal, none`},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		_, err := knowledge.Parse("a.md", []byte(bad))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestAFolderIsReadWholeOrNotAtAll(t *testing.T) {
	file := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("+++\nid = \"" + id + "\"\ntitle.ar = \"ع\"\nstanding = \"unconfirmed\"\nverified = 2026-01-01\nreview = 2026-02-01\n+++\n<!-- ar: short -->\nنص\n")}
	}
	good := fstest.MapFS{"b.md": file("b"), "deep/a.md": file("a"), "README.txt": file("c")}
	if all, err := knowledge.ReadAll(good); err != nil || len(all) != 2 {
		t.Errorf("%d articles, %v", len(all), err)
	}
	bad := fstest.MapFS{"b.md": file("b"), "x.md": file("y"), "deep/b.md": file("b"), "z.md": {Data: []byte("hello")}}
	all, err := knowledge.ReadAll(bad)
	var problems knowledge.Problems
	if !errors.As(err, &problems) || len(problems) != 3 || all != nil {
		t.Fatalf("%d articles, %v", len(all), err)
	}
	for i, want := range []string{`deep/b.md:2: b.md has the id "b" too`, `x.md:2: the id "y" does not go`, "z.md:1: the file must begin"} {
		if got := problems[i].Error(); !strings.HasPrefix(got, want) {
			t.Errorf("problem %d is %q, want %q", i, got, want)
		}
	}
}
