package main

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sanad/bot/bottest"
)

// An admin's day, on a phone and at a desk: see what nobody could answer, write it, look at the preview, try it, publish
// it, see it answered in the chat, be told of a colleague's edit, and bring an old revision back.
func TestAnAdminsDayInTheBrowser(t *testing.T) {
	for name, screen := range map[string]bottest.Screen{"phone": bottest.Phone, "desktop": bottest.Desktop} {
		t.Run(name, func(t *testing.T) { adminsDay(t, name, screen) })
	}
}

const (
	kilnQuestion = "كم درجة حرارة شوي خزف الراكو؟"
	kilnAnswer   = "خزف الراكو حرارته حوالي ألف درجة."
	kilnNewer    = "الحرارة بتختلف حسب الطين، ولازم التجربة."
)

func adminsDay(t *testing.T, name string, screen bottest.Screen) {
	p := newProcess(t, "SANAD_DATA_DIR="+t.TempDir())
	p.startReady()
	artisan := bottest.Browser(t, bottest.Phone)
	bottest.Do(t, artisan, chromedp.Navigate(p.url("/")))
	bottest.Await(t, artisan, `document.documentElement.dataset.ready === "true"`)
	chatter := chatPage{t, artisan}
	chatter.say("السلام عليكم")
	chatter.say(kilnQuestion)
	chatter.say("شوي خزف الراكو كم درجة حرارتو")
	chatter.say("خبروني")

	a := adminPage{t, bottest.Visitor(t, artisan, screen), p, name}
	bottest.Quiet(t, a.ctx)
	a.setUp()
	a.open("/desk/knowledge", `document.querySelectorAll(".articles .card").length > 5`)
	a.shot("list")
	a.open("/desk/knowledge/questions", `document.querySelector(".groups .q") !== null`)
	a.shot("questions")
	a.writeTheArticle()
	id := bottest.Eval[string](t, a.ctx, `location.pathname.split("/").at(-2)`)
	a.shot("trial")
	a.click(`.dock .button`)
	a.arrive(`document.querySelector(".notice[role=status]") !== null && document.querySelector(".chip.good") !== null`)
	a.shot("published")
	chatter.sees("كنتوا سألتوا: «\u2068شوي خزف الراكو كم درجة حرارتو\u2069»")
	chatter.answers(kilnAnswer)
	a.open("/desk/knowledge/questions", `document.querySelector(".none") !== null`)

	a.twoAtOnce(id)
	a.open("/desk/knowledge/articles/"+id+"/trial", `document.querySelector(".dock .button") !== null`)
	a.click(`.dock .button`)
	a.arrive(`document.querySelector(".notice[role=status]") !== null`)
	chatter.answers(kilnNewer)
	chatter.say("ما أفاد")
	for _, sort := range []string{"asked", "worst"} {
		a.open("/desk/knowledge?sort="+sort, `document.querySelector(".articles a")?.href.endsWith("`+id+`")`)
	}
	a.open("/desk", `document.querySelector("#queue") !== null`)
	a.shot("desk")
	a.open("/desk/knowledge/questions", `document.querySelector(".groups .q") !== null`)
	a.shot("unhelpful")

	a.open("/desk/knowledge/articles/"+id+"/history", `document.querySelectorAll(".revisions li").length > 5`)
	a.shot("history")
	a.click(`.revisions li:nth-last-child(3) form button`)
	a.arrive(`document.querySelector("[name='short.ar']")?.value === "` + kilnAnswer + `"`)
	a.open("/desk/knowledge/articles/"+id+"/trial", `document.querySelector(".changes ins") !== null`)
	a.click(`.dock .button`)
	a.arrive(`document.querySelector(".notice[role=status]") !== null`)
	chatter.answers(kilnAnswer)
	a.lookAround(id)
	if told := bottest.Eval[int](t, artisan, `[...document.querySelectorAll("#feed .line.bot")].filter(b => b.textContent.includes("كنتوا سألتوا")).length`); told != 1 {
		t.Errorf("the answer was told %d times", told)
	}
	p.stop()
}

// answers asks about the kiln until the answer is this one: it is live on every replica within a second.
func (c chatPage) answers(want string) {
	c.t.Helper()
	bottest.Eventually(c.t, "the chat answers "+want, func() bool {
		c.say(kilnQuestion)
		return bottest.Eval[bool](c.t, c.ctx, `[...document.querySelectorAll("#feed .line.bot")].slice(-2).some(b => b.textContent.includes("`+want+`"))`)
	})
}

// adminPage is the admin's window.
type adminPage struct {
	t    *testing.T
	ctx  context.Context
	p    *process
	name string
}

func (a adminPage) setUp() {
	a.t.Helper()
	bottest.Do(a.t, a.ctx, chromedp.Navigate(a.p.url(setupLink.FindString(a.p.out.String()))))
	a.arrive(`document.querySelector("[name=again]") !== null`)
	for name, value := range map[string]string{"name": "سلمى", "login": "salma", "password": "a long enough password", "again": "a long enough password"} {
		a.write("[name="+name+"]", value)
	}
	a.click(".stack .button")
	a.arrive(`document.querySelector(".panes") !== null`)
}

func (a adminPage) open(path, condition string) {
	a.t.Helper()
	bottest.Do(a.t, a.ctx, chromedp.Navigate(a.p.url(path)))
	a.arrive(condition)
	a.fits()
}

func (a adminPage) arrive(condition string) {
	a.t.Helper()
	bottest.Await(a.t, a.ctx, `document.readyState === "complete" && `+condition)
}

func (a adminPage) click(selector string) {
	a.t.Helper()
	bottest.Eval[any](a.t, a.ctx, `document.querySelector(`+strconv.Quote(selector)+`).click(); null`)
}

// write fills a field as typing does: the page hears of it.
func (a adminPage) write(selector, text string) {
	a.t.Helper()
	bottest.Eval[any](a.t, a.ctx, `(f => { f.value = `+strconv.Quote(text)+`; f.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector(`+strconv.Quote(selector)+`)); null`)
}

// fits fails where something sticks out of the screen, or a text is missing.
func (a adminPage) fits() {
	a.t.Helper()
	const out = `[...document.querySelectorAll("body *")].filter(e => !e.closest(".unseen, .tabs, .filters, svg") && e.checkVisibility() && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)).map(e => e.outerHTML.slice(0, 120)).join("\n")`
	if s := bottest.Eval[string](a.t, a.ctx, out); s != "" {
		a.t.Errorf("sticks out: %s", s)
	}
	if key := bottest.Eval[string](a.t, a.ctx, `document.body.innerText.match(/\b(editor|desk)(\.[a-z_0-9]+)+/)?.[0] || ""`); key != "" {
		a.t.Errorf("a text is missing: %s", key)
	}
}

func (a adminPage) shot(name string) {
	a.t.Helper()
	a.fits()
	picture(a.t, a.ctx, "editor-"+a.name+"-"+name)
}

// writeTheArticle makes a draft of what was asked, and puts right what the form complains about, up to the trial.
func (a adminPage) writeTheArticle() {
	a.t.Helper()
	a.click(`.groups button[value=draft]`)
	a.arrive(`document.querySelector("[name=questions]")?.value.includes("الراكو") && document.documentElement.dataset.editor === "ready"`)
	a.write(`[name="short.ar"]`, kilnAnswer)
	a.write(`[name="body.ar"]`, "**قبل الشوي**\n\n- تنشيف القطعة منيح.\n- كمامة وقفازات.")
	a.write(`[name=tests]`, "قديش حرارة الراكو بالفرن؟")
	a.write(`[name="source.title"]`, "تجربة ورشة")
	a.write(`[name="source.date"]`, "قبل سنة")
	a.arrive(`document.querySelector("#looks").textContent.includes("` + kilnAnswer + `") && document.querySelector("#looks").textContent.includes("كمامة وقفازات")`)
	a.arrive(`document.querySelector("[data-for='source.date#0']:not([hidden])") !== null`)
	a.shot("preview")
	a.click(`.dock .button`)
	a.arrive(`document.querySelector(".alert") !== null`)
	a.shot("wrong")
	a.write(`[name="source.date"]`, "2026-03")
	a.click(`.dock .button`)
	a.arrive(`document.querySelector(".verdict") !== null`)
}

// twoAtOnce has a colleague save the article while the form is open here: this one is told, and nothing is overwritten.
func (a adminPage) twoAtOnce(id string) {
	a.t.Helper()
	path := "/desk/knowledge/articles/" + id
	a.open(path, `document.documentElement.dataset.editor === "ready"`)
	bottest.Eval[any](a.t, a.ctx, `(async () => {
		const form = new FormData(document.getElementById("article"));
		form.set("short.ar", "من زميل");
		form.set("do", "save");
		window.saved = (await fetch("`+path+`", {method: "POST", body: form})).ok;
	})(); null`)
	a.arrive(`window.saved === true`)
	a.write(`[name="short.ar"]`, kilnNewer)
	a.click(`.dock .quiet`)
	a.arrive(`document.querySelector(".conflict del")?.textContent.includes("من زميل")`)
	if got := bottest.Eval[string](a.t, a.ctx, `document.querySelector("[name='short.ar']").value`); got != kilnNewer {
		a.t.Errorf("what was written is gone: %q", got)
	}
	a.shot("conflict")
	a.click(`.dock .quiet`)
	a.arrive(`document.querySelector(".notice[role=status]") !== null`)
}

// lookAround takes in the rest: a rule that does not compile, the import, English, the dark.
func (a adminPage) lookAround(id string) {
	a.t.Helper()
	a.open("/desk/knowledge/articles/first-microfinance", `document.documentElement.dataset.editor === "ready"`)
	a.shot("scheme")
	a.write(`[name="rule.when"]`, `craft ==`)
	a.arrive(`document.querySelector("[data-for='rule.when#0']:not([hidden])") !== null`)
	bottest.Eval[any](a.t, a.ctx, `document.querySelector("[name='rule.when']").scrollIntoView({block: "center"}); null`)
	a.shot("rule")
	bottest.Eval[any](a.t, a.ctx, `document.getElementById("article").requestSubmit(document.querySelector("[value=save]")); null`)
	a.arrive(`document.querySelector(".alert") !== null`)
	a.open("/desk/knowledge/import", `document.querySelector("[type=file]") !== null`)
	a.shot("import")
	a.imports()
	bottest.Look(a.t, a.ctx, darker(a.name))
	a.open("/desk/knowledge/articles/"+id, `document.documentElement.dataset.editor === "ready"`)
	a.shot("dark")
	bottest.Eval[any](a.t, a.ctx, `document.querySelector("[name=lang]").click(); null`)
	a.arrive(`document.documentElement.lang === "en"`)
	a.open("/desk/knowledge", `document.querySelector(".articles") !== null`)
	a.shot("english")
}

// imports reads many files with the progress shown, without leaving the page; first one of them is wrong.
func (a adminPage) imports() {
	a.t.Helper()
	const files = `(wrong => {
		const list = new DataTransfer();
		for (let i = 0; i < 60; i++) {
			const text = "+++\nid = \"shelf-" + i + "\"\ntitle.ar = \"الرف رقم " + i + "\"\nstanding = \"unconfirmed\"\nverified = 2026-01-10\nreview = 2027-01-10\nquestions = [\"وين الرف رقم " + i + "\"]\n" + (wrong && i === 7 ? "colour = 1\n" : "") + "+++\n<!-- ar: short -->\nهون الرف رقم " + i + ".\n";
			list.items.add(new File([text], "shelf-" + i + ".md"));
		}
		document.querySelector("[type=file]").files = list.files;
		window.bar = document.getElementById("progress");
		document.getElementById("import").requestSubmit();
		return null;
	})`
	bottest.Eval[any](a.t, a.ctx, files+`(true)`)
	a.arrive(`document.querySelector(".report .fate-wrong .problem") !== null && document.querySelector(".alert") !== null`)
	a.shot("import-wrong")
	bottest.Eval[any](a.t, a.ctx, files+`(false)`)
	a.arrive(`document.querySelectorAll(".report .fate-new").length === 60 && document.querySelector(".notice") !== null`)
	if stages := bottest.Eval[string](a.t, a.ctx, `window.bar.dataset.stages`); !strings.Contains(stages, "sending") || !strings.Contains(stages, "read") || !strings.Contains(stages, "save") {
		a.t.Errorf("the progress shown was %q", stages)
	}
	a.shot("import-done")
}

func darker(name string) bottest.Screen {
	if name == "phone" {
		return bottest.Phone.InDark()
	}
	return bottest.Desktop.InDark()
}
