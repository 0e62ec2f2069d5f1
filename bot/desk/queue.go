package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sanad/bot"
	"sanad/dialogs"
)

const (
	queueLimit    = 200
	resolvedLimit = 50
)

// queueView is the list of tickets, in the four lists that an advisor thinks in.
type queueView struct {
	List    string // the one shown: "waiting", "mine", "others" or "resolved"
	Open    int64  // the conversation that stands open beside it
	Tickets []ticketView
	Waiting int
	Mine    int
	Others  int
	// Expiring articles, for admins.
	Expiring int
}

type ticketView struct {
	bot.Ticket
	Summary string // craft and governorate
}

// The lists of the queue.
const (
	listWaiting  = "waiting"
	listMine     = "mine"
	listOthers   = "others"
	listResolved = "resolved"
)

func (d *Desk) queuePage(w http.ResponseWriter, r *http.Request) {
	open, _ := strconv.ParseInt(r.FormValue("open"), 10, 64) // nonsense is none
	v, err := d.queue(r, open)
	if err != nil {
		d.broken(w, r, err)
		return
	}
	if scripted(r) {
		d.show(w, r, http.StatusOK, "queue-part", v)
		return
	}
	d.show(w, r, http.StatusOK, "queue", d.page(r, "desk.queue.title", v))
}

// queue reads the list that the visitor chose; where they did not choose, what waits, or else their own.
func (d *Desk) queue(r *http.Request, open int64) (queueView, error) {
	ctx, me := r.Context(), personOf(r)
	v := queueView{List: r.FormValue("list"), Open: open}
	if d.Expiring != nil && me.Role == bot.RoleAdmin {
		v.Expiring = d.Expiring()
	}
	going, err := d.Tickets.Tickets(ctx, bot.TicketFilter{States: []dialogs.TicketState{dialogs.TicketOpen, dialogs.TicketPending, dialogs.TicketSnoozed}, Limit: queueLimit})
	if err != nil {
		return v, err
	}
	lists := map[string][]bot.Ticket{}
	for _, t := range going {
		list := listOf(t, me.ID)
		lists[list] = append(lists[list], t)
	}
	v.Waiting, v.Mine, v.Others = len(lists[listWaiting]), len(lists[listMine]), len(lists[listOthers])
	switch {
	case v.List == listResolved:
		lists[listResolved], err = d.Tickets.Tickets(ctx, bot.TicketFilter{States: []dialogs.TicketState{dialogs.TicketResolved}, Newest: true, Limit: resolvedLimit})
	case !slices.Contains([]string{listWaiting, listMine, listOthers}, v.List):
		v.List = firstList(v)
	}
	if err != nil {
		return v, err
	}
	arrange(v.List, lists[v.List])
	v.Tickets, err = d.summarize(ctx, LangOf(ctx), lists[v.List])
	return v, err
}

func listOf(t bot.Ticket, me string) string {
	switch {
	case t.Advisor == nil:
		return listWaiting
	case t.Advisor.ID == me:
		return listMine
	}
	return listOthers
}

func firstList(v queueView) string {
	if v.Waiting == 0 && v.Mine > 0 {
		return listMine
	}
	return listWaiting
}

// arrange puts who waits longest first, and elsewhere what changed last.
func arrange(list string, tickets []bot.Ticket) {
	slices.SortStableFunc(tickets, func(a, b bot.Ticket) int {
		if list == listWaiting {
			return a.Opened.Compare(b.Opened)
		}
		return b.Changed.Compare(a.Changed)
	})
}

func (d *Desk) summarize(ctx context.Context, lang string, tickets []bot.Ticket) ([]ticketView, error) {
	views := make([]ticketView, 0, len(tickets))
	for _, t := range tickets {
		projects, err := d.Conversations.Projects(ctx, t.Conversation.Contact.ID)
		if err != nil {
			return nil, err
		}
		views = append(views, ticketView{Ticket: t, Summary: d.summary(lang, projectOf(t.Project, projects))})
	}
	return views, nil
}

// projectOf is the project that a ticket is about, or else the latest.
func projectOf(id string, projects []bot.Project) *bot.Project {
	for i := range projects {
		if projects[i].ID == id {
			return &projects[i]
		}
	}
	if len(projects) > 0 {
		return &projects[0]
	}
	return nil
}

// summary is the little of a project that tells an advisor whom they will talk to.
func (d *Desk) summary(lang string, p *bot.Project) string {
	if p == nil {
		return ""
	}
	var parts []string
	for _, line := range d.Describer.Describe(lang, p.Form, p.Answers) {
		if line.Value != "" && (line.Field == "craft" || line.Field == "governorate") {
			parts = append(parts, line.Value)
		}
	}
	return strings.Join(parts, " · ")
}
