package webchat

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sanad/bot"
)

// problem is a refusal that the artisan can do something about; why names its text.
type problem struct {
	status int
	why    string
}

func (p problem) Error() string { return p.why }

var (
	errEmpty    = problem{http.StatusBadRequest, "empty"}
	errBroken   = problem{http.StatusBadRequest, "broken"}
	errLong     = problem{http.StatusRequestEntityTooLarge, "too_long"}
	errTooLarge = problem{http.StatusRequestEntityTooLarge, "too_large"}
)

// fail answers a request that err stopped, and logs what only we can mend.
func (c *Chat) fail(w http.ResponseWriter, r *http.Request, err error) {
	var p problem
	var body *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		c.refuse(w, r, p.status, p.why)
	case errors.Is(err, bot.ErrTooLarge), errors.As(err, &body):
		c.refuse(w, r, errTooLarge.status, errTooLarge.why)
	case r.Context().Err() != nil, errors.Is(err, io.ErrUnexpectedEOF): // who asked is gone
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		if !errors.Is(err, errClosed) {
			c.Log.ErrorContext(r.Context(), "the web chat failed", "path", r.URL.Path, "error", err)
		}
		w.Header().Set("Retry-After", "2")
		c.refuse(w, r, http.StatusServiceUnavailable, "later")
	}
}

// refuse says why in the artisan's language: as JSON to the page's script, as a page to a form.
func (c *Chat) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	words := c.words(r, bot.Conversation{})
	text := words.T("webchat.error_" + why)
	if wantsJSON(r) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": why, "text": text})
		return
	}
	c.render(w, status, "refusal", refusal{Words: words, Assets: c.assets.base, Text: text})
}

type refusal struct {
	Words  words
	Assets string
	Text   string
}

func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}

// allow counts an event of key, and answers the request where there were too many. A throttle that
// does not work stops nobody.
func (c *Chat) allow(w http.ResponseWriter, r *http.Request, key string, limit int, window time.Duration) bool {
	ok, wait, err := c.Throttle.Allow(r.Context(), "webchat:"+key, limit, window)
	if err != nil {
		c.Log.WarnContext(r.Context(), "the throttle of the web chat does not work", "error", err)
		return true
	}
	if !ok {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(wait.Round(time.Second)/time.Second))))
		c.refuse(w, r, http.StatusTooManyRequests, "too_many")
	}
	return ok
}
