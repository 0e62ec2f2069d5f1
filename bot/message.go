// Package bot carries a message from a channel to the dialog engine and the answer back, without
// losing or doubling either: inbox, turn, outbox. It knows the engine and its own ports; it must not
// know any channel's protocol, SQL, Redis or HTTP.
package bot

import (
	"encoding/json"
	"time"

	"sanad/dialogs"
)

// Account is one of our own presences on a network: a Telegram bot, a WhatsApp number, the web chat.
type Account struct {
	Network string `json:"network"` // "telegram", "whatsapp", "webchat"; "desk" and "timer" for what comes from inside
	ID      string `json:"id"`      // the bot's id, the number's; "default" where there is only one
}

// The networks that are ours.
const (
	NetworkDesk  = "desk"
	NetworkTimer = "timer"
)

// NetworkWhatsApp is the one network whose accounts come and go: a number that is served has a Standing.
const NetworkWhatsApp = "whatsapp"

// Incoming is one thing that happened to a conversation, as an adapter hands it over. Either Chat
// (from outside) or Conversation (from the desk or a timer) says which conversation it is.
type Incoming struct {
	Account Account
	// ID is the network's id of the event, unique for the account: what is accepted twice under one ID happens once.
	ID string
	// Chat is the address of the artisan on the account's network; Aliases are further addresses of the
	// same person there (WhatsApp's phone number beside its LID).
	Chat         string
	Aliases      []string
	Conversation int64
	At           time.Time
	Input        dialogs.Input // its ID is given by the inbox
}

// Receipt is the inbox's answer to one Incoming.
type Receipt struct {
	Conversation int64
	Input        int64 // the inbox's own number, ascending; Input.ID of the turn is its decimal form
	Duplicate    bool  // it was accepted before, and Input is the number it had then
}

// Claim is a conversation that one worker, and no other, may now move on.
type Claim struct {
	Conversation int64
	Contact      int64
	Token        int64 // fencing: a commit with an older token is refused
	Account      Account
	Chat         string
	Unreachable  bool
	Seq          int64 // turns committed so far
	Waiting      []Waiting
}

// Waiting is one accepted input that has had no turn yet.
type Waiting struct {
	Input    dialogs.Input // with its ID
	At       time.Time     // when it was sent, as the network says
	Attempts int           // turns that failed on it
}

// Turn is what one input did to a conversation; a commit writes all of it or nothing.
type Turn struct {
	Conversation int64
	Contact      int64
	Token        int64
	Seq          int64 // the turn's number, from 1
	At           time.Time
	Input        dialogs.Input
	State        json.RawMessage // after the turn
	Mode         dialogs.Mode    // after the turn
	Said         []dialogs.Said  // one message of the network each, ready to send
	Effects      []dialogs.Effect
	// Parked: the input was given up, and the rest is what the engine said in apology.
	Parked bool
}

// Outgoing is one message waiting to be sent.
type Outgoing struct {
	ID           int64 // ascending; the order within a conversation
	Conversation int64
	Contact      int64
	Token        int64
	Account      Account
	Chat         string
	Said         dialogs.Said
	Attempts     int // sends that failed
	// MessageID is what the message should be called on the network, where the sender may choose: the same on every attempt.
	MessageID string
}

// Outcome is how the sending of one Outgoing went.
type Outcome struct {
	Outgoing    Outgoing
	MessageID   string    // the network's id, when sent
	Sent        bool      //
	RetryAt     time.Time // when to try again; zero with !Sent: given up
	Unreachable bool      // the artisan blocked us or is gone: nothing more is sent until they write
	Why         string    // an error in short, without any text or token
}
