package bot

import (
	"context"
	"io"
	"time"

	"sanad/dialogs"
)

// Accept takes what an adapter received. When it returns nil all of it is stored for good (or was
// before), and only then may the adapter acknowledge to its network.
type Accept func(ctx context.Context, in ...Incoming) ([]Receipt, error)

// Channel is a network's adapter: what every adapter can do. What only some can is asked for by the optional interfaces below.
type Channel interface {
	Traits() Traits
	// Run receives until ctx is done. It returns nil then, and an error only for what no retry mends.
	Run(ctx context.Context, accept Accept) error
	// Send sends one message and returns the network's id for it. Errors: *RetryError, *PermanentError,
	// ErrUnreachable; any other is tried again later.
	Send(ctx context.Context, out Outgoing) (string, error)
}

// Traits are a channel's powers and limits.
type Traits struct {
	Account    Account
	Buttons    bool // false: choices become a numbered list in the text
	Polls      int  // beside that list, so many choices at most can be shown to tap on; 0: none
	TextLimit  int  // UTF-16 units a message; 0 for no limit
	ChatRate   Rate // what one chat may be sent
	GlobalRate Rate // what the account may send in all
}

// Rate is a budget: Burst at once, refilled at PerSecond. The zero Rate is no limit.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Typist shows the artisan that an answer is coming.
type Typist interface {
	Typing(ctx context.Context, chat string) error
}

// Health says what of a channel does not work; nil when it does.
type Health interface {
	Healthy(ctx context.Context) error
}

// Warner says what will soon keep a channel from working; nil when nothing will.
type Warner interface {
	Warning(ctx context.Context) error
}

// Standings keep how accounts are, for the processes that do not serve them.
type Standings interface {
	// NoteStanding writes how an account is. The last time that it worked and its phone's last sign of life only go on.
	NoteStanding(ctx context.Context, s Standing) error
	// Standings returns those of a network, in the order of their accounts.
	Standings(ctx context.Context, network string) ([]Standing, error)
	// DropStanding hides that of an account that is served no more; who waits there is diverted all the same.
	DropStanding(ctx context.Context, account Account) error
}

// InboxStore keeps what was accepted.
type InboxStore interface {
	// Accept stores all of in, in this order, in one transaction; finds or makes contact and
	// conversation of each; and drops what was accepted before.
	Accept(ctx context.Context, in []Incoming) ([]Receipt, error)
	// FireTimers turns the timers due at now into accepted inputs, at most limit, and says how many there were.
	FireTimers(ctx context.Context, now time.Time, limit int) (int, error)
	// TellAskers turns what was published for those who wait to be told into accepted inputs, one an artisan and
	// article, at most limit, and says how many there were. Who cannot be reached goes on waiting, and so does everybody
	// on an account that has others to send to.
	TellAskers(ctx context.Context, now time.Time, limit int) (int, error)
	// Divert has conversations on accounts that are down for long, where somebody waits, go on where their artisan can be
	// told something, each once in a time of trouble; at most limit, and says how many there were.
	Divert(ctx context.Context, now time.Time, limit int) (int, error)
}

// TurnStore gives out conversations and takes turns.
type TurnStore interface {
	// Claim gives worker up to limit conversations that have inputs waiting and that nobody holds, those
	// waiting longest first, until the lease ends. Each comes with its waiting inputs in order, at most 16.
	Claim(ctx context.Context, worker string, limit int, now, until time.Time) ([]Claim, error)
	// States returns the resulting state of the last turn of each conversation that has one.
	States(ctx context.Context, conversations []int64) (map[int64][]byte, error)
	// Commit writes turns (several of one conversation in order of Seq) in one transaction and lets go of
	// the claims. Conversations whose claim was lost meanwhile are left out and returned.
	Commit(ctx context.Context, turns []Turn) (lost []int64, err error)
	// Release lets claims go without a turn: the first waiting input of each counts one failed attempt when failed is set,
	// and the conversation is not given out again before notBefore.
	Release(ctx context.Context, claims []Claim, failed bool, notBefore time.Time) error
}

// OutboxStore gives out what is to be sent.
type OutboxStore interface {
	// ClaimOutgoing gives worker the unsent messages of up to limit conversations on these accounts that
	// nobody else is sending to, in order within each conversation, until the lease ends. A conversation
	// whose first message waits for a retry is left alone.
	ClaimOutgoing(ctx context.Context, worker string, accounts []Account, limit int, now, until time.Time) ([]Outgoing, error)
	// Settle records outcomes. After the last message of a claimed conversation, or one to be retried, it lets go of it.
	Settle(ctx context.Context, outcomes []Outcome) error
}

// Sessions is the fast copy of conversation state. It may forget anything at any time.
type Sessions interface {
	// Load returns the states it has, with the turn's number each was saved at.
	Load(ctx context.Context, conversations []int64) (map[int64]Session, error)
	// Save stores states whose Seq is higher than what is there. Losing is not an error.
	Save(ctx context.Context, sessions []Session) error
	// Drop forgets a conversation.
	Drop(ctx context.Context, conversation int64) error
}

// Session is one conversation's state at a turn.
type Session struct {
	Conversation int64
	Seq          int64
	State        []byte
}

// Budgets shares send rates between processes.
type Budgets interface {
	// Take takes one from the budget named key, or says how long to wait before asking again.
	Take(ctx context.Context, key string, rate Rate) (wait time.Duration, err error)
}

// Live carries news between processes and to open screens. Losing news is allowed: who listens also looks now and then.
type Live interface {
	// Publish never waits: it tells this process at once and others as soon as it can.
	Publish(ctx context.Context, topic string) error
	// Subscribe returns a channel that gets each publication of one of topics, until ctx is done.
	Subscribe(ctx context.Context, topics ...string) (<-chan string, error)
}

// Exporter writes down all that is stored about a contact, as a JSON document.
type Exporter interface {
	ExportContact(ctx context.Context, contact int64) ([]byte, error)
}

// Meter counts what happens, for operators. It sees no ids and no text.
type Meter interface {
	Accepted(network string, fresh, duplicate int)
	Turned(turns, parked int, took time.Duration)
	Sent(network string, outcome string)
}

// Leases are for what only one process may do at a time, such as polling a Telegram bot.
type Leases interface {
	// Acquire takes or renews the lease name for holder. held is false while another holds it. token rises
	// with every change of holder.
	Acquire(ctx context.Context, name, holder string, now, until time.Time) (token int64, held bool, err error)
	Release(ctx context.Context, name, holder string) error
}

// Workers tell a dead process from a living one, so that nothing waits out the leases of the dead.
type Workers interface {
	// Beat says that worker lives until then, and frees what the workers whose time is up had claimed or
	// leased. With alone set all others count as dead.
	Beat(ctx context.Context, worker string, alone bool, now, until time.Time) error
}

// Files keeps media by content.
type Files interface {
	// Save stores what r gives, at most limit bytes (ErrTooLarge beyond), and returns its Hash, Size and, when mime is empty, sniffed Mime.
	Save(ctx context.Context, r io.Reader, name, mime string, limit int64) (dialogs.Media, error)
	// Open opens a stored file; ErrNoFile when there is none.
	Open(ctx context.Context, hash string) (io.ReadSeekCloser, error)
}
