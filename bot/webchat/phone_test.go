package webchat_test

import (
	"bytes"
	"image"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/webchat"
	"sanad/dialogs"
)

func TestChatOnADesktopInEnglish(t *testing.T) {
	h := newHouse(t)
	h.set(func() { h.answer = guide })
	ctx := bottest.Browser(t, bottest.Desktop)
	bottest.Quiet(t, ctx)
	open(t, ctx, h.URL+"/chat")
	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS(".lang")))
	bottest.Await(t, ctx, `document.documentElement.lang === "en" && document.documentElement.dir === "ltr" && document.documentElement.dataset.ready`)
	shot(t, ctx, "desktop-en-hello")
	bottest.Do(t, ctx, chromedp.SendKeys(chromedp.CSS("#text"), "Hello"))
	bottest.Enter(t, ctx) // sends where there is a keyboard
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .line:not(.pending)").length === 2 && document.querySelector("#text").value === ""`)
	h.mode(1, dialogs.ModeAdvisor)
	h.say(1, dialogs.Said{Text: "Good morning, this is Samar from the advisors. I have read about your workshop.", Advisor: &dialogs.Person{ID: "p1", Name: "سمر"}})
	h.say(1, dialogs.Said{Text: "Here is the form to fill in.", Advisor: &dialogs.Person{ID: "p1", Name: "سمر"},
		Media: &dialogs.Media{Hash: "ab", Name: "نموذج طلب التمويل.pdf", Mime: "application/pdf", Size: 214016}})
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .advisor").length === 2 && document.body.dataset.mode === "advisor"`)
	bottest.Do(t, ctx, chromedp.SendKeys(chromedp.CSS("#text"), "Thank you, عندي سؤال ثاني"))
	bottest.Enter(t, ctx)
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .line:not(.pending)").length === 6`)
	bottest.Await(t, ctx, `document.querySelector(".advisor .name").textContent.includes("سمر")`)
	shot(t, ctx, "desktop-en")
	bottest.Look(t, ctx, bottest.Desktop.InDark())
	shot(t, ctx, "desktop-en-dark")
}

func TestPageShowsWhatItMissedOnceAndInOrder(t *testing.T) {
	h := newHouse(t)
	ctx := bottest.Browser(t, bottest.Phone)
	open(t, ctx, h.URL+"/chat")
	write(t, ctx, "مرحبا")
	bottest.Await(t, ctx, `document.querySelectorAll(".line:not(.pending)").length === 1`)
	h.say(1, dialogs.Said{Text: "1"})
	bottest.Await(t, ctx, `document.querySelectorAll(".bot").length === 1`)

	h.server.CloseClientConnections() // the stream breaks; more is said before the browser is back
	h.say(1, dialogs.Said{Text: "2"})
	h.say(1, dialogs.Said{Text: "3"})
	said := `[...document.querySelectorAll(".bot .words")].map((p) => p.textContent).join()`
	bottest.Await(t, ctx, said+` === "1,2,3"`)

	h.set(func() { h.deaf = true }) // news is lost: the page finds it all the same
	h.say(1, dialogs.Said{Text: "4"})
	bottest.Await(t, ctx, said+` === "1,2,3,4"`)

	other := bottest.Visitor(t, ctx, bottest.Phone)
	open(t, other, h.URL+"/chat")
	if n := bottest.Eval[int](t, other, `document.querySelectorAll(".line").length`); n != 0 {
		t.Errorf("somebody else sees %d lines", n)
	}
}

func TestUnsentMessagesWaitForTheNetworkAndArriveOnce(t *testing.T) {
	h := newHouse(t)
	ctx := bottest.Browser(t, bottest.Phone)
	open(t, ctx, h.URL+"/chat")
	h.set(func() { h.broken = errAway })
	write(t, ctx, "أول رسالة")
	bottest.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{photo(t)}))
	bottest.Await(t, ctx, `document.querySelector("#staged img")?.complete === true`)
	write(t, ctx, "ثاني رسالة مع صورة")
	bottest.Await(t, ctx, `document.querySelectorAll('.pending[data-state=waiting]').length === 2`)
	shot(t, ctx, "phone-ar-waiting")

	bottest.Do(t, ctx, chromedp.Reload()) // the page is closed meanwhile: nothing is lost
	bottest.Await(t, ctx, `document.querySelectorAll('.pending[data-state=waiting]').length === 2 && document.querySelector('.pending img') !== null`)
	h.set(func() { h.broken = nil })
	bottest.Await(t, ctx, `document.querySelectorAll(".line.artisan:not(.pending)").length === 2 && !document.querySelector(".pending")`)
	in := h.inputs()
	if len(in) != 2 || in[0].Text != "أول رسالة" || in[1].Kind != dialogs.KindPhoto || in[1].Text != "ثاني رسالة مع صورة" {
		t.Errorf("took %+v", in)
	}
	h.mu.Lock()
	size, _, err := image.DecodeConfig(bytes.NewReader(h.files[in[1].Media.Hash]))
	h.mu.Unlock()
	if err != nil || size.Width != 1600 || size.Height != 1067 {
		t.Errorf("the photo came as %+v (%v) and not made small", size, err)
	}
	bottest.Await(t, ctx, `Object.keys(localStorage).length === 0`)
}

func TestARefusedMessageSaysSoAndCanBeDropped(t *testing.T) {
	h := newHouse(t)
	ctx := bottest.Browser(t, bottest.Phone)
	open(t, ctx, h.URL+"/chat")
	bottest.Do(t, ctx, chromedp.Evaluate[chromedp.Void](`void (document.querySelector("#text").maxLength = 9000, document.querySelector("#text").value = "س".repeat(8500))`),
		chromedp.SendKeys(chromedp.CSS("#text"), "!"), chromedp.Click(chromedp.CSS("#send")))
	bottest.Await(t, ctx, `document.querySelector('.pending[data-state=failed] .why')?.textContent.includes("طويلة")`)
	shot(t, ctx, "phone-ar-failed")
	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS(`[data-do=drop]`)))
	bottest.Await(t, ctx, `!document.querySelector(".line")`)
	write(t, ctx, "قصيرة")
	bottest.Await(t, ctx, `document.querySelectorAll(".line:not(.pending)").length === 1`)
}

func TestVoiceNotesFilesAndTypingOnAPhone(t *testing.T) {
	h := newHouse(t)
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	open(t, ctx, h.URL+"/chat")
	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS("#mic")), chromedp.WaitVisible(chromedp.CSS("#recording")))
	bottest.Await(t, ctx, `document.querySelector("#recorded").textContent === "0:01"`)
	shot(t, ctx, "phone-ar-recording")
	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS("#keep")))
	bottest.Await(t, ctx, `document.querySelectorAll(".line:not(.pending) audio").length === 1`)
	if in := h.inputs(); in[0].Kind != dialogs.KindVoice || in[0].Media.Size == 0 || in[0].Media.Seconds == 0 {
		t.Errorf("took %+v", in[0])
	}
	paper := filepath.Join(t.TempDir(), "عرض سعر الصابون.pdf")
	if err := os.WriteFile(paper, []byte("%PDF-1.4 not much of one"), 0o600); err != nil {
		t.Fatal(err)
	}
	bottest.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{paper}), chromedp.WaitVisible(chromedp.CSS("#staged figure")), chromedp.Click(chromedp.CSS("#send")))
	bottest.Await(t, ctx, `document.querySelector(".line:not(.pending) .card b")?.textContent === "عرض سعر الصابون.pdf"`)
	h.mode(1, dialogs.ModeWaiting)
	h.say(1, dialogs.Said{Text: "وصل الطلب إلى المستشارين."})
	h.mu.Lock()
	chat := h.taken[0].Chat
	h.mu.Unlock()
	bottest.Await(t, ctx, `document.querySelector("#typing").hidden`)
	if err := h.Chat.Typing(ctx, chat); err != nil {
		t.Fatal(err)
	}
	bottest.Await(t, ctx, `!document.querySelector("#typing").hidden && document.body.dataset.mode === "waiting"`)
	shot(t, ctx, "phone-ar-files")
	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS(".menu summary")))
	shot(t, ctx, "phone-ar-options")
}

func TestOlderMessagesComeOnRequest(t *testing.T) {
	h := newHouse(t)
	ctx := bottest.Browser(t, bottest.Phone)
	open(t, ctx, h.URL+"/chat")
	write(t, ctx, "0")
	bottest.Await(t, ctx, `document.querySelectorAll(".line:not(.pending)").length === 1`)
	for range 150 {
		h.say(1, dialogs.Said{Text: "سطر"})
	}
	open(t, ctx, h.URL+"/chat")
	for _, want := range []string{"60", "120", "151"} {
		bottest.Await(t, ctx, `document.querySelectorAll(".line").length === `+want)
		if want != "151" {
			bottest.Do(t, ctx, chromedp.Click(chromedp.CSS("#older")))
		}
	}
	bottest.Await(t, ctx, `document.querySelector("#older").hidden && document.querySelector(".line .words").textContent === "0"`)
	ids := bottest.Eval[[]int](t, ctx, `[...document.querySelectorAll(".line")].map((l) => Number(l.dataset.id))`)
	for i := 1; i < len(ids); i++ {
		if ids[i] <= ids[i-1] {
			t.Fatalf("out of order: %v", ids)
		}
	}
}

// The last words to somebody who is to be forgotten are erased as soon as they are sent.
func TestAGoodbyeIsSeenBeforeItIsErased(t *testing.T) {
	h := newHouse(t, func(c *webchat.Config) { c.Reread = time.Hour })
	ctx := bottest.Browser(t, bottest.Phone)
	open(t, ctx, h.URL+"/chat")
	write(t, ctx, "حذف بياناتي")
	bottest.Await(t, ctx, `document.querySelectorAll(".line:not(.pending)").length === 1`)
	h.say(1, dialogs.Said{Text: "انحذف كل شي."})
	h.set(func() { h.transcripts, h.conversations = map[int64][]bot.Message{}, map[string]*bot.Conversation{} })
	bottest.Await(t, ctx, `document.querySelector(".bot .words")?.textContent === "انحذف كل شي."`)

	h.set(func() { h.conversations["another"] = &bot.Conversation{ID: 1} })
	write(t, ctx, "مرحبا من جديد")
	bottest.Await(t, ctx, `document.querySelectorAll(".line.artisan:not(.pending)").length === 2`)
}

// What a person on a phone needs: nothing wider than the screen, fingers that hit, texts that can be read.
func TestPageIsUsableOnTheSmallestPhone(t *testing.T) {
	h := newHouse(t)
	h.set(func() { h.answer = guide })
	ctx := bottest.Browser(t, bottest.Phone)
	open(t, ctx, h.URL+"/chat")
	write(t, ctx, "ككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككككك")
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .line:not(.pending)").length === 2`)
	if n := bottest.Eval[int](t, ctx, `document.querySelector("#scroll").scrollWidth - document.querySelector("#scroll").clientWidth`); n > 0 {
		t.Errorf("the messages are %d pixels too wide", n)
	}
	small := bottest.Eval[[]string](t, ctx, `[...document.querySelectorAll("button, summary, .lang, label, textarea")]
		.filter((e) => e.offsetParent && !e.closest("[hidden]") && !e.closest("details:not([open]) form"))
		.filter((e) => { const r = e.getBoundingClientRect(); return r.width < 44 || r.height < 44; }).map((e) => e.outerHTML.slice(0, 80))`)
	for _, e := range small {
		t.Errorf("too small for a finger: %s", e)
	}
	nameless := bottest.Eval[[]string](t, ctx, `[...document.querySelectorAll("button, a, textarea, summary, label, img, audio")]
		.filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.alt)).map((e) => e.outerHTML.slice(0, 80))`)
	for _, e := range nameless {
		t.Errorf("without a name for a screen reader: %s", e)
	}
	for _, screen := range []bottest.Screen{bottest.Phone, bottest.Phone.InDark()} {
		bottest.Look(t, ctx, screen)
		for _, e := range bottest.Eval[[]string](t, ctx, faint) {
			t.Errorf("hard to read (dark %v): %s", screen.Dark, e)
		}
	}
}

// faint lists texts whose contrast with what lies behind them is below 4.5 to 1.
const faint = `(() => {
	const rgb = (c) => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
	const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
	const behind = (e) => { let over = []; for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 0) over.push(c); if (c[3] === 1) break; }
		return over.reverse().reduce((under, c) => under ? under.map((u, i) => i < 3 ? u * (1 - c[3]) + c[i] * c[3] : 1) : c, null) ?? [255, 255, 255, 1]; };
	const found = [];
	for (const e of document.querySelectorAll("body *:not(template):not(svg *)")) {
		if (!e.offsetParent || e.closest(".unseen") || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
		const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
		const ratio = (a + .05) / (b + .05);
		if (ratio < 4.5) found.push(ratio.toFixed(2) + " " + e.outerHTML.slice(0, 90));
	}
	return found;
})()`

// Without script the page is a form that works.
func TestPageWorksWithoutScript(t *testing.T) {
	h := newHouse(t)
	h.set(func() { h.answer = guide })
	ctx := bottest.Browser(t, bottest.Phone)
	noScript(t, ctx, h.URL)
	bottest.Do(t, ctx, chromedp.Navigate(h.URL+"/chat"), chromedp.SendKeys(chromedp.CSS("#text"), "مرحبا"), chromedp.Click(chromedp.CSS("#send")))
	bottest.Do(t, ctx, chromedp.WaitVisible(chromedp.CSS(`.chip[value=project]`)), chromedp.Click(chromedp.CSS(`.chip[value=project]`)))
	bottest.Await(t, ctx, `document.body.textContent.includes("السؤال ١ من ١٢")`)
	if in := h.inputs(); len(in) != 2 || in[0].Text != "مرحبا" || in[1].Choice != "project" {
		t.Errorf("took %+v", in)
	}
	if r, err := http.Get(h.URL + "/chat/messages"); err != nil || r.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger without a cookie got %v, %v", r, err)
	}
}
