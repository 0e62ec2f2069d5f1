package bottest

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var turnCases = map[string]func(*testing.T, *desk){
	"a held conversation is nobody else's":      heldIsHeld,
	"the lease ends":                            leaseEnds,
	"who waited longest comes first":            longestFirst,
	"a commit with an old token is lost":        oldTokenLost,
	"a commit with a wrong number is lost":      wrongNumberLost,
	"a claim is good for one commit":            oneCommitAClaim,
	"several turns of one conversation":         severalTurns,
	"the state is the last turn's":              lastState,
	"a released claim is given out later":       releasedLater,
	"failures are counted":                      failuresCounted,
	"a parked input is out of the way":          parked,
	"one wrong turn leaves nothing behind":      allOrNothing,
	"an input has one turn":                     oneTurnAnInput,
	"two workers never hold the same":           twoWorkers,
	"what arrives during a turn comes after":    arrivesMeanwhile,
	"the transcript says when it was sent":      sentWhen,
	"many conversations in one commit":          manyAtOnce,
	"an advisor's input is no artisan's line":   advisorLines,
	"what the phone wrote is a line of its own": phoneLines,
	"nothing to claim and nothing to commit":    nothing,
	"states of conversations without one":       noStates,
	"every kind of input comes back as it was":  inputsComeBack,
}

func heldIsHeld(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"))
	d.claimOne()
	d.accept(d.text("1", "b"))
	d.want(len(d.claim(10)) == 0, "claimed twice")
}

func leaseEnds(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"))
	first := d.claimOne()
	d.now = d.now.Add(lease)
	second := d.claimOne()
	d.want(second.Token > first.Token, "token %d after %d", second.Token, first.Token)
}

func longestFirst(t *testing.T, d *desk) {
	var want []int64
	for i := range 5 {
		want = append(want, d.accept(d.text(fmt.Sprint(9-i), "a"))[0].Conversation)
	}
	d.accept(d.text("9", "again"))
	var got []int64
	for range 3 {
		for _, c := range d.claim(2) {
			got = append(got, c.Conversation)
		}
	}
	d.want(slices.Equal(got, want), "claimed %v, want %v", got, want)
}

func oldTokenLost(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("2", "b"))
	old := d.claim(10)
	d.now = d.now.Add(lease)
	fresh := d.claim(1)
	d.want(fresh[0].Conversation == old[0].Conversation, "%v", fresh)
	lost, err := d.Commit(t.Context(), []bot.Turn{d.turn(old[0], 0, "x"), d.turn(old[1], 0, "y")})
	d.ok(err)
	d.want(slices.Equal(lost, []int64{old[0].Conversation}), "lost %v", lost)
	d.want(len(d.transcript(old[0].Conversation)) == 0, "a lost turn was written")
	d.want(len(d.transcript(old[1].Conversation)) == 2, "the other turn was not")
	d.commit(d.turn(fresh[0], 0, "x"))
}

func wrongNumberLost(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("1", "b"))
	c := d.claimOne()
	ahead := d.turn(c, 1, "x")
	lost, err := d.Commit(t.Context(), []bot.Turn{ahead})
	d.ok(err)
	d.want(len(lost) == 1, "turn 2 before turn 1 was taken")
	d.commit(d.turn(c, 0, "x"))
}

func oneCommitAClaim(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("1", "b"))
	c := d.claimOne()
	d.commit(d.turn(c, 0, "x"))
	lost, err := d.Commit(t.Context(), []bot.Turn{d.turn(c, 1, "y")})
	d.ok(err)
	d.want(len(lost) == 1, "committed twice with one claim")
	d.want(len(d.claimOne().Waiting) == 1, "the second input is gone")
}

func severalTurns(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("1", "b"), d.text("1", "c"))
	c := d.claimOne()
	d.commit(d.turn(c, 0, "A"), d.turn(c, 1, "B"))
	d.want(slices.Equal(d.transcript(c.Conversation), []string{"artisan:a", "bot:A", "artisan:b", "bot:B"}), "%v", d.transcript(c.Conversation))
	c = d.claimOne()
	d.want(c.Seq == 2 && len(c.Waiting) == 1 && c.Waiting[0].Input.Text == "c", "%+v", c)
}

func lastState(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("1", "b"))
	c := d.claimOne()
	d.commit(d.turn(c, 0, ""), d.turn(c, 1, ""))
	states, err := d.States(t.Context(), []int64{c.Conversation})
	d.ok(err)
	var got struct{ After string }
	d.ok(json.Unmarshal(states[c.Conversation], &got))
	d.want(got.After == c.Waiting[1].Input.ID, "state %s", states[c.Conversation])
}

func releasedLater(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"))
	c := d.claimOne()
	d.ok(d.Release(t.Context(), []bot.Claim{c}, false, d.now.Add(time.Second)))
	d.want(len(d.claim(1)) == 0, "given out before its time")
	lost, err := d.Commit(t.Context(), []bot.Turn{d.turn(c, 0, "x")})
	d.ok(err)
	d.want(len(lost) == 1, "a released claim could still commit")
	d.now = d.now.Add(time.Second)
	d.want(d.claimOne().Waiting[0].Attempts == 0, "a release without failure counted")
}

func failuresCounted(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("1", "b"))
	for n := range 3 {
		c := d.claimOne()
		d.want(c.Waiting[0].Attempts == n && c.Waiting[1].Attempts == 0, "attempts %+v", c.Waiting)
		d.ok(d.Release(t.Context(), []bot.Claim{c}, true, time.Time{}))
		d.ok(d.Release(t.Context(), []bot.Claim{c}, true, time.Time{})) // no longer held: counts nothing
	}
}

func parked(t *testing.T, d *desk) {
	d.accept(d.text("1", "poison"), d.text("1", "b"))
	c := d.claimOne()
	turn := d.turn(c, 0, "عذرا", dialogs.OpenTicket{Ticket: "t", Reason: dialogs.ReasonBroken})
	turn.Parked = true
	d.commit(turn)
	d.want(slices.Equal(d.transcript(c.Conversation), []string{"artisan:poison", "bot:عذرا"}), "%v", d.transcript(c.Conversation))
	c = d.claimOne()
	d.want(len(c.Waiting) == 1 && c.Waiting[0].Input.Text == "b" && c.Seq == 1, "%+v", c)
}

// unheardOf is an effect that no store knows.
type unheardOf struct{}

func (unheardOf) Effect() string { return "unheard_of" }

func allOrNothing(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"), d.text("2", "b"))
	claims := d.claim(10)
	good := d.turn(claims[0], 0, "x", dialogs.OpenTicket{Ticket: "t"}, dialogs.SetTimer{Timer: "n", At: d.now})
	_, err := d.Commit(t.Context(), []bot.Turn{good, d.turn(claims[1], 0, "y", unheardOf{})})
	d.want(err != nil, "an unknown effect was swallowed")
	d.want(len(d.transcript(claims[0].Conversation)) == 0 && len(d.outgoing()) == 0, "half of a failed commit was kept")
	tickets, err := d.Tickets(t.Context(), bot.TicketFilter{})
	d.ok(err)
	fired, err := d.FireTimers(t.Context(), d.now, 10)
	d.ok(err)
	d.want(len(tickets) == 0 && fired == 0, "%v, %d timers", tickets, fired)
	d.commit(good)
}

func oneTurnAnInput(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"))
	c := d.claimOne()
	d.commit(d.turn(c, 0, "x"))
	d.accept(d.text("1", "b"))
	again := d.claimOne()
	turn := d.turn(again, 0, "y")
	turn.Input = c.Waiting[0].Input
	_, err := d.Commit(t.Context(), []bot.Turn{turn})
	d.want(err != nil, "an input got a second turn")
	d.want(len(d.transcript(c.Conversation)) == 2, "%v", d.transcript(c.Conversation))
}

func twoWorkers(t *testing.T, d *desk) {
	const chats, each = 20, 5
	for i := range chats * each {
		d.accept(d.text(fmt.Sprint(i%chats), fmt.Sprint(i/chats)))
	}
	var mu sync.Mutex
	held := map[int64]bool{}
	done := 0
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for {
				claims, err := d.Claim(t.Context(), fmt.Sprint(w), 3, d.now, d.now.Add(time.Hour))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				finished := done == chats*each
				for _, c := range claims {
					if held[c.Conversation] {
						t.Errorf("conversation %d is held twice", c.Conversation)
					}
					held[c.Conversation] = true
				}
				mu.Unlock()
				if finished {
					return
				}
				for _, c := range claims {
					mu.Lock() // before the commit: afterwards another may hold it
					delete(held, c.Conversation)
					done++
					mu.Unlock()
					if lost, err := d.Commit(t.Context(), []bot.Turn{d.turn(c, 0, "x")}); err != nil || len(lost) > 0 {
						t.Errorf("lost %v, %v", lost, err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	for i := range chats {
		c, err := d.ConversationByChat(t.Context(), telegram, fmt.Sprint(i))
		d.ok(err)
		want := []string{}
		for n := range each {
			want = append(want, fmt.Sprint("artisan:", n), "bot:x")
		}
		d.want(slices.Equal(d.transcript(c.ID), want), "%v", d.transcript(c.ID))
	}
}

func arrivesMeanwhile(t *testing.T, d *desk) {
	d.accept(d.text("1", "a"))
	c := d.claimOne()
	d.accept(d.text("1", "b"))
	d.commit(d.turn(c, 0, "x"))
	c = d.claimOne()
	d.want(c.Waiting[0].Input.Text == "b" && c.Seq == 1, "%+v", c)
}

func sentWhen(t *testing.T, d *desk) {
	in := d.text("1", "a")
	d.accept(in)
	d.now = d.now.Add(3 * time.Hour)
	c := d.claimOne()
	d.want(c.Waiting[0].At.Equal(in.At), "waiting since %v, sent %v", c.Waiting[0].At, in.At)
	d.commit(d.turn(c, 0, "x"))
	all, err := d.Transcript(t.Context(), c.Conversation, 0, 10)
	d.ok(err)
	d.want(all[0].At.Equal(in.At) && all[1].At.Equal(d.now), "%v, %v", all[0].At, all[1].At)
	d.want(all[0].Status == "" && all[1].Status == bot.StatusWaiting, "%+v", all)
	more, err := d.Transcript(t.Context(), c.Conversation, all[0].ID, 10)
	d.ok(err)
	d.want(len(more) == 1 && more[0].ID == all[1].ID, "%+v", more)
	at, err := d.Conversation(t.Context(), c.Conversation)
	d.ok(err)
	d.want(at.Last.Equal(d.now) && at.Seq == 1, "%+v", at)
}

func manyAtOnce(t *testing.T, d *desk) {
	const chats = 300 // more than one statement takes
	in := make([]bot.Incoming, chats)
	for i := range in {
		in[i] = d.text(fmt.Sprint(i), "a")
	}
	d.accept(in...)
	var turns []bot.Turn
	for _, c := range d.claim(chats) {
		turns = append(turns, d.turn(c, 0, fmt.Sprint("to ", c.Chat), dialogs.SetTimer{Timer: "t", At: d.now}))
	}
	d.want(len(turns) == chats, "claimed %d", len(turns))
	d.commit(turns...)
	out, err := d.ClaimOutgoing(t.Context(), "sender", []bot.Account{telegram}, chats, d.now, d.now.Add(lease))
	d.ok(err)
	d.want(len(out) == chats, "%d to be sent", len(out))
	var outcomes []bot.Outcome
	for _, o := range out {
		d.want(o.Said.Text == "to "+o.Chat, "%+v", o)
		outcomes = append(outcomes, sent(o))
	}
	d.settle(outcomes...)
	d.want(len(d.outgoing()) == 0 && len(d.claim(10)) == 0, "something is left")
	n, err := d.FireTimers(t.Context(), d.now, 1000)
	d.ok(err)
	d.want(n == chats, "%d timers", n)
}

func advisorLines(t *testing.T, d *desk) {
	first := d.do(d.text("1", "a"), "b")
	d.accept(fromAdvisor(first.Conversation, "x"))
	c := d.claimOne()
	turn := d.turn(c, 0, "", dialogs.AddNote{Person: dialogs.Person{ID: "p1", Name: "رنا"}, Text: "يحتاج قرضا"})
	turn.Said = []dialogs.Said{{Text: "تفضل", Advisor: c.Waiting[0].Input.Person}}
	turn.Mode = dialogs.ModeAdvisor
	d.commit(turn)
	want := []string{"artisan:a", "bot:b", "note:يحتاج قرضا", "advisor:تفضل"}
	d.want(slices.Equal(d.transcript(c.Conversation), want), "%v", d.transcript(c.Conversation))
	all, err := d.Transcript(t.Context(), c.Conversation, 0, 10)
	d.ok(err)
	d.want(all[2].Person.Name == "رنا" && all[3].Person.ID == "p1" && all[2].Status == "", "%+v", all)
	d.want(len(d.outgoing()) == 2, "a note was sent, or an advisor's words were not")
	at, err := d.Conversation(t.Context(), c.Conversation)
	d.ok(err)
	d.want(at.Mode == dialogs.ModeAdvisor, "mode %q", at.Mode)
}

// phoneLines: what was written by hand is read, not sent, and does not say that the artisan can be reached.
func phoneLines(t *testing.T, d *desk) {
	d.do(d.text("1", "a"), "b")
	d.settle(bot.Outcome{Outgoing: d.outgoing()[0], Unreachable: true, Why: "blocked"})
	in := d.text("1", "من الموبايل")
	in.Input.Kind = dialogs.KindByHand
	d.accept(in)
	c := d.claimOne()
	d.want(c.Unreachable, "the phone wrote, and the artisan counts as reachable")
	d.now = d.now.Add(time.Minute)
	d.commit(d.turn(c, 0, ""))
	d.want(len(d.outgoing()) == 0, "what the phone wrote is sent once more")
	all, err := d.Transcript(t.Context(), c.Conversation, 0, 10)
	d.ok(err)
	last := all[len(all)-1]
	d.want(last.Author == bot.AuthorPhone && last.Input != nil && last.Input.Text == "من الموبايل" && last.Status == "", "%+v", last)
	at, err := d.Conversation(t.Context(), c.Conversation)
	d.ok(err)
	d.want(at.Last.Equal(d.now), "the last message was at %s, not %s", at.Last, d.now)
}

func nothing(t *testing.T, d *desk) {
	d.want(len(d.claim(10)) == 0 && len(d.outgoing()) == 0, "an empty store gives something out")
	d.commit()
	d.settle()
	d.accept()
	d.ok(d.Release(t.Context(), nil, true, time.Time{}))
}

func noStates(t *testing.T, d *desk) {
	r := d.accept(d.text("1", "a"))[0]
	states, err := d.States(t.Context(), []int64{r.Conversation, 99})
	d.ok(err)
	d.want(len(states) == 0, "%v", states)
}

func inputsComeBack(t *testing.T, d *desk) {
	in := d.text("1", "نص \"مقتبس\" \u202e\U0001F600 ? $1 [[?]] '")
	in.Input.Kind, in.Input.Lang, in.Input.Name = dialogs.KindVoice, "ar", "أم ليلى"
	in.Input.Media = &dialogs.Media{Hash: "ab", Name: "صوت.ogg", Mime: "audio/ogg", Size: 7, Seconds: 3 * time.Second}
	in.Input.Location = &dialogs.Location{Lat: 33.5, Lon: 36.3}
	in.Input.Card = &dialogs.Card{Name: "x", Phone: "+1", Own: true}
	d.accept(in)
	got := d.claimOne().Waiting[0].Input
	got.ID = ""
	d.want(equal(got, in.Input), "%+v came back as %+v", in.Input, got)
}

func equal(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}
