// Package dialogtest plays conversations against the dialog engine: a player with a clock of its own that
// speaks the protocol of `sanad chat --json`, and a runner of scripted conversations. It knows no channel
// and no store; files are read through a function that is handed in.
package dialogtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sanad/dialogs"
)

// Player is one artisan, one advisor or more and a clock, at one conversation, and the host that the engine
// needs: it keeps timers and sends the artisan's data. The state goes through JSON at every step, as it does
// between the turns of a real conversation.
type Player struct {
	Engine dialogs.Stepper
	Texts  dialogs.Texts
	Finder dialogs.Finder
	// ReadFile reads the files that photo, voice, video and document lines name; without it only their names count.
	ReadFile func(path string) ([]byte, error)
	// Watch, when set, sees every step.
	Watch func(in dialogs.Input, r dialogs.Result)

	saved     Saved
	aside     string   // the channel that is played beside the one that the line is on
	news      []letter // what the host has to tell the conversations
	answering bool
}

// Saved is all that a player must keep to go on later, as JSON.
type Saved struct {
	State  json.RawMessage      `json:"state,omitempty"`
	Now    time.Time            `json:"now"`
	Turn   int                  `json:"turn"`   // lines done so far
	Inputs int                  `json:"inputs"` // inputs stepped so far, timers among them
	Timers map[string]time.Time `json:"timers,omitempty"`
	House  house                `json:"house,omitzero"` // the artisan's other channels
}

// NewPlayer starts a conversation at now.
func NewPlayer(engine dialogs.Stepper, texts dialogs.Texts, kb dialogs.Finder, now time.Time) *Player {
	return &Player{Engine: engine, Texts: texts, Finder: kb, saved: Saved{Now: now, Timers: map[string]time.Time{}}}
}

// Save gives what Load needs to go on.
func (p *Player) Save() ([]byte, error) { return json.Marshal(p.saved) }

// Load goes on with a saved conversation at now, which must not lie before it; timers that fell due meanwhile happen with the next line.
func (p *Player) Load(b []byte, now time.Time) error {
	var s Saved
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("the saved conversation is damaged: %w", err)
	}
	if s.Timers == nil {
		s.Timers = map[string]time.Time{}
	}
	if now.After(s.Now) {
		s.Now = now
	}
	p.saved = s
	return nil
}

// Advance moves the clock without a line, as time does in a terminal; what falls due happens with the next line.
func (p *Player) Advance(now time.Time) {
	if now.After(p.saved.Now) {
		p.saved.Now = now
	}
}

// State is where the conversation stands.
func (p *Player) State() (dialogs.State, error) {
	var s dialogs.State
	if len(p.saved.State) == 0 {
		return s, nil
	}
	err := json.Unmarshal(p.saved.State, &s)
	return s, err
}

// Do plays one line of the protocol: a message or a JSON object. It gives the replies, then the state. An
// error is one of the line, and nothing has happened then.
func (p *Player) Do(line string) ([]Out, error) {
	in, err := parseLine(line)
	if err != nil {
		return nil, err
	}
	input, err := p.input(in)
	if err != nil {
		return nil, err
	}
	p.saved.Turn++
	p.goTo(in.On)
	p.saved.House.Staff = cmp.Or(in.Staff, p.saved.House.Staff)
	var outs []Out
	var effects []string
	until := p.saved.Now.Add(in.wait)
	for {
		name, due := p.due(until)
		if name == "" {
			break
		}
		delete(p.saved.Timers, name)
		p.Advance(due)
		if err := p.step(dialogs.Input{Kind: dialogs.KindTimer, Timer: name}, &outs, &effects); err != nil {
			return nil, err
		}
	}
	p.Advance(until)
	if input.Kind != "" {
		if err := p.step(input, &outs, &effects); err != nil {
			return nil, err
		}
	}
	state, err := p.stateOut()
	if err != nil {
		return nil, err
	}
	return append(outs, Out{Turn: p.saved.Turn, State: state, Effects: effects}), nil
}

// due is the first timer that falls due by until.
func (p *Player) due(until time.Time) (string, time.Time) {
	var first string
	for _, name := range slices.Sorted(maps.Keys(p.saved.Timers)) {
		at := p.saved.Timers[name]
		if !at.After(until) && (first == "" || at.Before(p.saved.Timers[first])) {
			first = name
		}
	}
	return first, p.saved.Timers[first]
}

func (p *Player) step(in dialogs.Input, outs *[]Out, effects *[]string) error {
	p.saved.Inputs++
	in.ID = strconv.Itoa(p.saved.Inputs)
	in.Staff, in.Siblings = p.staff(), p.siblings()
	before, err := p.State()
	if err != nil {
		return err
	}
	r := p.Engine.Step(before, in, p.saved.Now, p.Finder)
	if p.saved.State, err = json.Marshal(r.State); err != nil {
		return err
	}
	if p.Watch != nil {
		p.Watch(in, r)
	}
	for _, reply := range r.Replies {
		said := dialogs.Render(p.Texts, r.State.Lang, reply)
		*outs = append(*outs, Out{Turn: p.saved.Turn, Reply: replyOut(said)})
		(*outs)[len(*outs)-1].Reply.On = p.aside
	}
	for _, e := range r.Effects {
		p.keepTimers(e)
		p.house(e)
		*effects = append(*effects, e.Effect())
		if _, ok := e.(dialogs.SendMyData); ok {
			file := &FileOut{Name: "my-data.json", Mime: "application/json", Size: int64(len(p.saved.State))}
			*outs = append(*outs, Out{Turn: p.saved.Turn, Reply: &ReplyOut{File: file}})
		}
	}
	return p.answer(outs, effects)
}

func (p *Player) keepTimers(e dialogs.Effect) {
	switch e := e.(type) {
	case dialogs.SetTimer:
		p.saved.Timers[e.Timer] = e.At
	case dialogs.ClearTimer:
		delete(p.saved.Timers, e.Timer)
	case dialogs.Forget:
		clear(p.saved.Timers)
	}
}

// Out is one line out: a reply, or the state after all replies to a line.
type Out struct {
	Turn    int       `json:"turn,omitempty"`
	Reply   *ReplyOut `json:"reply,omitempty"`
	State   *StateOut `json:"state,omitempty"`
	Effects []string  `json:"effects,omitempty"`
	Error   string    `json:"error,omitempty"`
}

// MarshalJSON keeps "effects" in a state line also when there are none.
func (o Out) MarshalJSON() ([]byte, error) {
	type plain Out
	if o.State == nil {
		return json.Marshal(plain(o))
	}
	effects := o.Effects
	if effects == nil {
		effects = []string{}
	}
	return json.Marshal(struct {
		Turn    int       `json:"turn"`
		State   *StateOut `json:"state"`
		Effects []string  `json:"effects"`
	}{o.Turn, o.State, effects})
}

// ReplyOut is a message to the artisan. Text is all that they read; Heading is how it begins, where that is bold.
type ReplyOut struct {
	Heading string      `json:"-"`
	Text    string      `json:"text"`
	Choices []ChoiceOut `json:"choices,omitempty"`
	File    *FileOut    `json:"file,omitempty"`
	Advisor string      `json:"advisor,omitempty"`
	On      string      `json:"on,omitempty"` // the channel, where it is not the one that the line is on
}

// ChoiceOut is a button; one with Word has no number where there are no buttons.
type ChoiceOut struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Word  bool   `json:"word,omitempty"`
}

// FileOut is a file to the artisan.
type FileOut struct {
	Name string `json:"name"`
	Mime string `json:"mime"`
	Size int64  `json:"size"`
}

// StateOut is where the conversation stands, as scripts see it.
type StateOut struct {
	Mode    dialogs.Mode    `json:"mode"`
	Form    string          `json:"form,omitempty"`
	Field   string          `json:"field,omitempty"`
	Journey string          `json:"journey,omitempty"` // what the form is filled for; empty for registering
	Answers dialogs.Answers `json:"answers,omitempty"`
	Ticket  string          `json:"ticket,omitempty"`
}

func replyOut(s dialogs.Said) *ReplyOut {
	out := &ReplyOut{Heading: s.Heading, Text: s.Text}
	if s.Heading != "" {
		out.Text = strings.TrimSuffix(s.Heading+"\n"+s.Text, "\n")
	}
	for _, c := range s.Choices {
		out.Choices = append(out.Choices, ChoiceOut(c))
	}
	if s.Media != nil {
		out.File = &FileOut{Name: s.Media.Name, Mime: s.Media.Mime, Size: s.Media.Size}
	}
	if s.Advisor != nil {
		out.Advisor = s.Advisor.Name
	}
	return out
}

func (p *Player) stateOut() (*StateOut, error) {
	s, err := p.State()
	if err != nil {
		return nil, err
	}
	out := &StateOut{Mode: s.Mode, Ticket: s.Ticket}
	if out.Mode == "" {
		out.Mode = dialogs.ModeBot
	}
	if f := s.Filling; f != nil {
		out.Answers = f.Answers
		if !f.Done && !f.Resting {
			out.Form, out.Field, out.Journey = f.Form, f.Field, f.Journey
		}
	}
	return out, nil
}

// oneLine makes a text fit for one line of an error.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return s
}
