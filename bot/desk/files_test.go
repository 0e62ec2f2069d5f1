package desk_test

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sanad/bot/desk"
)

var pngHead = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")

func TestSendPhotoAndVoice(t *testing.T) {
	w := staffed()
	v := enter(t, start(t, w), "salim")
	v.act("/desk/conversations/7/take", nil).wants(t, 303)
	v.send("/desk/conversations/7/say", "ورشة.png", "image/png", pngHead).wants(t, 303)
	v.send("/desk/conversations/7/say", "voice.webm", "audio/webm;codecs=opus", []byte("\x1aE\xdf\xa3 not a film")).wants(t, 303)
	page := v.get("/desk/conversations/7")
	page.wants(t, 200, `<img src="/desk/files/`, `<audio controls`)
	if m := w.messages[2].Said.Media; m.Mime != "audio/webm" {
		t.Errorf("a voice note is %q", m.Mime)
	}
}

func TestTooLarge(t *testing.T) {
	w := staffed()
	v := enter(t, start(t, w, func(c *desk.Config) { c.MaxUpload = 1 << 20 }), "salim")
	v.act("/desk/conversations/7/take", nil).wants(t, 303)
	v.send("/desk/conversations/7/say", "big.png", "image/png", bytes.Repeat([]byte("x"), 1<<20+1)).wants(t, http.StatusRequestEntityTooLarge, "الحد 1 ميغابايت")
	v.send("/desk/conversations/7/say", "huge.png", "image/png", bytes.Repeat([]byte("x"), 3<<20)).wants(t, http.StatusRequestEntityTooLarge, "الحد 1 ميغابايت")
}

func TestFilesAreServedSafely(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := enter(t, s, "salim")
	for _, c := range []struct{ content, told, kind, how string }{
		{string(pngHead), "image/png", "image/png", "inline"},
		{"<html><script>alert(1)</script>", "image/png", "text/html", "attachment"},
		{`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "image/svg+xml", "text/xml", "attachment"},
		{"<svg onload=alert(1)>", "image/svg+xml", "text/plain", "attachment"},
		{"%PDF-1.7 ...", "application/pdf", "application/pdf", "attachment"},
		{"OggS\x00 sound", "", "audio/ogg", "inline"},
		{"\x00\x01\x02 an odd sound", "audio/amr", "audio/amr", "inline"},
		{"\x00\x01\x02 an odd thing", "text/html", "application/octet-stream", "attachment"},
	} {
		m, _ := w.Save(context.Background(), strings.NewReader(c.content), "f", "", 1<<20)
		got := v.get("/desk/files/" + m.Hash + "?" + url.Values{"name": {"ملف\r\nX: y"}, "type": {c.told}}.Encode())
		kind, how := got.header.Get("Content-Type"), got.header.Get("Content-Disposition")
		if got.code != 200 || got.body != c.content || kind != c.kind || !strings.HasPrefix(how, c.how) || got.header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") || got.header.Get("X") != "" {
			t.Errorf("%q: %d %v", c.content, got.code, got.header)
		}
		r, _ := http.NewRequest(http.MethodGet, s.URL+"/desk/files/"+m.Hash, nil)
		r.Header.Set("If-None-Match", got.header.Get("ETag"))
		if again := v.do(r); again.code != http.StatusNotModified {
			t.Errorf("sent again: %d", again.code)
		}
	}
	v.get("/desk/files/"+strings.Repeat("0", 64)).wants(t, 404)
	v.get("/desk/files/..%2f..%2fetc%2fpasswd").wants(t, 404)
}

func TestEvents(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := enter(t, s, "salim")
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/desk/events?conversation=7", nil)
	got, err := v.http.Do(r)
	if err != nil || got.StatusCode != 200 || got.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%v %v", got, err)
	}
	defer got.Body.Close()
	lines := bufio.NewScanner(got.Body)
	until := func(want string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == want {
				return
			}
		}
		t.Fatalf("the stream ended before %q", want)
	}
	until(": here")
	w.change(func() {})
	until("event: conversation")
	w.change(func() { clear(w.logins) })
	until("event: ended")
	for lines.Scan() {
		if lines.Text() != "" && !strings.HasPrefix(lines.Text(), "data:") {
			t.Errorf("after the end: %q", lines.Text())
		}
	}
}

func TestCloseEndsStreams(t *testing.T) {
	w := staffed()
	s, d := startDesk(t, w)
	v := enter(t, s, "salim")
	got := make(chan response, 1)
	go func() { got <- v.get("/desk/events") }()
	await(t, func() bool { w.mu.Lock(); defer w.mu.Unlock(); return len(w.listeners) == 1 })
	d.Close()
	(<-got).wants(t, 200, ": here")
}

func TestStaticFiles(t *testing.T) {
	v := visit(t, start(t, staffed()))
	for _, name := range []string{"desk.css", "chat.css", "desk.js", "chat.js", "live.js", "queue.js", "compose.js", "record.js", "drafts.js", "icons.svg", "favicon.svg"} {
		v.get("/desk/static/"+name).wants(t, 200)
	}
	v.get("/desk/static/").wants(t, 303)
}
