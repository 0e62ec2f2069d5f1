// Package understand turns an Arabic message as artisans write it into an intent and entities. It
// knows artisans' words, not forms, conversations or channels.
package understand

// Intent is what a message wants; the names are the product's public interface.
type Intent string

// The intents. Question is one for the knowledge base; Project, Study, Match, Export and Protect start those journeys.
const (
	None       Intent = "none"
	Greet      Intent = "greet"
	Thanks     Intent = "thanks"
	Bye        Intent = "bye"
	Yes        Intent = "yes"
	No         Intent = "no"
	Unsure     Intent = "unsure"
	Skip       Intent = "skip"
	Back       Intent = "back"
	Correct    Intent = "correct"
	Restart    Intent = "restart"
	Menu       Intent = "menu"
	Help       Intent = "help"
	Human      Intent = "human"
	Complaint  Intent = "complaint"
	Status     Intent = "status"
	Privacy    Intent = "privacy"
	DeleteData Intent = "delete_data"
	MyData     Intent = "my_data"
	Language   Intent = "language"
	Question   Intent = "question"
	Project    Intent = "project"
	Study      Intent = "study"
	Match      Intent = "match"
	Export     Intent = "export"
	Protect    Intent = "protect"
)

// EntityKind is what a piece of a message names.
type EntityKind string

// The kinds of entity.
const (
	Number      EntityKind = "number"
	Range       EntityKind = "range"
	Percent     EntityKind = "percent"
	Ordinal     EntityKind = "ordinal"
	Money       EntityKind = "money"
	Duration    EntityKind = "duration" // Value: ISO 8601
	Date        EntityKind = "date"     // Value: ISO date
	Time        EntityKind = "time"     // Value: the hour of day, "16:30"
	Phone       EntityKind = "phone"    // Value: E.164
	Governorate EntityKind = "governorate"
	Place       EntityKind = "place"
	Craft       EntityKind = "craft"
)

// Edition is which pound an amount is in: 100 old pounds became 1 new pound on 2026-01-01.
type Edition string

// An amount in pounds without a word on its edition is UnknownPound: the engine asks.
const (
	NewPound     Edition = "new"
	OldPound     Edition = "old"
	UnknownPound Edition = "unknown"
)

// Entity is one quantity or name found in a message. Start and End are byte offsets into the original text.
type Entity struct {
	Kind        EntityKind `json:"kind"`
	Value       any        `json:"value,omitempty"` // float64 for number, percent, ordinal and money; string for the rest; nil for range
	Low         *float64   `json:"low,omitempty"`   // both of a range; one alone, beside Value, where the other side was left open
	High        *float64   `json:"high,omitempty"`
	Currency    string     `json:"currency,omitempty"` // ISO 4217
	Edition     Edition    `json:"edition,omitempty"`  // for SYP
	Approximate bool       `json:"approximate,omitempty"`
	Noun        bool       `json:"noun,omitempty"` // the number is said by the noun that it counts: «ورشتين», «كيلو ونص»
	Text        string     `json:"text"`
	Start       int        `json:"start"`
	End         int        `json:"end"`
}

// Reading is what was understood of one message.
type Reading struct {
	Text     string   `json:"text"`
	Folded   string   `json:"folded"`
	Intent   Intent   `json:"intent"`
	Score    float64  `json:"score"` // 0 to 1, calibrated
	Entities []Entity `json:"entities"`
}
