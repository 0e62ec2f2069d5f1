package dialogtest

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"sanad/dialogs"
)

// house is what a host knows of an artisan with several channels.
type house struct {
	On     string           `json:"on,omitempty"`     // the channel that State and Timers of Saved are of
	Places map[string]place `json:"places,omitempty"` // the others
	Joined []string         `json:"joined,omitempty"` // which channels are known to be one person's
	Codes  map[string]code  `json:"codes,omitempty"`
	Staff  string           `json:"staff,omitempty"` // whose chat it is, where it is not an artisan's
	Made   int              `json:"made,omitempty"`
	Wrong  int              `json:"wrong,omitempty"` // codes that led nowhere
}

// place is where the conversation on one channel stands.
type place struct {
	State  json.RawMessage      `json:"state,omitempty"`
	Timers map[string]time.Time `json:"timers,omitempty"`
}

type code struct {
	On   string    `json:"on"`
	Ends time.Time `json:"ends"`
}

// letter is an input for the conversation on a channel.
type letter struct {
	on string
	in dialogs.Input
}

const (
	firstChannel = "telegram"
	codeLife     = 10 * time.Minute
	wrongCodes   = 5
)

func (p *Player) on() string { return cmp.Or(p.saved.House.On, firstChannel) }

// goTo plays on another channel from here on.
func (p *Player) goTo(channel string) {
	h := &p.saved.House
	if channel == "" || channel == p.on() {
		return
	}
	if h.Places == nil {
		h.Places = map[string]place{}
	}
	h.Places[p.on()] = place{p.saved.State, p.saved.Timers}
	there := h.Places[channel]
	delete(h.Places, channel)
	if there.Timers == nil {
		there.Timers = map[string]time.Time{}
	}
	h.On, p.saved.State, p.saved.Timers = channel, there.State, there.Timers
}

// house does what an effect asks of it, and notes what is to be told to whom.
func (p *Player) house(e dialogs.Effect) {
	switch e := e.(type) {
	case dialogs.OfferCode:
		p.offer()
	case dialogs.UseCode:
		p.use(e.Code)
	case dialogs.Divert:
		p.divert(e)
	case dialogs.SaveProject:
		p.tellOthers(dialogs.Elsewhere{})
	case dialogs.OpenTicket:
		p.tellOthers(dialogs.Elsewhere{Ticket: e.Ticket})
	case dialogs.SetContact:
		if e.Lang != "" {
			p.tellOthers(dialogs.Elsewhere{Lang: e.Lang})
		}
	}
}

// staff is the person of the desk whose chat it is.
func (p *Player) staff() *dialogs.Staff {
	switch who := p.saved.House.Staff; who {
	case "admin", "advisor":
		return &dialogs.Staff{Person: dialogs.Person{ID: who, Name: "سلمى"}, Admin: who == "admin"}
	}
	return nil
}

func (p *Player) offer() {
	h := &p.saved.House
	if h.Codes == nil {
		h.Codes = map[string]code{}
	}
	name := strconv.Itoa(482713 + 1000*h.Made)
	h.Made++
	h.Codes[name] = code{p.on(), p.saved.Now.Add(codeLife)}
	p.tell(p.on(), dialogs.Joining{Outcome: dialogs.JoinCode, Code: name})
}

func (p *Player) use(name string) {
	h := &p.saved.House
	if len(name) > 6 {
		p.tell(p.on(), dialogs.Joining{Outcome: dialogs.JoinStaff})
		return
	}
	c, known := h.Codes[name]
	joined := func(on string) bool { return slices.Contains(h.Joined, on) }
	switch {
	case h.Wrong >= wrongCodes:
		p.tell(p.on(), dialogs.Joining{Outcome: dialogs.JoinThrottled})
	case !known || !p.saved.Now.Before(c.Ends):
		h.Wrong++
		p.tell(p.on(), dialogs.Joining{Outcome: dialogs.JoinUnknown})
	case c.On == p.on():
		p.tell(p.on(), dialogs.Joining{Outcome: dialogs.JoinOwn})
	case joined(c.On) && joined(p.on()):
		p.tell(p.on(), dialogs.Joining{Outcome: dialogs.JoinAlready})
	default:
		delete(h.Codes, name)
		for _, on := range []string{c.On, p.on()} {
			if !joined(on) {
				h.Joined = append(h.Joined, on)
			}
		}
		p.tell(p.on(), dialogs.Joining{Outcome: dialogs.JoinDone, Network: c.On})
		p.tell(c.On, dialogs.Joining{Outcome: dialogs.JoinDone, Network: p.on(), Given: true})
	}
}

// divert gives what a channel let go of to the first other one.
func (p *Player) divert(e dialogs.Divert) {
	d := dialogs.Diverted{From: p.on(), Network: p.on(), Ticket: e.Ticket, Advisor: e.Advisor, Back: true}
	to := p.on()
	for _, on := range p.saved.House.Joined {
		if on != p.on() && d.Back && slices.Contains(p.saved.House.Joined, p.on()) {
			to, d.Back = on, false
		}
	}
	p.news = append(p.news, letter{to, dialogs.Input{Kind: dialogs.KindDiverted, Diverted: &d}})
}

func (p *Player) tell(on string, j dialogs.Joining) {
	p.news = append(p.news, letter{on, dialogs.Input{Kind: dialogs.KindJoining, Joining: &j}})
}

func (p *Player) tellOthers(e dialogs.Elsewhere) {
	if !slices.Contains(p.saved.House.Joined, p.on()) {
		return
	}
	for _, on := range p.saved.House.Joined {
		if on != p.on() {
			p.news = append(p.news, letter{on, dialogs.Input{Kind: dialogs.KindElsewhere, Elsewhere: &e}})
		}
	}
}

// answer gives the conversations what the host has to tell them.
func (p *Player) answer(outs *[]Out, effects *[]string) error {
	if p.answering {
		return nil // whoever began goes on
	}
	home := p.on()
	p.answering = true
	defer func() { p.goTo(home); p.aside, p.answering = "", false }()
	for len(p.news) > 0 {
		l := p.news[0]
		p.news = p.news[1:]
		p.goTo(l.on)
		if p.aside = ""; l.on != home {
			p.aside = l.on
		}
		if err := p.step(l.in, outs, effects); err != nil {
			return err
		}
	}
	return nil
}

// siblings are where the artisan's conversations on other channels stand.
func (p *Player) siblings() []dialogs.State {
	var all []dialogs.State
	h := p.saved.House
	for _, on := range slices.Sorted(maps.Keys(h.Places)) {
		var s dialogs.State
		if slices.Contains(h.Joined, on) && slices.Contains(h.Joined, p.on()) && json.Unmarshal(h.Places[on].State, &s) == nil {
			all = append(all, s)
		}
	}
	return all
}
