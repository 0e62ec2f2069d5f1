package desk

import (
	"context"
	"net/http"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

const lookAgain = 200 * time.Millisecond // while a post waits and no news comes

// outcome waits until the ledger shows what the engine made of in, and says what was refused. Where
// nothing shows within the desk's patience the post stands: it is stored, and the page will show it when it is done.
func (d *Desk) outcome(ctx context.Context, r *http.Request, in bot.Incoming, was standing, news <-chan string) *problem {
	patience := time.NewTimer(d.Patience)
	defer patience.Stop()
	look := time.NewTicker(lookAgain)
	defer look.Stop()
	for {
		if done, p := d.verdict(ctx, r, in, was); done {
			return p
		}
		select {
		case <-ctx.Done():
			return nil
		case <-patience.C:
			return nil
		case _, ok := <-news:
			if !ok {
				news = nil
			}
		case <-look.C:
		}
	}
}

// verdict looks once.
func (d *Desk) verdict(ctx context.Context, r *http.Request, in bot.Incoming, was standing) (done bool, p *problem) {
	t, err := d.ticket(ctx, in.Conversation)
	if err != nil {
		return false, nil // it may pass; the post is stored in any case
	}
	me, holder := in.Input.Person.ID, holderOf(t)
	switch in.Input.Kind {
	case dialogs.KindTake:
		return holder != nil, d.unless(r, holder == nil || holder.ID == me, holder)
	case dialogs.KindSay:
		return d.heard(ctx, in, was, bot.AuthorAdvisor, func(turned bool) *problem {
			if holder == nil && turned {
				return &problem{http.StatusConflict, d.say(r, "desk.error.not_yours")}
			}
			return d.unless(r, holder != nil && holder.ID == me, holder)
		})
	case dialogs.KindNote:
		return d.heard(ctx, in, was, bot.AuthorNote, func(turned bool) *problem {
			if turned && (t == nil || t.State == dialogs.TicketResolved) {
				return &problem{http.StatusConflict, d.say(r, "desk.error.no_ticket")}
			}
			return nil
		})
	case dialogs.KindTransfer:
		return d.transferred(ctx, r, in, was, holder)
	}
	return holder == nil || holder.ID != me, d.unless(r, holder == nil || holder.ID == me, holder)
}

// unless is the plain word that another has the conversation.
func (d *Desk) unless(r *http.Request, fine bool, holder *dialogs.Person) *problem {
	if fine || holder == nil {
		return nil
	}
	return &problem{http.StatusConflict, d.say(r, "desk.error.held", "Name", holder.Name)}
}

// transferred looks whether a conversation went where in sends it. Who takes the place of a silent holder has it only
// after a turn, which may refuse.
func (d *Desk) transferred(ctx context.Context, r *http.Request, in bot.Incoming, was standing, holder *dialogs.Person) (done bool, p *problem) {
	me, to := in.Input.Person.ID, in.Input.To.ID
	if to == me {
		now, err := d.Conversations.Conversation(ctx, in.Conversation) // before the ticket: a turn of now has changed it
		if err != nil || now.Seq == was.seq {
			return false, nil
		}
		t, err := d.ticket(ctx, in.Conversation)
		if err != nil {
			return false, nil
		}
		holder = holderOf(t)
		return true, d.unless(r, holder == nil || holder.ID == me, holder)
	}
	if holder != nil && holder.ID == to {
		return true, nil
	}
	return holder != nil && holder.ID != me, d.unless(r, false, holder)
}

// heard looks whether what in says stands in the transcript; where it does not, refused tells why that is
// so for good, knowing whether the conversation has had a turn since.
func (d *Desk) heard(ctx context.Context, in bot.Incoming, was standing, author bot.Author, refused func(turned bool) *problem) (done bool, p *problem) {
	now, err := d.Conversations.Conversation(ctx, in.Conversation) // before the transcript: a turn of now stands in it
	if err != nil {
		return false, nil
	}
	messages, err := d.Conversations.Transcript(ctx, in.Conversation, was.message, liveMessages)
	if err != nil {
		return false, nil
	}
	for _, m := range messages {
		if m.Author == author && m.Person != nil && m.Person.ID == in.Input.Person.ID {
			return true, nil
		}
	}
	p = refused(now.Seq > was.seq)
	return p != nil, p
}

// standing is where a conversation, or the one that it was merged into, stood before a post.
type standing struct{ conversation, message, seq int64 }

func (d *Desk) standing(ctx context.Context, conversation int64) (standing, error) {
	c, err := d.Conversations.Conversation(ctx, conversation)
	if err != nil {
		return standing{}, err
	}
	s := standing{conversation: c.ID, seq: c.Seq}
	last, err := d.Conversations.TranscriptBefore(ctx, c.ID, 0, 1)
	if len(last) > 0 {
		s.message = last[0].ID
	}
	return s, err
}
