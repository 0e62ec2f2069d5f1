package understand

import (
	"encoding/binary"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var learn = flag.Bool("learn", false, "train the intent model anew and write it")

// example is one message that the model learns from; those of one pattern share a group.
type example struct {
	text  string
	class int
	group int
	rows  []uint32
}

const (
	fromPattern = 20 // messages at most from one pattern
	epochs      = 10
)

func examples(t testing.TB) (all []example) {
	t.Helper()
	group := 0
	for cells := range table(t, "testdata/examples-*.tsv") {
		for _, s := range spell(cells[1], fromPattern) {
			all = append(all, example{text: s, class: classOf(t, cells[0]), group: group})
		}
		group++
	}
	readRows(all)
	return all
}

// fingerprint changes with whatever the model learns from.
func fingerprint(all []example) uint64 {
	sum := fnv.New64a()
	for _, e := range all {
		fmt.Fprintf(sum, "%d %s %v\n", e.class, e.text, e.rows)
	}
	return sum.Sum64()
}

func classOf(t testing.TB, name string) int {
	for c, in := range classes {
		if string(in) == name {
			return c
		}
	}
	t.Fatalf("%q is no intent", name)
	return 0
}

// spell gives up to most messages of a pattern: (a|b) is a choice, [a] may be left out.
func spell(pattern string, most int) []string {
	parts := cut(pattern)
	total := 1
	for _, p := range parts {
		total = min(total*len(p), 1<<20)
	}
	r := rand.New(rand.NewPCG(7, uint64(len(pattern))))
	seen := map[string]bool{}
	var out []string
	widest := 0
	for _, p := range parts {
		widest = max(widest, len(p))
	}
	most = max(most, widest)
	for k := 0; k < 6*most && len(out) < min(most, total); k++ {
		var b strings.Builder
		for _, p := range parts {
			pick := p[r.IntN(len(p))]
			if len(p) == widest {
				pick = p[k%len(p)] // every word of the widest choice comes up
			}
			b.WriteString(pick)
		}
		s := strings.Join(strings.Fields(b.String()), " ")
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func cut(pattern string) [][]string {
	var parts [][]string
	for len(pattern) > 0 {
		switch pattern[0] {
		case '(':
			end := strings.IndexByte(pattern, ')')
			parts = append(parts, strings.Split(pattern[1:end], "|"))
			pattern = pattern[end+1:]
		case '[':
			end := strings.IndexByte(pattern, ']')
			inside := cut(pattern[1:end])
			parts = append(parts, append([]string{"", ""}, inside[0]...))
			pattern = pattern[end+1:]
		default:
			end := strings.IndexAny(pattern, "([")
			if end < 0 {
				end = len(pattern)
			}
			parts = append(parts, []string{pattern[:end]})
			pattern = pattern[end:]
		}
	}
	return parts
}

// train fits the weights by stochastic gradient descent on the softmax, with a pull towards nought.
func train(all []example, epochs int) (weights []float32) {
	const k = len(classes)
	w := make([]float32, (modelRows+1)*k)
	squares := make([]float32, len(w))
	r := rand.New(rand.NewPCG(1, 2))
	perClass := make([]int, k)
	for _, e := range all {
		perClass[e.class]++
	}
	order := r.Perm(len(all))
	for range epochs {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, at := range order {
			step(w, squares, &all[at], float32(math.Sqrt(float64(len(all))/float64(k*perClass[all[at].class]))))
		}
	}
	return w
}

func step(w, squares []float32, e *example, weight float32) {
	const k, rate, pull = len(classes), 0.25, 2e-5
	if len(e.rows) == 0 {
		return
	}
	norm := float32(1 / math.Sqrt(float64(len(e.rows))))
	s := linear(w, e.rows, norm)
	s.softmax()
	for c := range s {
		if s[c] -= 0; c == e.class {
			s[c]--
		}
		s[c] *= weight
	}
	update := func(row int, x float32) {
		for c := range s {
			at := row*k + c
			g := s[c]*x + pull*w[at]
			squares[at] += g * g
			w[at] -= rate * g / (float32(math.Sqrt(float64(squares[at]))) + 0.01)
		}
	}
	for _, row := range e.rows {
		update(int(row), norm)
	}
	update(modelRows, 1)
}

func linear(w []float32, rows []uint32, norm float32) scores {
	const k = len(classes)
	var s scores
	for _, row := range rows {
		for c := range s {
			s[c] += w[int(row)*k+c]
		}
	}
	for c := range s {
		s[c] = s[c]*norm + w[modelRows*k+c]
	}
	return s
}

// pack writes weights as bytes, in steps of a 127th of the largest.
func pack(w []float32, fingerprint uint64) []byte {
	top := float32(0)
	for _, v := range w {
		top = max(top, float32(math.Abs(float64(v))))
	}
	scale := top / 127
	out := make([]byte, modelHead+len(w))
	copy(out, modelMagic[:])
	binary.LittleEndian.PutUint32(out[4:], math.Float32bits(scale))
	binary.LittleEndian.PutUint64(out[8:], fingerprint)
	for i, v := range w {
		out[modelHead+i] = byte(int8(math.Round(float64(v / scale))))
	}
	return out
}

// labelled are the development messages with their intents.
func labelled(t testing.TB) (all []example) {
	t.Helper()
	for cells := range table(t, "testdata/dev-intents-*.tsv") {
		all = append(all, example{text: cells[1], class: classOf(t, cells[0]), group: len(all)})
	}
	readRows(all)
	return all
}

// table gives the cells of every line of the files that match.
func table(t testing.TB, pattern string) func(func([]string) bool) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal("no files", pattern, err)
	}
	return func(yield func([]string) bool) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for cells := range rows(string(text)) {
				if len(cells) != 2 {
					t.Fatalf("%s: %q has not two cells", file, cells)
				}
				if !yield(cells) {
					return
				}
			}
		}
	}
}

// readRows finds the features of each message as the reader would: behind its greetings.
func readRows(all []example) {
	for i := range all {
		m := newMessage(all[i].text, noTime)
		features(m.words, func(row uint32) { all[i].rows = append(all[i].rows, row) })
	}
}

// TestModel checks that the model is the one of these examples, and with -learn writes it.
func TestModel(t *testing.T) {
	all := append(examples(t), labelled(t)...)
	if *learn {
		out := pack(train(all, epochs), fingerprint(all))
		if err := os.WriteFile("data/intents.model", out, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("learned from %d messages", len(all))
		return
	}
	if binary.LittleEndian.Uint64(learned[8:]) != fingerprint(all) {
		t.Error("the examples have changed: run go generate ./dialogs/understand")
	}
}
