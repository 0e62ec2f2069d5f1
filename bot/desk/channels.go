package desk

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"sanad/bot"
)

// Channel is one of our accounts on a network, as admins see it.
type Channel struct {
	Account bot.Account
	Name    string    // by which artisans find it
	State   string    // the end of the key of the text for how it is: desk.channels.state.…; "connected" when it works
	Advice  string    // the key of the text that says what is wrong and what to do; empty when nothing is
	Until   time.Time // when that should be over; zero when nobody knows
	Linked  time.Time // of a number: since when; zero when it is not linked any more
	Worked  time.Time // of a number: the last time that it worked; zero when never, or not known
	Phone   time.Time // of a number: the last sign of life of its own phone; zero when none is known
	Missed  bool      // that is so long ago that the link will end
	Young   bool      // of a number: linked so lately that it is sent little
}

// Works reports whether artisans can be reached.
func (c Channel) Works() bool { return c.State == "connected" }

// Lines tells which accounts we have.
type Lines interface {
	Channels(ctx context.Context) ([]Channel, error)
}

// Numbers links numbers of WhatsApp to us, and takes them off again. The errors with a text are *NumberError.
type Numbers interface {
	// Link shows codes, from its own goroutine, until one was used or ctx is done, and returns the number. With a phone
	// number it is a code to type, else one to scan.
	Link(ctx context.Context, phone string, show func(LinkCode)) (number string, err error)
	// Unlink ends the link at WhatsApp and here; where WhatsApp is not reached it changes nothing.
	Unlink(ctx context.Context, number string) error
	// Forget ends the link here alone.
	Forget(ctx context.Context, number string) error
}

// LinkCode is what the phone's owner needs next, in place of what was shown before: one of the two.
type LinkCode struct {
	Picture []byte // a QR code to scan, as SVG
	Code    string // to type
}

// NumberError is why a number was not linked, or not taken off.
type NumberError struct {
	Key string // of the text that says what to do
	Err error
}

func (e *NumberError) Error() string { return e.Err.Error() }

func (e *NumberError) Unwrap() error { return e.Err }

// The networks of the page.
const (
	networkTelegram = "telegram"
	networkWebChat  = "webchat"
	networkWhatsApp = bot.NetworkWhatsApp
)

// channelsView is the page of all channels.
type channelsView struct {
	Numbers  []Channel
	Telegram *Channel // nil: off
	WebChat  *Channel // nil: off
	WhatsApp bool     // on
	Attempt  *attempt // to link a number; nil where none is under way
	Phone    string   // as typed, when something was wrong with it
	Stuck    string   // the number that could not be unlinked
}

func (d *Desk) channelsPage(w http.ResponseWriter, r *http.Request) {
	d.showChannels(w, r, http.StatusOK, channelsView{}, "")
}

func (d *Desk) showChannels(w http.ResponseWriter, r *http.Request, status int, v channelsView, problem string) {
	all, err := d.Lines.Channels(r.Context())
	if err != nil {
		d.broken(w, r, err)
		return
	}
	for _, c := range all {
		switch c.Account.Network {
		case networkTelegram:
			v.Telegram = &c
		case networkWebChat:
			v.WebChat = &c
		default:
			v.Numbers = append(v.Numbers, c)
		}
	}
	if v.WhatsApp = d.Numbers != nil; v.WhatsApp {
		v.Attempt = d.attempt(r.Context())
	}
	p := d.page(r, "desk.channels.title", v)
	p.Error, p.Path = problem, "/desk/channels"
	if scripted(r) {
		d.show(w, r, status, "channels-part", p)
		return
	}
	d.show(w, r, status, "channels", p)
}

var numberPattern = regexp.MustCompile(`^[0-9]{5,20}$`)

// unlinkWithin is how long WhatsApp may take.
const unlinkWithin = 20 * time.Second

// changeNumber takes a number off, at WhatsApp and here, or here alone.
func (d *Desk) changeNumber(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	if d.Numbers == nil || !numberPattern.MatchString(number) {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), unlinkWithin)
	defer cancel()
	var err error
	did := didUnlinkNumber
	switch r.FormValue("do") {
	case "unlink":
		err = d.Numbers.Unlink(ctx, number)
	case "forget":
		err, did = d.Numbers.Forget(ctx, number), didForgetNumber
	default:
		d.fail(w, r, http.StatusBadRequest, "desk.error.form")
		return
	}
	if err != nil {
		d.Log.Warn("desk: a number was not taken off", "did", did, "error", err)
		d.showChannels(w, r, http.StatusServiceUnavailable, channelsView{Stuck: number}, d.say(r, keyOf(err, "desk.channels.not_unlinked")))
		return
	}
	d.audit(r.Context(), personOf(r).ID, did, networkWhatsApp+":"+number)
	d.tellChannels()
	http.Redirect(w, r, "/desk/channels", http.StatusSeeOther)
}

// keyOf is the key of an error's own text, or else otherwise.
func keyOf(err error, otherwise string) string {
	var known *NumberError
	if errors.As(err, &known) {
		return known.Key
	}
	return otherwise
}

func (d *Desk) tellChannels() {
	if err := d.Live.Publish(context.WithoutCancel(d.closed), bot.TopicChannels); err != nil {
		d.Log.Debug("desk: news not published", "error", err)
	}
}

var plainDigits = strings.NewReplacer("٠", "0", "١", "1", "٢", "2", "٣", "3", "٤", "4", "٥", "5", "٦", "6", "٧", "7", "٨", "8", "٩", "9",
	"+", "", " ", "", "-", "", "(", "", ")", "", "\u200e", "", "\u200f", "", "\u202a", "", "\u202c", "")

// international reads a phone number with its country; ok is false where it is none.
func international(typed string) (digits string, ok bool) {
	digits = strings.TrimPrefix(plainDigits.Replace(strings.TrimSpace(typed)), "00")
	return digits, numberPattern.MatchString(digits) && len(digits) >= 8 && len(digits) <= 15 && digits[0] != '0'
}
