package knowledge_test

import (
	"testing"
	"time"

	"sanad/knowledge"
)

// An article's life by its days: quiet, then a warning two weeks before it expires, and from that day on it is historic.
func TestKeepersAreWarnedBeforeAnArticleExpires(t *testing.T) {
	expires := time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)
	current := knowledge.Article{ID: "fairs", Standing: knowledge.Current, Verified: expires.AddDate(0, -3, 0), Review: expires.AddDate(0, 3, 0), Expires: expires}
	historic := current
	historic.Standing = knowledge.Historic
	for _, c := range []struct {
		days          int
		due, historic knowledge.Due
		standing      knowledge.Standing
	}{
		{-30, knowledge.DueNothing, knowledge.DueNothing, knowledge.Current},
		{-15, knowledge.DueNothing, knowledge.DueNothing, knowledge.Current},
		{-14, knowledge.DueExpiring, knowledge.DueNothing, knowledge.Current},
		{-1, knowledge.DueExpiring, knowledge.DueNothing, knowledge.Current},
		{0, knowledge.DueExpired, knowledge.DueNothing, knowledge.Historic},
		{93, knowledge.DueExpired, knowledge.DueReview, knowledge.Historic},
	} {
		now := expires.AddDate(0, 0, c.days)
		if current.DueAt(now) != c.due || historic.DueAt(now) != c.historic || current.StandingAt(now) != c.standing {
			t.Errorf("%d days: %q, %q, %s", c.days, current.DueAt(now), historic.DueAt(now), current.StandingAt(now))
		}
	}
	now := expires.AddDate(0, 0, -3)
	if n := knowledge.CountDue([]knowledge.Article{current, current, historic}, now); n[knowledge.DueExpiring] != 2 || n[knowledge.DueNothing] != 1 {
		t.Errorf("%v", n)
	}
	codes := ""
	for _, p := range knowledge.Check([]knowledge.Article{current}, now) {
		codes += p.Code
	}
	if codes != "expiring" || !knowledge.Days["expiring"] {
		t.Errorf("the check says %q", codes)
	}
}
