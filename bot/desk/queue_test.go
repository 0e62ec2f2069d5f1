package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"sanad/bot/desk"
)

func TestAdminsAreWarnedOfArticlesThatExpire(t *testing.T) {
	w := staffed()
	expiring := 0
	s := start(t, w, func(c *desk.Config) { c.Expiring = func() int { return expiring } })
	admin, advisor := enter(t, s, "rana"), enter(t, s, "salim")
	const link = `href="/desk/knowledge?show=expiring"`
	for _, expiring = range []int{0, 3} {
		page := admin.get("/desk")
		if strings.Contains(page.body, link) != (expiring > 0) {
			t.Errorf("%d expire: %s", expiring, page.body)
		}
		if strings.Contains(advisor.get("/desk").body, link) {
			t.Error("an advisor is warned of what only admins can mend")
		}
	}
	admin.get("/desk").wants(t, http.StatusOK, "3 مقالات انتهت أو تنتهي خلال أسبوعين")
}
