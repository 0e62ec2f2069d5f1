package desk_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
)

func TestEverythingNeedsALogin(t *testing.T) {
	s := start(t, staffed())
	v := visit(t, s)
	for _, path := range []string{"/desk", "/desk/", "/desk/conversations/7", "/desk/conversations/7/live", "/desk/conversations/7/before", "/desk/events",
		"/desk/people", "/desk/account", "/desk/files/" + strings.Repeat("a", 64), "/desk/nothing", "/desk/knowledge"} {
		got := v.get(path)
		if to := got.header.Get("Location"); got.code != 303 || to != "/desk/login?next="+url.QueryEscape(path) {
			t.Errorf("%s: %d to %q", path, got.code, to)
		}
	}
	for _, path := range []string{"/desk/conversations/7/take", "/desk/people", "/desk/people/salim", "/desk/account"} {
		if got := v.post(path, url.Values{"key": {"0123456789abcdef"}}); got.code != 303 || !strings.HasPrefix(got.header.Get("Location"), "/desk/login") {
			t.Errorf("%s: %d", path, got.code)
		}
	}
}

func TestLogin(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := visit(t, s)
	v.post("/desk/login", url.Values{"login": {"salim"}, "password": {"wrong password"}}).wants(t, 401, "غير صحيح", `value="salim"`)
	v.post("/desk/login", url.Values{"login": {"ghost"}, "password": {password}}).wants(t, 401, "غير صحيح")
	got := v.post("/desk/login", url.Values{"login": {" SALIM "}, "password": {password}, "next": {"/desk/conversations/7?list=mine"}})
	if got.code != 303 || got.header.Get("Location") != "/desk/conversations/7?list=mine" {
		t.Fatalf("%d to %q", got.code, got.header.Get("Location"))
	}
	cookie := got.header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/desk"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q is without %s", cookie, want)
		}
	}
	v.post("/desk/logout", nil).wants(t, 303)
	if got := v.get("/desk"); got.code != 303 {
		t.Error("still logged in after the log-out")
	}
	if len(w.did("login")) != 1 || len(w.did("login_failed")) != 2 || w.did("login_failed")[0] != "salim " {
		t.Errorf("audit: %v", w.audit)
	}
}

func TestLoginGoesNowhereElse(t *testing.T) {
	s := start(t, staffed())
	for _, next := range []string{"https://evil.example/desk", "//evil.example/desk", "/desk\\@evil", "/chat", "javascript:alert(1)", "/desk%0d%0aX: y", "/deskevil"} {
		got := visit(t, s).post("/desk/login", url.Values{"login": {"salim"}, "password": {password}, "next": {next}})
		if to := got.header.Get("Location"); !regexp.MustCompile(`^/desk($|/|%|\?)`).MatchString(to) {
			t.Errorf("next=%q leads to %q", next, to)
		}
	}
}

func TestSecureCookieBehindHTTPS(t *testing.T) {
	s := start(t, staffed(), func(c *desk.Config) { c.PublicURL = "https://sanad.example" })
	got := visit(t, s).post("/desk/login", url.Values{"login": {"salim"}, "password": {password}})
	if !strings.Contains(got.header.Get("Set-Cookie"), "; Secure") {
		t.Error("the cookie may travel in the open")
	}
}

func TestThrottle(t *testing.T) {
	s := start(t, staffed())
	v := visit(t, s)
	codes := map[int]int{}
	for range 12 {
		codes[v.post("/desk/login", url.Values{"login": {"salim"}, "password": {"guess after guess"}}).code]++
	}
	if codes[401] != 8 || codes[429] != 4 {
		t.Errorf("answers: %v", codes)
	}
	v.post("/desk/login", url.Values{"login": {"salim"}, "password": {password}}).wants(t, 429, "محاولات كثيرة")
	v.post("/desk/login", url.Values{"login": {"huda"}, "password": {password}}).wants(t, 303)
	for i := range 40 { // many logins from one address
		v.post("/desk/login", url.Values{"login": {"name" + string(rune('a'+i))}, "password": {"x"}})
	}
	v.post("/desk/login", url.Values{"login": {"rana"}, "password": {password}}).wants(t, 429)
}

// TestUnknownLoginTakesAsLong looks at the shortest of several tries, and for a gross difference: a busy
// machine makes either longer, but a login that skips the hash is a hundred times shorter.
func TestUnknownLoginTakesAsLong(t *testing.T) {
	s := start(t, staffed(), func(c *desk.Config) { c.Tries = generous{} })
	v := visit(t, s)
	shortest := map[string]time.Duration{"salim": time.Hour, "ghost": time.Hour}
	for range 6 {
		for login := range shortest {
			began := time.Now()
			v.post("/desk/login", url.Values{"login": {login}, "password": {"not the password"}})
			shortest[login] = min(shortest[login], time.Since(began))
		}
	}
	if shortest["ghost"] < shortest["salim"]/5 {
		t.Errorf("a known login takes %s, an unknown one %s", shortest["salim"], shortest["ghost"])
	}
}

type generous struct{}

func (generous) Allow(context.Context, string, int, time.Duration) (bool, time.Duration, error) {
	return true, 0, nil
}

func TestForeignPosts(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := enter(t, s, "salim")
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		r, _ := http.NewRequest(http.MethodPost, v.base+"/desk/conversations/7/take", strings.NewReader("key=0123456789abcdef"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(name, value)
		v.do(r).wants(t, http.StatusForbidden, "موقع آخر")
	}
	if len(w.accepted) != 0 {
		t.Error("a foreign post was accepted")
	}
}

func TestHeaders(t *testing.T) {
	s := start(t, staffed())
	inside := enter(t, s, "rana")
	for _, got := range []response{visit(t, s).get("/desk/login"), inside.get("/desk"), inside.get("/desk/conversations/7"), inside.get("/desk/people")} {
		csp := got.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || got.header.Get("X-Content-Type-Options") != "nosniff" ||
			got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers: %v", got.header)
		}
		if regexp.MustCompile(`(?i)\son[a-z]+=|style=|<style|<script>`).MatchString(got.body) {
			t.Error("the page has something inline")
		}
	}
}

func TestRoles(t *testing.T) {
	editor := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, ok := desk.PersonOf(r.Context())
		_, _ = w.Write([]byte(p.ID + " " + desk.LangOf(r.Context()) + " " + r.URL.Path))
		if !ok {
			t.Error("the editor does not know who edits")
		}
	})
	s := start(t, staffed(), func(c *desk.Config) { c.Editor = editor })
	advisor, admin := enter(t, s, "salim"), enter(t, s, "rana")
	for _, path := range []string{"/desk/people", "/desk/knowledge", "/desk/knowledge/x"} {
		advisor.get(path).wants(t, http.StatusForbidden, "للإدارة فقط")
	}
	advisor.post("/desk/people", url.Values{"name": {"x"}, "login": {"xxx"}}).wants(t, http.StatusForbidden)
	advisor.post("/desk/people/rana", url.Values{"do": {"disable"}}).wants(t, http.StatusForbidden)
	admin.get("/desk/people").wants(t, 200, "سليم")
	admin.get("/desk/knowledge/x").wants(t, 200, "rana ar /desk/knowledge/x")
}

func TestLanguage(t *testing.T) {
	s := start(t, staffed())
	v := enter(t, s, "salim")
	v.get("/desk").wants(t, 200, `lang="ar" dir="rtl"`)
	v.post("/desk/language", url.Values{"lang": {"en"}, "next": {"/desk?list=mine"}}).wants(t, 303)
	v.get("/desk").wants(t, 200, `lang="en" dir="ltr"`, "12 minutes ago")
	v.post("/desk/language", url.Values{"lang": {"xx"}}).wants(t, 303)
	v.get("/desk").wants(t, 200, `lang="en"`)
}

func TestScriptLearnsThatTheLoginEnded(t *testing.T) {
	s := start(t, staffed())
	r, _ := http.NewRequest(http.MethodPost, s.URL+"/desk/conversations/7/say", strings.NewReader("text=x"))
	r.Header.Set("X-Desk", "1")
	r.Header.Set("Referer", s.URL+"/desk/conversations/7")
	visit(t, s).do(r).wants(t, http.StatusUnauthorized, `/desk/login?next=%2Fdesk%2Fconversations%2F7`)
}

func TestLoginSlides(t *testing.T) {
	w := staffed()
	s := start(t, w)
	v := enter(t, s, "salim")
	saved := func() string {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, data := range w.logins {
			return string(data)
		}
		return ""
	}
	before := saved()
	v.get("/desk").wants(t, 200)
	if saved() != before {
		t.Error("saved at every request")
	}
	w.change(func() { w.now = w.now.Add(11 * time.Minute) })
	v.get("/desk").wants(t, 200)
	if saved() == before {
		t.Error("not renewed")
	}
}

// TestNoSecretsInLogs looks through all that a broken day logs.
func TestNoSecretsInLogs(t *testing.T) {
	w := staffed()
	var log bytes.Buffer
	s := start(t, w, func(c *desk.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	v := enter(t, s, "salim")
	form := url.Values{"key": {"0123456789abcdef"}, "text": {"نص سري"}}
	w.change(func() { w.acceptErr = errors.New("no disk") })
	v.post("/desk/conversations/7/note", form).wants(t, 503)
	visit(t, s).post("/desk/login", url.Values{"login": {"salim"}, "password": {"كلمة سر مكتوبة خطأ"}})
	if !strings.Contains(log.String(), "no disk") {
		t.Error("the failure is not logged")
	}
	for _, secret := range []string{"نص سري", "كلمة سر", "أبو أحمد", "سليم", password} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

// awayLogins is a store of logins that knows only what this process saved, and fails for the rest.
type awayLogins struct{ *world }

func (a awayLogins) Login(ctx context.Context, token string) ([]byte, error) {
	data, err := a.world.Login(ctx, token)
	if err != nil {
		err = errors.New("away")
	}
	return data, err
}

func TestLoginsAway(t *testing.T) {
	w := staffed()
	s := start(t, w, func(c *desk.Config) { c.Logins = awayLogins{w} })
	v := enter(t, s, "salim")
	v.get("/desk").wants(t, 200)
	w.change(func() { clear(w.logins) })
	v.get("/desk").wants(t, 303)
	v.post("/desk/login", url.Values{"login": {"salim"}, "password": {password}}).wants(t, 303)
	v.get("/desk").wants(t, 200)
}

func TestMissingPort(t *testing.T) {
	if _, err := desk.New(desk.Config{}); err == nil {
		t.Error("a desk without ports opens")
	}
}

func TestSetup(t *testing.T) {
	w := newWorld()
	s := start(t, w, func(c *desk.Config) { c.Setup = "the-secret-token" })
	v := visit(t, s)
	v.get("/desk/login").wants(t, 200, "لا يوجد حساب إدارة بعد")
	v.get("/desk/setup?token=wrong").wants(t, 404)
	v.get("/desk/setup").wants(t, 404)
	v.get("/desk/setup?token=the-secret-token").wants(t, 200, "أول حساب إدارة")
	form := url.Values{"token": {"the-secret-token"}, "name": {"رنا"}, "login": {"Rana"}, "password": {"قصيرة"}, "again": {"قصيرة"}}
	v.post("/desk/setup", form).wants(t, 422, "10", `value="Rana"`)
	form.Set("password", password)
	v.post("/desk/setup", form).wants(t, 422, "غير متطابقتين")
	form.Set("again", password)
	wrong := url.Values{"token": {"wrong"}}
	for k, vs := range form {
		if k != "token" {
			wrong[k] = vs
		}
	}
	v.post("/desk/setup", wrong).wants(t, 404)
	v.post("/desk/setup", form).wants(t, 303)
	v.get("/desk/people").wants(t, 200, "رنا")
	if p := w.people[0]; p.Role != bot.RoleAdmin || p.Login != "rana" || p.ID == "" || !desk.CheckPassword(password, p.Password) {
		t.Errorf("the first admin is %+v", p)
	}
	form.Set("login", "second")
	visit(t, s).post("/desk/setup", form).wants(t, 404)
	visit(t, s).get("/desk/setup?token=the-secret-token").wants(t, 404)
}

func TestNoSetupWithoutToken(t *testing.T) {
	s := start(t, newWorld())
	visit(t, s).get("/desk/setup?token=").wants(t, 404)
}
