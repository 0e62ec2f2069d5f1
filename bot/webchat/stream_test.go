package webchat_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sanad/dialogs"
)

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
