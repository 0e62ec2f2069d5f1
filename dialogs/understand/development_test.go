package understand

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tally counts one intent or kind of entity: rightly found, found too often, missed.
type tally struct{ right, extra, missed int }

func (c tally) String() string {
	ratio := func(a, b int) float64 { return 100 * float64(a) / float64(max(b, 1)) }
	return fmt.Sprintf("%4d  precision %5.1f  recall %5.1f", c.right+c.missed, ratio(c.right, c.right+c.extra), ratio(c.right, c.right+c.missed))
}

func report(t *testing.T, counts map[string]*tally) {
	names := make([]string, 0, len(counts))
	for n := range counts {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		t.Logf("%-12s %s", n, counts[n])
	}
}

// with gives a reader whose model is another one.
func with(t *testing.T, b []byte) *Reader {
	t.Helper()
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if r.intents.model, err = loadModel(b, r.intents.model.concepts); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestIntentsOnUnseenMessages cross-validates: every development message is read by a model that has
// not seen it.
func TestIntentsOnUnseenMessages(t *testing.T) {
	if raceEnabled {
		t.Skip("trains eight models, too slow under the race detector")
	}
	const folds = 8
	base, dev := examples(t), labelled(t)
	ordinary, hard := &sheet{counts: map[string]*tally{}}, &sheet{counts: map[string]*tally{}}
	for fold := range folds {
		in := append([]example(nil), base...)
		for _, e := range dev {
			if e.group%folds != fold {
				in = append(in, e)
			}
		}
		r := with(t, train(in, epochs).pack(0))
		for _, e := range dev {
			if e.group%folds != fold {
				continue
			}
			to := ordinary
			if e.hard {
				to = hard
			}
			to.note(e.text, classes[e.class], r.Read(e.text, time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)))
		}
	}
	report(t, ordinary.counts)
	ordinary.check(t, "such as come in", 93, 60)
	hard.check(t, "sought out as hard", 83, 55)
}

// sheet counts how messages were read.
type sheet struct {
	counts               map[string]*tally
	total, right, toNone int
	sure                 float64
	wrong                strings.Builder
}

func (s *sheet) of(in Intent) *tally {
	if s.counts[string(in)] == nil {
		s.counts[string(in)] = &tally{}
	}
	return s.counts[string(in)]
}

func (s *sheet) note(text string, want Intent, got Reading) {
	s.total++
	s.sure += got.Score
	if got.Intent == want {
		s.right++
		s.of(want).right++
		return
	}
	s.of(want).missed++
	s.of(got.Intent).extra++
	if got.Intent == None {
		s.toNone++
	}
	fmt.Fprintf(&s.wrong, "\n%-11s %-11s %.2f %s", want, got.Intent, got.Score, text)
}

// check wants so many in a hundred right, so many of the others not understood rather than taken for something else, and
// the reader as sure as it is right.
func (s *sheet) check(t *testing.T, what string, right, careful float64) {
	t.Helper()
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(1, of)) }
	accuracy, toNone, sure := share(s.right, s.total), share(s.toNone, s.total-s.right), 100*s.sure/float64(s.total)
	t.Logf("%d messages %s: %.1f %% right, %.0f %% of the errors are none; the reader is %.0f %% sure", s.total, what, accuracy, toNone, sure)
	t.Log(s.wrong.String())
	if accuracy < right || toNone < careful || math.Abs(sure-accuracy) > 5 {
		t.Errorf("%s: %.1f %% right, %.0f %% of the errors none, %.0f %% sure", what, accuracy, toNone, sure)
	}
}

// inShort is an entity as the development set writes it.
func inShort(e Entity) string {
	s := string(e.Kind) + "="
	switch v := e.Value.(type) {
	case float64:
		s += number(v)
	case string:
		s += v
	default:
		s += number(*e.Low) + ".." + number(*e.High)
	}
	if e.Currency != "" {
		s += "/" + e.Currency
	}
	if e.Edition != "" {
		s += "/" + string(e.Edition)
	}
	if e.Approximate {
		s += "~"
	}
	return s
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// TestFacts reads the development messages that carry facts, and counts by kind.
func TestFacts(t *testing.T) {
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]*tally{}
	count := func(short string) *tally {
		kind, _, _ := strings.Cut(short, "=")
		if counts[kind] == nil {
			counts[kind] = &tally{}
		}
		return counts[kind]
	}
	exact, total := 0, 0
	var wrong strings.Builder
	for cells := range table(t, "testdata/dev-facts-*.tsv") {
		var got []string
		for _, e := range r.Read(cells[0], time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)).Entities {
			if e.Kind != Place {
				got = append(got, inShort(e))
			}
		}
		want := strings.Fields(strings.TrimSuffix(cells[1], "-"))
		total++
		if slices.Equal(got, want) {
			exact++
		} else {
			fmt.Fprintf(&wrong, "\n%s\n    want %s\n    got  %s", cells[0], want, got)
		}
		for _, w := range want {
			if slices.Contains(got, w) {
				count(w).right++
			} else {
				count(w).missed++
			}
		}
		for _, g := range got {
			if !slices.Contains(want, g) {
				count(g).extra++
			}
		}
	}
	report(t, counts)
	t.Logf("%d messages, %.1f %% exact%s", total, 100*float64(exact)/float64(total), wrong.String())
	if exact*100 < total*98 {
		t.Errorf("%d of %d exact", exact, total)
	}
}
