package whatsapp

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"sanad/bot"
)

// TroubleKind says what keeps a number from working.
type TroubleKind string

// What can be wrong with a number. The texts for people are whatsapp.trouble.KIND.
const (
	NotConnected   TroubleKind = "not_connected"      // WhatsApp is not reached; it is tried again
	LoggedOut      TroubleKind = bot.TroubleLoggedOut // the number must be linked again
	Banned         TroubleKind = bot.TroubleBanned    // for good, as far as WhatsApp says
	BannedForNow   TroubleKind = "banned_for_now"     // until Trouble.Until
	Outdated       TroubleKind = "outdated"           // a newer Sanad is needed
	Replaced       TroubleKind = "replaced"           // another process connected with the same keys
	Refused        TroubleKind = "refused"            // WhatsApp let us not in and gave another reason
	PhoneMissed    TroubleKind = "phone_missed"       // a warning: the number's own phone gave no sign of life for long
	StorageFailing TroubleKind = "storage_failing"    // what comes in cannot be stored, so it waits at WhatsApp
)

// Trouble is why a number does not work.
type Trouble struct {
	Kind  TroubleKind
	Until time.Time // when it should be over; zero when nobody knows
	Err   error
}

var troubleWords = map[TroubleKind]string{
	NotConnected:   "is not connected",
	LoggedOut:      "is logged out: link it again",
	Banned:         "is banned by WhatsApp: ask for a review in the app, or link another number",
	BannedForNow:   "is banned for a while; nothing is sent until that ends",
	Outdated:       "needs a newer Sanad: WhatsApp refuses this version",
	Replaced:       "is used by another process",
	Refused:        "is refused by WhatsApp",
	PhoneMissed:    "has not heard of its own phone for ten days: send any message from it, or WhatsApp logs us out after fourteen",
	StorageFailing: "cannot store what comes in",
}

func (t *Trouble) Error() string {
	words := "whatsapp: the number " + troubleWords[t.Kind]
	if !t.Until.IsZero() {
		words += " (until " + t.Until.UTC().Format(time.RFC3339) + ")"
	}
	if t.Err != nil {
		words += fmt.Sprintf(": %v", t.Err)
	}
	return words
}

// Plain is the trouble in words that anybody may read.
func (t *Trouble) Plain() string {
	plain := *t
	plain.Err = nil
	return plain.Error()
}

func (t *Trouble) Unwrap() error { return t.Err }

// Key names the text that tells people what to do about it.
func (t *Trouble) Key() string { return "whatsapp.trouble." + string(t.Kind) }

var (
	errConfig    = errors.New("whatsapp: Store and Files must be given")
	errNotYet    = errors.New("not yet")
	errOutdated  = errors.New("another version of WhatsApp Web is wanted")
	errOffline   = errors.New("whatsapp: not connected")
	errElsewhere = errors.New("whatsapp: another process is connected with the number")
	errNothing   = errors.New("whatsapp: a message with nothing in it")
)

// health remembers what is wrong now: about the connection one thing, and apart from that what is being stored.
type health struct {
	mu      sync.Mutex
	trouble *Trouble
	storage *Trouble
	changed chan struct{} // closed when trouble changes; nil when nobody waits
}

func (h *health) put(t *Trouble) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.trouble = t
	if h.changed != nil {
		close(h.changed)
		h.changed = nil
	}
}

// change is ready when the trouble with the connection has changed.
func (h *health) change() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.changed == nil {
		h.changed = make(chan struct{})
	}
	return h.changed
}

// connected ends all trouble with the connection.
func (h *health) connected() { h.put(nil) }

// stored says how storing went.
func (h *health) stored(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.storage = nil
	if err != nil {
		h.storage = &Trouble{Kind: StorageFailing, Err: err}
	}
}

// lost notes a broken connection, unless it is known why there is none.
func (h *health) lost(err error) {
	if t := h.current(); t == nil || t.Kind == NotConnected {
		h.put(&Trouble{Kind: NotConnected, Err: err})
	}
}

// loggedOut notes that there are no keys any more, unless it is known that a ban took them.
func (h *health) loggedOut() {
	if t := h.current(); t == nil || t.Kind != Banned {
		h.put(&Trouble{Kind: LoggedOut})
	}
}

func (h *health) current() *Trouble {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.trouble
}

func (h *health) err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.trouble != nil:
		return h.trouble
	case h.storage != nil:
		return h.storage
	}
	return nil
}
