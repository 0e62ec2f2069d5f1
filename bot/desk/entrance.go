package desk

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"sanad/bot"
)

// invitationLife is how long a one-time link can be used.
const invitationLife = 72 * time.Hour

type setupView struct {
	Token, Name, Login string
	Min                int
}

// settingUp reports whether the link that makes the first admin works: only while there is none.
func (d *Desk) settingUp(ctx context.Context) bool {
	if d.Setup == "" {
		return false
	}
	n, err := d.People.CountAdmins(ctx)
	if err != nil {
		d.Log.Error("desk: counting admins", "error", err)
	}
	return err == nil && n == 0
}

func (d *Desk) mayEnter(r *http.Request) bool {
	right := subtle.ConstantTimeCompare([]byte(r.FormValue("token")), []byte(d.Setup)) == 1
	return d.settingUp(r.Context()) && right
}

func (d *Desk) setupPage(w http.ResponseWriter, r *http.Request) {
	if !d.mayEnter(r) {
		d.fail(w, r, http.StatusNotFound, "desk.error.link")
		return
	}
	d.show(w, r, http.StatusOK, "setup", d.page(r, "desk.setup.title", setupView{Token: r.FormValue("token"), Min: PasswordMin}))
}

// setUp makes the first admin. One at a time, so that two cannot both be the first.
func (d *Desk) setUp(w http.ResponseWriter, r *http.Request) {
	d.first.Lock()
	defer d.first.Unlock()
	if !d.mayEnter(r) {
		d.fail(w, r, http.StatusNotFound, "desk.error.link")
		return
	}
	p, problem := d.newPerson(r, bot.RoleAdmin)
	if problem == "" {
		p.Password, problem = d.newPassword(r)
	}
	if problem == "" {
		added, err := d.Register.AddPerson(r.Context(), p)
		if p = added; err == nil {
			d.enter(w, r, p, didSetUp, "/desk")
			return
		}
		problem = d.writing(r, err)
	}
	view := d.page(r, "desk.setup.title", setupView{r.FormValue("token"), r.FormValue("name"), r.FormValue("login"), PasswordMin})
	view.Error = problem
	d.show(w, r, http.StatusUnprocessableEntity, "setup", view)
}

// newPerson reads name and login from the form; problem says in words what is wrong with them.
func (d *Desk) newPerson(r *http.Request, role bot.Role) (p bot.Person, problem string) {
	p = bot.Person{Login: normalLogin(r.FormValue("login")), Name: strings.TrimSpace(r.FormValue("name")), Role: role, Created: d.Now()}
	switch {
	case p.Name == "" || len(p.Name) > 200:
		return p, d.say(r, "desk.people.name_missing")
	case len(p.Login) < 3 || strings.ContainsAny(p.Login, " \t"):
		return p, d.say(r, "desk.people.login_bad")
	}
	return p, ""
}

// newPassword reads a new password, typed twice, and gives its hash.
func (d *Desk) newPassword(r *http.Request) (encoded, problem string) {
	password := r.FormValue("password")
	if password != r.FormValue("again") {
		return "", d.say(r, "desk.password.differ")
	}
	encoded, err := HashPassword(password)
	if err != nil {
		return "", d.say(r, "desk.password.short", "Min", PasswordMin)
	}
	return encoded, ""
}

// writing says in words why the register did not take something.
func (d *Desk) writing(r *http.Request, err error) string {
	if errors.Is(err, bot.ErrTaken) {
		return d.say(r, "desk.people.login_taken")
	}
	d.Log.Error("desk: writing a person", "error", err)
	return d.say(r, "desk.error.broken")
}

// invite makes a link with which p chooses a password, once, whatever it was before.
func (d *Desk) invite(ctx context.Context, p bot.Person) (string, error) {
	token := newToken()
	if err := d.Links.PutOnce(ctx, "invitation:"+token, []byte(p.ID+" "+stampOf(p)), invitationLife); err != nil {
		return "", err
	}
	return "/desk/invitation?token=" + token, nil
}

// invitationPage does not look whether the link is good: messengers fetch links to show a preview, and must not use it up.
func (d *Desk) invitationPage(w http.ResponseWriter, r *http.Request) {
	d.show(w, r, http.StatusOK, "invitation", d.page(r, "desk.invitation.title", setupView{Token: r.FormValue("token"), Min: PasswordMin}))
}

func (d *Desk) acceptInvitation(w http.ResponseWriter, r *http.Request) {
	view := d.page(r, "desk.invitation.title", setupView{Token: r.FormValue("token"), Min: PasswordMin})
	encoded, problem := d.newPassword(r)
	if problem != "" {
		view.Error = problem
		d.show(w, r, http.StatusUnprocessableEntity, "invitation", view)
		return
	}
	p, err := d.invited(r.Context(), r.FormValue("token"))
	if err == nil {
		p.Password = encoded
		err = d.Register.UpdatePerson(r.Context(), p)
	}
	switch {
	case errors.Is(err, bot.ErrNotFound):
		d.fail(w, r, http.StatusNotFound, "desk.error.link")
	case err != nil:
		d.broken(w, r, err)
	default:
		d.enter(w, r, p, didPassword, "/desk")
	}
}

// invited uses a link up. A link made before the last change of password is worth nothing.
func (d *Desk) invited(ctx context.Context, token string) (bot.Person, error) {
	who, err := d.Links.TakeOnce(ctx, "invitation:"+token)
	if err != nil {
		return bot.Person{}, err
	}
	id, stamp, _ := strings.Cut(string(who), " ")
	p, err := d.People.Person(ctx, id)
	if err == nil && (p.Disabled || stamp != stampOf(p)) {
		err = bot.ErrNotFound
	}
	return p, err
}
