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

// KindByHand is what somebody wrote to the artisan on our number's own phone, past us: Text, Media, Location or Card.
const KindByHand InputKind = "by_hand"

// KindTimer is a timer falling due; Timer is the name that SetTimer gave it.
const KindTimer InputKind = "timer"

// KindAnswer is an article that answers what the artisan asked before and wants to be told: Text is the question,
// Article and Revision say where its answer stands.
const KindAnswer InputKind = "answer"

// KindApology is what the host sends to a conversation whose turn it had to park.
const KindApology InputKind = "apology"

// When a channel is down for long: a conversation there, in which somebody waits, is stranded, and another of the
// artisan's goes on with what it let go of (Diverted).
const (
	KindStranded InputKind = "stranded"
	KindDiverted InputKind = "diverted"
)

// KindTrial is what the host found out about an edit that an admin wished for, or that it is made: Trial.
const KindTrial InputKind = "trial"

// What the host tells of the artisan's other channels: how a wish to join them went (Joining), and that
// something changed there (Elsewhere).
const (
	KindJoining   InputKind = "joining"
	KindElsewhere InputKind = "elsewhere"
)

// Input is one thing that happened to a conversation, free of any channel's types.
type Input struct {
	// ID is unique among all inputs of all conversations and stays the same when a turn is
	// tried again: what the engine creates in this turn (a project, a ticket) is named after it.
	ID string `json:"id"`
	// Ref is the channel's own id of the message; an edit carries the Ref of what it replaces.
	Ref       string     `json:"ref,omitempty"`
	Kind      InputKind  `json:"kind"`
	Text      string     `json:"text,omitempty"`
	Choice    string     `json:"choice,omitempty"`
	Media     *Media     `json:"media,omitempty"`
	Location  *Location  `json:"location,omitempty"`
	Card      *Card      `json:"card,omitempty"`
	Timer     string     `json:"timer,omitempty"`
	Article   string     `json:"article,omitempty"`
	Revision  int        `json:"revision,omitempty"`
	Diverted  *Diverted  `json:"diverted,omitempty"`
	Trial     *Trial     `json:"trial,omitempty"`
	Joining   *Joining   `json:"joining,omitempty"`
	Elsewhere *Elsewhere `json:"elsewhere,omitempty"`
	Person    *Person    `json:"person,omitempty"`
	To        *Person    `json:"to,omitempty"`
	// Name and Lang are what the channel knows of the artisan: hints, never asked for.
	Name string `json:"name,omitempty"`
	Lang string `json:"lang,omitempty"`
	// Siblings are where the same artisan's other conversations stand as this turn begins. They are read anew for
	// every try and kept nowhere, so that what is erased there does not come back here.
	Siblings []State `json:"-"`
	// Staff is the person of the desk to whom the conversation is linked; nil for all others. It is as of this turn.
	Staff *Staff `json:"-"`
}

// Diverted is what a conversation on a channel that is down let go of.
type Diverted struct {
	From    string  `json:"from"`              // that conversation, in the host's words
	Network string  `json:"network,omitempty"` // what is down
	Ticket  string  `json:"ticket,omitempty"`  // a request that waits
	Advisor *Person `json:"advisor,omitempty"` // who has it
	Back    bool    `json:"back,omitempty"`    // it is this conversation itself: nowhere else can the artisan be told
}

// Joining is how a wish to join two channels went.
type Joining struct {
	Outcome JoinOutcome `json:"outcome"`
	Code    string      `json:"code,omitempty"`    // of JoinCode
	Network string      `json:"network,omitempty"` // of JoinDone: the other channel's
	Given   bool        `json:"given,omitempty"`   // of JoinDone: the code was given out here, and used there
}

// JoinOutcome is what came of OfferCode or UseCode.
type JoinOutcome string

// A code was made; or the one that was sent joined two channels, is unknown or too old, was given out in the
// same chat, or to one that is joined already, or too many wrong ones came; or it was that of a person of the desk.
const (
	JoinCode      JoinOutcome = "code"
	JoinDone      JoinOutcome = "done"
	JoinUnknown   JoinOutcome = "unknown"
	JoinOwn       JoinOutcome = "own"
	JoinAlready   JoinOutcome = "already"
	JoinThrottled JoinOutcome = "throttled"
	JoinStaff     JoinOutcome = "staff"
)

// Elsewhere is what happened on another of the artisan's channels, beside a project that changed.
type Elsewhere struct {
	Ticket string `json:"ticket,omitempty"` // a person was asked for there, by this request
	Lang   string `json:"lang,omitempty"`   // the language was changed to this
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
	case KindByHand, KindTimer, KindAnswer, KindApology, KindStranded, KindDiverted, KindTrial, KindJoining, KindElsewhere:
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
