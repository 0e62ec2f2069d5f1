package knowledge

import (
	"cmp"
	"slices"
	"time"
)

// Schemes are articles about support schemes, with their rules compiled once. They never change.
type Schemes struct {
	articles   []*Article
	conditions map[string]*Condition // by their expression
}

// NewSchemes takes those of the articles that are about a scheme. They must not be changed after.
func NewSchemes(articles []Article) *Schemes {
	s := &Schemes{conditions: map[string]*Condition{}}
	for i := range articles {
		if articles[i].Scheme == nil {
			continue
		}
		s.articles = append(s.articles, &articles[i])
		for _, r := range articles[i].Scheme.Rules {
			if c, err := CompileRule(r.When); err == nil {
				s.conditions[r.When] = c
			}
		}
	}
	return s
}

func (s *Schemes) condition(when string) (*Condition, error) {
	if c := s.conditions[when]; c != nil {
		return c, nil
	}
	return CompileRule(when)
}

// Match is a scheme's article and how the scheme goes with a project.
type Match struct {
	Article *Article
	Outcome
}

// Match holds every scheme against a project's fields on a day, as Article.Match does. First come those that suit, then
// those that may, then the others; among them what is for the need that was told, what is current, what has more in its
// favour and what was verified last.
func (s *Schemes) Match(fields map[string]any, now time.Time) []Match {
	known := normalise(fields)
	out := make([]Match, len(s.articles))
	for i, a := range s.articles {
		out[i] = Match{a, a.onDay(a.Scheme.match(known, s.condition), now)}
	}
	slices.SortStableFunc(out, func(a, b Match) int {
		return cmp.Or(
			slices.Index(fits, a.Fit)-slices.Index(fits, b.Fit),
			b.answersNeed()-a.answersNeed(),
			slices.Index(standings, a.Article.StandingAt(now))-slices.Index(standings, b.Article.StandingAt(now)),
			b.count(Holds)-a.count(Holds),
			a.count(Fails)-b.count(Fails),
			b.Article.Verified.Compare(a.Article.Verified),
		)
	})
	return out
}

// The order in which schemes are told.
var (
	fits      = []Fit{Suits, MaySuit, DoesNot}
	standings = []Standing{Current, Unconfirmed, Historic}
)

// answersNeed is 1 where the scheme is for what the artisan needs, and 0 where it only goes with the project.
func (o Outcome) answersNeed() int {
	for _, r := range o.Reasons {
		if r.Truth == Holds && slices.Contains(r.Fields, "need") {
			return 1
		}
	}
	return 0
}

// count is how many rules have an outcome.
func (o Outcome) count(t Truth) int {
	n := 0
	for _, r := range o.Reasons {
		if r.Truth == t {
			n++
		}
	}
	return n
}

// Wanted are the fields that would tell more about schemes that are not ruled out, the one that decides most first.
func Wanted(matches []Match) []string {
	weight := map[string]int{}
	for _, m := range matches {
		if m.Fit == DoesNot {
			continue
		}
		for _, r := range m.Reasons {
			for _, f := range r.Missing {
				weight[f]++
				if r.Rule.Must {
					weight[f] += len(matches) // what decides goes before what only speaks for a scheme
				}
			}
		}
	}
	var out []string
	for _, f := range fieldNames() {
		if weight[f] > 0 {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return weight[b] - weight[a] })
	return out
}
