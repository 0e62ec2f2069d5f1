package webchat_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sanad/bot/webchat"
)

func TestSessionCookieOpensItsOwnChatAlone(t *testing.T) {
	h := newHouse(t)
	a, b := h.enter(t), h.enter(t)
	expect(t, a.post(map[string]string{"id": "message-1", "text": "سر أبو أحمد"}), 200, "message-1")
	if page := text(a.get("/chat")); !strings.Contains(page, "سر أبو أحمد") {
		t.Error("the page does not show what was posted")
	}
	for _, path := range []string{"/chat", "/chat/messages"} {
		if strings.Contains(text(b.get(path)), "أبو أحمد") {
			t.Errorf("%s shows another's chat", path)
		}
	}
	cookie := a.get("/chat").Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge < 364*24*3600 || len(cookie.Value) != 43 {
		t.Errorf("the cookie is %+v", cookie)
	}
	if in := h.taken[0]; in.Chat == cookie.Value || strings.Contains(in.Chat+in.ID, cookie.Value) || len(in.Chat) != 64 {
		t.Errorf("the secret reaches the database: %q, %q", in.Chat, in.ID)
	}
	stranger := caller{t, h, h.visitor()}
	for _, path := range []string{"/chat/messages", "/chat/events", "/chat/media/1"} {
		expect(t, stranger.get(path, "Accept", "application/json"), http.StatusUnauthorized, "no_session")
		expect(t, stranger.get(path, "Accept", "application/json", "Cookie", "sanad_chat=guess"), http.StatusUnauthorized, "no_session")
	}
	expect(t, stranger.post(map[string]string{"id": "message-1", "text": "x"}), http.StatusUnauthorized, "no_session")
}

func TestSecureSiteHasSecureCookies(t *testing.T) {
	h := newHouse(t, func(c *webchat.Config) { c.SecureCookies = true })
	cookie := h.enter(t).get("/chat").Cookies()[0]
	if !cookie.Secure || cookie.Name != "__Host-sanad_chat" || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("the cookie is %+v", cookie)
	}
}

func TestLeavingForgetsTheChatOnThisDevice(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	a.post(map[string]string{"id": "message-1", "text": "سلام عليكم"})
	expect(t, a.do(a.request(http.MethodPost, "/chat/leave", nil)), http.StatusSeeOther, "")
	if strings.Contains(text(a.get("/chat")), "سلام عليكم") {
		t.Error("the chat is still there")
	}
}

func TestPostedTwiceIsOneMessage(t *testing.T) {
	h := newHouse(t)
	a, b := h.enter(t), h.enter(t)
	for range 3 {
		expect(t, a.post(map[string]string{"id": "message-1", "text": "مرة"}), 200, "message-1")
	}
	expect(t, b.post(map[string]string{"id": "message-1", "text": "غيري"}), 200, `"duplicate":false`)
	if in := h.inputs(); len(in) != 2 || in[0].Ref != "message-1" || in[1].Text != "غيري" {
		t.Errorf("took %+v", in)
	}
}

func TestFormWithoutScriptTellsARepeatFromASecondMessage(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	page := strings.Split(strings.Split(text(a.get("/chat")), `name="page" value="`)[1], `"`)[0]
	for _, words := range []string{"واحد", "واحد", "اثنين"} {
		r := a.post(map[string]string{"page": page, "text": words}, "Accept", "text/html")
		if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/chat#end" {
			t.Errorf("a form is answered by %s to %q", r.Status, r.Header.Get("Location"))
		}
	}
	if in := h.inputs(); len(in) != 2 || in[1].Text != "اثنين" {
		t.Errorf("took %+v", in)
	}
}

func TestBadPostsAreRefusedWithAReason(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	for _, c := range []struct {
		fields map[string]string
		status int
		why    string
	}{
		{map[string]string{"id": "message-1", "text": " \u0000\r\n "}, 400, "empty"},
		{map[string]string{"id": "message-1"}, 400, "empty"},
		{map[string]string{"id": "short", "text": "x"}, 400, "broken"},
		{map[string]string{"id": "with spaces and <>", "text": "x"}, 400, "broken"},
		{map[string]string{"text": "x"}, 400, "broken"},
		{map[string]string{"id": "message-1", "choice": strings.Repeat("x", 61)}, 400, "broken"},
		{map[string]string{"id": "message-1", "choice": strings.Repeat("س", 31)}, 400, "broken"},
		{map[string]string{"id": "message-1", "choice": "a\nb"}, 400, "broken"},
		{map[string]string{"id": "message-1", "text": strings.Repeat("س", 8001)}, 413, "too_long"},
	} {
		expect(t, a.post(c.fields), c.status, c.why)
	}
	expect(t, a.do(a.request(http.MethodPost, "/chat/messages", strings.NewReader("--x\r\nrubbish"), "Content-Type", "multipart/form-data; boundary=x", "Accept", "application/json")), 400, "broken")
	expect(t, a.upload("message-2", "", "empty.pdf", "application/pdf", nil), 400, "empty")
	expect(t, a.upload("message-2", "", "large.pdf", "application/pdf", make([]byte, 16<<20+1)), 413, "too_large")
	if in := h.inputs(); len(in) != 0 {
		t.Errorf("took %+v", in)
	}
	expect(t, a.post(map[string]string{"id": "message-3", "text": "a\u0000b\r\nج\xff"}), 200, "message-3")
	if got := h.inputs()[0].Text; got != "ab\nج" {
		t.Errorf("took %q", got)
	}
}

func TestPostsFromElsewhereAreRefused(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	expect(t, a.post(map[string]string{"id": "message-1", "text": "x"}, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden, "elsewhere")
	expect(t, a.post(map[string]string{"id": "message-1", "text": "x"}, "Origin", "https://elsewhere.example"), http.StatusForbidden, "elsewhere")
	if in := h.inputs(); len(in) != 0 {
		t.Errorf("took %+v", in)
	}
}

func TestTooManyPostsAreToldWhenToComeBack(t *testing.T) {
	h := newHouse(t, func(c *webchat.Config) { c.ClientIP = func(*http.Request) string { return "192.0.2.7" } })
	a := h.enter(t)
	for _, part := range []string{"webchat:post:", "webchat:post:ip:192.0.2.7"} {
		h.set(func() {
			h.throttled = func(key string) (bool, time.Duration) { return !strings.HasPrefix(key, part), 7 * time.Second }
		})
		r := a.post(map[string]string{"id": "message-1", "text": "x"})
		expect(t, r, http.StatusTooManyRequests, "too_many")
		if r.Header.Get("Retry-After") != "7" {
			t.Errorf("to come back after %q", r.Header.Get("Retry-After"))
		}
	}
}

func TestWhatIsNotAcceptedIsNotAcknowledged(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	h.set(func() { h.broken = errAway })
	r := a.post(map[string]string{"id": "message-1", "text": "x"})
	expect(t, r, http.StatusServiceUnavailable, "later")
	if r.Header.Get("Retry-After") == "" || strings.Contains(text(r), "database") {
		t.Errorf("answered %q", text(r))
	}
	h.set(func() { h.broken = nil })
	expect(t, a.post(map[string]string{"id": "message-1", "text": "x"}), 200, `"duplicate":false`)
}

func TestEveryAnswerIsArmoured(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	for _, path := range []string{"/chat", "/chat/messages", "/chat/media/9", "/chat/nowhere", "/chat/manifest.webmanifest"} {
		header := a.get(path).Header
		csp := header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, header)
		}
	}
	page := text(a.get("/chat"))
	for _, inline := range []string{"<style", " style=", " onclick=", "javascript:", "<script>"} {
		if strings.Contains(page, inline) {
			t.Errorf("the page has %q", inline)
		}
	}
}

// ids reads n lines of a stream.

func TestConfigIsWhole(t *testing.T) {
	if _, err := webchat.New(webchat.Config{}); err == nil {
		t.Error("an empty configuration is taken")
	}
}
