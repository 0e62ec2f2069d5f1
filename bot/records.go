package bot

import (
	"time"

	"sanad/dialogs"
)

// Topics of Live: what open screens and other processes listen to.
const (
	TopicInbox  = "inbox"  // something was accepted
	TopicOutbox = "outbox" // something is to be sent
	TopicQueue  = "queue"  // a ticket changed

	TopicChannels = "channels" // how an account is changed, or which there are
)

// TopicConversation is the Live topic of one conversation: its transcript or ticket changed.
func TopicConversation(id int64) string { return "conversation:" + itoa(id) }

// Contact is an artisan, over all channels.
type Contact struct {
	ID          int64
	Name        string
	Phone       string
	Lang        string
	Unreachable bool
	Created     time.Time
}

// Conversation is a contact's one conversation on one account.
type Conversation struct {
	ID      int64
	Contact Contact
	Account Account
	Chat    string
	Seq     int64
	Mode    dialogs.Mode
	Last    time.Time // the last message either way
}

// Author is who said a message.
type Author string

// The authors of a transcript.
const (
	AuthorArtisan Author = "artisan"
	AuthorBot     Author = "bot"
	AuthorAdvisor Author = "advisor"
	AuthorPhone   Author = "phone" // whoever wrote on our number's own phone, past us
	AuthorNote    Author = "note"  // among advisors, never sent
)

// Message is one line of a transcript.
type Message struct {
	ID           int64 // ascending within the conversation, in the order in which things happened
	Conversation int64
	Author       Author
	Person       *dialogs.Person // the advisor
	Input        *dialogs.Input  // what the artisan sent, or was sent from the phone
	Said         *dialogs.Said   // what was said to the artisan, or the note
	At           time.Time
	Status       Status // of what was said to the artisan
}

// Status is how far a message to the artisan has come.
type Status string

// From waiting to read, or failed.
const (
	StatusWaiting   Status = "waiting"
	StatusSent      Status = "sent"
	StatusDelivered Status = "delivered"
	StatusRead      Status = "read"
	StatusFailed    Status = "failed"
)

// Ticket is a case for the advisors.
type Ticket struct {
	ID           string
	Conversation Conversation
	State        dialogs.TicketState
	Reason       dialogs.TicketReason
	Question     string
	Project      string
	Advisor      *dialogs.Person
	Stars        int
	Opened       time.Time
	Changed      time.Time
}

// Project is what an artisan told about their work.
type Project struct {
	ID      string
	Contact int64
	Form    string
	Version int
	Answers dialogs.Answers
	Done    bool
	Changed time.Time
}

// Standing is how one of our accounts is, as the process that serves it last said.
type Standing struct {
	Account Account
	Trouble string    // the kind of what keeps it from working; empty when it works
	Until   time.Time // when that should be over; zero when nobody knows
	Noted   time.Time // when it was said
	Worked  time.Time // the last time that it worked; zero: never
	Phone   time.Time // the last sign of life of the account's own phone; zero: none known
}

// The troubles of an account that do not pass by themselves: artisans who wait there are told on another channel.
const (
	TroubleBanned    = "banned"
	TroubleLoggedOut = "logged_out"
)

// Role is what a person may do at the desk.
type Role string

// Advisors answer; admins also keep the knowledge base and the people.
const (
	RoleAdvisor Role = "advisor"
	RoleAdmin   Role = "admin"
)

// Person is somebody with a login at the desk.
type Person struct {
	ID       string
	Login    string
	Name     string
	Role     Role
	Password string // argon2id, encoded
	Disabled bool
	Created  time.Time
}

// Entry is one line of the audit: who did what to what, never with message text.
type Entry struct {
	At     time.Time
	Person string
	Did    string
	Object string
}

// TicketFilter chooses tickets.
type TicketFilter struct {
	States  []dialogs.TicketState // any when empty
	Advisor string                // the ID of who has it; anybody when empty
	Newest  bool                  // the last changed first, as for resolved ones; else longest waiting first
	Limit   int                   // 100 when 0
}

// Question is one that the knowledge base was asked, as NoteQuestion kept it.
type Question struct {
	ID           int64
	Conversation int64
	Contact      int64
	Question     string
	Article      string // what was answered or came nearest
	Score        float64
	Why          dialogs.QuestionOutcome
	At           time.Time
	Waits        bool // the asker wants to be told once there is an answer
}

// Backlog is how much waits.
type Backlog struct {
	Inputs    int // accepted, without a turn
	Parked    int // given up
	Outgoing  int // to be sent, to artisans who can be reached
	Timers    int
	Tickets   map[dialogs.TicketState]int
	OldestIn  time.Time // when the input waiting longest was sent; zero when none waits
	OldestOut time.Time // the same of messages to be sent
}
