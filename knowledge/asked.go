package knowledge

import (
	"sort"
	"strings"
	"time"

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

// nearDuplicate is the share of their words that two wordings of one question have in common.
const nearDuplicate = 0.6

// Gather groups near-duplicates, and puts first what is asked most and latest: a question counts half as much
// for every month that it is old.
func Gather(asked []Asked, now time.Time) []Group {
	sort.SliceStable(asked, func(i, j int) bool { return asked[i].At.After(asked[j].At) })
	var groups []Group
	byWord := map[string][]int{}
	firsts := []map[string]bool{}
	for _, a := range asked {
		words := wordsOf(a.Question)
		g := nearest(words, byWord, firsts)
		if g < 0 {
			g = len(groups)
			groups, firsts = append(groups, Group{Last: a.At}), append(firsts, words)
			for w := range words {
				byWord[w] = append(byWord[w], g)
			}
		}
		groups[g].Asked = append(groups[g].Asked, a)
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

// wordsOf are the stems of a question's words.
func wordsOf(question string) map[string]bool {
	words := map[string]bool{}
	for _, w := range spoken(question) {
		words[arabic.Stem(w)] = true
	}
	return words
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

// nearest is the first group whose first question has most words in common, or -1.
func nearest(words map[string]bool, byWord map[string][]int, firsts []map[string]bool) int {
	common := map[int]int{}
	for w := range words {
		for _, g := range byWord[w] {
			common[g]++
		}
	}
	best, share := -1, 0.0
	for g, n := range common {
		s := float64(n) / float64(len(words)+len(firsts[g])-n)
		if s >= nearDuplicate && (s > share || s == share && g < best) {
			best, share = g, s
		}
	}
	return best
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
