// Package bottest holds what every adapter and store must pass, and what their tests lean on, such as a
// real browser. Only tests import it.
package bottest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Screen is what a page is looked at with; lengths are CSS pixels.
type Screen struct {
	Width, Height int64
	Touch         bool // a phone: touch, mobile viewport, two device pixels a pixel
	Dark          bool // prefers-color-scheme: dark
}

// Phone is the smallest screen that a page must work on, Desktop a common one.
var (
	Phone   = Screen{Width: 360, Height: 780, Touch: true}
	Desktop = Screen{Width: 1280, Height: 800}
)

// InDark is the same screen in dark mode.
func (s Screen) InDark() Screen {
	s.Dark = true
	return s
}

// Browser starts a real Chromium of its own, with an empty profile, and gives the context of its
// first tab on screen, for chromedp.Do and chromedp.Run. It ends with the test. Without a Chromium
// on PATH the test is skipped, or fails where SANAD_TEST_REQUIRE is set.
func Browser(t testing.TB, screen Screen) context.Context {
	t.Helper()
	path := chromium(t)
	limited, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	allocator, stop := chromedp.NewExecAllocator(limited, append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile(t)),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "ar"),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true))...)
	t.Cleanup(stop)
	return tab(t, allocator, screen)
}

// Visitor opens a tab for somebody else in the browser of ctx: other cookies, other storage.
func Visitor(t testing.TB, ctx context.Context, screen Screen) context.Context {
	t.Helper()
	return tab(t, ctx, screen, chromedp.WithNewBrowserContext())
}

// Look changes the screen of the tab of ctx.
func Look(t testing.TB, ctx context.Context, screen Screen) {
	t.Helper()
	scheme := "light"
	if screen.Dark {
		scheme = "dark"
	}
	options := []chromedp.EmulateViewportOption{chromedp.EmulatePortrait}
	if screen.Touch {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
	}
	dress := chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	})
	Do(t, ctx, chromedp.EmulateViewport(screen.Width, screen.Height, options...), dress)
}

// Do runs steps in the tab of ctx; the test ends where one fails or takes longer than a minute.
func Do(t testing.TB, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	if err := chromedp.Do(limited, steps...); err != nil {
		t.Fatal(err)
	}
}

// Await waits until the JavaScript expression condition is true in the tab of ctx, at most a minute,
// also while one page gives way to the next.
func Await(t testing.TB, ctx context.Context, condition string) {
	t.Helper()
	var last error
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if ok {
			return
		}
		if last = err; ctx.Err() != nil {
			break
		}
	}
	t.Fatalf("waited in vain for %s (%v)", condition, last)
}

// Eval gives the value of a JavaScript expression in the tab of ctx.
func Eval[T any](t testing.TB, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// Enter presses the Enter key as a keyboard does; chromedp's own KeyEvent types a character after it
// that a page cannot prevent.
func Enter(t testing.TB, ctx context.Context) {
	t.Helper()
	Do(t, ctx, chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			key := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}
			if kind == input.DispatchKeyEventTypeKeyDown {
				key.Text = "\r"
			}
			if _, err := cdp.Call(ctx, tab, input.DispatchKeyEvent, key); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Picture writes what the tab of ctx shows to a PNG file, making its folder where needed.
func Picture(t testing.TB, ctx context.Context, file string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Quiet makes the test fail at its end if from now on the page of ctx wrote anything to its console:
// an exception, a breach of its content security policy, a warning. A network that is away is no noise.
func Quiet(t testing.TB, ctx context.Context) {
	t.Helper()
	var mu sync.Mutex
	var noise []string
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Source != "network" {
				mu.Lock()
				noise = append(noise, m.String())
				mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, line := range noise {
			t.Errorf("the page wrote to its console: %s", line)
		}
	})
}

func tab(t testing.TB, parent context.Context, screen Screen, options ...chromedp.ContextOption) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // without a limit of its own: the browser lives as long as the context of its first run
		t.Fatalf("starting the browser: %v", err)
	}
	Look(t, ctx, screen)
	return ctx
}

// profile is a folder that may still be written to for a moment when the test ends, as a browser's children do.
func profile(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sanad-browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	return dir
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless_shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Missing(t, "Chromium")
	return ""
}
