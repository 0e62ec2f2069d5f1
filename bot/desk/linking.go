package desk

import (
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"time"

	"sanad/bot"
)

// Board is where one process hangs up what all show: what is being done right now.
type Board interface {
	// Post hangs value up under key, in place of what hung there.
	Post(ctx context.Context, key string, value []byte, life time.Duration) error
	// Posted returns bot.ErrNotFound when nothing hangs there any more.
	Posted(ctx context.Context, key string) ([]byte, error)
}

// attempt is a try at linking a number. There is one at a time: a new one takes the place of the one before. It goes on
// when its page is left, as whoever links a phone with the browser on that same phone leaves it.
type attempt struct {
	ID      string        `json:"id"`
	By      string        `json:"by"` // who began it
	Phone   string        `json:"phone,omitempty"`
	Picture template.HTML `json:"picture,omitempty"`
	Code    string        `json:"code,omitempty"`
	Over    bool          `json:"over,omitempty"`
	Number  string        `json:"number,omitempty"`  // that was linked
	Problem string        `json:"problem,omitempty"` // the key of why none was
}

const (
	boardKey     = "linking"
	attemptLife  = 10 * time.Minute // more than WhatsApp's codes last
	attemptShown = 2 * time.Minute  // how it ended
	attemptLook  = time.Second      // whether another took its place
)

// attempt is the one under way, or that ended just now; nil where there is none.
func (d *Desk) attempt(ctx context.Context) *attempt {
	a, err := d.hanging(ctx)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		d.Log.Warn("desk: a try at linking cannot be looked up", "error", err)
	}
	if err != nil || a.ID == "" {
		return nil
	}
	return &a
}

// hanging is what hangs on the board: an attempt, without an ID where one was stopped.
func (d *Desk) hanging(ctx context.Context) (a attempt, err error) {
	data, err := d.Board.Posted(ctx, boardKey)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(data, &a)
}

// renew posts how an attempt goes on, unless another took its place or it was stopped.
func (d *Desk) renew(ctx context.Context, a attempt) error {
	now, err := d.hanging(ctx)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	if err == nil && now.ID != a.ID {
		return nil
	}
	return d.post(ctx, a)
}

func (d *Desk) post(ctx context.Context, a attempt) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	life := attemptLife
	if a.Over {
		life = attemptShown
	}
	if err := d.Board.Post(ctx, boardKey, data, life); err != nil {
		return err
	}
	d.tellChannels()
	return nil
}

// startLinking begins an attempt, with a code to type where a phone number is given and to scan where none is.
func (d *Desk) startLinking(w http.ResponseWriter, r *http.Request) {
	if d.Numbers == nil {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
		return
	}
	a := attempt{ID: newToken(), By: personOf(r).ID}
	if r.FormValue("by") == "code" {
		var ok bool
		if a.Phone, ok = international(r.FormValue("phone")); !ok {
			d.showChannels(w, r, http.StatusUnprocessableEntity, channelsView{Phone: r.FormValue("phone")}, d.say(r, "desk.channels.phone_bad"))
			return
		}
	}
	if err := d.post(r.Context(), a); err != nil {
		d.Log.Error("desk: linking", "error", err)
		d.showChannels(w, r, http.StatusServiceUnavailable, channelsView{}, d.say(r, "desk.error.broken"))
		return
	}
	d.audit(r.Context(), a.By, didTryNumber, networkWhatsApp)
	go d.link(a)
	http.Redirect(w, r, "/desk/channels#link", http.StatusSeeOther)
}

// stopLinking takes the attempt down; it ends by itself then.
func (d *Desk) stopLinking(w http.ResponseWriter, r *http.Request) {
	if err := d.post(r.Context(), attempt{Over: true}); err != nil {
		d.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/desk/channels", http.StatusSeeOther)
}

// link tries until a number is linked, WhatsApp has no more codes, or another attempt took its place.
func (d *Desk) link(a attempt) {
	ctx, cancel := context.WithTimeout(d.closed, attemptLife)
	defer cancel()
	go d.yield(ctx, cancel, a.ID)
	number, err := d.Numbers.Link(ctx, a.Phone, func(c LinkCode) {
		a.Picture, a.Code = template.HTML(c.Picture), c.Code // the picture is drawn by us
		if err := d.renew(ctx, a); err != nil && ctx.Err() == nil {
			d.Log.Error("desk: a code cannot be shown", "error", err)
		}
	})
	if err != nil && ctx.Err() != nil {
		return
	}
	a.Over, a.Picture, a.Code = true, "", ""
	if err != nil {
		d.Log.Warn("desk: no number linked", "error", err)
		a.Problem = keyOf(err, "desk.channels.not_linked")
	} else {
		a.Number = number
		d.audit(ctx, a.By, didLinkNumber, networkWhatsApp+":"+number)
	}
	if err := d.renew(context.WithoutCancel(ctx), a); err != nil {
		d.Log.Error("desk: how linking ended cannot be shown", "error", err)
	}
}

// yield ends an attempt once another one hangs on the board.
func (d *Desk) yield(ctx context.Context, stop func(), id string) {
	look := time.NewTicker(attemptLook)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		if now, err := d.hanging(ctx); err == nil && now.ID != id {
			stop()
			return
		}
	}
}
