package dialogs

import "time"

// InputKind says what happened to the conversation.
type InputKind string

// What an artisan can send, whatever the channel.
const (
	KindText        InputKind = "text"        // Text
	KindChoice      InputKind = "choice"      // Choice: the ID of a button that some reply offered
	KindEdit        InputKind = "edit"        // Text replaces the message whose Ref is the same
	KindPhoto       InputKind = "photo"       // Media, with Text as caption
	KindVoice       InputKind = "voice"       // Media
	KindVideo       InputKind = "video"       // Media, with Text as caption
	KindDocument    InputKind = "document"    // Media, with Text as caption
	KindLocation    InputKind = "location"    // Location
	KindContact     InputKind = "contact"     // Card
	KindUnsupported InputKind = "unsupported" // a sticker, a poll, a game: Text names what it was
)

// What an advisor can do to a conversation; Person says who.
const (
	KindTake     InputKind = "take"
	KindSay      InputKind = "say"       // Text, Media or both go to the artisan
	KindNote     InputKind = "note"      // Text stays among advisors
	KindHandBack InputKind = "hand_back" // the bot goes on
	KindResolve  InputKind = "resolve"   // the ticket is done
	KindTransfer InputKind = "transfer"  // To takes the place of Person
)

// KindTimer is a timer falling due; Timer is the name that SetTimer gave it.
const KindTimer InputKind = "timer"

// KindAnswer is an article that answers what the artisan asked before and wants to be told: Text is the question,
// Article and Revision say where its answer stands.
const KindAnswer InputKind = "answer"

// KindApology is what the host sends to a conversation whose turn it had to park.
const KindApology InputKind = "apology"

// Input is one thing that happened to a conversation, free of any channel's types.
type Input struct {
	// ID is unique among all inputs of all conversations and stays the same when a turn is
	// tried again: what the engine creates in this turn (a project, a ticket) is named after it.
	ID string `json:"id"`
	// Ref is the channel's own id of the message; an edit carries the Ref of what it replaces.
	Ref      string    `json:"ref,omitempty"`
	Kind     InputKind `json:"kind"`
	Text     string    `json:"text,omitempty"`
	Choice   string    `json:"choice,omitempty"`
	Media    *Media    `json:"media,omitempty"`
	Location *Location `json:"location,omitempty"`
	Card     *Card     `json:"card,omitempty"`
	Timer    string    `json:"timer,omitempty"`
	Article  string    `json:"article,omitempty"`
	Revision int       `json:"revision,omitempty"`
	Person   *Person   `json:"person,omitempty"`
	To       *Person   `json:"to,omitempty"`
	// Name and Lang are what the channel knows of the artisan: hints, never asked for.
	Name string `json:"name,omitempty"`
	Lang string `json:"lang,omitempty"`
}

// FromAdvisor reports whether an advisor, not the artisan, caused the input.
func (in Input) FromAdvisor() bool {
	switch in.Kind {
	case KindTake, KindSay, KindNote, KindHandBack, KindResolve, KindTransfer:
		return true
	}
	return false
}

// FromArtisan reports whether the artisan caused the input.
func (in Input) FromArtisan() bool {
	switch in.Kind {
	case KindTimer, KindAnswer, KindApology:
		return false
	}
	return !in.FromAdvisor()
}

// Media is a stored file: Hash is the lower-case hex SHA-256 of its bytes and its name in the file
// store. An empty Hash means that the file could not be had (too large, gone); Size and Name may still be known.
type Media struct {
	Hash string `json:"hash,omitempty"`
	Name string `json:"name,omitempty"`
	Mime string `json:"mime,omitempty"`
	Size int64  `json:"size,omitempty"`
	//lint:ignore ST1011 the name is in stored inputs
	Seconds time.Duration `json:"seconds,omitempty"` // length of a voice note or video
}

// Location is a point on the map, in degrees.
type Location struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Card is a shared contact; Own means that it is the sender's own number, as the channel vouches.
type Card struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	Own   bool   `json:"own,omitempty"`
}

// Person is an advisor or admin.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}
