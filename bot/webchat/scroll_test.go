package webchat_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sanad/bot/bottest"
	"sanad/dialogs"
)

// An answer that is longer than the screen is read from its beginning, and the end is one press away. Shorter ones
// are seen whole.
func TestALongAnswerIsReadFromItsBeginning(t *testing.T) {
	h := newHouse(t)
	long := strings.Repeat("هاد سطر من جواب طويل عن الدعم والقروض والتراخيص.\n", 40)
	h.set(func() {
		h.answer = func(in dialogs.Input) []dialogs.Said {
			if in.Text == "طويل" {
				return []dialogs.Said{{Heading: "البداية", Text: long, Choices: []dialogs.Button{{ID: "more", Label: "المزيد"}}}, {Text: "منرجع للسؤال."}}
			}
			return []dialogs.Said{{Text: "قصير"}}
		}
	})
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	open(t, ctx, h.URL+"/chat")
	// The page's clock stands still: what comes far apart on a slow machine would be two answers.
	bottest.Eval[bool](t, ctx, `(at => { Date.now = () => at; return true })(Date.now())`)
	const (
		lines  = `[...document.querySelectorAll("#feed .line.bot")]`
		top    = `document.querySelector("#scroll").getBoundingClientRect().top`
		bottom = `document.querySelector("#scroll").getBoundingClientRect().bottom`
	)
	write(t, ctx, "طويل")
	bottest.Await(t, ctx, lines+`.length === 2`)
	bottest.Await(t, ctx, lines+`[0].getBoundingClientRect().top >= `+top+` && `+lines+`[0].getBoundingClientRect().top < `+top+` + 100`)
	bottest.Await(t, ctx, `!document.querySelector("#newest").hidden`)
	shot(t, ctx, "phone-ar-long-answer")
	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS("#newest")))
	bottest.Await(t, ctx, lines+`[1].getBoundingClientRect().bottom <= `+bottom+` && document.querySelector("#newest").hidden`)
	write(t, ctx, "قصير")
	bottest.Await(t, ctx, lines+`.length === 3 && `+lines+`[2].getBoundingClientRect().bottom <= `+bottom)
}
