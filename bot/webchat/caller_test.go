package webchat_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
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
