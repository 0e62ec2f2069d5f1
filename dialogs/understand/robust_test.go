package understand_test

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sanad/dialogs/understand"
)

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"", "من ٣ لـ٥ ملايين إلا ربع", "$20 43c", "صفر تسعة أربعة أربعة", "الخميس الموافق ١٥ آذار ٢٠٢٦", "مليون مليون مليون مليون مليون", "بعد 99999999999 سنة",
		"31/2/2026", "3-3-3-3-3", "+-+-", "و و و و", "بين بين بين", "ل.س ل.س", "29 شباط", "....5", "الا الا", "قبل ٩٩٩٩٩٩٩٩ شهر", "\xff\u202e\x00", "ﷺ١٢٣", "شهر شهرين شهر",
	} {
		f.Add(s)
	}
	r := reader(f)
	f.Fuzz(func(t *testing.T, s string) {
		sane(t, r.Read(s, today))
	})
}

// sane checks what holds for every reading.
func sane(t *testing.T, got understand.Reading) {
	t.Helper()
	if !utf8.ValidString(got.Folded) || got.Intent == "" || got.Score < 0 || got.Score > 1 {
		t.Fatalf("%q: %+v", got.Text, got)
	}
	before := 0
	for _, e := range got.Entities {
		if e.Start < before || e.End <= e.Start || e.End > len(got.Text) || got.Text[e.Start:e.End] != e.Text {
			t.Fatalf("%q: entity %+v", got.Text, e)
		}
		before = e.Start
		if e.Kind == understand.Range && (e.Low == nil || e.High == nil || *e.Low >= *e.High) {
			t.Fatalf("%q: range %+v", got.Text, e)
		}
		if d, ok := e.Value.(string); ok && e.Kind == understand.Date {
			if _, err := time.Parse(time.DateOnly, d); err != nil {
				t.Fatalf("%q: %v", got.Text, err)
			}
		}
	}
}

// TestLongMessages reads 64 KB of whatever is slow to read.
func TestLongMessages(t *testing.T) {
	r := reader(t)
	const size = 64 << 10
	letters := []rune("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآ 0123456789٠١٢٣٤٥،.؟!-/+$%abc\n")
	random := rand.New(rand.NewPCG(1, 1))
	var noise strings.Builder
	for noise.Len() < size {
		noise.WriteRune(letters[random.IntN(len(letters))])
	}
	limit := 50 * time.Millisecond
	if understand.RaceEnabled {
		limit = time.Second
	}
	for name, s := range map[string]string{
		"noise": noise.String(), "millions": strings.Repeat("مليون ", size/11), "ands": strings.Repeat("وو", size/4), "words": strings.Repeat("و", size/2),
		"digits": strings.Repeat("9", size), "dates": strings.Repeat("1/1/", size/4), "groups": strings.Repeat("123,", size/4), "minus": strings.Repeat("الا ربع ", size/14),
		"hundreds": strings.Repeat("خمسة مية و", size/18), "phones": strings.Repeat("0 ", size/2), "days": strings.Repeat("يوم ", size/7), "between": strings.Repeat("من 3 ل ", size/11),
		"units": strings.Repeat("سنة و ", size/9), "places": strings.Repeat("دير ", size/7), "spoken": strings.Repeat("صفر ", size/7), "commas": strings.Repeat(",", size), "marks": strings.Repeat("َ", size/2),
		"at": strings.Repeat("@", size), "links": strings.Repeat("http://a.b@", size/11), "stops": strings.Repeat("لا. ", size/6), "greetings": strings.Repeat("مرحبا ", size/11), "please": strings.Repeat("لو سمحت ", size/15),
	} {
		best := time.Hour
		for tries := 0; tries < 30 && best > limit; tries++ { // others may have the processor
			start := time.Now()
			sane(t, r.Read(s, today))
			best = min(best, time.Since(start))
		}
		if best > limit {
			t.Errorf("%s: %v", name, best)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	r := reader(b)
	messages := []string{
		"لا", "عندي ورشة موزاييك بالشام فيها أربع عمال", "من وين باخد قرض للورشة؟", "راسمالي شي مليون ونص ليرة بالقديم", "رقمي ٠٩٤٤ ١٢٣ ٤٥٦",
		"السلام عليكم، بدي احكي مع موظف لو سمحت", "kif b2addem 3al 2ard", "إي تمام", "من ٣ لـ٥ عمال", "أنا من حماة مو من حمص",
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Read(messages[i%len(messages)], today)
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := understand.New(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestMemory weighs a reader, the model that is part of the program aside.
func TestMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := reader(t)
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d KB", used>>10)
	if used > 4<<20 {
		t.Errorf("a reader takes %d bytes", used)
	}
	runtime.KeepAlive(r)
}
