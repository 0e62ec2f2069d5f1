package understand_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sanad/dialogs/understand"
)

var today = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

func reader(t testing.TB) *understand.Reader {
	t.Helper()
	r, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// brief is a reading in one line: intent, then kind=value for each entity.
func brief(r understand.Reading) string {
	out := []string{string(r.Intent)}
	for _, e := range r.Entities {
		out = append(out, fmt.Sprintf("%s=%v", e.Kind, e.Value))
	}
	return strings.Join(out, " ")
}

func TestRead(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"عندي ورشة موزاييك بالشام فيها أربع عمال": "none craft=wood-mosaic governorate=damascus number=4",
		"لا لا غلطت":              "correct",
		"رقمي ٠٩٤٤ ١٢٣ ٤٥٦":       "none phone=+963944123456",
		"معي نص مليون ليرة":       "none money=500000",
		"إي":                      "yes",
		"من وين باخد قرض للورشة؟": "question",
		"أنا من حماة مو من حمص":   "correct governorate=hama",
		"من دوما":                 "none governorate=rif-dimashq place=douma",
		"عشرة بالمية":             "none percent=10",
	} {
		if got := brief(r.Read(text, today)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestHardCases are what readers of Arabic usually get wrong.
func TestHardCases(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"ما بدي احكي مع موظف":                      "no",
		"لو سمحت معلم بدي احكي مع موظف الله يخليك": "human",
		"عندي ٣ عمال وبدي قرض، شو الشروط؟":         "question number=3",
		"مرحبا. كيفكن؟ بدي سجل مشروعي.":            "project",
		"في واحد عم يقلد شغلي":                     "protect",
		"badde e7ke ma3 7ada":                      "human",
		"لا، قلت حلب مو حمص":                       "correct governorate=aleppo",
		"عمالي أربعة مو خمسة":                      "correct number=4",
		"دفعت مليون وتمنمية":                       "none number=1.8e+06",
		"دفعت مليوناً وثمانمئة":                    "none number=1.0008e+06",
		"😂😂":             "none",
		"👍🏽👍🏽":           "yes",
		"\u202eلا\u202c": "no",
		"صفر تسعة تلاتة تلاتة خمسة خمسة واحد واحد ستة تسعة": "none phone=+963933551169",
	} {
		if got := brief(r.Read(text, today)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	governorates, crafts := understand.Governorates(), understand.Crafts()
	if len(governorates) != 14 || len(crafts) < 50 {
		t.Fatalf("%d governorates, %d crafts", len(governorates), len(crafts))
	}
	r := reader(t)
	for _, kind := range []struct {
		kind understand.EntityKind
		all  []understand.Named
	}{{understand.Governorate, governorates}, {understand.Craft, crafts}} {
		for _, n := range kind.all {
			if n.Names["ar"] == "" || n.Names["en"] == "" {
				t.Errorf("%s lacks a name", n.ID)
			}
			found := false
			for _, e := range r.Read("بشتغل "+n.Names["ar"], today).Entities {
				found = found || e.Kind == kind.kind && e.Value == n.ID
			}
			if !found {
				t.Errorf("%s is not found by its own name %q", n.ID, n.Names["ar"])
			}
		}
	}
	if got := understand.GovernorateName("homs", "en"); got != "Homs" {
		t.Error(got)
	}
	if got := understand.CraftName("تصليح ساعات", "en"); got != "تصليح ساعات" {
		t.Error(got)
	}
}

// TestOffsets points every entity back into what was written, diacritics, Persian digits and all.
func TestOffsets(t *testing.T) {
	text := "عِنْدي ورشةُ موزاييــــك بالشّام ومعي ۵۰۰ دولار"
	var got []string
	for _, e := range reader(t).Read(text, today).Entities {
		got = append(got, e.Text)
		if text[e.Start:e.End] != e.Text {
			t.Errorf("%q is not at [%d,%d)", e.Text, e.Start, e.End)
		}
	}
	if want := "موزاييــــك|الشّام|۵۰۰ دولار"; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "|"), want)
	}
}
