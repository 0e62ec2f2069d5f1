package knowledge

import (
	"math"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"sanad/locales/arabic"
)

// Asked is a question that artisans put and that the knowledge base did not answer, or not well.
type Asked struct {
	ID        int64
	Question  string
	Article   string // what came nearest, or was answered and did not help
	Score     float64
	Unhelpful bool // it was answered, and the artisan said that it did not help
	At        time.Time
	Asker     int64 // tells one asker from another, and nothing else
	Waits     bool  // the asker wants to be told once there is an answer
}

// Tally is how an article did, and how many wait to be told what it is going to say.
type Tally struct{ Answered, Helpful, Unhelpful, Waiting int }

// Group is one question in the several wordings that people used.
type Group struct {
	Asked    []Asked  // the latest first
	Wordings []string // different ones, those used most first
	Last     time.Time
	Waiting  int // askers who want to be told
}

// nearDuplicate is the share of what they say that two wordings of one question have in common.
const nearDuplicate = 0.55

// Gather groups near-duplicates, and puts first what is asked most and latest: a question counts half as much
// for every month that it is old.
func Gather(asked []Asked, now time.Time) []Group {
	sort.SliceStable(asked, func(i, j int) bool { return asked[i].At.After(asked[j].At) })
	var groups []Group
	g := newGatherer(asked)
	for _, a := range asked {
		n := g.group(a.Question)
		if n == len(groups) {
			groups = append(groups, Group{Last: a.At})
		}
		groups[n].Asked = append(groups[n].Asked, a)
	}
	weight := make(map[int64]float64, len(groups))
	for i := range groups {
		groups[i].Wordings = wordings(groups[i].Asked)
		groups[i].Waiting = waiting(groups[i].Asked)
		weight[groups[i].Asked[0].ID] = urgency(groups[i].Asked, now)
	}
	sort.SliceStable(groups, func(i, j int) bool { return weight[groups[i].Asked[0].ID] > weight[groups[j].Asked[0].ID] })
	return groups
}

// unseen are questions that are counted as asked without being there: of a few questions, none of the words is rare.
const unseen = 20

// gatherer finds the group of a question by the roots that it has in common with the group's first. A root that few
// questions have says more than one that many do.
type gatherer struct {
	roots  map[string][]int // of each wording, by number
	weight []float64        // of each root
	byRoot [][]int          // the groups whose first has it
	said   []float64        // what the first of each group says in all
	common []float64        // what it has in common with the question at hand
	known  map[string]int   // the group of each wording that came before
}

func newGatherer(asked []Asked) *gatherer {
	g := &gatherer{roots: map[string][]int{}, known: map[string]int{}}
	numbers := map[string]int{}
	for _, a := range asked {
		if g.roots[a.Question] != nil {
			continue
		}
		roots := rootsOf(a.Question)
		ids := make([]int, len(roots))
		for i, r := range roots {
			n, ok := numbers[r]
			if !ok {
				n = len(numbers)
				numbers[r], g.weight = n, append(g.weight, 0)
			}
			ids[i] = n
			g.weight[n]++
		}
		g.roots[a.Question] = ids
	}
	g.byRoot = make([][]int, len(g.weight))
	for n, in := range g.weight {
		g.weight[n] = math.Log(1 + (float64(len(g.roots))+unseen)/(in+1))
	}
	return g
}

// group is the number of a question's group, which may be the next new one.
func (g *gatherer) group(question string) int {
	n, ok := g.known[question]
	if !ok {
		n = g.find(g.roots[question])
		g.known[question] = n
	}
	return n
}

func (g *gatherer) find(roots []int) int {
	said := 0.0
	var near []int
	for _, r := range roots {
		said += g.weight[r]
		for _, n := range g.byRoot[r] {
			if g.common[n] == 0 {
				near = append(near, n)
			}
			g.common[n] += g.weight[r]
		}
	}
	best, share := len(g.said), 0.0
	for _, n := range near {
		s := g.common[n] / (said + g.said[n] - g.common[n])
		if g.common[n] = 0; s >= nearDuplicate && (s > share || s == share && n < best) {
			best, share = n, s
		}
	}
	if best == len(g.said) {
		g.said, g.common = append(g.said, said), append(g.common, 0)
		for _, r := range roots {
			g.byRoot[r] = append(g.byRoot[r], best)
		}
	}
	return best
}

// rootsOf are the roots of a question's words, without those that say nothing about its subject where there are others.
func rootsOf(question string) []string {
	var loud, all []string
	for _, w := range spoken(question) {
		r := root(w)
		if utf8.RuneCountInString(r) > 3 { // «حرارتو» beside «حرارة»
			r = strings.TrimSuffix(r, "ت")
		}
		if all = append(all, r); !starterBridge().quiet[w] {
			loud = append(loud, r)
		}
	}
	if len(loud) == 0 {
		loud = all
	}
	slices.Sort(loud)
	return slices.Compact(loud)
}

// spoken are the words of a question without its marks; where it has none, the marks.
func spoken(question string) (words []string) {
	folded := arabic.Fold(question)
	for _, t := range arabic.Tokens(folded) {
		if t.Kind != arabic.Mark {
			words = append(words, t.Text)
		}
	}
	if len(words) == 0 {
		words = []string{folded}
	}
	return words
}

func wordings(asked []Asked) []string {
	count, first := map[string]int{}, map[string]string{}
	var out []string
	for _, a := range asked {
		text := strings.Join(strings.Fields(a.Question), " ")
		key := strings.Join(spoken(text), " ")
		if count[key]++; count[key] == 1 {
			first[key] = text
			out = append(out, key)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return count[out[i]] > count[out[j]] })
	for i, key := range out {
		out[i] = first[key]
	}
	return out
}

func waiting(asked []Asked) int {
	askers := map[int64]bool{}
	for _, a := range asked {
		if a.Waits {
			askers[a.Asker] = true
		}
	}
	return len(askers)
}

func urgency(asked []Asked, now time.Time) (sum float64) {
	for _, a := range asked {
		months := max(0, now.Sub(a.At).Hours()/(30*24))
		sum += 1 / (1 + months)
	}
	return sum
}
