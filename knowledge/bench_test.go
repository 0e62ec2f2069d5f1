package knowledge_test

import (
	"fmt"
	"math/rand"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sanad/knowledge"
)

// manyArticles makes up n articles of realistic length and vocabulary out of the starter's own words, each
// with a few words that only it has.
func manyArticles(t testing.TB, n int) []knowledge.Article {
	var words []string
	for _, a := range starter(t) {
		words = append(words, strings.Fields(a.Body["ar"]+" "+a.Short["ar"])...)
	}
	rng := rand.New(rand.NewSource(1))
	letters := []rune("ابتجحدرسشصطعفقكلمنهوي")
	own := func() string {
		r := make([]rune, 4+rng.Intn(4))
		for i := range r {
			r[i] = letters[rng.Intn(len(letters))]
		}
		return string(r)
	}
	text := func(n int) string {
		out := make([]string, n)
		for i := range out {
			if out[i] = words[rng.Intn(len(words))]; rng.Intn(8) == 0 {
				out[i] = own()
			}
		}
		return strings.Join(out, " ")
	}
	out := make([]knowledge.Article, n)
	for i := range out {
		out[i] = knowledge.Article{
			ID: fmt.Sprintf("made-%d", i), Standing: knowledge.Unconfirmed,
			Title: map[string]string{"ar": text(5)}, Short: map[string]string{"ar": text(40)}, Body: map[string]string{"ar": text(80)},
			Questions: []string{text(6), text(5), text(7), text(6), text(5), text(8)},
		}
	}
	return out
}

func BenchmarkFindStarter(b *testing.B) { benchmarkFind(b, starter(b)) }

func BenchmarkFindTenThousand(b *testing.B) { benchmarkFind(b, manyArticles(b, 10_000)) }

func benchmarkFind(b *testing.B, articles []knowledge.Article) {
	s := knowledge.NewSnapshot(articles)
	questions := ownQuestions(b)
	var took []float64
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		start := time.Now()
		s.Find(questions[i%len(questions)].Question, "ar")
		took = append(took, float64(time.Since(start).Nanoseconds())/1e3)
		i++
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "p50-µs")
	b.ReportMetric(took[len(took)*95/100], "p95-µs")
}

func BenchmarkBuildTenThousand(b *testing.B) {
	articles := manyArticles(b, 10_000)
	before := heap()
	var s *knowledge.Snapshot
	for b.Loop() {
		s = knowledge.NewSnapshot(articles)
	}
	b.ReportMetric(float64(heap()-before)/1e6, "MB")
	runtime.KeepAlive(s)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// What ten thousand articles may take, in the small: the benchmarks measure the whole.
func TestAnArticleTakesLittleMemory(t *testing.T) {
	articles := manyArticles(t, 1000)
	before := heap()
	s := knowledge.NewSnapshot(articles)
	if kb := float64(heap()-before) / 1e3 / 1000; kb > 25 {
		t.Errorf("an article takes %.1f KB of the index, want at most 25", kb)
	}
	runtime.KeepAlive(s)
}
