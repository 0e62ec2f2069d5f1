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
	"slices"
	"strings"
	"testing"
)

var learn = flag.Bool("learn", false, "train the intent model anew and write it")

// example is one message that the model learns from; those of one pattern share a group.
type example struct {
	text   string
	class  int
	group  int
	weight float32
	hard   bool
	found  []feature
}

// feature is a row of the model and how often a message has it.
type feature struct {
	row   uint32
	times int
}

const (
	fromPattern = 20  // messages at most from one pattern
	epochs      = 20  // rounds over all examples
	strictness  = 1.0 // how much an example on the wrong side costs
	real        = 3   // how much more a message counts that somebody could have written than one spelled from a pattern
)

func examples(t testing.TB) (all []example) {
	t.Helper()
	group := 0
	for cells := range table(t, "testdata/examples-*.tsv") {
		for _, s := range spell(cells[1], fromPattern) {
			all = append(all, example{text: s, class: classOf(t, cells[0]), group: group, weight: 1})
		}
		group++
	}
	readRows(t, all)
	return all
}

// fingerprint changes with whatever the model learns from.
func fingerprint(all []example) uint64 {
	sum := fnv.New64a()
	for _, e := range all {
		fmt.Fprintf(sum, "%d %s %v\n", e.class, e.text, e.found)
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

// teacher holds what training needs beside the weights.
type teacher struct {
	weights []float32 // modelRows+1 rows of one a class
	tell    []float32 // how much a feature tells
	alpha   []float32 // by example and class
}

// train fits one linear machine a class against the rest, all at once, by dual coordinate descent on the squared
// hinge.
func train(all []example, epochs int) *teacher {
	const k = len(classes)
	tc := &teacher{weights: make([]float32, (modelRows+1)*k), tell: tells(all), alpha: make([]float32, len(all)*k)}
	perClass := make([]float64, k)
	for i := range all {
		perClass[all[i].class] += float64(all[i].weight)
	}
	r := rand.New(rand.NewPCG(1, 2))
	order := r.Perm(len(all))
	for range epochs {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, at := range order {
			tc.step(&all[at], tc.alpha[at*k:][:k], perClass)
		}
	}
	return tc
}

// tells gives every feature's weight, a whole number of tellScale: the rarer, the more.
func tells(all []example) []float32 {
	messages := make([]int, modelRows)
	for i := range all {
		for _, f := range all[i].found {
			messages[f.row]++
		}
	}
	tell := make([]float32, modelRows)
	for row, n := range messages {
		tell[row] = float32(math.Round((math.Log(float64(len(all)+1)/float64(n+1)) + 0.5) / tellScale))
	}
	return tell
}

// step moves one example to its side of every class's margin.
func (tc *teacher) step(e *example, alpha []float32, perClass []float64) {
	const k = len(classes)
	length, square := float32(0), float32(0)
	for _, f := range e.found {
		length += float32(f.times) * tc.tell[f.row] * tc.tell[f.row]
		square += float32(f.times*f.times) * tc.tell[f.row] * tc.tell[f.row]
	}
	norm := 1 / float32(math.Sqrt(float64(length)+1e-9))
	sum := scores(tc.weights[modelRows*k:])
	each := func(do func(w []float32, x float32)) {
		for _, f := range e.found {
			do(tc.weights[int(f.row)*k:][:k], float32(f.times)*tc.tell[f.row]*norm)
		}
	}
	each(func(w []float32, x float32) {
		for c := range sum {
			sum[c] += x * w[c]
		}
	})
	slack := float32(0.5 / (strictness * float64(e.weight) * rarity(perClass, e.class)))
	var move scores
	for c := range sum {
		side := float32(-1)
		if c == e.class {
			side = 1
		}
		to := max(alpha[c]-(side*sum[c]-1+slack*alpha[c])/(1+square*norm*norm+slack), 0)
		move[c], alpha[c] = (to-alpha[c])*side, to
	}
	each(func(w []float32, x float32) {
		for c := range move {
			w[c] += x * move[c]
		}
	})
	for c := range move {
		tc.weights[modelRows*k+c] += move[c]
	}
}

// rarity makes up, by half, for classes with few examples.
func rarity(perClass []float64, class int) float64 {
	total := 0.0
	for _, n := range perClass {
		total += n
	}
	return math.Sqrt(total / float64(len(perClass)) / perClass[class])
}

// pack writes weights as bytes, in steps of a 127th of the largest.
func (tc *teacher) pack(fingerprint uint64) []byte {
	const k = len(classes)
	top := float32(0)
	for _, v := range tc.weights {
		top = max(top, float32(math.Abs(float64(v))))
	}
	scale := top / 127
	out := make([]byte, modelHead, modelHead+(modelRows+1)*modelRow)
	copy(out, modelMagic[:])
	binary.LittleEndian.PutUint32(out[4:], math.Float32bits(scale))
	binary.LittleEndian.PutUint64(out[8:], fingerprint)
	for row := range modelRows + 1 {
		for _, v := range tc.weights[row*k:][:k] {
			out = append(out, byte(int8(math.Round(float64(v/scale)))))
		}
		if row < modelRows {
			out = append(out, byte(tc.tell[row]))
		}
	}
	return append(out, 0)
}

// labelled are the development messages with their intents: such as come in, and those that were sought out as hard.
func labelled(t testing.TB) (all []example) {
	t.Helper()
	for _, kind := range []string{"dev", "hard"} {
		for cells := range table(t, "testdata/"+kind+"-intents-*.tsv") {
			all = append(all, example{text: cells[1], class: classOf(t, cells[0]), group: len(all), weight: real, hard: kind == "hard"})
		}
	}
	readRows(t, all)
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
func readRows(t testing.TB, all []example) {
	cs, err := loadConcepts()
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		m := newMessage(all[i].text, noTime)
		var hit []uint32
		cs.features(m.words, func(row uint32) { hit = append(hit, row) })
		slices.Sort(hit)
		for k, row := range hit {
			if k > 0 && row == hit[k-1] {
				all[i].found[len(all[i].found)-1].times++
			} else {
				all[i].found = append(all[i].found, feature{row, 1})
			}
		}
	}
}

// TestModel checks that the model is the one of these examples, and with -learn writes it.
func TestModel(t *testing.T) {
	all := append(examples(t), labelled(t)...)
	if *learn {
		out := train(all, epochs).pack(fingerprint(all))
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
