package desk

import (
	"context"
	"net/http"
	"time"

	"sanad/bot"
)

// Chats are the chats of the people of the desk, from which they work too.
type Chats interface {
	// OfferChat makes a code that links the chat which sends it to the person, in place of an earlier code.
	OfferChat(ctx context.Context, person string, now time.Time) (code string, err error)
	// Chats are where the linked ones are, by person.
	Chats(ctx context.Context) (map[string]bot.Account, error)
	DropChat(ctx context.Context, person string) error
}

// ownChat is the part of the account page about the visitor's chat.
type ownChat struct {
	Network string // where it is linked; empty where it is not
	Code    string // to be sent by the chat, when one was just made
	Link    string // that sends it; empty where no bot is known
}

func (d *Desk) accountPage(w http.ResponseWriter, r *http.Request) {
	d.showAccount(w, r, http.StatusOK, "", "")
}

// showAccount shows the visitor's account, with what went wrong, and a code when one was just made.
func (d *Desk) showAccount(w http.ResponseWriter, r *http.Request, status int, problem, code string) {
	v, err := d.account(r, code)
	if err != nil {
		d.broken(w, r, err)
		return
	}
	p := d.page(r, "desk.account.title", v)
	p.Error, p.Path = problem, "/desk/account"
	d.show(w, r, status, "account", p)
}

func (d *Desk) account(r *http.Request, code string) (accountView, error) {
	v := accountView{Min: PasswordMin}
	if d.Chats == nil {
		return v, nil
	}
	chats, err := d.Chats.Chats(r.Context())
	v.Chat = &ownChat{Network: chats[personOf(r).ID].Network, Code: code}
	if code != "" && d.BotLink != nil {
		v.Chat.Link = d.BotLink(code)
	}
	return v, err
}

// changeChat makes a code for the visitor's chat, shown this once, or unlinks it.
func (d *Desk) changeChat(w http.ResponseWriter, r *http.Request) {
	if d.Chats == nil {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
		return
	}
	me := personOf(r).ID
	if r.FormValue("do") == "unlink" {
		if err := d.unlinkChat(r.Context(), me, me); err != nil {
			d.broken(w, r, err)
			return
		}
		http.Redirect(w, r, "/desk/account", http.StatusSeeOther)
		return
	}
	code, err := d.Chats.OfferChat(r.Context(), me, d.Now())
	if err != nil {
		d.broken(w, r, err)
		return
	}
	d.showAccount(w, r, http.StatusOK, "", code)
}

func (d *Desk) unlinkChat(ctx context.Context, by, person string) error {
	if err := d.Chats.DropChat(ctx, person); err != nil {
		return err
	}
	d.audit(ctx, by, didUnlink, person)
	return nil
}
