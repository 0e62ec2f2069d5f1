package bottest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"sanad/bot/bottest"
)

func TestBrowserShowsAPageOnAScreen(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><meta name=viewport content="width=device-width"><title>سند</title><p id=p>مرحبا</p>`))
	}))
	t.Cleanup(page.Close)
	ctx := bottest.Browser(t, bottest.Phone.InDark())
	bottest.Quiet(t, ctx)
	bottest.Do(t, ctx, chromedp.Navigate(page.URL))
	bottest.Await(t, ctx, `document.querySelector("#p").textContent === "مرحبا"`)
	if got := bottest.Eval[int](t, ctx, `innerWidth`); got != 360 {
		t.Errorf("a phone is %d pixels wide", got)
	}
	if !bottest.Eval[bool](t, ctx, `matchMedia("(prefers-color-scheme: dark)").matches`) {
		t.Error("dark mode is not dark")
	}
	picture := filepath.Join(t.TempDir(), "made", "page.png")
	bottest.Picture(t, ctx, picture)
	if info, err := os.Stat(picture); err != nil || info.Size() == 0 {
		t.Errorf("no picture: %v", err)
	}

	other := bottest.Visitor(t, ctx, bottest.Desktop)
	bottest.Do(t, other, chromedp.Navigate(page.URL+"/#2"))
	if got := bottest.Eval[int](t, other, `innerWidth`); got != 1280 {
		t.Errorf("a desktop is %d pixels wide", got)
	}
	bottest.Do(t, other, chromedp.Evaluate[chromedp.Void](`void (document.cookie = "who=other")`))
	if got := bottest.Eval[string](t, ctx, `document.cookie`); got != "seen=1" {
		t.Errorf("a visitor shares cookies: %q", got)
	}
}
