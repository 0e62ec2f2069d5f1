package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var inboxCases = map[string]func(*testing.T, *desk){
	"the same event is taken once":              sameEventOnce,
	"the same event twice in one call":          twiceInOneCall,
	"many at once with the same event":          concurrentDuplicates,
	"many at once from one new chat":            concurrentNewcomers,
	"order of arrival is kept":                  orderOfArrival,
	"one chat is one conversation":              oneChatOneConversation,
	"inputs from inside go to a conversation":   fromInside,
	"an unknown conversation is an error":       unknownConversation,
	"two addresses of one person are merged":    aliasesMerge,
	"a merged conversation still takes inputs":  mergedTakesInputs,
	"who writes can be reached again":           reachableAgain,
	"a cancelled call is an error":              cancelledAccept,
	"a wrong call does not hurt its neighbours": wrongNeighbour,
}

func sameEventOnce(t *testing.T, d *desk) {
	in := d.text("1", "مرحبا")
	first := d.accept(in)[0]
	second := d.accept(in)[0]
	d.want(!first.Duplicate && second.Duplicate, "duplicates %v, %v", first, second)
	d.want(second.Input == first.Input && second.Conversation == first.Conversation, "%v, then %v", first, second)
	d.want(len(d.claimOne().Waiting) == 1, "taken twice")
	other := in
	other.Account = whatsapp
	d.want(!d.accept(other)[0].Duplicate, "the same event id on another account is another event")
}

func twiceInOneCall(t *testing.T, d *desk) {
	in := d.text("1", "مرحبا")
	got := d.accept(in, d.text("2", "سلام"), in)
	d.want(!got[0].Duplicate && !got[1].Duplicate && got[2].Duplicate, "receipts %v", got)
	d.want(got[0].Input == got[2].Input, "receipts %v", got)
}

func concurrentDuplicates(t *testing.T, d *desk) {
	in := d.text("1", "مرحبا")
	var wg sync.WaitGroup
	receipts := make([]bot.Receipt, 16)
	for i := range receipts {
		wg.Go(func() {
			got, err := d.Accept(t.Context(), []bot.Incoming{in})
			if err != nil {
				t.Error(err)
				return
			}
			receipts[i] = got[0]
		})
	}
	wg.Wait()
	fresh := 0
	for _, r := range receipts {
		if !r.Duplicate {
			fresh++
		}
		d.want(r.Input == receipts[0].Input, "receipts %v", receipts)
	}
	d.want(fresh == 1, "%d receipts are no duplicates", fresh)
}

func concurrentNewcomers(t *testing.T, d *desk) {
	var wg sync.WaitGroup
	for i := range 16 {
		in := d.text("new", fmt.Sprint(i))
		wg.Go(func() {
			if _, err := d.Accept(t.Context(), []bot.Incoming{in}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	d.want(len(d.claimOne().Waiting) == 16, "not all messages of a new chat are in one conversation")
}

func orderOfArrival(t *testing.T, d *desk) {
	var last int64
	for i := range 40 {
		chat := fmt.Sprint(i % 2)
		for _, r := range d.accept(d.text(chat, fmt.Sprint(i)), d.text(chat, fmt.Sprint(i)+"b")) {
			d.want(r.Input > last, "input %d after %d", r.Input, last)
			last = r.Input
		}
	}
	for _, c := range d.claim(10) {
		d.want(len(c.Waiting) == 16, "%d inputs in a claim, want 16", len(c.Waiting))
		d.want(c.Waiting[0].Input.Text < "2", "began with %q", c.Waiting[0].Input.Text)
		for i := 1; i < len(c.Waiting); i++ {
			d.want(len(c.Waiting[i-1].Input.ID) < len(c.Waiting[i].Input.ID) || c.Waiting[i-1].Input.ID < c.Waiting[i].Input.ID, "order %+v", c.Waiting)
		}
	}
}

func oneChatOneConversation(t *testing.T, d *desk) {
	got := d.accept(d.text("1", "a"), d.text("2", "b"), d.text("1", "c"))
	d.want(got[0].Conversation == got[2].Conversation && got[0].Conversation != got[1].Conversation, "%v", got)
	c, err := d.ConversationByChat(t.Context(), telegram, "2")
	d.ok(err)
	d.want(c.ID == got[1].Conversation && c.Account == telegram && c.Chat == "2", "%+v", c)
	_, err = d.ConversationByChat(t.Context(), telegram, "3")
	d.want(errors.Is(err, bot.ErrNotFound), "unknown chat: %v", err)
}

func fromAdvisor(conversation int64, id string) bot.Incoming {
	return bot.Incoming{
		Account: bot.Account{Network: bot.NetworkDesk, ID: "default"}, ID: id, Conversation: conversation,
		Input: dialogs.Input{Kind: dialogs.KindSay, Text: "تفضل", Person: &dialogs.Person{ID: "p1", Name: "رنا"}},
	}
}

func fromInside(t *testing.T, d *desk) {
	r := d.accept(d.text("1", "a"))[0]
	got := d.accept(fromAdvisor(r.Conversation, "x"))[0]
	d.want(got.Conversation == r.Conversation, "%v", got)
	c := d.claimOne()
	d.want(len(c.Waiting) == 2 && c.Waiting[1].Input.Person.Name == "رنا", "%+v", c.Waiting)
	d.want(c.Account == telegram && c.Chat == "1", "the desk's input changed the address: %+v", c)
	d.want(!c.Waiting[1].At.IsZero(), "an input without a time got none")
}

func unknownConversation(t *testing.T, d *desk) {
	_, err := d.Accept(t.Context(), []bot.Incoming{d.text("1", "a"), fromAdvisor(4711, "x")})
	d.want(errors.Is(err, bot.ErrNotFound), "unknown conversation: %v", err)
	d.want(len(d.claim(10)) == 0, "half of a refused call was kept")
}

func aliasesMerge(t *testing.T, d *desk) {
	lid, phone := d.text("lid", "أنا"), d.text("phone", "وأنا")
	older := d.accept(lid)[0].Conversation
	c := d.claimOne()
	d.commit(d.turn(c, 0, "أهلا", dialogs.SetContact{Name: "أبو أحمد"}))
	younger := d.accept(phone)[0].Conversation
	c2 := d.claimOne()
	d.commit(d.turn(c2, 0, "أهلا بك", dialogs.SetContact{Phone: "+963900000000"}, dialogs.SaveProject{Project: "p", Form: "f"},
		dialogs.OpenTicket{Ticket: "t"}))
	d.want(older != younger, "merged too early")

	both := d.text("lid", "نحن واحد")
	both.Aliases = []string{"phone"}
	d.want(d.accept(both)[0].Conversation == older, "the older conversation does not go on")
	at, err := d.ConversationByChat(t.Context(), telegram, "phone")
	d.ok(err)
	d.want(at.ID == older && at.Contact.Name == "أبو أحمد" && at.Contact.Phone == "+963900000000", "%+v", at)
	d.want(slices.Equal(d.transcript(older), []string{"artisan:أنا", "bot:أهلا", "artisan:وأنا", "bot:أهلا بك"}), "%v", d.transcript(older))
	projects, err := d.Projects(t.Context(), at.Contact.ID)
	d.ok(err)
	tickets, err := d.Tickets(t.Context(), bot.TicketFilter{})
	d.ok(err)
	d.want(len(projects) == 1 && len(tickets) == 1 && tickets[0].Conversation.ID == older, "%v, %v", projects, tickets)
	d.want(len(d.outgoing()) == 2, "what was to be sent to the younger is lost")
	c = d.claimOne()
	d.want(c.Seq == 1 && c.Contact == at.Contact.ID, "%+v", c)
	d.commit(d.turn(c, 0, "تمام"))
}

func mergedTakesInputs(t *testing.T, d *desk) {
	younger := d.accept(d.text("a", "1"), d.text("b", "2"))[1].Conversation
	held := d.claim(10)
	both := d.text("b", "3")
	both.Aliases = []string{"a"}
	older := d.accept(both)[0].Conversation
	d.want(older != younger, "the younger went on")
	d.want(d.accept(fromAdvisor(younger, "x"))[0].Conversation == older, "an input for the merged went astray")
	for _, c := range held {
		lost, err := d.Commit(t.Context(), []bot.Turn{d.turn(c, 0, "")})
		d.ok(err)
		d.want(len(lost) == 1, "a claim from before the merge still holds")
	}
	d.want(len(d.claimOne().Waiting) == 4, "inputs were lost in the merge")
	got, err := d.Conversation(t.Context(), younger)
	d.ok(err)
	d.want(got.ID == older, "reading the merged gives %d", got.ID)
}

func reachableAgain(t *testing.T, d *desk) {
	d.do(d.text("1", "a"), "b")
	o := d.outgoing()
	d.settle(bot.Outcome{Outgoing: o[0], Unreachable: true, Why: "blocked"})
	d.accept(fromAdvisor(o[0].Conversation, "x"))
	c := d.claimOne()
	d.want(c.Unreachable, "blocked, and the claim does not say so")
	d.commit(d.turn(c, 0, "هل أنت هنا؟"))
	d.want(len(d.outgoing()) == 0, "something is sent to who cannot be reached")
	d.accept(d.text("1", "عدت"))
	d.want(!d.claimOne().Unreachable, "who wrote is still unreachable")
	d.want(len(d.outgoing()) == 1, "what waited for the artisan is not sent")
}

func cancelledAccept(t *testing.T, d *desk) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := d.Accept(ctx, []bot.Incoming{d.text("1", "a")})
	d.want(errors.Is(err, context.Canceled), "cancelled: %v", err)
	d.now = d.now.Add(time.Second)
	d.want(len(d.claim(1)) == 0, "a cancelled call was kept")
}

func wrongNeighbour(t *testing.T, d *desk) {
	var wg sync.WaitGroup
	for i := range 24 {
		in := d.text(fmt.Sprint(i), "a")
		wrong := i%3 == 0
		if wrong {
			in = fromAdvisor(4711, in.ID)
		}
		wg.Go(func() {
			if _, err := d.Accept(t.Context(), []bot.Incoming{in}); errors.Is(err, bot.ErrNotFound) != wrong {
				t.Errorf("wrong %v: %v", wrong, err)
			}
		})
	}
	wg.Wait()
	d.want(len(d.claim(100)) == 16, "not all good calls are kept")
}
