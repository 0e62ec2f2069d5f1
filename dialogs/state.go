package dialogs

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// StateVersion is the shape of State that this build writes. Every earlier shape still decodes and goes on.
const StateVersion = 1

// Mode is who leads the conversation.
type Mode string

// The bot leads; or the artisan waits for an advisor while the bot still helps; or an advisor leads and the bot is silent.
const (
	ModeBot     Mode = "bot"
	ModeWaiting Mode = "waiting"
	ModeAdvisor Mode = "advisor"
)

// State is all that the engine remembers of a conversation, as JSON. The zero State is a
// conversation in which nothing has happened.
type State struct {
	Version int    `json:"v"`
	Mode    Mode   `json:"mode,omitempty"` // empty means ModeBot
	Lang    string `json:"lang,omitempty"` // empty means Arabic

	Name    string    `json:"name,omitempty"`    // what the channel calls the artisan
	Greeted bool      `json:"greeted,omitempty"` // the greeting was said
	Last    int64     `json:"last,omitempty"`    // when the artisan last did something, Unix seconds
	Prompt  prompt    `json:"prompt,omitempty"`  // the question outside any form that is open
	Shown   choiceIDs `json:"shown,omitempty"`   // what a bare number chooses, in order
	Words   choiceIDs `json:"words,omitempty"`   // what was offered beside, chosen by its label
	Filling *Filling  `json:"form,omitempty"`    // the form being filled, or the last one filled
	Asked   *Asked    `json:"asked,omitempty"`   // the last question to the knowledge base
	Ticket  string    `json:"ticket,omitempty"`  // while it is not resolved
	Advisor *Person   `json:"advisor,omitempty"` // who holds the conversation
	Rated   string    `json:"rated,omitempty"`   // the last resolved ticket
	Lost    int       `json:"lost,omitempty"`    // messages in a row that were not understood
	Warned  bool      `json:"warned,omitempty"`  // abuse was answered once
	Heard   string    `json:"heard,omitempty"`   // the last message, where it was not understood by itself
	Held    int64     `json:"held,omitempty"`    // when the holder last did something, Unix seconds
	Owed    []Owed    `json:"owed,omitempty"`    // answers that came and could not be told yet
	Hushed  bool      `json:"hushed,omitempty"`  // answers that come are not to be told
	Work    *Work     `json:"work,omitempty"`    // what an admin is at, in their own chat
	Photos  []string  `json:"photos,omitempty"`  // pictures that came before there was a project for them
	Twin    *Filling  `json:"twin,omitempty"`    // another channel's project, while it is asked which of the two to go on with
	Code    string    `json:"code,omitempty"`    // of linking, while it is asked whether to use it
	Unheard bool      `json:"unheard,omitempty"` // the artisan wrote after the last word from our number's own phone
}

// Filling is a form being filled.
type Filling struct {
	Form      string   `json:"form"`
	Version   int      `json:"version"`
	Project   string   `json:"project"`             // the ID of the input that began it
	Journey   string   `json:"journey,omitempty"`   // what the questions are for; empty for the project itself
	Trail     []string `json:"trail,omitempty"`     // the fields that the journey asked, in order
	Field     string   `json:"field,omitempty"`     // what is being asked; empty at the summary
	Answers   Answers  `json:"answers,omitempty"`   //
	Passed    []string `json:"passed,omitempty"`    // fields that were skipped
	Tries     int      `json:"tries,omitempty"`     // failed ones at Field
	Editing   bool     `json:"editing,omitempty"`   // Field was chosen at the summary, which comes back after it
	Paused    bool     `json:"paused,omitempty"`    // the artisan turned to something else
	Resting   bool     `json:"resting,omitempty"`   // what was told for a journey is kept, and nobody is registering
	Confirmed bool     `json:"confirmed,omitempty"` // the summary was confirmed once
	Done      bool     `json:"done,omitempty"`      // confirmed
	Nudged    bool     `json:"nudged,omitempty"`    // reminded, which happens once
	Doubt     *Doubt   `json:"doubt,omitempty"`     // an answer that needs one more word
	Saved     int64    `json:"saved,omitempty"`     // when it was last saved, Unix milliseconds
	Told      []Told   `json:"messages,omitempty"`  // the last messages that gave answers, for when one is edited
}

// Doubt is an answer that waits for a confirmation or for its currency and edition.
type Doubt struct {
	Field string `json:"field"`
	Value Value  `json:"value"`
	Why   string `json:"why"` // doubtSize, doubtEdition or doubtChange
}

// doubted is the doubt about the answer to the field that is asked; one about another field waits its turn.
func (f *Filling) doubted() *Doubt {
	if f.Doubt != nil && f.Doubt.Field == f.Field {
		return f.Doubt
	}
	return nil
}

// Told says which fields a message answered.
type Told struct {
	Ref    string   `json:"ref"`
	Fields []string `json:"fields"`
}

// Asked is a question to the knowledge base and how it was answered.
type Asked struct {
	Text    string  `json:"text,omitempty"`
	Ref     string  `json:"ref,omitempty"`
	Article string  `json:"article,omitempty"`
	Score   float64 `json:"score,omitempty"`
	Note    string  `json:"note,omitempty"` // the input whose turn kept it for the admins
	Fits    bool    `json:"fits,omitempty"` // it was which schemes suit
}

// prompt is a question of the bot outside any form.
type prompt string

// What the bot may be waiting to hear.
const (
	promptForget  prompt = "forget"  // erase everything?
	promptPerson  prompt = "person"  // is a person wanted?
	promptListen  prompt = "listen"  // is a person wanted who listens? It goes before any form.
	promptHelpful prompt = "helpful" // did the answer help?
	promptRate    prompt = "rate"    // one to five stars
	promptRestart prompt = "restart" // start the form over?
	promptResume  prompt = "resume"  // go on with the form?
	promptAsk     prompt = "ask"     // what is the question?
	promptOffer   prompt = "offer"   // is one of the titles meant?
	promptProject prompt = "project" // register a project?
	promptEnglish prompt = "english" // go on in English?
	promptCode    prompt = "code"    // which code did the other channel give?
	promptJoin    prompt = "join"    // join with the channel that gave the code that came?
	promptTwin    prompt = "twin"    // which of two projects?
	promptWording prompt = "wording" // what is the phrasing? It is an admin's, as is the next.
	promptPublish prompt = "publish" // make the edit that was tried?
)

// Every field of State has been there since version 1. The first field that changes its meaning or shape
// raises StateVersion and brings a case to State.UnmarshalJSON; testdata/states keeps every old shape.

func (s State) clone() State {
	if s.Filling != nil {
		f := *s.Filling
		f.Answers = maps.Clone(f.Answers)
		if f.Answers == nil {
			f.Answers = Answers{}
		}
		f.Passed = slices.Clone(f.Passed)
		f.Trail = slices.Clone(f.Trail)
		f.Told = slices.Clone(f.Told)
		s.Filling = &f
	}
	s.Photos = slices.Clone(s.Photos)
	if s.Asked != nil {
		a := *s.Asked
		s.Asked = &a
	}
	if s.Mode == "" {
		s.Mode = ModeBot
	}
	if s.Lang == "" {
		s.Lang = arabicLang
	}
	return s
}

func (s State) silence(now time.Time) time.Duration {
	if s.Last == 0 {
		return 0
	}
	return now.Sub(time.Unix(s.Last, 0))
}

// choiceIDs are ids of choices. As JSON, what an id shares with the one before it up to a '=' or ':' is left out.
type choiceIDs []string

// MarshalJSON writes each id without the head that it shares with the one before it.
func (c choiceIDs) MarshalJSON() ([]byte, error) {
	out := make([]string, len(c))
	var head string
	for i, id := range c {
		if head != "" && strings.HasPrefix(id, head) {
			out[i] = "=" + id[len(head):]
			continue
		}
		out[i] = id
		head = id[:strings.LastIndexAny(id, ":=")+1]
	}
	return json.Marshal(out)
}

// UnmarshalJSON puts the heads back.
func (c *choiceIDs) UnmarshalJSON(b []byte) error {
	var in []string
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	var head string
	for i, id := range in {
		if strings.HasPrefix(id, "=") {
			in[i] = head + id[1:]
			continue
		}
		head = id[:strings.LastIndexAny(id, ":=")+1]
	}
	*c = in
	return nil
}
