package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"sanad/bot"
)

// Tries at logging in: few for one login, more for one address, behind which a whole office may be.
const (
	triesPerLogin   = 8
	triesPerAddress = 40
	triesWindow     = 10 * time.Minute
)

// What the audit says was done, with the IDs of who and what.
const (
	didLogIn    = "login"
	didFail     = "login_failed"
	didLogOut   = "logout"
	didSetUp    = "setup"
	didAdd      = "person_add"
	didRole     = "person_role"
	didDisable  = "person_disable"
	didEnable   = "person_enable"
	didLink     = "person_link"
	didPassword = "password_change"
	didUnlink   = "chat_unlink"

	didTryNumber    = "number_try"
	didLinkNumber   = "number_link"
	didUnlinkNumber = "number_unlink"
	didForgetNumber = "number_forget"
)

type loginView struct {
	Next  string
	Login string
	Ended bool // a login was there and ended
	Setup bool // there is no admin yet
}

func (d *Desk) loginPage(w http.ResponseWriter, r *http.Request) {
	next := local(r.FormValue("next"))
	if _, err := d.whoAsks(r); err == nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	d.showLogin(w, r, http.StatusOK, "", "")
}

func (d *Desk) showLogin(w http.ResponseWriter, r *http.Request, status int, login, problem string) {
	_, err := r.Cookie(loginCookie)
	v := loginView{Next: local(r.FormValue("next")), Login: login, Ended: err == nil && problem == "", Setup: d.settingUp(r.Context())}
	p := d.page(r, "desk.login.title", v)
	p.Error = problem
	d.show(w, r, status, "login", p)
}

// toLogin sends who is not logged in to the login page. A script is told the address, so that it can keep what was being written.
func (d *Desk) toLogin(w http.ResponseWriter, r *http.Request) {
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet || scripted(r) {
		next = "/desk"
		if u, err := url.Parse(r.Referer()); err == nil {
			next = local(u.RequestURI())
		}
	}
	to := "/desk/login?next=" + url.QueryEscape(next)
	if scripted(r) {
		answer(w, http.StatusUnauthorized, map[string]string{"login": to, "error": d.say(r, "desk.error.ended")})
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (d *Desk) logIn(w http.ResponseWriter, r *http.Request) {
	login := normalLogin(r.FormValue("login"))
	if !d.mayTry(r, login) {
		w.Header().Set("Retry-After", "600")
		d.showLogin(w, r, http.StatusTooManyRequests, login, d.say(r, "desk.login.throttled"))
		return
	}
	p, err := d.authenticate(r.Context(), login, r.FormValue("password"))
	switch {
	case errors.Is(err, bot.ErrNotFound):
		d.audit(r.Context(), p.ID, didFail, "")
		d.showLogin(w, r, http.StatusUnauthorized, login, d.say(r, "desk.login.wrong"))
	case err != nil:
		d.Log.Error("desk: login", "error", err)
		d.showLogin(w, r, http.StatusServiceUnavailable, login, d.say(r, "desk.error.broken"))
	default:
		d.enter(w, r, p, didLogIn, local(r.FormValue("next")))
	}
}

// enter logs p in and goes to next.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, p bot.Person, did, next string) {
	if err := d.login(w, r, p); err != nil {
		d.broken(w, r, err)
		return
	}
	d.audit(r.Context(), p.ID, did, p.ID)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// authenticate returns the person, or bot.ErrNotFound (and, for the audit, who it would have been). A login
// that nobody has takes as long as a wrong password.
func (d *Desk) authenticate(ctx context.Context, login, password string) (bot.Person, error) {
	p, err := d.People.PersonByLogin(ctx, login)
	encoded := p.Password
	switch {
	case errors.Is(err, bot.ErrNotFound) || err == nil && encoded == "":
		encoded = d.dummy
	case err != nil:
		return p, err
	}
	if right := CheckPassword(password, encoded); !right || err != nil || p.Password == "" || p.Disabled {
		return p, bot.ErrNotFound
	}
	return p, nil
}

// mayTry counts one try and reports whether it may go on.
func (d *Desk) mayTry(r *http.Request, login string) bool {
	byLogin, _, err1 := d.Tries.Allow(r.Context(), "login:"+hashed(login)[:32], triesPerLogin, triesWindow)
	byAddress, _, err2 := d.Tries.Allow(r.Context(), "address:"+hashed(address(r))[:32], triesPerAddress, triesWindow)
	return err1 == nil && err2 == nil && byLogin && byAddress
}

func (d *Desk) logOut(w http.ResponseWriter, r *http.Request) {
	if v, err := d.whoAsks(r); err == nil {
		if err := d.Logins.DropLogin(r.Context(), v.token); err != nil {
			d.Log.Warn("desk: a login is ended here, and elsewhere later", "error", err)
		}
		d.audit(r.Context(), v.person.ID, didLogOut, v.person.ID)
	}
	gone := d.cookie(r, loginCookie, "")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	http.Redirect(w, r, "/desk/login", http.StatusSeeOther)
}

// normalLogin is how logins are kept and compared: people type capitals and spaces without meaning them.
func normalLogin(s string) string {
	s = norm.NFKC.String(strings.ToLower(strings.TrimSpace(strings.ToValidUTF8(s, ""))))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	return strings.ToValidUTF8(s[:min(len(s), 100)], "")
}

func (d *Desk) audit(ctx context.Context, person, did, object string) {
	e := bot.Entry{At: d.Now(), Person: person, Did: did, Object: object}
	if err := d.Register.Audit(context.WithoutCancel(ctx), e); err != nil {
		d.Log.Error("desk: audit", "person", person, "did", did, "object", object, "error", err)
	}
}
