package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sanad/bot"
)

const (
	loginCookie = "sanad_desk"
	loginLife   = 12 * time.Hour // since it was last used, to within loginRenewal
	formRoom    = 1 << 20        // bytes of a post beside its file

	loginRenewal = 10 * time.Minute
)

type visitorKey struct{}

// visitor is who asks, and in which language.
type visitor struct {
	person bot.Person
	lang   string
	token  string // of the login
}

// PersonOf tells who is logged in, for handlers that the desk mounts.
func PersonOf(ctx context.Context) (bot.Person, bool) {
	v, ok := ctx.Value(visitorKey{}).(visitor)
	return v.person, ok && v.person.ID != ""
}

// LangOf tells the language that the visitor reads, for handlers that the desk mounts.
func LangOf(ctx context.Context) string {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return orElse(v.lang, defaultLang)
}

func visitorOf(r *http.Request) visitor {
	v, _ := r.Context().Value(visitorKey{}).(visitor)
	return v
}

// policy allows this site's own files and nothing else: no inline script or style, no frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded sets what holds for every answer, refuses posts from other sites, and finds out the language.
func (d *Desk) guarded(next http.Handler, public *url.URL) (http.Handler, error) {
	origins := http.NewCrossOriginProtection()
	if public.Host != "" {
		if err := origins.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
			return nil, err
		}
	}
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.fail(w, r, http.StatusForbidden, "desk.error.foreign")
	}))
	inner := origins.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, d.room(r))
		v := visitor{lang: d.langOf(r)}
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
	}), nil
}

// room is how many bytes a post may have.
func (d *Desk) room(r *http.Request) int64 {
	if strings.HasPrefix(r.URL.Path, editorPath+"/") {
		return d.MaxImport
	}
	return d.MaxUpload + formRoom
}

// staff lets in who is logged in and sends everybody else to the login page, from where they come back.
func (d *Desk) staff(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := d.whoAsks(r)
		switch {
		case errors.Is(err, bot.ErrNotFound):
			d.toLogin(w, r)
		case err != nil:
			d.broken(w, r, err)
		default:
			next(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
		}
	})
}

// admins lets in admins.
func (d *Desk) admins(next http.HandlerFunc) http.Handler {
	return d.staff(func(w http.ResponseWriter, r *http.Request) {
		if visitorOf(r).person.Role != bot.RoleAdmin {
			d.fail(w, r, http.StatusForbidden, "desk.error.admins")
			return
		}
		next(w, r)
	})
}

// kept is what is remembered of a login.
type kept struct {
	Person string    `json:"person"`
	Stamp  string    `json:"stamp"`
	Used   time.Time `json:"used"`
}

// whoAsks finds the person behind the request's cookie; bot.ErrNotFound where there is none. A store of logins
// that is away and knows nothing of this one only means that the password is asked for again.
func (d *Desk) whoAsks(r *http.Request) (visitor, error) {
	v := visitorOf(r)
	c, err := r.Cookie(loginCookie)
	if err != nil {
		return v, bot.ErrNotFound
	}
	data, err := d.Logins.Login(r.Context(), c.Value)
	if err != nil {
		if !errors.Is(err, bot.ErrNotFound) {
			d.Log.Warn("desk: a login cannot be looked up", "error", err)
		}
		return v, bot.ErrNotFound
	}
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return v, bot.ErrNotFound
	}
	v.token = c.Value
	v.person, err = d.People.Person(r.Context(), k.Person)
	if err != nil {
		return v, err
	}
	if v.person.Disabled || k.Stamp != stampOf(v.person) {
		return v, bot.ErrNotFound
	}
	if d.Now().Sub(k.Used) > loginRenewal {
		err = d.keep(r.Context(), v.token, v.person)
	}
	return v, err
}

func (d *Desk) keep(ctx context.Context, token string, p bot.Person) error {
	data, err := json.Marshal(kept{Person: p.ID, Stamp: stampOf(p), Used: d.Now()})
	if err != nil {
		return err
	}
	return d.Logins.SaveLogin(ctx, token, p.ID, data, loginLife)
}

// login logs p in on the browser that asks.
func (d *Desk) login(w http.ResponseWriter, r *http.Request, p bot.Person) error {
	token := newToken()
	if err := d.keep(r.Context(), token, p); err != nil {
		return err
	}
	http.SetCookie(w, d.cookie(r, loginCookie, token))
	return nil
}

// cookie ends with the browser; the login itself ends loginLife after it was last used.
func (d *Desk) cookie(r *http.Request, name, value string) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/desk", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: d.secure || r.TLS != nil}
}

// stampOf changes with the password, so that a new password ends every login that the old one began.
func stampOf(p bot.Person) string { return hashed(p.Password)[:16] }

func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func newToken() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// address is where a request comes from. What a proxy says is believed only of one on this machine.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return host
	}
	hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if ip := net.ParseIP(strings.TrimSpace(hops[len(hops)-1])); ip != nil {
		return ip.String()
	}
	return host
}

// local is next where it is a page of the desk, and the queue where it is anything else.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || (u.Path != "/desk" && !strings.HasPrefix(u.Path, "/desk/")) || strings.ContainsAny(next, "\\\r\n") {
		return "/desk"
	}
	return u.RequestURI()
}
