package desk

import (
	"context"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// Tickets are the cases of the queue.
type Tickets interface {
	Tickets(ctx context.Context, f bot.TicketFilter) ([]bot.Ticket, error)
	// TicketsOf returns all tickets of a conversation, the last opened first.
	TicketsOf(ctx context.Context, conversation int64) ([]bot.Ticket, error)
}

// Conversations are what was said and what is known of who said it.
type Conversations interface {
	// Conversation returns the conversation, or the one that it was merged into; bot.ErrNotFound where there is none.
	Conversation(ctx context.Context, id int64) (bot.Conversation, error)
	// Transcript returns up to limit messages after the message after, in order.
	Transcript(ctx context.Context, conversation, after int64, limit int) ([]bot.Message, error)
	// TranscriptBefore returns the last limit messages before the message before (0: the newest), in order.
	TranscriptBefore(ctx context.Context, conversation, before int64, limit int) ([]bot.Message, error)
	// Projects returns a contact's projects, the last changed first.
	Projects(ctx context.Context, contact int64) ([]bot.Project, error)
}

// People are those with a login.
type People interface {
	// Person returns bot.ErrNotFound where there is none.
	Person(ctx context.Context, id string) (bot.Person, error)
	// PersonByLogin returns bot.ErrNotFound where there is none.
	PersonByLogin(ctx context.Context, login string) (bot.Person, error)
	People(ctx context.Context) ([]bot.Person, error)
	// CountAdmins counts the admins who are not disabled.
	CountAdmins(ctx context.Context) (int, error)
}

// Register writes who has a login, and who did what.
type Register interface {
	// AddPerson adds somebody under a login that nobody has, and gives them an ID; bot.ErrTaken otherwise.
	AddPerson(ctx context.Context, p bot.Person) (bot.Person, error)
	// UpdatePerson writes name, role, password and disabled of the person with p's ID.
	UpdatePerson(ctx context.Context, p bot.Person) error
	Audit(ctx context.Context, e bot.Entry) error
}

// Logins keep who is logged in, under what their browser holds. When the shared store is away they
// know at least those of this process, so that the desk can be worked at.
type Logins interface {
	SaveLogin(ctx context.Context, token, person string, data []byte, life time.Duration) error
	// Login returns what was saved; bot.ErrNotFound when there is nothing any more.
	Login(ctx context.Context, token string) ([]byte, error)
	DropLogin(ctx context.Context, token string) error
	DropLoginsOf(ctx context.Context, person string) error
}

// Tries count what may be tried only so often.
type Tries interface {
	// Allow reports whether key may be tried once more (limit times, and as often again in each window), and else how long to wait.
	Allow(ctx context.Context, key string, limit int, window time.Duration) (bool, time.Duration, error)
}

// Links are words that work once.
type Links interface {
	PutOnce(ctx context.Context, key string, value []byte, life time.Duration) error
	// TakeOnce returns the value and forgets it; bot.ErrNotFound when it is not there any more.
	TakeOnce(ctx context.Context, key string) ([]byte, error)
}

// Describer puts answers into words, in the order of their form.
type Describer interface {
	Describe(lang, form string, a dialogs.Answers) []dialogs.Line
}
