package dialogs

// Args fill the placeholders of a text. A value may be a string (an artisan's own words, isolated for
// direction), Plain (as it stands), an int or float64, a Value, a time.Time (its day), a Key or Phrase
// whose text is put in, a list of any of these, or a CraftID or GovernorateID. The argument "Count", an int,
// chooses the plural form and gives the text its digits as "Number".
type Args map[string]any

// Key names a text in the locales.
type Key string

// Plain is text that goes into another as it stands.
type Plain string

// Phrase is a text with arguments of its own, put into another.
type Phrase struct {
	Key  Key
	Args Args
}

// Paragraphs are put one under the other.
type Paragraphs []Phrase

// Sections are put one under the other, with an empty line between.
type Sections []Phrase

// List is put into a text with the language's comma.
type List []any

// CraftID and GovernorateID are named in the reader's language.
type (
	CraftID       string
	GovernorateID string
)

// Texts looks a text up; locales.Bundle is the implementation.
type Texts interface {
	// Text returns the text of key in lang with args filled in, already localized strings and
	// numbers only. An unknown key gives the key itself, so that a gap is seen and nobody is left without an answer.
	Text(lang, key string, args map[string]any) string
}

// Reply is one message to the artisan, by key and arguments or, for words that are nobody's to
// translate (an advisor's, an article's), literal.
type Reply struct {
	Heading Key      // a short line that the channel sets in bold; optional
	Title   string   // the same, literal
	Key     Key      // the message
	Args    Args     // for Heading and Key
	Text    string   // literal text after the message of Key; optional
	Choices []Choice // what may be pressed or answered by number
	Several bool     // more than one of the choices may be wanted
	Media   *Media   // a file to send
	Advisor *Person  // who says it, when not the bot

	numbers choiceIDs // what a bare number chooses, where it is not the choices themselves
}

// Choice is one of the answers that a reply offers.
type Choice struct {
	ID    string `json:"id"`              // at most 60 bytes; what comes back as Input.Choice
	Key   Key    `json:"key,omitempty"`   // its label
	Args  Args   `json:"args,omitempty"`  //
	Label string `json:"label,omitempty"` // literal label, instead of Key
	// Word: where there are no buttons it has no number, because a number means something else there;
	// its label chooses it.
	Word bool `json:"word,omitempty"`
}

// Said is a reply put into words, for a channel to show: the heading in bold, the text as it
// stands (no markup of any kind), the choices as buttons or as a numbered list.
type Said struct {
	Heading string   `json:"heading,omitempty"`
	Text    string   `json:"text,omitempty"`
	Choices []Button `json:"choices,omitempty"`
	Several bool     `json:"several,omitempty"` // more than one of the choices may be wanted
	Media   *Media   `json:"media,omitempty"`
	Advisor *Person  `json:"advisor,omitempty"`
}

// Button is a choice put into words. Where there are no buttons, those without Word are numbered from 1
// in their order, and those with it are shown without a number.
type Button struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Word  bool   `json:"word,omitempty"`
}
