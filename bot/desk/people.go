package desk

import (
	"context"
	"net/http"

	"sanad/bot"
)

type peopleView struct {
	People []bot.Person
	Name   string // what was typed when something was wrong
	Login  string
	Role   bot.Role
	For    string                 // whom the link is for
	Link   string                 // to be given to them
	Chats  map[string]bot.Account // who has a chat linked, and where
}

func (d *Desk) peoplePage(w http.ResponseWriter, r *http.Request) {
	d.showPeople(w, r, http.StatusOK, peopleView{Role: bot.RoleAdvisor}, "")
}

func (d *Desk) showPeople(w http.ResponseWriter, r *http.Request, status int, v peopleView, problem string) {
	people, err := d.People.People(r.Context())
	if err != nil {
		d.broken(w, r, err)
		return
	}
	v.People = people
	if d.Chats != nil {
		if v.Chats, err = d.Chats.Chats(r.Context()); err != nil {
			d.broken(w, r, err)
			return
		}
	}
	p := d.page(r, "desk.people.title", v)
	p.Error, p.Path = problem, "/desk/people"
	d.show(w, r, status, "people", p)
}

// addPerson adds somebody without a password, and shows the link with which they choose one.
func (d *Desk) addPerson(w http.ResponseWriter, r *http.Request) {
	p, problem := d.newPerson(r, roleOf(r))
	v := peopleView{Name: r.FormValue("name"), Login: r.FormValue("login"), Role: p.Role}
	if problem == "" {
		var err error
		if p, err = d.Register.AddPerson(r.Context(), p); err != nil {
			problem = d.writing(r, err)
		}
	}
	if problem != "" {
		d.showPeople(w, r, http.StatusUnprocessableEntity, v, problem)
		return
	}
	d.audit(r.Context(), personOf(r).ID, didAdd, p.ID)
	d.showLink(w, r, p)
}

func roleOf(r *http.Request) bot.Role {
	if r.FormValue("role") == string(bot.RoleAdmin) {
		return bot.RoleAdmin
	}
	return bot.RoleAdvisor
}

// showLink shows a one-time link, this once.
func (d *Desk) showLink(w http.ResponseWriter, r *http.Request, p bot.Person) {
	link, err := d.invite(r.Context(), p)
	if err != nil {
		d.noLink(w, r, p, err)
		return
	}
	d.linked(w, r, p, link)
}

func (d *Desk) linked(w http.ResponseWriter, r *http.Request, p bot.Person, link string) {
	d.audit(r.Context(), personOf(r).ID, didLink, p.ID)
	d.showPeople(w, r, http.StatusOK, peopleView{Role: bot.RoleAdvisor, For: p.Name, Link: d.origin(r) + link}, "")
}

func (d *Desk) noLink(w http.ResponseWriter, r *http.Request, p bot.Person, err error) {
	d.Log.Error("desk: one-time link", "person", p.ID, "error", err)
	d.showPeople(w, r, http.StatusServiceUnavailable, peopleView{Role: bot.RoleAdvisor}, d.say(r, "desk.people.no_link"))
}

func (d *Desk) origin(r *http.Request) string {
	if d.PublicURL != "" {
		return d.PublicURL
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// changePerson gives somebody another role, a new link, or takes their login away. Nobody does it to themself, so
// that an admin always remains.
func (d *Desk) changePerson(w http.ResponseWriter, r *http.Request) {
	p, err := d.People.Person(r.Context(), r.PathValue("id"))
	if err != nil {
		d.lost(w, r, err)
		return
	}
	if p.ID == personOf(r).ID {
		d.showPeople(w, r, http.StatusUnprocessableEntity, peopleView{Role: bot.RoleAdvisor}, d.say(r, "desk.people.yourself"))
		return
	}
	var did string
	switch r.FormValue("do") {
	case "link":
		d.resetPassword(w, r, p)
		return
	case "unlink":
		d.unlink(w, r, p)
		return
	case "role":
		p.Role, did = roleOf(r), didRole
	case "disable":
		p.Disabled, did = true, didDisable
	case "enable":
		p.Disabled, did = false, didEnable
	default:
		d.fail(w, r, http.StatusBadRequest, "desk.error.form")
		return
	}
	if err := d.update(r.Context(), p); err != nil {
		d.broken(w, r, err)
		return
	}
	d.audit(r.Context(), personOf(r).ID, did, p.ID)
	http.Redirect(w, r, "/desk/people", http.StatusSeeOther)
}

// unlink takes somebody's own chat from them.
func (d *Desk) unlink(w http.ResponseWriter, r *http.Request, p bot.Person) {
	if d.Chats != nil {
		if err := d.unlinkChat(r.Context(), personOf(r).ID, p.ID); err != nil {
			d.broken(w, r, err)
			return
		}
	}
	http.Redirect(w, r, "/desk/people", http.StatusSeeOther)
}

// resetPassword gives a link to choose a new password and ends the old one, but not where there can be no link.
func (d *Desk) resetPassword(w http.ResponseWriter, r *http.Request, p bot.Person) {
	p.Password = ""
	link, err := d.invite(r.Context(), p)
	if err != nil {
		d.noLink(w, r, p, err)
		return
	}
	if err := d.update(r.Context(), p); err != nil {
		d.broken(w, r, err)
		return
	}
	d.linked(w, r, p, link)
}

// update writes p and ends all their logins, which begin anew with what p may do now.
func (d *Desk) update(ctx context.Context, p bot.Person) error {
	if err := d.Register.UpdatePerson(ctx, p); err != nil {
		return err
	}
	if err := d.Logins.DropLoginsOf(ctx, p.ID); err != nil {
		d.Log.Warn("desk: logins are ended when next looked at", "person", p.ID, "error", err)
	}
	return nil
}

type accountView struct {
	Min  int
	Chat *ownChat // nil where chats cannot be linked
}

// changePassword changes the visitor's own, ends their logins elsewhere, and keeps this one.
func (d *Desk) changePassword(w http.ResponseWriter, r *http.Request) {
	me, problem := personOf(r), ""
	if !d.mayTry(r, me.Login) {
		problem = d.say(r, "desk.login.throttled")
	} else if !CheckPassword(r.FormValue("old"), me.Password) {
		problem = d.say(r, "desk.account.wrong")
	} else {
		me.Password, problem = d.newPassword(r)
	}
	if problem != "" {
		d.showAccount(w, r, http.StatusUnprocessableEntity, problem, "")
		return
	}
	v, err := d.account(r, "")
	if err == nil {
		err = d.update(r.Context(), me)
	}
	if err == nil {
		err = d.login(w, r, me)
	}
	if err != nil {
		d.broken(w, r, err)
		return
	}
	d.audit(r.Context(), me.ID, didPassword, me.ID)
	p := d.page(r, "desk.account.title", v)
	p.Notice = d.say(r, "desk.account.changed")
	d.show(w, r, http.StatusOK, "account", p)
}
