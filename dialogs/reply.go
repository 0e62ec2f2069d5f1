package dialogs

// Args fill the placeholders of a text. A value may be a string (an artisan's own words, isolated for
// direction), an int, a Money or other answer Value, a time.Time, or a Key whose text is put in.
// The argument "Count" chooses the plural form.
type Args map[string]any

// Key names a text in the locales.
type Key string

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
	Media   *Media   // a file to send
	Advisor *Person  // who says it, when not the bot
}

// Choice is one of the answers that a reply offers.
type Choice struct {
	ID    string `json:"id"`              // at most 60 bytes; what comes back as Input.Choice
	Key   Key    `json:"key,omitempty"`   // its label
	Args  Args   `json:"args,omitempty"`  //
	Label string `json:"label,omitempty"` // literal label, instead of Key
}

// Said is a reply put into words, for a channel to show: the heading in bold, the text as it
// stands (no markup of any kind), the choices as buttons or as a numbered list.
type Said struct {
	Heading string   `json:"heading,omitempty"`
	Text    string   `json:"text,omitempty"`
	Choices []Button `json:"choices,omitempty"`
	Media   *Media   `json:"media,omitempty"`
	Advisor *Person  `json:"advisor,omitempty"`
}

// Button is a choice put into words.
type Button struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}
