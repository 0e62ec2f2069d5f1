package desk

import (
	"encoding/json"
	"errors"
	"net/http"

	"sanad/bot"
)

type errorView struct {
	Text string
	Back string
}

// fail answers with a page, or for a script a line, that says in words what is wrong.
func (d *Desk) fail(w http.ResponseWriter, r *http.Request, status int, key string) {
	text := d.say(r, key)
	if scripted(r) {
		answer(w, status, map[string]string{"error": text})
		return
	}
	d.show(w, r, status, "error", d.page(r, "desk.error.title", errorView{Text: text, Back: "/desk"}))
}

// broken answers for a store that failed, which is nobody's fault in front of the screen.
func (d *Desk) broken(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		d.Log.Error("desk: request", "path", r.Pattern, "error", err)
	}
	d.fail(w, r, http.StatusServiceUnavailable, "desk.error.broken")
}

// lost answers for a record that could not be had.
func (d *Desk) lost(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, bot.ErrNotFound) {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
		return
	}
	d.broken(w, r, err)
}

// scripted reports whether the page's own script asks, and not a browser that will show the answer.
func scripted(r *http.Request) bool { return r.Header.Get("X-Desk") != "" }

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a visitor who left is nobody's error
}

func personOf(r *http.Request) bot.Person { return visitorOf(r).person }
