package desk

import (
	"context"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// Stage is who leads a conversation, as the one who looks at it sees it.
type Stage string

// The stages, and what each allows: only in StageMine are messages sent.
const (
	StageBot     Stage = "bot"     // the bot leads and nobody was asked for
	StageWaiting Stage = "waiting" // the artisan waits for a person
	StageMine    Stage = "mine"    // this advisor leads
	StageOther   Stage = "other"   // another advisor leads
	StagePhone   Stage = "phone"   // somebody writes on the number's own phone
)

func stageOf(c bot.Conversation, t *bot.Ticket, me string) Stage {
	holder := holderOf(t)
	switch {
	case c.Mode == dialogs.ModeAdvisor && holder == nil:
		return StagePhone
	case t == nil || t.State == dialogs.TicketResolved:
		return StageBot
	case holder == nil:
		return StageWaiting
	case holder.ID == me:
		return StageMine
	}
	return StageOther
}

// holderOf is the advisor who has the ticket. The phone is none: it makes way for any advisor.
func holderOf(t *bot.Ticket) *dialogs.Person {
	if t == nil || t.State == dialogs.TicketResolved || t.Advisor == nil || t.Advisor.ID == dialogs.PhoneOwner {
		return nil
	}
	return t.Advisor
}

// silent is when the other who leads last did something, where that is so long ago that their place can be taken. The
// engine has the last word on it.
func (d *Desk) silent(ctx context.Context, v conversationView) (time.Time, error) {
	if v.Stage != StageOther {
		return time.Time{}, nil
	}
	holder, last := holderOf(v.Ticket), v.Ticket.Changed
	messages, err := d.Conversations.TranscriptBefore(ctx, v.ID, 0, pageMessages)
	for _, m := range messages {
		if m.Person != nil && m.Person.ID == holder.ID && m.At.After(last) {
			last = m.At
		}
	}
	if err != nil || d.Now().Sub(last) < dialogs.AbsentAfter {
		return time.Time{}, err
	}
	return last, nil
}
