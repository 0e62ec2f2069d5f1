package desk_test

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
)

func (w *world) OfferChat(_ context.Context, person string, _ time.Time) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.codes[person] = fmt.Sprintf("CODE%d", len(w.codes)+1)
	return w.codes[person], nil
}

func (w *world) Chats(context.Context) (map[string]bot.Account, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.chats), nil
}

func (w *world) DropChat(_ context.Context, person string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.chats, person)
	return nil
}

func (w *world) hasChat(person string) bool {
	_, has := w.chats[person]
	return has
}

func TestOwnChatIsLinkedAndUnlinked(t *testing.T) {
	w := staffed()
	s := start(t, w, func(c *desk.Config) {
		c.BotLink = func(code string) string { return "https://t.me/a_bot?start=" + code }
	})
	salim := enter(t, s, "salim")
	salim.get("/desk/account").wants(t, 200, "محادثتي على تلغرام", "ربط محادثة")
	salim.post("/desk/account/chat", url.Values{"do": {"link"}}).wants(t, 200, "/link CODE1", "https://t.me/a_bot?start=CODE1")
	if page := salim.get("/desk/account"); strings.Contains(page.body, "CODE1") {
		t.Error("the code is shown a second time")
	}
	w.change(func() { w.chats["salim"] = bot.Account{Network: "telegram", ID: "1"} })
	salim.get("/desk/account").wants(t, 200, "المحادثة مربوطة", "تلغرام")
	salim.post("/desk/account/chat", url.Values{"do": {"unlink"}}).wants(t, 303)
	if w.hasChat("salim") {
		t.Error("still linked")
	}
}

func TestAdminUnlinksAnothersChat(t *testing.T) {
	w := staffed()
	w.chats["salim"] = bot.Account{Network: "telegram", ID: "1"}
	s := start(t, w)
	enter(t, s, "huda").post("/desk/people/salim", url.Values{"do": {"unlink"}}).wants(t, 403)
	rana := enter(t, s, "rana")
	rana.get("/desk/people").wants(t, 200, "تلغرام", "فك ربط المحادثة")
	rana.post("/desk/people/salim", url.Values{"do": {"unlink"}}).wants(t, 303)
	if w.hasChat("salim") {
		t.Error("still linked")
	}
	if got := w.did("chat_unlink"); len(got) != 1 || got[0] != "rana salim" {
		t.Errorf("audit: %v", got)
	}
}
