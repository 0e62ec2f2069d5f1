package knowledge

import "time"

// Due is what an article's days ask of who keeps it.
type Due string

// What is due goes by what is worst: an article that has expired, one that is about to, one to be looked at again.
const (
	DueNothing  Due = ""
	DueExpired  Due = "expired" // answered as historic, where it was current
	DueExpiring Due = "expiring"
	DueReview   Due = "review"
)

// WarnDays is how long before an article expires those who keep it are warned.
const WarnDays = 14

// DueAt is what is due on a day. What is historic already cannot expire.
func (a *Article) DueAt(now time.Time) Due {
	expires := !a.Expires.IsZero() && a.Standing != Historic
	switch {
	case expires && !now.Before(a.Expires):
		return DueExpired
	case expires && !now.AddDate(0, 0, WarnDays).Before(a.Expires):
		return DueExpiring
	case !a.Review.IsZero() && !now.Before(a.Review):
		return DueReview
	}
	return DueNothing
}

// CountDue counts articles by what is due.
func CountDue(articles []Article, now time.Time) map[Due]int {
	n := map[Due]int{}
	for i := range articles {
		n[articles[i].DueAt(now)]++
	}
	return n
}
