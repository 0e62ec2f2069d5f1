package ledger_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

func TestOneWayThrough(t *testing.T) {
	ctx := context.Background()
	l, err := ledger.Open(ctx, ledger.Config{Path: filepath.Join(t.TempDir(), "a b?c", "sanad.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	account := bot.Account{Network: "telegram", ID: "1"}
	in := bot.Incoming{Account: account, ID: "u1", Chat: "77", Input: dialogs.Input{Kind: dialogs.KindText, Text: "مرحبا", Name: "أبو أحمد"}}
	got, err := l.Accept(ctx, []bot.Incoming{in})
	if err != nil {
		t.Fatal(err)
	}
	again, err := l.Accept(ctx, []bot.Incoming{in})
	if err != nil || !again[0].Duplicate || again[0].Input != got[0].Input {
		t.Fatal(again, err)
	}
	now := time.Now()
	claims, err := l.Claim(ctx, "w", 10, now, now.Add(time.Minute))
	if err != nil || len(claims) != 1 || len(claims[0].Waiting) != 1 {
		t.Fatal(claims, err)
	}
	c := claims[0]
	lost, err := l.Commit(ctx, []bot.Turn{{Conversation: c.Conversation, Contact: c.Contact, Token: c.Token, Seq: 1, At: now, Input: c.Waiting[0].Input,
		State: []byte(`{"v":1}`), Said: []dialogs.Said{{Text: "أهلا"}}, Effects: []dialogs.Effect{dialogs.SetContact{Phone: "+963"}, dialogs.OpenTicket{Ticket: "1"}}}})
	if err != nil || len(lost) != 0 {
		t.Fatal(lost, err)
	}
	out, err := l.ClaimOutgoing(ctx, "w", []bot.Account{account}, 10, now, now.Add(time.Minute))
	if err != nil || len(out) != 1 || out[0].Said.Text != "أهلا" {
		t.Fatal(out, err)
	}
	if err := l.Settle(ctx, []bot.Outcome{{Outgoing: out[0], Sent: true, MessageID: "9"}}); err != nil {
		t.Fatal(err)
	}
	if err := l.MarkMessage(ctx, account, "9", bot.StatusRead); err != nil {
		t.Fatal(err)
	}
	all, err := l.Transcript(ctx, c.Conversation, 0, 10)
	if err != nil || len(all) != 2 || all[1].Status != bot.StatusRead {
		t.Fatal(all, err)
	}
	ticket, err := l.OpenTicketOf(ctx, c.Conversation)
	if err != nil || ticket.Conversation.Contact.Phone != "+963" || ticket.Conversation.Contact.Name != "أبو أحمد" {
		t.Fatal(ticket, err)
	}
}
