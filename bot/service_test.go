package bot_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

func TestEveryMessageGetsItsAnswerOnceAndInOrder(t *testing.T) {
	h := newHouse(t)
	h.start()
	const chats, messages = 20, 15
	var wg sync.WaitGroup
	for c := range chats {
		wg.Go(func() {
			for m := range messages {
				h.say(chat(c), fmt.Sprintf("m%d", m))
				if m%3 == 0 { // the network delivers again what it is not sure of
					h.again(chat(c), fmt.Sprintf("m%d", m))
				}
			}
		})
	}
	wg.Wait()
	for c := range chats {
		got := h.channel.waitFor(t, chat(c), messages)
		for m, text := range got {
			if want := fmt.Sprintf("%d: m%d", m+1, m); text != want {
				t.Fatalf("chat %d, answer %d: %q, want %q (all: %q)", c, m, text, want, got)
			}
		}
	}
}

func TestTwoProcessesShareTheWorkWithoutDoublingIt(t *testing.T) {
	h := newHouse(t)
	h.start()
	h.startAnother("second")
	for c := range 30 {
		for m := range 5 {
			h.say(chat(c), fmt.Sprintf("m%d", m))
		}
	}
	for c := range 30 {
		got := h.channel.waitFor(t, chat(c), 5)
		if last := got[4]; last != "5: m4" {
			t.Fatalf("chat %d: %q", c, got)
		}
	}
}

func TestATurnThatPanicsIsTriedThreeTimesThenParkedWithAnApology(t *testing.T) {
	h := newHouse(t)
	h.engine.poison("boom")
	h.start()
	h.say("a", "before")
	h.channel.waitFor(t, "a", 1)
	h.say("a", "boom")
	h.say("a", "after")
	got := h.channel.waitFor(t, "a", 3)
	if want := []string{"1: before", "sorry", "2: after"}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Fatalf("got %q, want %q", got, want)
	}
	if n := h.engine.tries("boom"); n != 3 {
		t.Errorf("tried %d times, want 3", n)
	}
	tickets, err := h.ledger.Tickets(t.Context(), bot.TicketFilter{})
	if err != nil || len(tickets) != 1 || tickets[0].Reason != dialogs.ReasonBroken {
		t.Errorf("tickets %+v, %v; want one, broken", tickets, err)
	}
}

func TestOneConversationsTroubleDoesNotHoldUpOthers(t *testing.T) {
	h := newHouse(t)
	h.engine.poison("boom")
	h.start()
	h.say("a", "boom")
	h.say("b", "hello")
	if got := h.channel.waitFor(t, "b", 1); got[0] != "1: hello" {
		t.Fatalf("got %q", got)
	}
}

func TestATurnThatCannotBeWrittenIsParked(t *testing.T) {
	h := newHouse(t)
	h.start()
	h.say("a", "unwritable")
	h.say("a", "after")
	if got := h.channel.waitFor(t, "a", 2); got[0] != "sorry" || got[1] != "1: after" {
		t.Fatalf("got %q", got)
	}
}

func TestConversationsGoOnFromTheLedgerWhenSessionsFail(t *testing.T) {
	h := newHouse(t)
	h.start()
	h.say("a", "one")
	h.channel.waitFor(t, "a", 1)
	h.sessions.fail(true)
	h.say("a", "two")
	h.channel.waitFor(t, "a", 2)
	h.sessions.fail(false)
	h.say("a", "three") // what the sessions hold is stale now
	if got := h.channel.waitFor(t, "a", 3); got[2] != "3: three" {
		t.Fatalf("got %q", got)
	}
}

func TestWhatTheNetworkRefusesForAWhileIsSentLaterAndInOrder(t *testing.T) {
	h := newHouse(t)
	h.channel.failNext("a", &bot.RetryError{After: time.Millisecond, Err: errNetwork}, errNetwork)
	h.start()
	h.say("a", "one")
	h.say("a", "two")
	if got := h.channel.waitFor(t, "a", 2); got[0] != "1: one" || got[1] != "2: two" {
		t.Fatalf("got %q", got)
	}
}

func TestAMessageRefusedForGoodDoesNotBlockTheNext(t *testing.T) {
	h := newHouse(t)
	h.channel.failNext("a", &bot.PermanentError{Err: errNetwork})
	h.start()
	h.say("a", "one")
	h.say("a", "two")
	if got := h.channel.waitFor(t, "a", 1); got[0] != "2: two" {
		t.Fatalf("got %q", got)
	}
}

func TestWhoBlockedUsIsLeftAloneUntilTheyWrite(t *testing.T) {
	h := newHouse(t)
	h.channel.failNext("a", bot.ErrUnreachable)
	h.start()
	h.say("a", "one")
	h.eventually("the contact is marked", func() bool {
		c, err := h.ledger.ConversationByChat(t.Context(), account, "a")
		return err == nil && c.Contact.Unreachable
	})
	h.say("a", "two")
	if got := h.channel.waitFor(t, "a", 1); got[0] != "2: two" {
		t.Fatalf("got %q", got)
	}
}

func TestAStopFlushesTheOutbox(t *testing.T) {
	h := newHouse(t)
	h.channel.hold()
	stop := h.start()
	for c := range 10 {
		h.say(chat(c), "hello")
	}
	h.eventually("all turns are committed", func() bool { return h.meter.turned() == 10 })
	done := make(chan struct{})
	go func() { stop(); close(done) }()
	h.channel.release()
	<-done
	for c := range 10 {
		if got := h.channel.waitFor(t, chat(c), 1); got[0] != "1: hello" {
			t.Fatalf("chat %d: %q", c, got)
		}
	}
}

func TestWhatWasCommittedBeforeACrashIsSentAfterIt(t *testing.T) {
	h := newHouse(t)
	h.channel.hold()
	crash := h.startBreakable()
	h.say("a", "hello")
	h.eventually("the turn is committed", func() bool { return h.meter.turned() == 1 })
	crash()
	h.channel.release()
	h.clock.advance(2 * time.Minute) // the dead process's leases run out
	h.start()
	got := h.channel.waitFor(t, "a", 1)
	if got[0] != "1: hello" {
		t.Fatalf("got %q", got)
	}
}

func TestATimerComesBackAsATurn(t *testing.T) {
	h := newHouse(t)
	h.start()
	h.say("a", "remind")
	h.channel.waitFor(t, "a", 1)
	h.clock.advance(2 * time.Hour)
	if got := h.channel.waitFor(t, "a", 2); got[1] != "2: timer nudge" {
		t.Fatalf("got %q", got)
	}
}

func TestAnAdvisorsWordsGoThroughTheSameDoor(t *testing.T) {
	h := newHouse(t)
	h.start()
	h.say("a", "hello")
	h.channel.waitFor(t, "a", 1)
	c, err := h.ledger.ConversationByChat(t.Context(), account, "a")
	if err != nil {
		t.Fatal(err)
	}
	h.accept(bot.Incoming{
		Account: bot.Account{Network: bot.NetworkDesk, ID: "default"}, ID: "post-1", Conversation: c.ID,
		Input: dialogs.Input{Kind: dialogs.KindSay, Text: "from a person", Person: &dialogs.Person{ID: "p1"}},
	})
	if got := h.channel.waitFor(t, "a", 2); got[1] != "2: from a person" {
		t.Fatalf("got %q", got)
	}
}

func TestOwnDataComesAsAFile(t *testing.T) {
	h := newHouse(t)
	h.start()
	h.say("a", "my data")
	h.channel.waitFor(t, "a", 2)
	out := h.channel.all("a")
	if m := out[1].Said.Media; m == nil || m.Mime != "application/json" || m.Size == 0 {
		t.Fatalf("second message %+v, want the document", out[1].Said)
	}
}

func TestTextNoDatabaseKeepsIsMended(t *testing.T) {
	h := newHouse(t)
	h.start()
	h.say("a", "a\x00b\xffc")
	if got := h.channel.waitFor(t, "a", 1); got[0] != "1: ab\uFFFDc" {
		t.Fatalf("got %q", got)
	}
}

func TestChoicesBecomeANumberedListWhereThereAreNoButtons(t *testing.T) {
	h := newHouse(t)
	h.channel.traits.Buttons = false
	h.start()
	h.say("a", "choose")
	if got := h.channel.waitFor(t, "a", 1); got[0] != "1: choose\n\n١. نعم\n٢. لا" {
		t.Fatalf("got %q", got)
	}
}

func TestALongAnswerIsSentInParts(t *testing.T) {
	h := newHouse(t)
	h.channel.traits.TextLimit = 100
	h.start()
	text := strings.TrimSpace(strings.Repeat("كلمة طويلة\n", 40))
	h.say("a", text)
	h.eventually("all parts are there", func() bool {
		var parts []string
		for _, o := range h.channel.all("a") {
			parts = append(parts, o.Said.Text)
		}
		return strings.Join(parts, "\n") == "1: "+text
	})
}

func chat(n int) string { return fmt.Sprintf("chat-%d", n) }

func background(t *testing.T) context.Context { return context.WithoutCancel(t.Context()) }
