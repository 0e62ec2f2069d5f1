package desk_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
	"sanad/dialogs"
	"sanad/locales"
)

const password = "ورشة موزاييك بدمشق"

// start serves a desk over w, with an admin «رنا» and the advisors «سليم» and «هدى».
func start(t testing.TB, w *world, more ...func(*desk.Config)) *httptest.Server {
	t.Helper()
	server, _ := startDesk(t, w, more...)
	return server
}

func startDesk(t testing.TB, w *world, more ...func(*desk.Config)) (*httptest.Server, *desk.Desk) {
	t.Helper()
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	config := desk.Config{Accept: w.Accept, Tickets: w, Conversations: w, People: w, Register: w, Logins: w, Tries: w, Links: w,
		Live: w, Files: w, Describer: w, Chats: w, Texts: texts, Now: w.Now, Location: time.FixedZone("Damascus", 3*3600), Patience: 2 * time.Second}
	for _, change := range more {
		change(&config)
	}
	d, err := desk.New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(d.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(d.Close)
	return server, d
}

var hash = func() string {
	h, err := desk.HashPassword(password)
	if err != nil {
		panic(err)
	}
	return h
}()

func staffed() *world {
	w := newWorld()
	w.people = []bot.Person{
		{ID: "rana", Login: "rana", Name: "رنا", Role: bot.RoleAdmin, Password: hash},
		{ID: "salim", Login: "salim", Name: "سليم", Role: bot.RoleAdvisor, Password: hash},
		{ID: "huda", Login: "huda", Name: "هدى", Role: bot.RoleAdvisor, Password: hash},
	}
	w.open(7, "أبو أحمد", "موزاييك", "دمشق", 12*time.Minute)
	return w
}

// open puts a conversation into the queue that has waited for so long.
func (w *world) open(id int64, name, craft, governorate string, waited time.Duration) {
	c := bot.Conversation{ID: id, Contact: bot.Contact{ID: id, Name: name, Created: w.now.AddDate(0, -1, 0)}, Mode: dialogs.ModeWaiting,
		Account: bot.Account{Network: "telegram", ID: "1"}, Chat: "55"}
	w.conversations[id] = c
	w.tickets = append(w.tickets, bot.Ticket{ID: "t" + name, Conversation: c, State: dialogs.TicketOpen, Reason: dialogs.ReasonAsked,
		Opened: w.now.Add(-waited), Changed: w.now.Add(-waited)})
	w.projects = append(w.projects, bot.Project{ID: "p" + name, Contact: id, Form: "project", Changed: w.now,
		Answers: dialogs.Answers{"craft": {Text: craft}, "governorate": {Text: governorate}}})
	w.messages = append(w.messages, bot.Message{Author: bot.AuthorArtisan, Input: &dialogs.Input{Kind: dialogs.KindText, Text: "بدي احكي مع شخص"}})
	w.number(id)
}

// visitor is a browser without scripts.
type visitor struct {
	t    testing.TB
	base string
	http *http.Client
}

func visit(t testing.TB, s *httptest.Server) *visitor {
	jar, _ := cookiejar.New(nil)
	return &visitor{t, s.URL, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func enter(t testing.TB, s *httptest.Server, login string) *visitor {
	t.Helper()
	v := visit(t, s)
	if r := v.post("/desk/login", url.Values{"login": {login}, "password": {password}}); r.code != http.StatusSeeOther {
		t.Fatalf("login of %s: %d %s", login, r.code, r.body)
	}
	return v
}

type response struct {
	code   int
	body   string
	header http.Header
}

func (v *visitor) do(r *http.Request) response {
	v.t.Helper()
	got, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return response{got.StatusCode, string(body), got.Header}
}

func (v *visitor) get(path string) response {
	v.t.Helper()
	r, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, v.base+path, nil)
	return v.do(r)
}

func (v *visitor) post(path string, form url.Values) response {
	v.t.Helper()
	r, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

// key is what a form of this page would send with an act.
var key = regexp.MustCompile(`name="key" value="([^"]+)"`)

func (v *visitor) keyOf(path string) string {
	v.t.Helper()
	found := key.FindStringSubmatch(v.get(path).body)
	if found == nil {
		v.t.Fatalf("no form on %s", path)
	}
	return found[1]
}

func (v *visitor) act(path string, form url.Values) response {
	v.t.Helper()
	at := path[:strings.LastIndex(path, "/")]
	if form == nil {
		form = url.Values{}
	}
	if form.Get("key") == "" {
		form.Set("key", v.keyOf(at))
	}
	return v.post(path, form)
}

// send posts a message with a file.
func (v *visitor) send(path, name, mime string, content []byte) response {
	v.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	_ = form.WriteField("key", v.keyOf(path[:strings.LastIndex(path, "/")]))
	part, err := form.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {mime}})
	if err != nil {
		v.t.Fatal(err)
	}
	_, _ = part.Write(content)
	form.Close()
	r, _ := http.NewRequestWithContext(context.Background(), http.MethodPost, v.base+path, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return v.do(r)
}

func (r response) wants(t testing.TB, code int, texts ...string) {
	t.Helper()
	if r.code != code {
		t.Fatalf("got %d, want %d: %s", r.code, code, r.body)
	}
	for _, text := range texts {
		if !strings.Contains(r.body, text) {
			t.Fatalf("%q is not in %s", text, r.body)
		}
	}
}

func (w *world) did(what string) (objects []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.audit {
		if e.Did == what {
			objects = append(objects, e.Person+" "+e.Object)
		}
	}
	return objects
}
