package bottest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var outboxCases = map[string]func(*testing.T, *desk){
	"in order, once":                       sentInOrder,
	"a retry keeps the order":              retryKeepsOrder,
	"given up, and the next goes on":       givenUp,
	"a sender's lease ends":                senderLeaseEnds,
	"sent counts without a claim":          sentWithoutClaim,
	"only for the accounts asked for":      onlyTheseAccounts,
	"what comes meanwhile comes next":      comesMeanwhile,
	"more than a handful at once":          moreThanAHandful,
	"statuses rise and never fall":         statusesRise,
	"nothing is sent to who is gone":       goneGetsNothing,
	"what was offered to tap on":           offeredToTapOn,
	"a settled conversation is given free": givenFree,
}

// talk has a chat written to n times in one turn.
func (d *desk) talk(chat string, n int) bot.Claim {
	d.Helper()
	d.accept(d.text(chat, "hello"))
	c := d.claimOne()
	turn := d.turn(c, 0, "")
	for i := range n {
		turn.Said = append(turn.Said, dialogs.Said{Text: fmt.Sprint(i)})
	}
	d.commit(turn)
	return c
}

func texts(out []bot.Outgoing) (all string) {
	for _, o := range out {
		all += o.Said.Text + " "
	}
	return all
}

func sentInOrder(t *testing.T, d *desk) {
	c := d.talk("1", 3)
	out := d.outgoing()
	d.want(texts(out) == "0 1 2 ", "%q", texts(out))
	d.want(out[0].Chat == "1" && out[0].Account == telegram && out[0].Conversation == c.Conversation && out[0].Contact == c.Contact, "%+v", out[0])
	d.want(out[0].MessageID != "" && out[0].MessageID != out[1].MessageID, "message ids %q, %q", out[0].MessageID, out[1].MessageID)
	d.want(len(d.outgoing()) == 0, "given out twice")
	d.settle(sent(out[0]))
	d.settle(sent(out[1]), sent(out[2]))
	d.now = d.now.Add(time.Hour)
	d.want(len(d.outgoing()) == 0, "sent twice")
}

func retryKeepsOrder(t *testing.T, d *desk) {
	d.talk("1", 3)
	out := d.outgoing()
	d.settle(sent(out[0]), bot.Outcome{Outgoing: out[1], RetryAt: d.now.Add(time.Second), Why: "429"})
	d.want(len(d.outgoing()) == 0, "tried again too early, or out of order")
	d.now = d.now.Add(time.Second)
	again := d.outgoing()
	d.want(texts(again) == "1 2 " && again[0].Attempts == 1 && again[1].Attempts == 0, "%+v", again)
	d.want(again[0].MessageID == out[1].MessageID, "a new message id for the second attempt")
}

func givenUp(t *testing.T, d *desk) {
	c := d.talk("1", 2)
	out := d.outgoing()
	d.settle(bot.Outcome{Outgoing: out[0], Why: "refused"}, sent(out[1]))
	all, err := d.Transcript(t.Context(), c.Conversation, 0, 10)
	d.ok(err)
	d.want(all[1].Status == bot.StatusFailed && all[2].Status == bot.StatusSent, "%+v", all)
	d.talk("1", 1)
	d.want(texts(d.outgoing()) == "0 ", "the conversation does not go on after a failure")
}

func senderLeaseEnds(t *testing.T, d *desk) {
	d.talk("1", 2)
	old := d.outgoing()
	d.now = d.now.Add(lease)
	fresh := d.outgoing()
	d.want(texts(fresh) == "0 1 " && fresh[0].Token > old[0].Token && fresh[0].MessageID == old[0].MessageID, "%+v", fresh)
	d.settle(bot.Outcome{Outgoing: old[0], Why: "too late"})
	d.settle(sent(fresh[0]), sent(fresh[1]))
	all, err := d.Transcript(t.Context(), fresh[0].Conversation, 0, 10)
	d.ok(err)
	d.want(all[1].Status == bot.StatusSent && all[2].Status == bot.StatusSent, "who lost the claim had a say: %+v", all)
}

func sentWithoutClaim(t *testing.T, d *desk) {
	d.talk("1", 2)
	old := d.outgoing()
	d.now = d.now.Add(lease)
	d.outgoing()
	d.settle(sent(old[0]))
	d.now = d.now.Add(lease)
	d.want(texts(d.outgoing()) == "1 ", "what was sent is sent again")
}

func onlyTheseAccounts(t *testing.T, d *desk) {
	d.talk("1", 1)
	in := d.text("1", "a")
	in.Account = whatsapp
	d.do(in, "w")
	out, err := d.ClaimOutgoing(t.Context(), "s", []bot.Account{whatsapp}, 10, d.now, d.now.Add(lease))
	d.ok(err)
	d.want(texts(out) == "w ", "%q", texts(out))
	out, err = d.ClaimOutgoing(t.Context(), "s", nil, 10, d.now, d.now.Add(lease))
	d.ok(err)
	d.want(len(out) == 0, "given out for no account")
}

func comesMeanwhile(t *testing.T, d *desk) {
	d.talk("1", 1)
	out := d.outgoing()
	d.talk("1", 2)
	d.want(len(d.outgoing()) == 0, "a second sender for one conversation")
	d.settle(sent(out[0]))
	d.want(texts(d.outgoing()) == "0 1 ", "what came meanwhile is not given out")
}

func moreThanAHandful(t *testing.T, d *desk) {
	d.talk("1", 50)
	got := ""
	for range 50 {
		out := d.outgoing()
		got += texts(out)
		for _, o := range out {
			d.settle(sent(o))
		}
	}
	want := ""
	for i := range 50 {
		want += fmt.Sprint(i) + " "
	}
	d.want(got == want, "%q", got)
}

func statusesRise(t *testing.T, d *desk) {
	c := d.talk("1", 1)
	o := sent(d.outgoing()[0])
	_, err := d.MarkMessage(t.Context(), telegram, o.MessageID, bot.StatusRead)
	d.want(errors.Is(err, bot.ErrNotFound), "a receipt for what was not sent: %v", err)
	d.settle(o)
	for _, step := range []struct{ mark, want bot.Status }{
		{bot.StatusDelivered, bot.StatusDelivered}, {bot.StatusRead, bot.StatusRead}, {bot.StatusDelivered, bot.StatusRead},
	} {
		where, err := d.MarkMessage(t.Context(), telegram, o.MessageID, step.mark)
		d.ok(err)
		d.want(where == c.Conversation, "marked in conversation %d, not %d", where, c.Conversation)
		all, err := d.Transcript(t.Context(), c.Conversation, 0, 10)
		d.ok(err)
		d.want(all[1].Status == step.want, "%q after a receipt of %q", all[1].Status, step.mark)
	}
	_, err = d.MarkMessage(t.Context(), whatsapp, o.MessageID, bot.StatusRead)
	d.want(errors.Is(err, bot.ErrNotFound), "another account's receipt: %v", err)
}

func offeredToTapOn(t *testing.T, d *desk) {
	d.accept(d.text("1", "hello"))
	c := d.claimOne()
	turn := d.turn(c, 0, "")
	choices := []dialogs.Button{{ID: "a:1", Label: "إي"}, {ID: "a:2", Label: "لا"}}
	turn.Said = []dialogs.Said{{Text: "؟", Choices: choices}}
	d.commit(turn)
	o := sent(d.outgoing()[0])
	_, err := d.Offered(t.Context(), telegram, o.MessageID)
	d.want(errors.Is(err, bot.ErrNotFound), "offered by what was not sent: %v", err)
	d.settle(o)
	got, err := d.Offered(t.Context(), telegram, o.MessageID)
	d.ok(err)
	d.want(slices.Equal(got, choices), "offered %+v", got)
	_, err = d.Offered(t.Context(), whatsapp, o.MessageID)
	d.want(errors.Is(err, bot.ErrNotFound), "offered by another account: %v", err)
	d.do(d.text("1", "forget"), "", dialogs.Forget{})
	_, err = d.Offered(t.Context(), telegram, o.MessageID)
	d.want(errors.Is(err, bot.ErrNotFound), "offered to who was forgotten: %v", err)
}

func goneGetsNothing(t *testing.T, d *desk) {
	d.talk("1", 3)
	out := d.outgoing()
	d.settle(sent(out[0]), bot.Outcome{Outgoing: out[1], Unreachable: true})
	d.now = d.now.Add(time.Hour)
	d.want(len(d.outgoing()) == 0, "sent to who cannot be reached")
	at, err := d.Conversation(t.Context(), out[0].Conversation)
	d.ok(err)
	d.want(at.Contact.Unreachable, "the contact is not marked")
	d.accept(d.text("1", "عدت"))
	d.want(texts(d.outgoing()) == "2 ", "what was kept for them is not sent")
}

func givenFree(t *testing.T, d *desk) {
	for range 3 {
		d.talk("1", 1)
		out := d.outgoing()
		d.want(len(out) == 1, "not given out though nobody sends")
		d.settle(sent(out[0]))
	}
}
