package bottest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var joiningCases = map[string]func(*testing.T, *desk){
	"a code joins two channels":                  codeJoins,
	"a code works once":                          codeOnce,
	"a code is short-lived":                      codeEnds,
	"a newer code takes an older one's place":    codeReplaced,
	"one's own code joins nothing":               ownCode,
	"wrong codes are few":                        wrongCodesFew,
	"erasing oneself buys no new tries":          noTriesBought,
	"wrong codes of a network are not many":      wrongCodesOfAll,
	"siblings learn what changed, and see it":    siblingsLearn,
	"requests that cross tell which they are":    requestsCross,
	"a request goes up in a later one":           requestFolds,
	"what is erased does not come back":          erasedStays,
	"one's erasure reaches all channels":         erasedEverywhere,
	"a joined contact's export has all channels": exportJoined,
	"a third channel joins the other two":        thirdChannel,
	"turns in one commit see the join":           joinWithinCommit,
	"a joined conversation merges with its twin": joinedMerges,
	"strangers are told nothing":                 strangersUntold,
}

// onWhatsApp is a message from a chat on WhatsApp.
func (d *desk) onWhatsApp(chat, text string) bot.Incoming {
	in := d.text(chat, text)
	in.Account = whatsapp
	return in
}

// heard takes the one input from inside that waits, which must be for this conversation, and answers it with nothing.
func (d *desk) heard(conversation int64) dialogs.Input {
	d.Helper()
	claims := d.claim(10)
	for _, c := range claims {
		if c.Conversation == conversation {
			d.want(len(c.Waiting) == 1, "%d inputs wait, want one: %+v", len(c.Waiting), c.Waiting)
			d.commit(d.turn(c, 0, ""))
			var others []bot.Claim
			for _, o := range claims {
				if o.Conversation != conversation {
					others = append(others, o)
				}
			}
			d.ok(d.Release(d.Context(), others, false, d.now))
			return c.Waiting[0].Input
		}
	}
	d.Fatalf("nothing waits for conversation %d: %+v", conversation, claims)
	return dialogs.Input{}
}

func (d *desk) outcome(conversation int64) dialogs.Joining {
	d.Helper()
	in := d.heard(conversation)
	d.want(in.Kind == dialogs.KindJoining && in.Joining != nil, "heard %+v", in)
	return *in.Joining
}

// code has a code made for who writes.
func (d *desk) code(in bot.Incoming) (bot.Claim, string) {
	d.Helper()
	c := d.do(in, "", dialogs.OfferCode{})
	j := d.outcome(c.Conversation)
	d.want(j.Outcome == dialogs.JoinCode && len(j.Code) == 6 && j.Code[0] != '0' && strings.Trim(j.Code, "0123456789") == "", "%+v", j)
	return c, j.Code
}

// use sends a code and says what came of it.
func (d *desk) use(in bot.Incoming, code string) (bot.Claim, dialogs.Joining) {
	d.Helper()
	c := d.do(in, "", dialogs.UseCode{Code: code})
	return c, d.outcome(c.Conversation)
}

// joined is two conversations of one artisan, after both were told so.
func (d *desk) joined() (here, there bot.Claim) {
	d.Helper()
	here, code := d.code(d.text("1", "code"))
	there, j := d.use(d.onWhatsApp("2", "use"), code)
	d.want(j == dialogs.Joining{Outcome: dialogs.JoinDone, Network: "telegram"}, "%+v", j)
	j = d.outcome(here.Conversation)
	d.want(j == dialogs.Joining{Outcome: dialogs.JoinDone, Network: "whatsapp", Given: true}, "%+v", j)
	return here, there
}

func (d *desk) contactOf(conversation int64) bot.Contact {
	d.Helper()
	c, err := d.Conversation(d.Context(), conversation)
	d.ok(err)
	return c.Contact
}

func (d *desk) apart(a, b bot.Claim) {
	d.Helper()
	d.want(d.contactOf(a.Conversation).ID != d.contactOf(b.Conversation).ID, "they were joined")
}

func project(id string) dialogs.SaveProject {
	return dialogs.SaveProject{Project: id, Form: "project", Answers: dialogs.Answers{"craft": {Text: id}}}
}

func codeJoins(t *testing.T, d *desk) {
	d.do(d.text("1", "a"), "", dialogs.SetContact{Name: "أم خالد"}, project("p1"))
	d.do(d.onWhatsApp("2", "b"), "", dialogs.SetContact{Phone: "+963900000000"}, project("p2"))
	here, there := d.joined()
	d.want(here.Conversation != there.Conversation, "the conversations became one")
	one, other := d.contactOf(here.Conversation), d.contactOf(there.Conversation)
	d.want(one.ID == other.ID && one.Name == "أم خالد" && one.Phone == "+963900000000", "%+v %+v", one, other)
	projects, err := d.Projects(t.Context(), one.ID)
	d.ok(err)
	d.want(len(projects) == 2, "%+v", projects)
	for _, c := range []bot.Claim{here, there} {
		d.want(len(d.transcript(c.Conversation)) == 2, "what the house says to itself is in the transcript: %q", d.transcript(c.Conversation))
	}
	entries, err := d.Entries(t.Context(), 1)
	d.ok(err)
	d.want(entries[0].Did == "join", "%+v", entries)
}

func codeOnce(t *testing.T, d *desk) {
	here, code := d.code(d.text("1", "code"))
	d.use(d.onWhatsApp("2", "use"), code)
	d.outcome(here.Conversation)
	third, j := d.use(d.onWhatsApp("3", "use"), code)
	d.want(j.Outcome == dialogs.JoinUnknown, "%+v", j)
	d.apart(here, third)
}

func codeEnds(t *testing.T, d *desk) {
	here, code := d.code(d.text("1", "code"))
	d.now = d.now.Add(10 * time.Minute)
	there, j := d.use(d.onWhatsApp("2", "use"), code)
	d.want(j.Outcome == dialogs.JoinUnknown, "%+v", j)
	d.apart(here, there)
}

func codeReplaced(t *testing.T, d *desk) {
	here, old := d.code(d.text("1", "code"))
	_, code := d.code(d.text("1", "again"))
	there, j := d.use(d.onWhatsApp("2", "use"), old)
	d.want(old == code || j.Outcome == dialogs.JoinUnknown, "%+v", j)
	d.apart(here, there)
}

func ownCode(t *testing.T, d *desk) {
	_, code := d.code(d.text("1", "code"))
	_, j := d.use(d.text("1", "use"), code)
	d.want(j.Outcome == dialogs.JoinOwn, "%+v", j)
	_, j = d.use(d.onWhatsApp("2", "use"), code)
	d.want(j.Outcome == dialogs.JoinDone, "it is used up by who got it: %+v", j)
	d.outcome(d.claimless("1"))
	_, code = d.code(d.text("1", "once more"))
	_, j = d.use(d.onWhatsApp("2", "use"), code)
	d.want(j.Outcome == dialogs.JoinAlready, "%+v", j)
}

// claimless is the conversation of a chat on Telegram.
func (d *desk) claimless(chat string) int64 {
	d.Helper()
	c, err := d.ConversationByChat(d.Context(), telegram, chat)
	d.ok(err)
	return c.ID
}

func wrongCodesFew(t *testing.T, d *desk) {
	here, code := d.code(d.text("1", "code"))
	for range 5 {
		_, j := d.use(d.onWhatsApp("2", "guess"), "000000")
		d.want(j.Outcome == dialogs.JoinUnknown, "%+v", j)
	}
	there, j := d.use(d.onWhatsApp("2", "guess"), code)
	d.want(j.Outcome == dialogs.JoinThrottled, "%+v", j)
	d.apart(here, there)
	_, j = d.use(d.onWhatsApp("3", "another's are counted apart"), "000000")
	d.want(j.Outcome == dialogs.JoinUnknown, "%+v", j)
	d.now = d.now.Add(time.Hour)
	_, code = d.code(d.text("1", "code"))
	_, j = d.use(d.onWhatsApp("2", "after an hour"), code)
	d.want(j.Outcome == dialogs.JoinDone, "%+v", j)
}

func noTriesBought(t *testing.T, d *desk) {
	for range 5 {
		d.use(d.onWhatsApp("2", "guess"), "000000")
	}
	d.do(d.onWhatsApp("2", "forget"), "", dialogs.Forget{})
	_, j := d.use(d.onWhatsApp("2", "guess"), "000000")
	d.want(j.Outcome == dialogs.JoinThrottled, "%+v", j)
}

func wrongCodesOfAll(t *testing.T, d *desk) {
	for i := range 60 {
		d.use(d.onWhatsApp(fmt.Sprint("guesser ", i/4), "guess"), "000000")
	}
	_, j := d.use(d.onWhatsApp("guesser 99", "guess"), "000000")
	d.want(j.Outcome == dialogs.JoinThrottled, "%+v", j)
	_, code := d.code(d.onWhatsApp("1", "code"))
	_, j = d.use(d.text("2", "use"), code)
	d.want(j.Outcome == dialogs.JoinDone, "one network's guesses shut another: %+v", j)
}

// stating commits a message's turn with a state.
func (d *desk) stating(in bot.Incoming, s dialogs.State, effects ...dialogs.Effect) bot.Claim {
	d.Helper()
	d.accept(in)
	c := d.claimOne()
	turn := d.turn(c, 0, "", effects...)
	var err error
	turn.State, err = json.Marshal(s)
	d.ok(err)
	d.commit(turn)
	return c
}

func told(word string) dialogs.State {
	return dialogs.State{Version: dialogs.StateVersion, Filling: &dialogs.Filling{Project: "p", Answers: dialogs.Answers{"craft": {Text: word}}}}
}

func siblingsLearn(t *testing.T, d *desk) {
	here, there := d.joined()
	d.stating(d.text("1", "a"), told("mosaic"), project("p"))
	in := d.heard(there.Conversation)
	d.want(in.Kind == dialogs.KindElsewhere && *in.Elsewhere == dialogs.Elsewhere{}, "%+v", in)
	d.want(len(in.Siblings) == 1 && in.Siblings[0].Filling.Answers["craft"].Text == "mosaic", "%+v", in.Siblings)
	d.do(d.onWhatsApp("2", "b"), "", dialogs.OpenTicket{Ticket: "t", Reason: dialogs.ReasonAsked}, dialogs.SetContact{Lang: "en"})
	in = d.heard(here.Conversation)
	d.want(*in.Elsewhere == dialogs.Elsewhere{Ticket: "t", Lang: "en"}, "%+v", in.Elsewhere)
	d.want(len(d.claim(10)) == 0, "something else waits")
}

func requestsCross(_ *testing.T, d *desk) {
	here, there := d.joined()
	d.accept(d.text("1", "a"), d.onWhatsApp("2", "b"))
	asked := map[int64]string{}
	var turns []bot.Turn
	for _, c := range d.claim(10) {
		asked[c.Conversation] = c.Waiting[0].Input.ID
		turns = append(turns, d.turn(c, 0, "", dialogs.OpenTicket{Ticket: c.Waiting[0].Input.ID, Reason: dialogs.ReasonAsked}))
	}
	d.commit(turns...)
	for on, other := range map[int64]int64{here.Conversation: there.Conversation, there.Conversation: here.Conversation} {
		in := d.heard(on)
		d.want(in.Kind == dialogs.KindElsewhere && *in.Elsewhere == dialogs.Elsewhere{Ticket: asked[other]}, "%+v", in.Elsewhere)
	}
}

func requestFolds(_ *testing.T, d *desk) {
	here, there := d.joined()
	d.do(d.text("1", "a"), "", dialogs.OpenTicket{Ticket: "4", Reason: dialogs.ReasonComplaint, Question: "ما حدا رد", Project: "p"},
		dialogs.OpenTicket{Ticket: "6", Reason: dialogs.ReasonAsked, Question: "والشحن؟"})
	d.heard(there.Conversation)
	first := d.now
	d.now = d.now.Add(time.Hour)
	d.do(d.onWhatsApp("2", "b"), "", dialogs.OpenTicket{Ticket: "5", Reason: dialogs.ReasonAsked, Question: "كيف القرض؟"})
	d.heard(here.Conversation)
	d.do(d.text("1", "c"), "", dialogs.ChangeTicket{Ticket: "4", State: dialogs.TicketResolved, Into: "5"},
		dialogs.ChangeTicket{Ticket: "6", State: dialogs.TicketResolved, Into: "5"})
	d.want(d.ticket("4").State == dialogs.TicketResolved, "%+v", d.ticket("4"))
	got := d.ticket("5")
	d.want(got.State == dialogs.TicketOpen && got.Reason == dialogs.ReasonComplaint && got.Question == "والشحن؟ · ما حدا رد · كيف القرض؟" &&
		got.Project == "p" && got.Opened.Equal(first), "%+v", got)
}

func erasedStays(t *testing.T, d *desk) {
	_, there := d.joined()
	d.stating(d.text("1", "a"), told(secret), project(secret))
	d.accept(d.text("1", "forget"))
	var seen bot.Claim // a turn under way there has seen the project already
	for _, c := range d.claim(10) {
		if c.Conversation == there.Conversation {
			seen = c
			continue
		}
		d.commit(d.turn(c, 0, "", dialogs.Forget{}))
	}
	d.want(len(seen.Waiting) == 1 && seen.Waiting[0].Input.Siblings[0].Filling.Project == "p", "%+v", seen)
	lost, err := d.Commit(t.Context(), []bot.Turn{d.turn(seen, 0, secret)})
	d.ok(err)
	d.want(len(lost) == 1, "a turn that saw what is erased was kept")
	d.want(len(d.left(secret)) == 0, "left behind: %q", d.left(secret))
	d.now = d.now.Add(lease)
	in := d.heard(there.Conversation)
	for _, s := range in.Siblings {
		d.want(s.Filling == nil, "an erased project came back: %+v", s.Filling)
	}
}

func erasedEverywhere(t *testing.T, d *desk) {
	d.joined()
	d.do(d.onWhatsApp("2", secret), secret, dialogs.SetContact{Name: secret}, project(secret))
	d.heard(d.claimless("1"))
	d.code(d.onWhatsApp("2", "code"))
	d.do(d.text("1", "forget"), "", dialogs.Forget{})
	d.want(len(d.left(secret)) == 0, "left behind: %q", d.left(secret))
	_, err := d.ConversationByChat(t.Context(), whatsapp, "2")
	d.want(errors.Is(err, bot.ErrNotFound), "the other channel's address is still known: %v", err)
}

func exportJoined(t *testing.T, d *desk) {
	d.joined()
	d.do(d.text("1", "كلمة أولى"), "")
	d.do(d.onWhatsApp("2", "كلمة تانية"), "")
	got, err := d.ExportContact(t.Context(), d.contact("1").ID)
	d.ok(err)
	for _, part := range []string{"كلمة أولى", "كلمة تانية", "telegram", "whatsapp"} {
		d.want(strings.Contains(string(got), part), "%q is not in the export:\n%s", part, got)
	}
}

func thirdChannel(t *testing.T, d *desk) {
	here, there := d.joined()
	third, code := d.code(d.text("3", "code"))
	_, j := d.use(d.onWhatsApp("2", "use"), code)
	d.want(j.Outcome == dialogs.JoinDone, "%+v", j)
	d.want(d.outcome(third.Conversation).Given, "the third is not told")
	in := d.heard(here.Conversation)
	d.want(in.Kind == dialogs.KindElsewhere && len(in.Siblings) == 2, "%+v", in)
	for _, c := range []bot.Claim{here, there, third} {
		d.want(d.contactOf(c.Conversation) == d.contactOf(third.Conversation), "apart")
	}
}

func joinWithinCommit(t *testing.T, d *desk) {
	_, code := d.code(d.text("1", "code"))
	d.accept(d.onWhatsApp("2", "use"), d.onWhatsApp("2", "then a project"), d.onWhatsApp("2", "and forget"), d.onWhatsApp("2", "and more"))
	c := d.claimOne()
	d.commit(d.turn(c, 0, "", project("before"), dialogs.UseCode{Code: code}), d.turn(c, 1, "", project("after")))
	projects, err := d.Projects(t.Context(), d.contact("1").ID)
	d.ok(err)
	d.want(len(projects) == 2, "%+v", projects)
}

func joinedMerges(t *testing.T, d *desk) {
	here, _ := d.joined()
	_, code := d.code(d.onWhatsApp("lid", "code"))
	known := d.onWhatsApp("lid", "it is chat 2 too")
	known.Aliases = []string{"2"}
	d.do(known, "")
	_, j := d.use(d.text("5", "use"), code)
	d.want(j.Outcome == dialogs.JoinDone, "%+v", j)
	d.want(d.contactOf(d.claimless("5")) == d.contactOf(here.Conversation), "apart")
}

func strangersUntold(t *testing.T, d *desk) {
	d.do(d.text("1", "a"), "", project("p1"), dialogs.OpenTicket{Ticket: "t", Reason: dialogs.ReasonAsked})
	d.do(d.onWhatsApp("2", "b"), "", project("p2"))
	d.want(len(d.claim(10)) == 0, "strangers hear of each other")
}
