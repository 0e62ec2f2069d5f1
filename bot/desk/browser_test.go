package desk_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/desk"
	"sanad/dialogs"
)

var shots = flag.String("shots", "", "folder to write pictures of the pages to")

func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if *shots != "" {
		bottest.Picture(t, ctx, filepath.Join(*shots, name+".png"))
	}
}

// logIn fills in the login page at url and waits for where it leads.
func logIn(t *testing.T, ctx context.Context, url, login string) {
	t.Helper()
	bottest.Do(t, ctx, chromedp.Navigate(url))
	bottest.Await(t, ctx, `document.querySelector("[name=login]") !== null`)
	bottest.Eval[any](t, ctx, `document.querySelector("[name=login]").value = "`+login+`"; document.querySelector("[name=password]").value = "`+password+`"; document.querySelector("form.stack").requestSubmit(); null`)
	arrive(t, ctx, `document.readyState === "complete" && document.querySelector(".panes") !== null`)
}

// arrive waits for a condition on a page that is on its way, whose predecessor cannot be asked any more.
func arrive(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	await(t, func() bool {
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
		return err == nil && there
	})
}

// fits says which elements stick out of the screen to the side.
const fits = `[...document.querySelectorAll("body *")].filter(e => !e.closest(".unseen, .tabs, svg") && e.checkVisibility() && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)).map(e => e.outerHTML.slice(0, 120)).join("\n")`

func mustFit(t *testing.T, ctx context.Context) {
	t.Helper()
	if out := bottest.Eval[string](t, ctx, fits); out != "" {
		t.Errorf("sticks out: %s", out)
	}
	if bottest.Eval[bool](t, ctx, `document.documentElement.scrollWidth > innerWidth`) {
		t.Error("the page scrolls sideways")
	}
	if key := bottest.Eval[string](t, ctx, `document.body.outerHTML.match(/[^\/"]desk(\.[a-z_0-9]+)+/)?.[0] || ""`); key != "" {
		t.Errorf("a text is missing: %s", key)
	}
}

func TestInTheBrowser(t *testing.T) {
	w := lively(t)
	s := start(t, w, func(c *desk.Config) { c.Reread = time.Hour }) // so that only news brings news
	phone := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, phone)
	logIn(t, phone, s.URL+"/desk/conversations/7", "salim")
	bottest.Await(t, phone, `document.querySelector("#chat")?.dataset.stage === "waiting"`)
	mustFit(t, phone)

	// Two advisors want the same conversation: one has it, the other is told.
	other := bottest.Visitor(t, phone, bottest.Desktop)
	bottest.Quiet(t, other)
	logIn(t, other, s.URL+"/desk/conversations/7", "huda")
	bottest.Do(t, phone, chromedp.Click(`.lead-waiting button`))
	bottest.Await(t, phone, `document.querySelector("#chat").dataset.stage === "mine"`)
	bottest.Await(t, other, `document.querySelector("#lead").textContent.includes("سليم")`)
	mustFit(t, phone)
	mustFit(t, other)

	// What is said appears, for both, without a reload.
	bottest.Do(t, phone, chromedp.SendKeys(`[name=text]`, "أهلاً أبو أحمد، معك سليم."))
	bottest.Do(t, phone, chromedp.Click(`.send`))
	said := `[...document.querySelectorAll(".from-advisor .text")].some(p => p.textContent === "أهلاً أبو أحمد، معك سليم.")`
	bottest.Await(t, phone, said+` && document.querySelector("[name=text]").value === ""`)
	bottest.Await(t, other, said)

	// The artisan's answer arrives, and delivery is shown.
	w.change(func() {
		w.messages[len(w.messages)-1].Status = bot.StatusRead
		w.messages = append(w.messages, bot.Message{Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindText, Text: "الله يعطيك العافية"}})
		w.number(7)
	})
	bottest.Await(t, phone, `document.querySelector("#messages").textContent.includes("الله يعطيك العافية") && document.querySelector(".from-advisor:last-of-type, .from-advisor .status-read") !== null`)
	if !bottest.Eval[bool](t, phone, `(s => s.scrollHeight - s.scrollTop - s.clientHeight < 5)(document.getElementById("scroll"))`) {
		t.Error("the newest message is out of sight")
	}

	// A failure keeps what was written and says so.
	w.change(func() { w.acceptErr = errors.New("no disk") })
	bottest.Do(t, phone, chromedp.SendKeys(`[name=text]`, "نص لا يضيع"), chromedp.Click(`.send`))
	bottest.Await(t, phone, `!document.getElementById("problem").hidden && document.getElementById("problem").textContent.includes("لم تُرسل")`)
	if got := bottest.Eval[string](t, phone, `document.querySelector("[name=text]").value`); got != "نص لا يضيع" {
		t.Errorf("the box holds %q", got)
	}
	picture(t, phone, "phone-failed")
	w.change(func() { w.acceptErr = nil })

	// A login that ended leads back here, with what was written.
	w.change(func() { clear(w.logins) })
	bottest.Eval[any](t, phone, `document.querySelector(".send")?.click(); null`) // the page may have noticed by itself
	arrive(t, phone, `document.readyState === "complete" && location.pathname === "/desk/login"`)
	picture(t, phone, "phone-login-ended")
	bottest.Eval[any](t, phone, `document.querySelector("[name=login]").value = "salim"; document.querySelector("[name=password]").value = "`+password+`"; document.querySelector("form.stack").requestSubmit(); null`)
	arrive(t, phone, `document.readyState === "complete" && location.pathname === "/desk/conversations/7" && document.querySelector("[name=text]")?.value === "نص لا يضيع"`)
	bottest.Do(t, phone, chromedp.Click(`.send`))
	bottest.Await(t, phone, `[...document.querySelectorAll(".from-advisor .text")].some(p => p.textContent === "نص لا يضيع")`)
}

func TestKeyboardAndVoice(t *testing.T) {
	w := lively(t)
	s := start(t, w)
	ctx := bottest.Browser(t, bottest.Desktop)
	bottest.Quiet(t, ctx)
	logIn(t, ctx, s.URL+"/desk/conversations/7", "salim")
	bottest.Do(t, ctx, chromedp.Click(`.lead-waiting button`))
	bottest.Await(t, ctx, `document.querySelector("#chat").dataset.stage === "mine"`)

	bottest.Do(t, ctx, chromedp.SendKeys(`[name=text]`, "سطر أول\r"))
	bottest.Await(t, ctx, `[...document.querySelectorAll(".from-advisor .text")].some(p => p.textContent === "سطر أول")`)

	bottest.Do(t, ctx, chromedp.Click(`#mic`))
	bottest.Await(t, ctx, `document.getElementById("mic").getAttribute("aria-pressed") === "true"`)
	bottest.Await(t, ctx, `performance.now() - (window.began ??= performance.now()) > 1500`)
	bottest.Do(t, ctx, chromedp.Click(`#mic`))
	bottest.Await(t, ctx, `!document.getElementById("picked").hidden`)
	bottest.Do(t, ctx, chromedp.Click(`.send`))
	bottest.Await(t, ctx, `document.querySelector(".from-advisor audio") !== null && document.getElementById("picked").hidden`)

	bottest.Do(t, ctx, chromedp.Click(`.to-advisors`), chromedp.SendKeys(`[name=text]`, "ملاحظة من لوحة المفاتيح\r"))
	bottest.Await(t, ctx, `[...document.querySelectorAll(".from-note .text")].some(p => p.textContent === "ملاحظة من لوحة المفاتيح")`)

	bottest.Do(t, ctx, chromedp.Click(`.lead .menu summary`))
	bottest.Do(t, ctx, chromedp.Click(`.lead .menu button[value=huda]`))
	bottest.Await(t, ctx, `document.querySelector("#chat").dataset.stage === "other"`)
}

func TestNewTicketInTitle(t *testing.T) {
	w := lively(t)
	s := start(t, w, func(c *desk.Config) { c.Reread = time.Hour })
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	logIn(t, ctx, s.URL+"/desk", "salim")
	before := bottest.Eval[string](t, ctx, `document.title`)
	w.change(func() { w.open(30, "أم ياسين", "تطريز", "إدلب", time.Second) })
	bottest.Await(t, ctx, `document.body.textContent.includes("أم ياسين")`)
	if after := bottest.Eval[string](t, ctx, `document.title`); after == before || !strings.HasPrefix(after, "(") {
		t.Errorf("the title went from %q to %q", before, after)
	}
}

// deaf is a Live that nobody can listen to.
type deaf struct{}

func (deaf) Publish(context.Context, string) error { return errors.New("away") }
func (deaf) Subscribe(context.Context, ...string) (<-chan string, error) {
	return nil, errors.New("away")
}

func TestUpToDateWithoutNews(t *testing.T) {
	w := lively(t)
	s := start(t, w, func(c *desk.Config) { c.Live, c.Reread = deaf{}, 200*time.Millisecond })
	ctx := bottest.Browser(t, bottest.Phone)
	logIn(t, ctx, s.URL+"/desk/conversations/7", "salim")
	bottest.Do(t, ctx, chromedp.Click(`.lead-waiting button`))
	bottest.Await(t, ctx, `document.querySelector("#chat").dataset.stage === "mine"`)
	w.change(func() {
		w.messages = append(w.messages, bot.Message{Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindText, Text: "وصلت بلا أخبار"}})
		w.number(7)
	})
	bottest.Await(t, ctx, `document.querySelector("#messages").textContent.includes("وصلت بلا أخبار")`)
}

// TestLooks goes through every page on every kind of screen: nothing sticks out, nothing complains, no text is missing.
func TestLooks(t *testing.T) {
	screens := map[string]bottest.Screen{"phone": bottest.Phone, "desktop": bottest.Desktop}
	if *shots != "" { // darkness changes colours alone, which only eyes can judge
		screens["phone-dark"], screens["desktop-dark"] = bottest.Phone.InDark(), bottest.Desktop.InDark()
	}
	w := lively(t)
	p := newPhones(w)
	p.linked(ourNumber, func(c *desk.Channel) { c.Young = true })
	p.linked("963955555555", func(c *desk.Channel) { c.Missed, c.Phone = true, w.now.AddDate(0, 0, -11) })
	p.linked("963966666666", func(c *desk.Channel) {
		c.State, c.Advice, c.Until = "banned_for_now", "whatsapp.trouble.banned_for_now", w.now.Add(26*time.Hour)
	})
	s := start(t, w, p.config, func(c *desk.Config) { c.Editor = http.NotFoundHandler() })
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	bottest.Do(t, ctx, chromedp.Navigate(s.URL+"/desk/login"))
	picture(t, ctx, "phone-ar-login")
	logIn(t, ctx, s.URL+"/desk", "rana")
	for name, screen := range screens {
		bottest.Look(t, ctx, screen)
		for _, lang := range []string{"ar", "en"} {
			bottest.Eval[any](t, ctx, `fetch("/desk/language", {method: "POST", body: new URLSearchParams({lang: "`+lang+`"})}).then(() => null)`)
			lookAround(t, ctx, s.URL, name+"-"+lang+"-", screen.Touch)
		}
	}
}

func lookAround(t *testing.T, ctx context.Context, base, name string, phone bool) {
	t.Helper()
	for page, path := range map[string]string{"queue": "/desk", "resolved": "/desk?list=resolved", "waiting": "/desk/conversations/8", "other": "/desk/conversations/10",
		"bot": "/desk/conversations/11", "people": "/desk/people", "channels": "/desk/channels", "account": "/desk/account", "missing": "/desk/nothing", "mine": "/desk/conversations/9"} {
		bottest.Do(t, ctx, chromedp.Navigate(base+path))
		bottest.Await(t, ctx, `document.readyState === "complete" && [...document.images].every(i => i.complete)`)
		mustFit(t, ctx)
		picture(t, ctx, name+page)
	}
	bottest.Do(t, ctx, chromedp.Navigate(base+"/desk/conversations/9"))
	if phone {
		bottest.Do(t, ctx, chromedp.Click(`.details-toggle`))
		bottest.Await(t, ctx, `document.querySelector(".project").checkVisibility()`)
		mustFit(t, ctx)
		picture(t, ctx, name+"project")
		bottest.Do(t, ctx, chromedp.Click(`.project .close`))
	}
	bottest.Do(t, ctx, chromedp.Click(`.lead .menu summary`))
	mustFit(t, ctx)
	picture(t, ctx, name+"transfer")
}

// lively is a desk on a busy afternoon.
func lively(t *testing.T) *world {
	t.Helper()
	w := staffed()
	w.open(8, "أم خالد", "صابون غار", "حلب", 95*time.Minute)
	w.open(9, "مازن الحلاق", "نحاسيات", "دمشق", 30*time.Minute)
	w.open(10, "سمر", "كروشيه", "حمص", 20*time.Minute)
	w.open(11, "أبو النور", "خشب محفور", "حماة", 3*24*time.Hour)
	w.change(func() {
		w.tickets[1].Reason, w.tickets[1].Question = dialogs.ReasonUnanswered, "هل في قرض لشراء فرن جديد للصابون بدون كفيل؟"
		give := func(i int, id, name string) {
			w.tickets[i].Advisor, w.tickets[i].State = &dialogs.Person{ID: id, Name: name}, dialogs.TicketPending
			c := w.conversations[w.tickets[i].Conversation.ID]
			c.Mode = dialogs.ModeAdvisor
			w.conversations[c.ID] = c
		}
		give(2, "rana", "رنا")
		give(3, "huda", "هدى")
		w.tickets[4].State, w.tickets[4].Stars, w.tickets[4].Reason = dialogs.TicketResolved, 5, dialogs.ReasonComplaint
		c := w.conversations[9]
		c.Contact.Phone = "+963900000000"
		w.conversations[9] = c
		w.projects[2].Answers["workers"], w.projects[2].Answers["place"] = dialogs.Value{Text: "4"}, dialogs.Value{Text: "ورشة بالإيجار في سوق النحاسين"}
		w.projects[2].Answers["need"] = dialogs.Value{Text: "شراء عدة نقش وتسويق خارج سوريا"}
		w.projects[2].Done = true
	})
	for _, id := range []int64{7, 8, 9, 10} {
		talk(t, w, id)
	}
	return w
}

// talk fills a conversation with one of everything.
func talk(t *testing.T, w *world, id int64) {
	t.Helper()
	ctx := context.Background()
	photo, err := w.Save(ctx, bytes.NewReader(drawing(t)), "طبق نحاس.png", "", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	voice, _ := w.Save(ctx, strings.NewReader("OggS\x00 not really sound"), "voice.ogg", "audio/ogg", 1<<20)
	voice.Seconds = 14 * time.Second
	plan, _ := w.Save(ctx, strings.NewReader("%PDF-1.7"), "دراسة الجدوى.pdf", "", 1<<20)
	rana := &dialogs.Person{ID: "rana", Name: "رنا"}
	artisan := func(in dialogs.Input) bot.Message { return bot.Message{Author: bot.AuthorArtisan, Input: &in} }
	said := func(status bot.Status, s dialogs.Said) bot.Message {
		m := bot.Message{Author: bot.AuthorBot, Said: &s, Status: status}
		if s.Advisor != nil {
			m.Author, m.Person = bot.AuthorAdvisor, s.Advisor
		}
		return m
	}
	w.change(func() {
		w.messages = append(w.messages,
			said(bot.StatusRead, dialogs.Said{Heading: "ما هي الحرفة؟", Text: "ممكن الاختيار من القائمة أو الكتابة.", Choices: []dialogs.Button{{ID: "c:1", Label: "نحاسيات"}, {ID: "c:2", Label: "موزاييك"}, {ID: "c:3", Label: "غير ذلك"}}}),
			artisan(dialogs.Input{Kind: dialogs.KindChoice, Choice: "c:1"}),
			artisan(dialogs.Input{Kind: dialogs.KindText, Text: "عندي ورشة صغيرة بسوق النحاسين فيها أربع عمال، وبدي أعرف إذا في دعم لشراء عدة نقش جديدة والتصدير لبرا."}),
			said(bot.StatusDelivered, dialogs.Said{Text: "ما لقيت جواباً أكيداً عن هذا. ممكن تحويل السؤال إلى مستشار؟", Choices: []dialogs.Button{{ID: "h:1", Label: "نعم"}, {ID: "h:2", Label: "لا"}}}),
			artisan(dialogs.Input{Kind: dialogs.KindPhoto, Text: "هاد آخر شغل", Media: &photo}),
			artisan(dialogs.Input{Kind: dialogs.KindVoice, Media: &voice}),
			bot.Message{Author: bot.AuthorNote, Person: rana, Said: &dialogs.Said{Text: "شغله ممتاز. الأفضل توجيهه إلى هيئة دعم الصادرات قبل القرض."}},
			said(bot.StatusSent, dialogs.Said{Text: "أهلاً، معك رنا من فريق سند. وصلت الصور، شغل جميل جداً.\nسأرسل الآن نموذج الدراسة.", Advisor: rana}),
			said(bot.StatusFailed, dialogs.Said{Media: &plan, Advisor: rana}),
			artisan(dialogs.Input{Kind: dialogs.KindText, Text: "يسلمو، OK رح شوفو على https://example.org"}),
			said(bot.StatusWaiting, dialogs.Said{Text: "على الرحب.", Advisor: rana}))
		w.number(id)
	})
}

// drawing is a copper plate, more or less.
func drawing(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 320, 220))
	for y := range 220 {
		for x := range 320 {
			dx, dy := x-160, y-110
			shade := uint8((dx*dx + dy*dy) / 24 % 97)
			m.Set(x, y, color.RGBA{R: 150 + shade, G: 84 + shade/2, B: 40 + shade/4, A: 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
