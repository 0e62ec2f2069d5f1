package webchat_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/webchat"
	"sanad/dialogs"
	"sanad/locales"
)

// caller is a browser of which every answer is looked at.
type caller struct {
	t      *testing.T
	h      *house
	client *http.Client
}

// enter opens the page, as every visit begins.
func (h *house) enter(t *testing.T) caller {
	t.Helper()
	c := caller{t, h, h.visitor()}
	if r := c.get("/chat"); r.StatusCode != http.StatusOK {
		t.Fatalf("the page answers %s", r.Status)
	}
	return c
}

func (c caller) do(r *http.Request) *http.Response {
	c.t.Helper()
	answer, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		c.t.Fatal(err)
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer
}

func (c caller) request(method, path string, body io.Reader, headers ...string) *http.Request {
	c.t.Helper()
	r, err := http.NewRequest(method, c.h.URL+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func (c caller) get(path string, headers ...string) *http.Response {
	return c.do(c.request(http.MethodGet, path, nil, headers...))
}

// post posts fields as the script does.
func (c caller) post(fields map[string]string, headers ...string) *http.Response {
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return c.do(c.request(http.MethodPost, "/chat/messages", strings.NewReader(form.Encode()),
		append([]string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"}, headers...)...))
}

func (c caller) upload(id, kind, name, mime string, content []byte) *http.Response {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("id", id)
	_ = form.WriteField("kind", kind)
	part, err := form.CreatePart(textproto.MIMEHeader{"Content-Type": {mime}, "Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%s"`, name)}})
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	return c.do(c.request(http.MethodPost, "/chat/messages", &body, "Content-Type", form.FormDataContentType(), "Accept", "application/json"))
}

func text(r *http.Response) string {
	b, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(b))
	return string(b)
}

func expect(t *testing.T, r *http.Response, status int, why string) {
	t.Helper()
	if r.StatusCode != status || !strings.Contains(text(r), why) {
		t.Errorf("got %s %q, want %d %q", r.Status, text(r), status, why)
	}
}

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

func TestWordsAreShownAsWordsAndAddressesAsLinks(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	a.post(map[string]string{"id": "message-1", "text": `<script>alert(1)</script> "x"`})
	h.say(1, dialogs.Said{Heading: "<b>", Text: `انظر https://example.org/a?b=1&c=2، و«https://example.org/x». javascript:alert(1) https://example.org/"><img src=x>`,
		Choices: []dialogs.Button{{ID: `"><i>`, Label: "<u>"}}})
	h.say(1, dialogs.Said{Text: "ملاحظة", Media: &dialogs.Media{Name: `"><svg onload=x>.pdf`}})
	page := text(a.get("/chat"))
	for _, bad := range []string{"<script>alert", "<b></p>", "<u>", "<i>\"", "<img src=x", "<svg onload", `href="javascript`} {
		if strings.Contains(page, bad) {
			t.Errorf("%q stands in the page", bad)
		}
	}
	for _, link := range []string{`href="https://example.org/a?b=1&amp;c=2"`, `href="https://example.org/x"`} {
		if !strings.Contains(page, link) {
			t.Errorf("%s is not linked", link)
		}
	}
}

func TestNotesAndInnerEventsAreNeverShown(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	a.post(map[string]string{"id": "message-1", "text": "سؤال"})
	h.set(func() {
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorNote, Said: &dialogs.Said{Text: "SECRET note"}, At: h.now})
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindSay, Text: "SECRET say"}, At: h.now})
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindTimer, Timer: "SECRET timer"}, At: h.now})
		h.append(bot.Message{Conversation: 1, Author: bot.AuthorNote, Said: &dialogs.Said{Media: &dialogs.Media{Hash: "aa", Mime: "image/png"}}, At: h.now})
	})
	for _, path := range []string{"/chat", "/chat/messages?after=0"} {
		if strings.Contains(text(a.get(path)), "SECRET") {
			t.Errorf("%s shows what is not the artisan's", path)
		}
	}
	expect(t, a.get("/chat/media/5", "Accept", "application/json"), http.StatusNotFound, "no_file")
}

func TestFilesGoBackToTheirOwnerAloneAndSafely(t *testing.T) {
	h := newHouse(t)
	a, b := h.enter(t), h.enter(t)
	b.post(map[string]string{"id": "message-0", "text": "x"})
	jpeg := []byte("\xff\xd8\xff\xe0\x00\x10JFIF")
	for i, c := range []struct {
		name, mime, kind string
		content          []byte
		want             dialogs.InputKind
		served           string
		inline           bool
	}{
		{"ورشة.jpg", "image/jpeg", "", jpeg, dialogs.KindPhoto, "image/jpeg", true},
		{"page.html", "text/html", "", []byte("<!doctype html><script>x</script>"), dialogs.KindDocument, "application/octet-stream", false},
		{"draw.svg", "image/svg+xml", "", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>`), dialogs.KindDocument, "application/octet-stream", false},
		{"liar.jpg", "image/jpeg", "", []byte("<html><script>x</script>"), dialogs.KindDocument, "application/octet-stream", false},
		{"voice.webm", "audio/webm;codecs=opus", "voice", []byte("\x1aE\xdf\xa3webm"), dialogs.KindVoice, "audio/webm", true},
		{"..\\..\\evil\u202egpj.exe", "application/x-msdownload", "", []byte("MZ\x00"), dialogs.KindDocument, "application/octet-stream", false},
	} {
		expect(t, a.upload(fmt.Sprintf("message-%d", i+1), c.kind, c.name, c.mime, c.content), 200, "message")
		in := h.inputs()[i+1]
		if in.Kind != c.want {
			t.Errorf("%s came in as %s", c.name, in.Kind)
		}
		path := fmt.Sprintf("/chat/media/%d", h.lastID)
		r := a.get(path)
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != c.served || text(r) != string(c.content) {
			t.Errorf("%s: %s as %s", c.name, r.Status, r.Header.Get("Content-Type"))
		}
		if got := strings.HasPrefix(r.Header.Get("Content-Disposition"), "inline"); got != c.inline {
			t.Errorf("%s: %s", c.name, r.Header.Get("Content-Disposition"))
		}
		if !strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", c.name, r.Header)
		}
		expect(t, b.get(path, "Accept", "application/json"), http.StatusNotFound, "no_file")
	}
	if name := h.inputs()[6].Media.Name; name != "evilgpj.exe" {
		t.Errorf("kept the name %q", name)
	}
	part := a.get("/chat/media/2", "Range", "bytes=0-1")
	if part.StatusCode != http.StatusPartialContent || text(part) != "\xff\xd8" {
		t.Errorf("a part is answered by %s %q", part.Status, text(part))
	}
}

func TestStreamGoesOnAfterTheLastSeen(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	for i := range 3 {
		a.post(map[string]string{"id": fmt.Sprintf("message-%d", i), "text": fmt.Sprintf("سطر\nرقم %d", i)})
	}
	for _, c := range []struct {
		path, last string
		want       []string
	}{
		{"/chat/events", "", []string{"1", "2", "3"}},
		{"/chat/events?after=2", "", []string{"3"}},
		{"/chat/events?after=0", "1", []string{"2", "3"}}, // a browser that comes back says it by the header
		{"/chat/events?after=rubbish", "-5", []string{"1", "2", "3"}},
	} {
		r := a.request(http.MethodGet, c.path, nil)
		r.Header.Set("Last-Event-ID", c.last)
		if got := ids(t, a, r, len(c.want)); strings.Join(got, ",") != strings.Join(c.want, ",") {
			t.Errorf("%s after %q gives %v, want %v", c.path, c.last, got, c.want)
		}
	}
}

// ids reads n lines of a stream.
func ids(t *testing.T, a caller, r *http.Request, n int) (got []string) {
	t.Helper()
	answer, err := a.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for len(got) < n && lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			got = append(got, id)
		}
	}
	return got
}

func TestAVisitorCannotHoldEveryStream(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	var open []*http.Response
	refused := false
	for range 10 {
		answer, err := a.client.Do(a.request(http.MethodGet, "/chat/events", nil))
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, answer)
		refused = refused || answer.StatusCode == http.StatusTooManyRequests
	}
	for _, answer := range open {
		_ = answer.Body.Close()
	}
	if !refused {
		t.Error("ten streams of one visitor are open")
	}
	deadline := time.Now().Add(10 * time.Second)
	for { // what was closed may be opened again
		answer, err := a.client.Do(a.request(http.MethodGet, "/chat/events", nil))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the places of closed streams are not given back")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestStoppingEndsStreamsAndRefusesPosts(t *testing.T) {
	h := emptyHouse(t)
	h.Chat = h.newChat(t)
	stop := h.run(t)
	h.serve(t)
	a := h.enter(t)
	r := a.request(http.MethodGet, "/chat/events", nil)
	answer, err := a.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	stop()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Errorf("the stream broke off: %v", err)
	}
	expect(t, a.post(map[string]string{"id": "message-1", "text": "x"}), http.StatusServiceUnavailable, "later")
}

func TestLanguageIsChosenOnThePage(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	if page := text(a.get("/chat")); !strings.Contains(page, `<html lang="ar" dir="rtl">`) {
		t.Error("the page does not begin in Arabic")
	}
	a.post(map[string]string{"id": "message-1", "text": "x"})
	expect(t, a.get("/chat?lang=en"), http.StatusSeeOther, "")
	if page := text(a.get("/chat")); !strings.Contains(page, `<html lang="en" dir="ltr">`) {
		t.Error("the page is not in English")
	}
	a.post(map[string]string{"id": "message-2", "text": "x"})
	a.get("/chat?lang=xx")
	a.post(map[string]string{"id": "message-3", "text": "x"})
	if in := h.inputs(); in[0].Lang != "ar" || in[1].Lang != "en" || in[2].Lang != "en" {
		t.Errorf("took %+v", in)
	}
}

func TestTimesAreThoseOfDamascus(t *testing.T) {
	h := newHouse(t)
	h.set(func() { h.now = time.Date(2026, 2, 28, 21, 30, 0, 0, time.UTC) })
	a := h.enter(t)
	a.post(map[string]string{"id": "message-1", "text": "x"})
	page := text(a.get("/chat"))
	for _, want := range []string{">00:30</time>", "الأحد 1 آذار 2026", `data-day="2026-03-01"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestAssetsAreKeptUntilTheyChange(t *testing.T) {
	h := newHouse(t)
	a := h.enter(t)
	page := text(a.get("/chat"))
	base := "/chat/assets/" + strings.Split(strings.Split(page, "/chat/assets/")[1], "/")[0]
	total := 0
	for _, file := range []string{"chat.css", "feed.css", "chat.js", "feed.js", "outbox.js", "composer.js", "media.js", "icon.svg", "pattern.svg"} {
		r := a.get(base+"/"+file, "Accept-Encoding", "gzip")
		if r.StatusCode != 200 || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") || r.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %s %v", file, r.Status, r.Header)
		}
		total += len(text(r))
		if old := a.get("/chat/assets/older/" + file); strings.Contains(old.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is kept for ever under an address that is not its own", file)
		}
	}
	if total > 30<<10 {
		t.Errorf("a page loads %d bytes, too much for a weak network", total)
	}
	expect(t, a.get(base+"/page.html"), http.StatusNotFound, "")
	var manifest map[string]any
	if err := json.Unmarshal([]byte(text(a.get("/chat/manifest.webmanifest"))), &manifest); err != nil || manifest["dir"] != "rtl" {
		t.Errorf("the manifest is %v, %v", manifest, err)
	}
}

func TestEveryTextExistsInBothLanguages(t *testing.T) {
	for _, lang := range []string{"ar", "en"} {
		h := newHouse(t)
		a := h.enter(t)
		a.get("/chat?lang=" + lang)
		pages := text(a.get("/chat"))
		for i, in := range []dialogs.Input{
			{Kind: dialogs.KindChoice, Choice: "gone"}, {Kind: dialogs.KindUnsupported}, {Kind: dialogs.KindLocation, Location: &dialogs.Location{Lat: 33.51, Lon: 36.29}},
			{Kind: dialogs.KindContact, Card: &dialogs.Card{Name: "أبو أحمد", Phone: "+963000"}}, {Kind: dialogs.KindVoice, Media: &dialogs.Media{Hash: "aa", Mime: "audio/ogg", Seconds: 75 * time.Second}},
			{Kind: dialogs.KindVideo, Media: &dialogs.Media{Hash: "aa", Mime: "video/mp4"}}, {Kind: dialogs.KindPhoto, Media: &dialogs.Media{Hash: "aa", Mime: "image/png"}},
			{Kind: dialogs.KindDocument, Media: &dialogs.Media{Hash: "aa", Mime: "application/pdf", Size: 5 << 20}}, {Kind: dialogs.KindDocument, Media: &dialogs.Media{Name: "lost"}},
		} {
			a.post(map[string]string{"id": "message-0", "text": "x"})
			h.set(func() {
				h.append(bot.Message{Conversation: 1, Author: bot.AuthorArtisan, Input: &in, At: time.Date(2026, time.Month(i+1), i+1, 9, 0, 0, 0, time.UTC)})
				for month := range time.Month(3) {
					h.append(bot.Message{Conversation: 1, Author: bot.AuthorAdvisor, Said: &dialogs.Said{Text: "y", Advisor: &dialogs.Person{ID: "p"}}, At: time.Date(2026, 10+month, i, 9, 0, 0, 0, time.UTC)})
				}
			})
		}
		pages += text(a.get("/chat"))
		for _, want := range []string{"openstreetmap.org/?mlat=33.510000", "1:15", "5.0"} {
			if !strings.Contains(pages, want) {
				t.Errorf("%s: no %q in the page", lang, want)
			}
		}
		for _, why := range []string{"no_session", "elsewhere", "empty", "broken", "too_long", "too_large", "too_many", "later", "no_file"} {
			texts, _ := locales.New()
			if key := "webchat.error_" + why; texts.Text(lang, key, nil) == key {
				t.Errorf("%s: no text for %s", lang, key)
			}
		}
		if at := strings.Index(pages, "webchat."); at >= 0 {
			t.Errorf("%s: no text for %.40s", lang, pages[at:])
		}
		if strings.Contains(pages, "<no value>") {
			t.Errorf("%s: a text lacks a value", lang)
		}
	}
}

func TestConfigIsWhole(t *testing.T) {
	if _, err := webchat.New(webchat.Config{}); err == nil {
		t.Error("an empty configuration is taken")
	}
}
