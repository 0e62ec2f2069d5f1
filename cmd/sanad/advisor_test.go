package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/telegram/telegramtest"
)

// site is a sanad of its own with a Telegram and a ledger to look into.
type site struct {
	*process
	tg     *telegramtest.Server
	ledger *ledger.Ledger
}

// newSite starts a sanad on SQLite that talks to a simulated Telegram.
func newSite(t *testing.T, env ...string) *site {
	t.Helper()
	dir := t.TempDir()
	s := &site{tg: telegramtest.New(t)}
	s.process = newProcess(t, telegramEnv(s.tg, append([]string{"SANAD_DATA_DIR=" + dir}, env...)...)...)
	s.startReady()
	s.ledger = look(t, ledger.Config{Path: filepath.Join(dir, databaseName)})
	return s
}

// look opens the database beside the program that works on it.
func look(t *testing.T, c ledger.Config) *ledger.Ledger {
	t.Helper()
	c.Log = slog.New(slog.DiscardHandler)
	l, err := ledger.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// conversation is what the ledger knows of a person's chat.
func (s *site) conversation(t *testing.T, u *telegramtest.User) bot.Conversation {
	t.Helper()
	c, err := s.ledger.ConversationByChat(t.Context(), bot.Account{Network: "telegram", ID: botID}, u.Chat())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// told does something and waits for a new message of the bot that holds text.
func toldAfter(t testing.TB, u *telegramtest.User, text string, do func()) telegramtest.Message {
	t.Helper()
	before := len(u.Replies())
	do()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var found telegramtest.Message
	replies, err := u.WaitFor(ctx, func(all []telegramtest.Message) bool {
		for _, m := range all[before:] {
			if strings.Contains(unmarked(m.Text), text) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		t.Fatalf("%s was not told %q but %+v: %v", u.Chat(), text, replies[before:], err)
	}
	return found
}

// unmarked is a text without the invisible marks around words of another direction.
func unmarked(s string) string { return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s) }

// asks says something and waits for an answer that holds text.
func asks(t testing.TB, u *telegramtest.User, say, text string) telegramtest.Message {
	t.Helper()
	return toldAfter(t, u, text, func() { u.Say(say) })
}

// presses presses a button and waits for an answer that holds text.
func presses(t testing.TB, u *telegramtest.User, button, text string) telegramtest.Message {
	t.Helper()
	return toldAfter(t, u, text, func() {
		if err := u.Press(button); err != nil {
			t.Fatal(err)
		}
	})
}

// advisor is somebody at the desk with a browser that runs no scripts.
type advisor struct {
	t    testing.TB
	p    *process
	http *http.Client
}

func newAdvisor(t testing.TB, p *process) *advisor {
	jar, _ := cookiejar.New(nil)
	return &advisor{t, p, &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// firstAdmin follows the link that the program printed.
func firstAdmin(t testing.TB, p *process) *advisor {
	t.Helper()
	a := newAdvisor(t, p)
	link := setupLink.FindString(p.out.String())
	_, token, _ := strings.Cut(link, "token=")
	if code, _ := a.get(link); code != http.StatusOK {
		t.Fatalf("the set-up link answers %d", code)
	}
	a.post("/desk/setup", url.Values{"token": {token}, "name": {"سلمى"}, "login": {"salma"}, "password": {goodPassword}, "again": {goodPassword}})
	return a
}

func (a *advisor) do(method, path, kind string, body io.Reader) (int, string) {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, a.p.url(path), body)
	if err != nil {
		a.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp, err := a.http.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return resp.StatusCode, string(page)
}

func (a *advisor) get(path string) (int, string) {
	a.t.Helper()
	return a.do(http.MethodGet, path, "", nil)
}

// post sends a form and expects that it is taken.
func (a *advisor) post(path string, form url.Values) {
	a.t.Helper()
	if code, page := a.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())); code != http.StatusSeeOther {
		a.t.Fatalf("%s: %d %s", path, code, page)
	}
}

func (a *advisor) logIn() {
	a.t.Helper()
	a.post("/desk/login", url.Values{"login": {"salma"}, "password": {goodPassword}})
}

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

func (a *advisor) key(conversation int64) string {
	a.t.Helper()
	_, page := a.get("/desk/conversations/" + itoa(int(conversation)))
	found := formKey.FindStringSubmatch(page)
	if found == nil {
		a.t.Fatalf("no form for conversation %d: %s", conversation, page)
	}
	return found[1]
}

// acts does take, hand_back or resolve, or says or notes a text.
func (a *advisor) acts(conversation int64, act, text string) {
	a.t.Helper()
	form := url.Values{"key": {a.key(conversation)}}
	if text != "" {
		form.Set("text", text)
	}
	a.post("/desk/conversations/"+itoa(int(conversation))+"/"+act, form)
}

// sends posts a file with a text.
func (a *advisor) sends(conversation int64, name string, content []byte, text string) {
	a.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	_ = form.WriteField("key", a.key(conversation))
	_ = form.WriteField("text", text)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		a.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	if code, page := a.do(http.MethodPost, "/desk/conversations/"+itoa(int(conversation))+"/say", form.FormDataContentType(), &b); code != http.StatusSeeOther {
		a.t.Fatalf("file: %d %s", code, page)
	}
}

// sees waits until the conversation's page shows text.
func (a *advisor) sees(conversation int64, text string) {
	a.t.Helper()
	bottest.Eventually(a.t, "the desk shows "+text, func() bool {
		_, page := a.get("/desk/conversations/" + itoa(int(conversation)))
		return strings.Contains(page, text)
	})
}

// watches opens the stream of what changes, and gives what closes when the program ends it.
func (a *advisor) watches(path string) (ended <-chan struct{}) {
	a.t.Helper()
	open := &http.Client{Jar: a.http.Jar}
	r, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.p.url(path), nil)
	if err != nil {
		a.t.Fatal(err)
	}
	resp, err := open.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/event-stream") {
		a.t.Fatalf("%s: %d %s", path, resp.StatusCode, kind)
	}
	stream := bufio.NewReader(resp.Body)
	if _, err := stream.ReadString('\n'); err != nil { // so that it is surely open
		a.t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer resp.Body.Close()
		_, _ = io.Copy(io.Discard, stream)
	}()
	return over
}
