package arabic_test

import (
	"testing"
	"unicode/utf8"

	"sanad/locales/arabic"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"أحمد":                "احمد",
		"ا\u0654حمد":          "احمد",
		"بنى":                 "بني",
		"فاطمة":               "فاطمه",
		"روبرـــــت":          "روبرت",
		"ولداً":               "ولدا",
		"ﺍﻟﺴﻼﻢ":               "السلام",
		"کتييييير":            "كتير",
		"١٬٢٥٠٫۵":             "1,250.5",
		"\u202bمرحبا\u202c":   "مرحبا",
		"هههههههه":            "هه",
		"الله":                "الله",
		"  شو   هاد؟\n\nهيك ": "شو هاد?\nهيك",
		"Café":                "cafe",
		"👌🏾":                  "👌",
		"٥ـ٦":                 "5-6",
		"١½ ¾":                "1 1/2 3/4",
	} {
		if got := arabic.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStem(t *testing.T) {
	for in, want := range map[string]string{
		"الحسن": "حسن", "والحسن": "حسن", "بالحسن": "حسن", "كالحسن": "حسن", "فالحسن": "حسن", "للاخر": "اخر", "وحسن": "حسن",
		"زوجها": "زوج", "ساهدان": "ساهد", "ساهدات": "ساهد", "ساهدون": "ساهد", "ساهدين": "ساهد", "ساهديه": "ساهد", "ساهده": "ساهد",
		"وساهدون": "ساهد", "ساهدهات": "ساهد", "الو": "الو", "english": "english", "سلام": "سلام", "السلامه": "سلام", "والصل": "صل", "": "",
		"امريكيين": "امريك", "امريكي": "امريك", "عالورشه": "ورش",
	} {
		if got := arabic.Stem(in); got != want {
			t.Errorf("Stem(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "كتييير", "أُحِبُّ", "ﷺ", "7abeb ١٢ورشة", "لااااا يا ززز", "\xff\xfe", "ﹰ", "اللــــله", "İ", "ａｂｃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := arabic.FoldOffsets(s)
		if again := arabic.Fold(folded.Text); again != folded.Text {
			t.Fatalf("not idempotent: %q, then %q", folded.Text, again)
		}
		if plain := arabic.Fold(s); plain != folded.Text {
			t.Fatalf("Fold %q, FoldOffsets %q", plain, folded.Text)
		}
		if !utf8.ValidString(folded.Text) {
			t.Fatalf("%q is not UTF-8", folded.Text)
		}
		before := 0
		for _, tok := range arabic.Tokens(folded.Text) {
			from, to := folded.Span(tok.Start, tok.End)
			if from < before || to <= from || to > len(s) {
				t.Fatalf("token %q spans [%d,%d) after %d of %d", tok.Text, from, to, before, len(s))
			}
			before = from
		}
	})
}
