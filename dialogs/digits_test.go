package dialogs_test

import (
	"strings"
	"testing"
	"time"

	"sanad/dialogs"
	"sanad/knowledge"
)

// library answers every question with one article.
type library struct{ article knowledge.Article }

func (l *library) Find(string, string) knowledge.Found {
	return knowledge.Found{Verdict: knowledge.Answer, Hits: []knowledge.Hit{{Article: &l.article, Score: 0.9}}}
}

func (l *library) Article(id string) (*knowledge.Article, bool) {
	return &l.article, id == l.article.ID
}

func (l *library) Match(map[string]any, time.Time) []knowledge.Match { return nil }

// An Arabic reader sees one kind of digits, except in what is copied or dialled.
func TestArticlesHaveTheReadersDigits(t *testing.T) {
	texts := bundle(t)
	engine := newEngine(t, texts)
	for written, read := range map[string]string{
		"بآذار 2026 كان 1,500.5 ليرة":                          "بآذار ٢٠٢٦ كان ١٬٥٠٠٫٥ ليرة",
		"نسبة 5% أو %7، من 3-5 سنين.":                          "نسبة ٥٪ أو ٪٧، من ٣-٥ سنين.",
		"القانون 8 لعام 2021. والقانون (18)":                   "القانون ٨ لعام ٢٠٢١. والقانون (١٨)",
		"اتصلوا على 011 222 3344 أو +963 944 123 456 بعد 9:30": "اتصلوا على 011 222 3344 أو +963 944 123 456 بعد ٩:٣٠",
		"شهادة ISO 9001 لسنة 2024":                             "شهادة ISO 9001 لسنة ٢٠٢٤",
		"https://example.org/2025/a1?b=2 سنة 2025":             "https://example.org/2025/a1?b=2 سنة ٢٠٢٥",
		"info2@example.org، و2 نسخ بـ10":                       "info2@example.org، و٢ نسخ بـ١٠",
		"1. أول شي\n2. تاني شي":                                "١. أول شي\n٢. تاني شي",
	} {
		kb := &library{knowledge.Article{ID: "a", Title: map[string]string{"ar": "عن 2025", "en": "On 2025"},
			Short: map[string]string{"ar": written, "en": written}, Standing: knowledge.Current, Verified: began}}
		in := dialogs.Input{ID: "1", Kind: dialogs.KindText, Text: "كيف باخد قرض؟"}
		said := dialogs.Render(texts, "ar", engine.Step(dialogs.State{}, in, began, kb).Replies[0])
		if !strings.HasPrefix(said.Text, read+"\n") || said.Heading != "عن ٢٠٢٥" {
			t.Errorf("%q is read as\n%q under %q, not\n%q", written, said.Text, said.Heading, read)
		}
		in.Text = "how do I get a loan?"
		said = dialogs.Render(texts, "en", engine.Step(dialogs.State{Lang: "en"}, in, began, kb).Replies[0])
		if !strings.HasPrefix(said.Text, written+"\n") || said.Heading != "On 2025" {
			t.Errorf("in English %q is read as %q under %q", written, said.Text, said.Heading)
		}
	}
}
