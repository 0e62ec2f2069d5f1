package understand

import (
	"fmt"
	"sort"
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
	if r.intents.model, err = loadModel(b); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestIntentsOnUnseenMessages cross-validates: every development message is read by a model that has
// not seen it.
func TestIntentsOnUnseenMessages(t *testing.T) {
	if raceEnabled {
		t.Skip("trains five models, which the race detector makes slow")
	}
	const folds = 5
	base, dev := examples(t), labelled(t)
	counts := map[string]*tally{}
	count := func(in Intent) *tally {
		if counts[string(in)] == nil {
			counts[string(in)] = &tally{}
		}
		return counts[string(in)]
	}
	right, toNone := 0, 0
	var wrong strings.Builder
	for fold := range folds {
		in := append([]example(nil), base...)
		for _, e := range dev {
			if e.group%folds != fold {
				in = append(in, e, e, e)
			}
		}
		r := with(t, pack(train(in, epochs), 0))
		for _, e := range dev {
			if e.group%folds != fold {
				continue
			}
			want, got := classes[e.class], r.Read(e.text, time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC))
			if got.Intent == want {
				right++
				count(want).right++
				continue
			}
			count(want).missed++
			count(got.Intent).extra++
			if got.Intent == None {
				toNone++
			}
			fmt.Fprintf(&wrong, "\n%-11s %-11s %.2f %s", want, got.Intent, got.Score, e.text)
		}
	}
	report(t, counts)
	accuracy := 100 * float64(right) / float64(len(dev))
	t.Logf("%d messages, %.1f %% right, %.0f %% of the errors are none", len(dev), accuracy, 100*float64(toNone)/float64(max(1, len(dev)-right)))
	t.Log(wrong.String())
	if accuracy < 85 {
		t.Errorf("%.1f %% right", accuracy)
	}
}
