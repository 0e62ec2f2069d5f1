package telegramtest

import "net/http"

type faultKind int

const (
	faultNone faultKind = iota
	faultAnswer
	faultHTML
	faultHang
	faultCutBefore
	faultCutAfter
	faultDuplicate
)

// Fault is one way in which a call goes wrong.
type Fault struct {
	kind   faultKind
	answer failure
}

// TooMany answers 429 and asks to come back after some seconds.
func TooMany(seconds int) Fault {
	return Fault{faultAnswer, failure{http.StatusTooManyRequests, "Too Many Requests: retry after", seconds}}
}

// Answer refuses with a code and description of choice, as JSON, for example 500 "Internal Server Error".
func Answer(code int, description string) Fault {
	return Fault{faultAnswer, failure{Code: code, Description: description}}
}

// HTML refuses with a page that is no JSON, as a proxy in between does.
func HTML(code int) Fault { return Fault{faultHTML, failure{Code: code}} }

// Blocked answers 403: the user blocked the bot.
func Blocked() Fault { return Answer(http.StatusForbidden, "Forbidden: bot was blocked by the user") }

// Hang takes nothing and answers nothing until the bot gives up.
func Hang() Fault { return Fault{kind: faultHang} }

// CutBefore breaks the connection without taking the request.
func CutBefore() Fault { return Fault{kind: faultCutBefore} }

// CutAfter does what was asked for and breaks the connection instead of saying so.
func CutAfter() Fault { return Fault{kind: faultCutAfter} }

// Duplicate, on getUpdates or Webhook, gives every update twice, and getUpdates also some that were confirmed before.
func Duplicate() Fault { return Fault{kind: faultDuplicate} }

// Webhook stands for the calls that the server makes to the bot (which know CutBefore and Duplicate), and Files for
// downloads, in Rule.Method.
const (
	Webhook = "webhook"
	Files   = "file"
)

// Rule says which calls fail. With Times the next so many; with Probability each with that chance; with neither all.
type Rule struct {
	Method      string // empty: every method
	Chat        int64  // zero: every chat
	Times       int
	Probability float64
	Fault       Fault
}

type rule struct {
	Rule
	left int
}

// Break adds a rule and returns what takes it back. Of several rules that fit a call the oldest counts.
func (s *Server) Break(r Rule) (heal func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added := &rule{Rule: r, left: r.Times}
	s.rules = append(s.rules, added)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.dropRule(added)
	}
}

// Heal takes back all rules.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

func (s *Server) dropRule(old *rule) {
	kept := s.rules[:0:0]
	for _, r := range s.rules {
		if r != old {
			kept = append(kept, r)
		}
	}
	s.rules = kept
}

// strike counts a call and picks the fault that it meets.
func (s *Server) strike(c *call) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Calls[c.method]++
	return s.pick(c.method, c.chat())
}

// pick wants s.mu held.
func (s *Server) pick(method string, chat int64) Fault {
	for _, r := range s.rules {
		if r.Method != "" && r.Method != method || r.Chat != 0 && r.Chat != chat {
			continue
		}
		if r.Probability > 0 && s.random.Float64() >= r.Probability {
			continue
		}
		if r.Times > 0 {
			if r.left--; r.left == 0 {
				s.dropRule(r)
			}
		}
		return r.Fault
	}
	return Fault{}
}
