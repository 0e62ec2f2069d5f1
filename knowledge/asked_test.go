package knowledge_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/knowledge"
)

var now = time.Date(2026, 3, 20, 9, 0, 0, 0, time.UTC)

func TestNearDuplicatesAreOneQuestion(t *testing.T) {
	var asked []knowledge.Asked
	for i, text := range []string{"وين ببيع السجاد اليدوي؟", "كيف بسجّل علامة تجارية", "وين ببيع سجاد يدوي", "؟؟", "وين ببيع السجّاد اليدوي", "كيف سجل العلامة التجارية؟", "؟؟"} {
		asked = append(asked, knowledge.Asked{ID: int64(i + 1), Question: text, At: now.AddDate(0, 0, i-10)})
	}
	groups := knowledge.Gather(asked, now)
	var sizes []int
	for _, g := range groups {
		sizes = append(sizes, len(g.Asked))
	}
	if len(groups) != 3 || !slices.Contains(sizes, 3) || groups[0].Asked[0].Question != "وين ببيع السجّاد اليدوي" {
		t.Fatalf("the groups are %+v", groups)
	}
	if w := groups[0].Wordings; len(w) != 2 || w[0] != "وين ببيع السجّاد اليدوي" {
		t.Errorf("the wordings are %q", w)
	}
}

// What carries a question without saying what about does not keep its wordings apart, and does not bring others together.
func TestTheSubjectDecidesWhatIsOneQuestion(t *testing.T) {
	var asked []knowledge.Asked
	for i, text := range []string{"شو سعر كيلو النحاس اليوم؟", "قديش سعر كيلو النحاس هلق", "كم صار كيلو النحاس بسعر اليوم", "قديش سعر كيلو القطن هلق", "بدي اعرف سعر كيلو القطن"} {
		asked = append(asked, knowledge.Asked{ID: int64(i + 1), Question: text, At: now.AddDate(0, 0, -i), Asker: int64(i % 2), Waits: i != 4})
	}
	if g := knowledge.Gather([]knowledge.Asked{{ID: 1, Question: "كم درجة حرارة شوي خزف الراكو؟"}, {ID: 2, Question: "شوي خزف الراكو كم درجة حرارتو"}}, now); len(g) != 1 {
		t.Errorf("two wordings in another order are %d questions", len(g))
	}
	var sizes, waiting []int
	for _, g := range knowledge.Gather(asked, now) {
		sizes, waiting = append(sizes, len(g.Asked)), append(waiting, g.Waiting)
	}
	if !slices.Equal(sizes, []int{3, 2}) || !slices.Equal(waiting, []int{2, 1}) {
		t.Errorf("groups of %v, of which wait %v", sizes, waiting)
	}
}

func TestWhatIsAskedLatelyGoesFirst(t *testing.T) {
	asked := []knowledge.Asked{
		{ID: 1, Question: "سؤال قديم عن الخشب", At: now.AddDate(-2, 0, 0)}, {ID: 2, Question: "سؤال قديم عن الخشب", At: now.AddDate(-2, 0, 0)},
		{ID: 3, Question: "كيف الزجاج الملون", At: now.AddDate(0, 0, -1)},
	}
	if g := knowledge.Gather(asked, now); len(g) != 2 || g[0].Asked[0].ID != 3 {
		t.Errorf("%+v", g)
	}
}

// Every question is in one group, whatever was asked.
func TestGatheringLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOf(rapid.StringOf(rapid.RuneFrom([]rune("ابيدسل؟ ُ12a")))).Draw(t, "texts")
		var asked []knowledge.Asked
		for i, text := range texts {
			asked = append(asked, knowledge.Asked{ID: int64(i), Question: text, At: now.AddDate(0, 0, -i%40)})
		}
		seen := map[int64]int{}
		for _, g := range knowledge.Gather(asked, now) {
			if len(g.Wordings) == 0 || len(g.Wordings) > len(g.Asked) || !slices.IsSortedFunc(g.Asked, func(a, b knowledge.Asked) int { return b.At.Compare(a.At) }) {
				t.Fatalf("a group is %+v", g)
			}
			for _, a := range g.Asked {
				seen[a.ID]++
			}
		}
		for i := range texts {
			if seen[int64(i)] != 1 {
				t.Fatalf("question %d is in %d groups", i, seen[int64(i)])
			}
		}
	})
}

func TestMentionsWhateverTheSpelling(t *testing.T) {
	for _, c := range []struct {
		text, query string
		want        bool
	}{
		{"الفُرن الكهربائي", "فرن كهرب", true}, {"إجازة", "اجازه", true}, {"سنة ٢٠٢٦", "2026", true}, {"فرن", "فرن طين", false}, {"", "x", false}, {"x", "", true},
	} {
		if got := knowledge.Mentions(c.text, c.query); got != c.want {
			t.Errorf("%q mentions %q: %v", c.text, c.query, got)
		}
	}
}

func BenchmarkGather(b *testing.B) {
	var asked []knowledge.Asked
	for i := range 2000 {
		asked = append(asked, knowledge.Asked{ID: int64(i), Question: fmt.Sprintf("كيف بقدر لاقي زبون لشغلي رقم %d بالسوق", i), At: now.AddDate(0, 0, -i%90)})
	}
	for b.Loop() {
		knowledge.Gather(asked, now)
	}
}
