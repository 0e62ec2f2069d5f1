package webchat_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"sanad/bot/bottest"
	"sanad/dialogs"
)

// shot keeps a picture of the page in the folder SANAD_TEST_PICTURES, when somebody wants to look at it.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if dir := os.Getenv("SANAD_TEST_PICTURES"); dir != "" {
		bottest.Picture(t, ctx, filepath.Join(dir, name+".png"))
	}
}

func open(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	bottest.Do(t, ctx, chromedp.Navigate(address))
	bottest.Await(t, ctx, `document.documentElement.dataset.ready === "true"`)
}

func write(t *testing.T, ctx context.Context, text string) {
	t.Helper()
	bottest.Do(t, ctx, chromedp.SendKeys(chromedp.CSS("#text"), text), chromedp.Click(chromedp.CSS("#send")))
}

// guide answers as the bot might.
func guide(in dialogs.Input) []dialogs.Said {
	switch {
	case in.Kind == dialogs.KindChoice && in.Choice == "project":
		return []dialogs.Said{{Heading: "تسجيل مشروع", Text: "السؤال ١ من ١٢: شو الحرفة؟ مثلاً: موزاييك، نحاس، صابون غار."}}
	case in.Kind == dialogs.KindPhoto:
		return []dialogs.Said{{Text: "وصلت الصورة، شكراً. ممكن إرسال صور أخرى، أو المتابعة."}}
	case in.Kind == dialogs.KindVoice:
		return []dialogs.Said{{Text: "وصلت الرسالة الصوتية."}}
	case in.Text == "Hello":
		return []dialogs.Said{{Heading: "Welcome to Sanad", Text: "How can we help today? More at https://example.org/support?id=1.",
			Choices: []dialogs.Button{{ID: "ask", Label: "Ask about support"}, {ID: "project", Label: "Register a project"}, {ID: "human", Label: "Talk to an advisor"}}}}
	}
	return []dialogs.Said{{Heading: "أهلاً بسند", Text: "كيف فينا نساعد اليوم؟\nممكن الاختيار من هون أو كتابة السؤال مباشرة. المصدر: https://example.org/support?id=1.",
		Choices: []dialogs.Button{{ID: "ask", Label: "سؤال عن الدعم"}, {ID: "project", Label: "تسجيل مشروع"}, {ID: "study", Label: "دراسة جدوى"}, {ID: "human", Label: "التحدث مع مستشار"}}}}
}

func photo(t *testing.T) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 2400, 1600))
	for y := range 1600 {
		for x := range 2400 {
			tile := (x/200 + y/200) % 2
			img.Set(x, y, color.RGBA{uint8(190 - 110*tile), uint8(120 + x*60/2400), uint8(70 + 60*tile), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "لوح موزاييك.jpeg")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestChatOnAPhone(t *testing.T) {
	h := newHouse(t)
	h.set(func() { h.answer = guide })
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	open(t, ctx, h.URL+"/chat")
	shot(t, ctx, "phone-ar-hello")

	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS(".starters .chip")))
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .bot .chip").length === 4`)
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .pending").length === 0`)
	shot(t, ctx, "phone-ar-menu")
	bottest.Look(t, ctx, bottest.Phone.InDark())
	shot(t, ctx, "phone-ar-menu-dark")
	bottest.Look(t, ctx, bottest.Phone)

	bottest.Do(t, ctx, chromedp.Click(chromedp.CSS(`.chip[value=project]`)))
	bottest.Await(t, ctx, `[...document.querySelectorAll(".artisan .words")].some((p) => p.textContent === "تسجيل مشروع")`)
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .line").length === 4`)
	write(t, ctx, "عندي ورشة موزاييك بالشام فيها أربع عمال، رقم المحل 12 وعم صدّر لـ Dubai")
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .line:not(.pending)").length === 6`)

	bottest.Do(t, ctx, chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{photo(t)}))
	bottest.Await(t, ctx, `document.querySelector("#staged img")?.complete === true`)
	shot(t, ctx, "phone-ar-staged")
	write(t, ctx, "آخر لوح")
	bottest.Await(t, ctx, `document.querySelectorAll("#feed .line:not(.pending)").length === 8`)
	shot(t, ctx, "phone-ar-photo")
}

// noScript is a browser that our script does not reach.
func noScript(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	bottest.Do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, network.SetBlockedURLs, network.SetBlockedURLsParams{
			URLPatterns: []*network.BlockPattern{{URLPattern: address + "/chat/assets/*/*.js", Block: true}}})
		return err
	}))
}
