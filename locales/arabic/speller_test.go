package arabic_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sanad/locales/arabic"
)

// speaker says numbers: the words of the written language or of Syrian speech.
type speaker struct {
	units, teens, tens, hundreds []string
	thousand, million            [3]string // one, two, a few
	and                          string
}

var written = speaker{
	units:    []string{"", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"},
	teens:    []string{"عشرة", "أحد عشر", "اثنا عشر", "ثلاثة عشر", "أربعة عشر", "خمسة عشر", "ستة عشر", "سبعة عشر", "ثمانية عشر", "تسعة عشر"},
	tens:     []string{"", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"},
	hundreds: []string{"", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"},
	thousand: [3]string{"ألف", "ألفان", "آلاف"}, million: [3]string{"مليون", "مليونان", "ملايين"}, and: " و",
}

var spoken = speaker{
	units:    []string{"", "واحد", "تنين", "تلاتة", "أربعة", "خمسة", "ستة", "سبعة", "تمانة", "تسعة"},
	teens:    []string{"عشرة", "حداش", "اتناعش", "تلتعش", "أربعتعش", "خمستعش", "ستعش", "سبعتعش", "تمنتعش", "تسعتعش"},
	tens:     []string{"", "", "عشرين", "تلاتين", "أربعين", "خمسين", "ستين", "سبعين", "تمانين", "تسعين"},
	hundreds: []string{"", "مية", "ميتين", "تلتمية", "أربعمية", "خمسمية", "ستمية", "سبعمية", "تمنمية", "تسعمية"},
	thousand: [3]string{"ألف", "ألفين", "تالاف"}, million: [3]string{"مليون", "مليونين", "ملايين"}, and: " و ",
}

func (s *speaker) say(n int) string {
	var parts []string
	add := func(group int, names [3]string) {
		switch {
		case group == 0:
		case group == 1:
			parts = append(parts, names[0])
		case group == 2:
			parts = append(parts, names[1])
		case group <= 10:
			parts = append(parts, s.small(group)+" "+names[2])
		default:
			parts = append(parts, s.small(group)+" "+names[0])
		}
	}
	add(n/1e6, s.million)
	add(n/1e3%1e3, s.thousand)
	if n%1e3 > 0 {
		parts = append(parts, s.small(n%1e3))
	}
	return strings.Join(parts, s.and)
}

func (s *speaker) small(n int) string {
	var parts []string
	if n >= 100 {
		parts = append(parts, s.hundreds[n/100])
	}
	switch r := n % 100; {
	case r == 0:
	case r < 10:
		parts = append(parts, s.units[r])
	case r < 20:
		parts = append(parts, s.teens[r-10])
	case r%10 == 0:
		parts = append(parts, s.tens[r/10])
	default:
		parts = append(parts, s.units[r%10], s.tens[r/10])
	}
	return strings.Join(parts, s.and)
}

// TestNumbersAsSaid says any number in both registers and reads it back.
func TestNumbersAsSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(1, 999), rapid.IntRange(1, 999_999), rapid.IntRange(1, 999_999_999)).Draw(t, "n")
		for _, s := range []*speaker{&written, &spoken} {
			folded := arabic.Fold(s.say(n))
			numbers := arabic.Numbers{Folded: folded, Tokens: arabic.Tokens(folded)}
			got, ok := numbers.At(0)
			if !ok || got.Value != float64(n) || got.Next != len(numbers.Tokens) || got.Start != 0 || got.End != len(folded) {
				t.Fatalf("%d said as %q is read as %+v", n, folded, got)
			}
		}
	})
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"خمسة وعشرين ألف", "مليون إلا ربع", "1.5.5", "واحد فاصلة صفر صفر", "الخامس والعشرون", "ألف مليون مليار", "نص ونص", "٣/٤", "-.5", "المئة والخامسة"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := arabic.Fold(s)
		numbers := arabic.Numbers{Folded: folded, Tokens: arabic.Tokens(folded)}
		for i := range numbers.Tokens[:min(len(numbers.Tokens), 50)] {
			for _, read := range []func(int) (arabic.Number, bool){numbers.At, numbers.OrdinalAt} {
				n, ok := read(i)
				if ok && (n.Next <= i || n.End <= n.Start || n.End > len(folded) || n.Value != n.Value) {
					t.Fatalf("%q at %d: %+v", folded, i, n)
				}
			}
		}
	})
}
