package knowledge

import (
	"fmt"
	"time"
)

// Check holds all articles against each other and against a day: ids given twice, links to articles that
// are not there, what has expired or is due for review, and questions that do not find their article.
// It gives nothing when all is well. Front matter, sources and rules are checked when an article is parsed.
func Check(articles []Article, now time.Time) []Problem {
	var out []Problem
	add := func(a *Article, code, format string, args ...any) {
		out = append(out, Problem{File: a.ID, Code: code, Text: fmt.Sprintf(format, args...)})
	}
	s := NewSnapshot(articles)
	seen := map[string]bool{}
	for i := range articles {
		a := &articles[i]
		if seen[a.ID] {
			add(a, "id-twice", "two articles have this id; give one of them another")
		}
		seen[a.ID] = true
		for _, id := range a.Related {
			if _, ok := s.Article(id); !ok {
				add(a, "related-missing", "it is related to %q, which is no article; take it out or write that article", id)
			}
		}
		for _, q := range a.Questions {
			if problem := Misses(s, a.ID, q, 1); problem != "" {
				add(a, "not-found", "%s", problem)
			}
		}
		for _, q := range a.Tests {
			if problem := Misses(s, a.ID, q, MaxOffers); problem != "" {
				add(a, "not-found", "%s", problem)
			}
		}
		checkDays(a, now, add)
	}
	return out
}

func checkDays(a *Article, now time.Time, add func(*Article, string, string, ...any)) {
	day := a.Expires.Format(time.DateOnly)
	switch a.DueAt(now) {
	case DueExpired:
		add(a, "expired", "it expired on %s and is answered as historic; verify it and move the day, or set standing = \"historic\"", day)
	case DueExpiring:
		add(a, "expiring", "it expires on %s and is answered as historic from then on; verify it and move the day", day)
	}
	if !now.Before(a.Review) {
		add(a, "review-due", "its review was due on %s; hold it against its sources and move verified and review", a.Review.Format(time.DateOnly))
	}
}

// Days are the codes of problems that came with time: they are for who keeps the articles and no fault of the text.
var Days = map[string]bool{"expired": true, "expiring": true, "review-due": true}

// MaxOffers is how many titles are offered where no answer is sure enough.
const MaxOffers = 3

// Misses says how a question fails to find an article among the first of the hits, or "" when it does. An
// article's own phrasings must find it first; its test questions must have it offered.
func Misses(s *Snapshot, id, question string, among int) string {
	found := s.Find(question, Languages[0])
	if found.Verdict == Refuse {
		return fmt.Sprintf("the question %q is refused; add a phrasing that is nearer to it", question)
	}
	for _, h := range found.Hits[:min(among, len(found.Hits))] {
		if h.Article.ID == id {
			return ""
		}
	}
	return fmt.Sprintf("the question %q finds %q first; add a phrasing, or move the question there", question, found.Hits[0].Article.ID)
}
