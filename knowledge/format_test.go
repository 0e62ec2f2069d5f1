package knowledge_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/knowledge"
)

// articles draws any article that Parse would accept.
func articles() *rapid.Generator[knowledge.Article] {
	line := rapid.StringMatching(`[ -~ء-ي٠-٩\\"'#\[\]+]{1,30}`).Filter(func(s string) bool { return strings.TrimSpace(s) == s && s != "" })
	day := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Date(2020+rapid.IntRange(0, 9).Draw(t, "year"), 1, 1+rapid.IntRange(0, 364).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
	})
	text := rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(line, rapid.SampledFrom([]string{
			"<!-- ar: short -->", `\<!-- en: body -->`, "+++", "", "- نقطة", "<!-- ar: -->", "<b>x</b>",
		})), 1, 5).Draw(t, "lines")
		return strings.TrimSpace("س\n" + strings.Join(parts, "\n"))
	})
	return rapid.Custom(func(t *rapid.T) knowledge.Article {
		lines := func(name string) []string { return rapid.SliceOfN(line, 1, 4).Draw(t, name) }
		a := knowledge.Article{
			ID:        rapid.StringMatching(`[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}`).Draw(t, "id"),
			Title:     map[string]string{"ar": line.Draw(t, "title")},
			Short:     map[string]string{"ar": text.Draw(t, "short")},
			Body:      map[string]string{"en": text.Draw(t, "body")},
			Steps:     map[string]string{},
			Questions: lines("questions"), Tests: lines("tests"), Tags: lines("tags"), Synonyms: []string{"سلفة = قرض", "دين مصرف = قرض"},
			Sources:  []knowledge.Source{{ID: "S1", Title: line.Draw(t, "source"), URL: "https://example.org/?a=1", Date: "2024-05"}},
			Standing: rapid.SampledFrom([]knowledge.Standing{knowledge.Current, knowledge.Historic, knowledge.Unconfirmed}).Draw(t, "standing"),
			Verified: day.Draw(t, "verified"),
		}
		a.Review = a.Verified.AddDate(0, 6, 0)
		if rapid.Bool().Draw(t, "expires") {
			a.Expires = a.Verified.AddDate(1, 0, 0)
		}
		if rapid.Bool().Draw(t, "scheme") {
			a.Scheme = &knowledge.Scheme{Name: map[string]string{"ar": line.Draw(t, "name")}, Unknown: map[string]string{"ar": line.Draw(t, "unknown")},
				Rules: []knowledge.Rule{{When: `need == "finance" and workers < 4`, Must: true,
					Reason: map[string]string{"ar": line.Draw(t, "reason")}, Against: map[string]string{"ar": line.Draw(t, "against")}}}}
		}
		return a
	})
}

func TestWhatIsWrittenReadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := articles().Draw(t, "article")
		written := knowledge.Format(a)
		again, err := knowledge.Parse(a.ID+".md", written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if !reflect.DeepEqual(a, again) {
			t.Fatalf("wrote %#v\nread  %#v\n%s", a, again, written)
		}
	})
}

func FuzzParse(f *testing.F) {
	all, err := knowledge.Starter()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(knowledge.Format(all[0]))
	f.Add(knowledge.Format(all[len(all)/2]))
	f.Add([]byte("+++\n+++\n"))
	f.Add([]byte("+++\nid = \"a\"\n[[scheme.rule]]\nwhen = \"((((\"\n+++\n<!-- ar: short -->\n<!-- ar: short -->\nx"))
	f.Add([]byte("\ufeff+++\r\nverified = 2026-13-45\r\n+++\r\n"))
	f.Add([]byte{0xff, 0xfe, '+', '+', '+'})
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := knowledge.Parse("x.md", data)
		if err != nil {
			return
		}
		written := knowledge.Format(a)
		again, err := knowledge.Parse("x.md", written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if !bytes.Equal(written, knowledge.Format(again)) {
			t.Fatalf("not the same when written again:\n%s", written)
		}
	})
}
