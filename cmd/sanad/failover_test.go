package main

import (
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// An artisan waits for an advisor on a channel that goes down for good. They are told on the other one, once over a
// restart, their request is there, and the advisor who takes it reaches them.
func TestWhoWaitsOnADeadChannelIsToldOnAnother(t *testing.T) {
	t.Parallel()
	s := newSite(t, "SANAD_WEBCHAT=on")
	admin := firstAdmin(t, s.process)
	u := s.tg.User(7000)
	chatter := joinedPage(t, s, u)
	chatter.say("بدي مستشار")
	chatter.sees("وصل الطلب")

	here := s.conversation(t, u)
	others, err := s.ledger.ConversationsOf(t.Context(), here.Contact.ID)
	if err != nil || len(others) != 2 {
		t.Fatalf("%+v, %v", others, err)
	}
	dead := others[0]
	if dead.ID == here.ID {
		dead = others[1]
	}
	toldAfter(t, u, "طلب المستشار صار هون", func() {
		if err := s.ledger.NoteStanding(t.Context(), bot.Standing{Account: dead.Account, Trouble: bot.TroubleBanned, Noted: time.Now(), Worked: time.Now().Add(-time.Hour)}); err != nil {
			t.Fatal(err)
		}
	})
	admin.sees(dead.ID, "متوقف عندنا")
	ticket, err := s.ledger.OpenTicketOf(t.Context(), here.ID)
	if err != nil || ticket.State != dialogs.TicketOpen {
		t.Fatalf("%+v, %v", ticket, err)
	}
	before := len(u.Replies())
	s.stop()
	s.startReady()
	admin.logIn()
	toldAfter(t, u, "سلمى", func() { admin.acts(here.ID, "take", "") })
	toldAfter(t, u, "أنا معكن", func() { admin.acts(here.ID, "say", "أنا معكن") })
	if n := len(u.Replies()) - before; n != 2 {
		t.Errorf("%d messages after the restart, want that of the take and the advisor's: %+v", n, u.Replies()[before:])
	}
	s.stop()
}
