package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
	"sanad/dialogs"
)

// channels are where artisans are in a world, and what of it is down.
type channels struct {
	*world
	down []bot.Standing
}

func (c *channels) ConversationsOf(_ context.Context, contact int64) (all []bot.Conversation, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, one := range c.conversations {
		if one.Contact.ID == contact {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b bot.Conversation) int { return int(a.ID - b.ID) })
	return all, nil
}

func (c *channels) Standings(context.Context, string) ([]bot.Standing, error) { return c.down, nil }

func TestOtherChannelsAreShown(t *testing.T) {
	w := staffed()
	w.open(8, "أبو أحمد", "موزاييك", "دمشق", time.Minute)
	other := w.conversations[8]
	other.Contact.ID, other.Account.Network, other.Mode = 7, "whatsapp", dialogs.ModeWaiting
	w.conversations[8] = other
	c := &channels{world: w}
	salim := enter(t, start(t, w, func(d *desk.Config) { d.Channels = c }), "salim")
	page := salim.get("/desk/conversations/7")
	page.wants(t, 200, "وأيضاً على", `href="/desk/conversations/8"`, "ينتظر مستشاراً هناك")
	if strings.Contains(page.body, "متوقف عندنا") {
		t.Error("it says that the channel is down")
	}
	c.down = []bot.Standing{{Account: w.conversations[7].Account, Trouble: bot.TroubleBanned}}
	salim.get("/desk/conversations/7").wants(t, 200, "متوقف عندنا")
	salim.get("/desk/conversations/8").wants(t, 200, "متوقف عندنا") // a number of which nothing is noted was unlinked
	c.down = []bot.Standing{{Account: other.Account}}
	if strings.Contains(salim.get("/desk/conversations/8").body, "متوقف عندنا") {
		t.Error("it says that a number is down that works")
	}
}
