package arabic_test

import (
	"math"
	"testing"

	"sanad/locales/arabic"
)

func read(t *testing.T, text string) []float64 {
	t.Helper()
	folded := arabic.Fold(text)
	n := arabic.Numbers{Folded: folded, Tokens: arabic.Tokens(folded)}
	var out []float64
	for i := 0; i < len(n.Tokens); {
		v, ok := n.At(i)
		if !ok {
			i++
			continue
		}
		out = append(out, v.Value)
		i = v.Next
	}
	return out
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string][]float64{
		"٥ ملايين و٢٥٠ ألف":           {5_250_000},
		"1.5 مليون":                   {1_500_000},
		"مليون ونص":                   {1_500_000},
		"مليونين إلا ربع":             {1_750_000},
		"خمسمية وخمسين ألف":           {550_000},
		"تلات تالاف":                  {3000},
		"تلتالاف":                     {3000},
		"ألف وخمسمية":                 {1500},
		"ميتين ألف":                   {200_000},
		"ربع مليون":                   {250_000},
		"تلت ورشات":                   {3},
		"خمسة وعشرين":                 {25},
		"خمسة، عشرين":                 {5, 20},
		"٢٠ و٥":                       {20, 5},
		"مية و٢٥":                     {125},
		"٣ مية و٢١":                   {321},
		"١٠٠ و٢١":                     {100, 21},
		"خمسة وعشرين ارباع":           {6.25},
		"١٢ورشة":                      {12},
		"خمسين ألف وعشرين ألف":        {50_000, 20_000},
		"ألفين ومية وخمسين":           {2150},
		"واحد فاصلة خمسة وعشرين":      {1.25},
		"عشرة إلا ربع":                {9.75},
		"مية ألف مليون":               {1e11},
		"ثلاثة أرباع":                 {0.75},
		"١٬٢٥٠٬٠٠٠٫٥":                 {1_250_000.5},
		"1.250.000":                   {1_250_000},
		"٧٥ ألف":                      {75_000},
		"متين تلاتة وستين":            {263},
		"مليون ونص المليون":           {1_500_000},
		"تلات ملايين وربع":            {3_250_000},
		"خمسطعش ألف":                  {15_000},
		"ثلاثة عشر مليوناً ومئتا ألف": {13_200_000},
		"-5":       {-5},
		"خمسة ونص": {5.5},
	} {
		got := read(t, text)
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", text, got, want)
			continue
		}
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-9*math.Abs(want[i])+1e-9 {
				t.Errorf("%s: %v, want %v", text, got, want)
			}
		}
	}
}
