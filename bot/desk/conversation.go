package desk

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

const (
	pageMessages = 60  // shown at first, and more with each look back
	liveMessages = 200 // a page that was away for longer is brought up in several looks
)

// conversationView is one conversation: what was said, what is known, and what may be done now.
type conversationView struct {
	bot.Conversation
	Ticket   *bot.Ticket // the latest; nil where there never was one
	Stage    Stage
	Me       string    // the ID of who looks
	Silent   time.Time // the last word of another who leads and has been silent for so long that their place can be taken; else zero
	Messages []messageView
	First    int64 // the earliest message shown
	More     bool  // there are earlier ones
	Projects []projectView
	Summary  string
	Advisors []bot.Person       // to whom it can be transferred
	Others   []bot.Conversation // the artisan's, on other channels
	Down     bool               // the channel: nothing that is sent arrives
	Queue    queueView
	Draft    draft
}

// draft is what stands in the box.
type draft struct {
	Text string
	Note bool
	Key  string // of the next post: the same twice is one message
}

type projectView struct {
	bot.Project
	Lines  []dialogs.Line
	Photos []string // hashes
}

func (d *Desk) conversationPage(w http.ResponseWriter, r *http.Request) {
	d.showConversation(w, r, http.StatusOK, "", nil)
}

// showConversation shows the whole page, with what went wrong and what was being written when it did.
func (d *Desk) showConversation(w http.ResponseWriter, r *http.Request, status int, problem string, written *draft) {
	v, err := d.conversation(r)
	if err == nil {
		v.Messages, v.More, err = d.before(r, v.ID, 0)
	}
	if err == nil {
		v.Queue, err = d.queue(r, v.ID)
	}
	if err != nil {
		d.lost(w, r, err)
		return
	}
	v.First = firstOf(v.Messages)
	if written != nil {
		v.Draft = *written
	}
	p := d.page(r, "desk.conversation.title", v)
	p.Error = problem
	p.Path = pathOf(v.ID)
	d.show(w, r, status, "conversation", p)
}

// conversationLive brings a page up to date: who leads, the projects, and the messages after the one it names.
func (d *Desk) conversationLive(w http.ResponseWriter, r *http.Request) {
	v, err := d.conversation(r)
	if err != nil {
		d.lost(w, r, err)
		return
	}
	after, _ := strconv.ParseInt(r.FormValue("after"), 10, 64) // nonsense is the beginning
	messages, err := d.Conversations.Transcript(r.Context(), v.ID, after, liveMessages)
	if err != nil {
		d.broken(w, r, err)
		return
	}
	v.Messages = d.transcript(messages)
	d.show(w, r, http.StatusOK, "conversation-live", d.page(r, "desk.conversation.title", v))
}

// conversationBefore looks further back.
func (d *Desk) conversationBefore(w http.ResponseWriter, r *http.Request) {
	v, err := d.conversation(r)
	before, bad := strconv.ParseInt(r.FormValue("before"), 10, 64)
	if err == nil && bad == nil {
		v.Messages, v.More, err = d.before(r, v.ID, before)
	}
	if err != nil {
		d.lost(w, r, err)
		return
	}
	v.First = firstOf(v.Messages)
	name := "conversation"
	if scripted(r) {
		name = "conversation-before"
	} else if v.Queue, err = d.queue(r, v.ID); err != nil {
		d.broken(w, r, err)
		return
	}
	d.show(w, r, http.StatusOK, name, d.page(r, "desk.conversation.title", v))
}

// before reads one page of messages before one of them (0: the newest), and whether there are more.
func (d *Desk) before(r *http.Request, conversation, before int64) ([]messageView, bool, error) {
	messages, err := d.Conversations.TranscriptBefore(r.Context(), conversation, before, pageMessages+1)
	if err != nil {
		return nil, false, err
	}
	more := len(messages) > pageMessages
	if more {
		messages = messages[1:]
	}
	return d.transcript(messages), more, nil
}

// conversation reads all but the messages.
func (d *Desk) conversation(r *http.Request) (conversationView, error) {
	v := conversationView{Draft: draft{Key: newToken()}, Me: personOf(r).ID}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return v, bot.ErrNotFound
	}
	ctx := r.Context()
	if v.Conversation, err = d.Conversations.Conversation(ctx, id); err != nil {
		return v, err
	}
	if v.Ticket, err = d.ticket(ctx, v.ID); err != nil {
		return v, err
	}
	v.Stage = stageOf(v.Conversation, v.Ticket, v.Me)
	if v.Silent, err = d.silent(ctx, v); err != nil {
		return v, err
	}
	if err := d.describe(ctx, LangOf(ctx), &v); err != nil {
		return v, err
	}
	if err := d.elsewhere(ctx, &v); err != nil {
		return v, err
	}
	people, err := d.People.People(ctx)
	for _, p := range people {
		if p.ID != v.Me && !p.Disabled {
			v.Advisors = append(v.Advisors, p)
		}
	}
	return v, err
}

// ticket is the one of a conversation that is not resolved, or else the latest; nil where there is none.
func (d *Desk) ticket(ctx context.Context, conversation int64) (*bot.Ticket, error) {
	tickets, err := d.Tickets.TicketsOf(ctx, conversation)
	if err != nil || len(tickets) == 0 {
		return nil, err
	}
	for i := range tickets {
		if tickets[i].State != dialogs.TicketResolved {
			return &tickets[i], nil
		}
	}
	return &tickets[0], nil
}

func (d *Desk) describe(ctx context.Context, lang string, v *conversationView) error {
	projects, err := d.Conversations.Projects(ctx, v.Contact.ID)
	if err != nil {
		return err
	}
	about := ""
	if v.Ticket != nil {
		about = v.Ticket.Project
	}
	v.Summary = d.summary(lang, projectOf(about, projects))
	for _, p := range projects {
		v.Projects = append(v.Projects, projectView{Project: p, Lines: d.Describer.Describe(lang, p.Form, p.Answers), Photos: photosOf(p.Answers)})
	}
	return nil
}

// photosOf are the stored files among the answers.
func photosOf(a dialogs.Answers) (hashes []string) {
	for _, v := range a {
		for _, item := range v.List {
			if hashPattern.MatchString(item) {
				hashes = append(hashes, item)
			}
		}
	}
	return hashes
}

func firstOf(messages []messageView) int64 {
	if len(messages) == 0 {
		return 0
	}
	return messages[0].ID
}

func pathOf(conversation int64) string {
	return "/desk/conversations/" + strconv.FormatInt(conversation, 10)
}
