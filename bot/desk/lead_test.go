package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/desk"
	"sanad/dialogs"
)

// led gives conversation 7 to an advisor, who did something last so long ago.
func (w *world) led(by, name string, ago time.Duration) {
	w.change(func() {
		t := w.ticketOf(7)
		t.Advisor, t.State, t.Changed = &dialogs.Person{ID: by, Name: name}, dialogs.TicketPending, w.now.Add(-ago)
		c := w.conversations[7]
		c.Mode = dialogs.ModeAdvisor
		w.conversations[7] = c
	})
}

func TestTakingTheSilentOnesPlace(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := enter(t, s, "salim")
	w.led("huda", "هدى", 14*time.Minute)
	if page := v.get("/desk/conversations/7"); strings.Contains(page.body, `name="to" value="salim"`) {
		t.Error("the place of one who was silent for 14 minutes is offered")
	}
	v.act("/desk/conversations/7/transfer", url.Values{"to": {"salim"}}).wants(t, http.StatusConflict, "هدى")
	w.led("huda", "هدى", 16*time.Minute)
	v.get("/desk/conversations/7").wants(t, http.StatusOK, `name="to" value="salim"`, "استلام من هدى", "آخر رد منذ 16 دقيقة")
	w.change(func() {
		w.messages = append(w.messages, bot.Message{Author: bot.AuthorNote, Person: &dialogs.Person{ID: "huda"}, Said: &dialogs.Said{Text: "رح اتصل"}})
		w.number(7)
	})
	if page := v.get("/desk/conversations/7"); strings.Contains(page.body, `name="to" value="salim"`) {
		t.Error("the place of one who has just left a note is offered")
	}
	w.change(func() { w.busy = true })
	v.act("/desk/conversations/7/transfer", url.Values{"to": {"salim"}}).wants(t, http.StatusConflict, "هدى")
	w.change(func() { w.busy = false })
	v.act("/desk/conversations/7/transfer", url.Values{"to": {"salim"}}).wants(t, http.StatusSeeOther)
	if got := w.ticketOf(7).Advisor.ID; got != "salim" {
		t.Errorf("it is with %s", got)
	}
}

func TestTakingTheSilentOnesPlaceInTheBrowser(t *testing.T) {
	w := lively(t)
	w.led("huda", "هدى", 20*time.Minute)
	s := start(t, w, func(c *desk.Config) { c.Reread = time.Hour })
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	w.change(func() { // the last words in this conversation are another's
		for i := range w.messages {
			w.messages[i].At = w.now.Add(-time.Hour)
		}
	})
	logIn(t, ctx, s.URL+"/desk/conversations/7", "salim")
	bottest.Await(t, ctx, `document.querySelector("#chat").dataset.stage === "other"`)
	mustFit(t, ctx)
	picture(t, ctx, "phone-ar-absent")
	bottest.Eval[any](t, ctx, `window.confirm = () => true; null`)
	w.change(func() { w.paused = true })
	bottest.Do(t, ctx, chromedp.Click(`.lead-other button`))
	await(t, func() bool { w.mu.Lock(); defer w.mu.Unlock(); return len(w.pending) == 1 })
	if bottest.Eval[bool](t, ctx, `document.querySelector("#chat").dataset.stage !== "other" || !document.getElementById("problem").hidden`) {
		t.Error("the outcome was told before the turn")
	}
	w.goOn()
	bottest.Await(t, ctx, `document.querySelector("#chat").dataset.stage === "mine" && document.getElementById("problem").hidden`)
}

func TestFromThePhone(t *testing.T) {
	w := staffed()
	s := start(t, w, func(c *desk.Config) { c.Reread = time.Hour })
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	logIn(t, ctx, s.URL+"/desk/conversations/7", "salim")
	w.change(func() {
		w.messages = append(w.messages,
			bot.Message{Author: bot.AuthorPhone, Input: &dialogs.Input{Kind: dialogs.KindByHand, Text: "أنا صاحب الرقم، منحكي هلق"}},
			bot.Message{Author: bot.AuthorPhone, Input: &dialogs.Input{Kind: dialogs.KindByHand}})
		w.number(7)
		tk := w.ticketOf(7)
		tk.Advisor, tk.State = &dialogs.Person{ID: dialogs.PhoneOwner}, dialogs.TicketPending
		c := w.conversations[7]
		c.Mode = dialogs.ModeAdvisor
		w.conversations[7] = c
	})
	bottest.Await(t, ctx, `document.querySelector("#chat").dataset.stage === "phone" && document.querySelectorAll(".from-phone").length === 2`)
	mustFit(t, ctx)
	picture(t, ctx, "phone-ar-by-hand")
	if got := bottest.Eval[string](t, ctx, `document.querySelector(".from-phone").textContent`); !strings.Contains(got, "من الموبايل") || !strings.Contains(got, "أنا صاحب الرقم") {
		t.Errorf("shown as %q", got)
	}
	w.change(func() { w.ticketOf(7).Advisor = nil }) // as the engine does when an advisor takes it from the phone
	bottest.Do(t, ctx, chromedp.Click(`.lead button`))
	bottest.Await(t, ctx, `document.querySelector("#chat").dataset.stage === "mine"`)
}
