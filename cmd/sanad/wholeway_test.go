package main

import (
	"context"
	"flag"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sanad/bot/bottest"
)

var pictures = flag.String("pictures", "", "write the README's pictures to this folder")

// A newcomer's first hour, in a real browser: chat as an artisan, register a project, ask about a
// scheme, ask for a person, answer from the desk in a second window, hand back, and pull the plug between.
func TestTheWholeWayInTheBrowser(t *testing.T) {
	p := newProcess(t, "SANAD_DATA_DIR="+t.TempDir())
	p.startReady()
	artisan := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, artisan)
	bottest.Do(t, artisan, chromedp.Navigate(p.url("/")))
	bottest.Await(t, artisan, `document.documentElement.dataset.ready === "true"`)

	chatter := chatPage{t, artisan}
	chatter.say("السلام عليكم")
	chatter.say("بدي سجّل مشروع")
	chatter.press("منبلّش")
	for _, answer := range []string{"أبو أحمد", "صابون غار", "حلب", "٢٥"} {
		chatter.say(answer)
	}
	chatter.say("شو هي مؤسسة ضمان مخاطر القروض؟")
	chatter.sees("المصدر")
	picture(t, artisan, "chat")
	chatter.say("بدي احكي مع مستشار")

	advisor := deskPage{t, bottest.Visitor(t, artisan, bottest.Desktop)}
	bottest.Quiet(t, advisor.ctx)
	advisor.setUp(p)
	advisor.take()
	chatter.sees("سلمى")

	p.kill() // the plug is pulled while a person leads
	p.startReady()
	advisor.logIn() // logins live in Redis, and the embedded one went with the program

	advisor.says("أهلاً أبو أحمد، معكن سلمى. شو نوع القرض يلي عم تفكروا فيه؟")
	chatter.sees("شو نوع القرض")
	before := chatter.bubbles("bot")
	chatter.send("قرض صغير لشراء زيت الغار")
	advisor.sees("قرض صغير لشراء زيت الغار")
	if after := chatter.bubbles("bot"); after != before {
		t.Errorf("the bot talked over the advisor: %d bubbles of its own, then %d", before, after)
	}
	picture(t, advisor.ctx, "desk")
	advisor.handBack()
	chatter.say("قائمة")
	p.stop()
}

func picture(t *testing.T, ctx context.Context, name string) {
	if *pictures != "" {
		bottest.Picture(t, ctx, filepath.Join(*pictures, name+".png"))
	}
}

// chatPage is the artisan's window.
type chatPage struct {
	t   *testing.T
	ctx context.Context
}

func (c chatPage) send(text string) {
	c.t.Helper()
	bottest.Do(c.t, c.ctx, chromedp.SendKeys(chromedp.CSS("#text"), text), chromedp.Click(chromedp.CSS("#send")))
	c.sees(text)
}

// say sends a text and waits for the bot's answer below it.
func (c chatPage) say(text string) {
	c.t.Helper()
	before := c.bubbles("bot")
	c.send(text)
	c.moreThan(before)
}

// press chooses the button of the last answer that begins so, or holds it.
func (c chatPage) press(label string) {
	c.t.Helper()
	before := c.bubbles("bot")
	bottest.Await(c.t, c.ctx, `(b => { b?.click(); return !!b })([...document.querySelectorAll("#feed .chip")].reverse().find(b => b.textContent.includes("`+label+`")))`)
	c.moreThan(before)
}

func (c chatPage) moreThan(n int) {
	c.t.Helper()
	bottest.Await(c.t, c.ctx, `document.querySelectorAll("#feed .line.bot").length > `+itoa(n))
}

func (c chatPage) bubbles(author string) int {
	c.t.Helper()
	return bottest.Eval[int](c.t, c.ctx, `document.querySelectorAll("#feed .line.`+author+`").length`)
}

func (c chatPage) sees(text string) {
	c.t.Helper()
	bottest.Await(c.t, c.ctx, `document.querySelector("#feed").textContent.includes("`+text+`")`)
}

// deskPage is the advisor's window.
type deskPage struct {
	t   *testing.T
	ctx context.Context
}

var setupLink = regexp.MustCompile(`/desk/setup\?token=\S+`)

// setUp follows the link that the program printed and makes the first admin.
func (d deskPage) setUp(p *process) {
	d.t.Helper()
	bottest.Do(d.t, d.ctx, chromedp.Navigate(p.url(setupLink.FindString(p.out.String()))))
	bottest.Await(d.t, d.ctx, `document.querySelector("[name=again]") !== null`)
	for name, value := range map[string]string{"name": "سلمى", "login": "salma", "password": "a long enough password", "again": "a long enough password"} {
		bottest.Do(d.t, d.ctx, chromedp.SendKeys(chromedp.CSS("[name="+name+"]"), value))
	}
	bottest.Do(d.t, d.ctx, chromedp.Click(chromedp.CSS(".stack .button")))
	bottest.Await(d.t, d.ctx, `document.querySelector("#queue") !== null`)
}

func (d deskPage) logIn() {
	d.t.Helper()
	bottest.Do(d.t, d.ctx, chromedp.Reload())
	bottest.Await(d.t, d.ctx, `location.pathname === "/desk/login" && document.querySelector("[name=password]") !== null`)
	bottest.Do(d.t, d.ctx, chromedp.SendKeys(chromedp.CSS("[name=login]"), "salma"), chromedp.SendKeys(chromedp.CSS("[name=password]"), "a long enough password"))
	d.press(".stack .button")
	d.leads("mine")
}

func (d deskPage) take() {
	d.t.Helper()
	d.press(".queue a[href*='/desk/conversations/']")
	d.press(".lead-waiting button")
	d.leads("mine")
}

// press clicks what selector names once it is there; the page may redraw it at any moment.
func (d deskPage) press(selector string) {
	d.t.Helper()
	bottest.Await(d.t, d.ctx, `(e => { e?.click(); return !!e })(document.querySelector("`+selector+`"))`)
}

func (d deskPage) says(text string) {
	d.t.Helper()
	bottest.Await(d.t, d.ctx, `document.readyState === "complete" && document.querySelector("[name=kind][value=say]")?.disabled === false`)
	bottest.Do(d.t, d.ctx, chromedp.SendKeys(chromedp.CSS("[name=text]"), text))
	d.press(".send")
	d.sees(strings.Fields(text)[0])
}

func (d deskPage) sees(text string) {
	d.t.Helper()
	bottest.Await(d.t, d.ctx, `document.querySelector("#messages").textContent.includes("`+text+`")`)
}

func (d deskPage) handBack() {
	d.t.Helper()
	d.press("form[action$=hand_back] button")
	d.leads("bot")
}

func (d deskPage) leads(who string) {
	d.t.Helper()
	bottest.Await(d.t, d.ctx, `document.querySelector("#chat").dataset.stage === "`+who+`"`)
}
