package dialogs

// StateVersion is the shape of State that this build writes. Every earlier shape still decodes and goes on.
const StateVersion = 1

// Mode is who leads the conversation.
type Mode string

// The bot leads; or the artisan waits for an advisor while the bot still helps; or an advisor leads and the bot is silent.
const (
	ModeBot     Mode = "bot"
	ModeWaiting Mode = "waiting"
	ModeAdvisor Mode = "advisor"
)

// State is all that the engine remembers of a conversation, as JSON. The zero State is a
// conversation in which nothing has happened.
type State struct {
	Version int    `json:"v"`
	Mode    Mode   `json:"mode,omitempty"` // empty means ModeBot
	Lang    string `json:"lang,omitempty"` // empty means Arabic
	// The engine adds what it needs: the journey and its field, answers, the choices last shown, the ticket.
}
