package dialogs

import "time"

// Effect is something that the host must do in the transaction that commits the turn. The set is
// closed: the types of this file.
type Effect interface {
	// Effect is the effect's name in scripts and logs, such as "open_ticket".
	Effect() string
}

// SetContact keeps what the artisan told about themself. Empty fields leave what is known.
type SetContact struct {
	Name  string
	Phone string // E.164
	Lang  string
}

// SaveProject writes the project's answers as they stand; Done once the artisan confirmed the summary.
type SaveProject struct {
	Project string // the ID of the input that began it
	Form    string
	Version int // of the form
	Answers Answers
	Done    bool
}

// OpenTicket puts the conversation into the advisors' queue.
type OpenTicket struct {
	Ticket   string // the ID of the input that opened it
	Reason   TicketReason
	Question string // in the artisan's words, when there is one
	Project  string
}

// ChangeTicket moves a ticket to another state or other hands.
type ChangeTicket struct {
	Ticket string
	State  TicketState
	By     *Person // who did it; nil for the artisan or the bot
	To     *Person // who has it now; nil for nobody
	Into   string  `json:",omitempty"` // the request of the same artisan that it goes up in, with its words, reason and place in the queue
}

// RefuseAdvisor tells an advisor that what they did had no effect, because another had the conversation.
type RefuseAdvisor struct {
	Person Person
	Did    InputKind
	Holder *Person // who has it; nil when nobody has
}

// AddNote keeps an advisor's note on a ticket.
type AddNote struct {
	Ticket string
	Person Person
	Text   string
}

// NoteQuestion keeps a question that the knowledge base did not answer well.
type NoteQuestion struct {
	Question string
	Article  string // what was answered or came nearest; may be empty
	Score    float64
	Why      QuestionOutcome
}

// AwaitAnswer keeps that the artisan wants to be told once there is an answer to what a turn of theirs could not answer.
type AwaitAnswer struct {
	Question string // the ID of the input whose turn made the NoteQuestion
}

// StopAwaiting takes every AwaitAnswer of the artisan back.
type StopAwaiting struct{}

// RateService keeps how content the artisan was with a resolved ticket, 1 to 5.
type RateService struct {
	Ticket string
	Stars  int
}

// SetTimer has an input of KindTimer sent at a time; one of the same name is replaced.
type SetTimer struct {
	Timer string
	At    time.Time
}

// ClearTimer drops a timer, if there is one.
type ClearTimer struct{ Timer string }

// SendMyData has everything that is stored about the artisan sent to them as a document.
type SendMyData struct{}

// Forget has everything that is stored about the artisan erased; the replies of this turn are still sent.
type Forget struct{}

// OfferCode has a code made with which another channel of the artisan's can be joined; an input of KindJoining brings it.
type OfferCode struct{}

// UseCode joins this conversation's artisan with the one who got the code; inputs of KindJoining say on both sides how it went.
type UseCode struct{ Code string }

// TryEdit has the host find out what an edit would change; an input of KindTrial brings it.
type TryEdit struct{ Edit Edit }

// MakeEdit has the host make an edit in a person's name; an input of KindTrial says how it went.
type MakeEdit struct {
	Edit   Edit
	Person Person
}

// Divert has the host give what waits here to another conversation of the artisan's; an input of KindDiverted brings it there.
type Divert struct {
	Ticket  string
	Advisor *Person
}

// TakeOver moves a ticket, and what advisors said and could not send, here from another conversation.
type TakeOver struct {
	From   string // as Diverted has it
	Ticket string
}

// Effect implements Effect.
func (SetContact) Effect() string    { return "set_contact" }
func (SaveProject) Effect() string   { return "save_project" }
func (OpenTicket) Effect() string    { return "open_ticket" }
func (ChangeTicket) Effect() string  { return "change_ticket" }
func (RefuseAdvisor) Effect() string { return "refuse_advisor" }
func (AddNote) Effect() string       { return "add_note" }
func (NoteQuestion) Effect() string  { return "note_question" }
func (AwaitAnswer) Effect() string   { return "await_answer" }
func (StopAwaiting) Effect() string  { return "stop_awaiting" }
func (RateService) Effect() string   { return "rate_service" }
func (SetTimer) Effect() string      { return "set_timer" }
func (ClearTimer) Effect() string    { return "clear_timer" }
func (SendMyData) Effect() string    { return "send_my_data" }
func (Forget) Effect() string        { return "forget" }
func (OfferCode) Effect() string     { return "offer_code" }
func (UseCode) Effect() string       { return "use_code" }
func (Divert) Effect() string        { return "divert" }
func (TakeOver) Effect() string      { return "take_over" }
func (TryEdit) Effect() string       { return "try_edit" }
func (MakeEdit) Effect() string      { return "make_edit" }

// TicketState is where a ticket stands.
type TicketState string

// A ticket waits (open), is with an advisor (pending), is put off (snoozed) or is done (resolved).
const (
	TicketOpen     TicketState = "open"
	TicketPending  TicketState = "pending"
	TicketSnoozed  TicketState = "snoozed"
	TicketResolved TicketState = "resolved"
)

// TicketReason is why a ticket was opened.
type TicketReason string

// Why people are sent to people.
const (
	ReasonAsked      TicketReason = "asked"      // the artisan wants a person
	ReasonUnanswered TicketReason = "unanswered" // the bot did not know and the artisan accepted a person
	ReasonStuck      TicketReason = "stuck"      // three failed tries at one field
	ReasonComplaint  TicketReason = "complaint"
	ReasonBroken     TicketReason = "broken" // a turn was parked: the bot failed
)

// QuestionOutcome is how a question went.
type QuestionOutcome string

// A question found nothing, found several near things, was answered, or was answered unhelpfully or well.
const (
	QuestionUnknown   QuestionOutcome = "unknown"
	QuestionOffered   QuestionOutcome = "offered"
	QuestionAnswered  QuestionOutcome = "answered"
	QuestionUnhelpful QuestionOutcome = "unhelpful"
	QuestionHelpful   QuestionOutcome = "helpful"
)
