package ledger

import (
	"context"
	"fmt"

	"sanad/dialogs"
)

// records are what the effects of some turns ask for, by kind, to be written in a few statements. Of
// what one key is asked for twice the last counts.
type records struct {
	contacts  map[int64]dialogs.SetContact
	projects  upserts
	opened    [][]any
	changed   map[string][]any
	foldings  []folding
	rated     [][]any
	questions [][]any
	awaited   []awaited
	hushed    []int64
	timers    map[timer][]any
	audit     [][]any
	errands   [][]any
	diverted  []diversion
	overtaken []overtaking
	wishes    []wish
	shared    map[int64]dialogs.Elsewhere // what the artisans' other conversations should know, by conversation
	at        int64                       // of the last turn
	held      map[int64]*holding
}

// folding is a ticket that goes up in another.
type folding struct{ ticket, into string }

// upserts are rows by key, in the order in which the keys came first.
type upserts struct {
	place map[string]int
	rows  [][]any
}

func (u *upserts) put(key string, row []any) {
	if i, ok := u.place[key]; ok {
		u.rows[i] = row
		return
	}
	if u.place == nil {
		u.place = map[string]int{}
	}
	u.place[key] = len(u.rows)
	u.rows = append(u.rows, row)
}

// collect gathers the effects of turns. A turn that forgets erased what its effects before that asked for.
func collect(entries []*entry, held map[int64]*holding) (*records, error) {
	r := &records{contacts: map[int64]dialogs.SetContact{}, changed: map[string][]any{}, timers: map[timer][]any{},
		shared: map[int64]dialogs.Elsewhere{}, held: held}
	for _, e := range entries {
		for _, effect := range e.Effects[e.forgets+1:] {
			if err := r.add(e, held[e.Conversation].contact, effect); err != nil {
				return nil, fmt.Errorf("turn %d of conversation %d: %w", e.Seq, e.Conversation, err)
			}
		}
	}
	return r, nil
}

func (r *records) add(e *entry, contact int64, effect dialogs.Effect) error {
	at := millis(e.At)
	r.at = max(r.at, at)
	r.share(e.Conversation, effect)
	switch f := effect.(type) {
	case dialogs.SetContact:
		r.contacts[contact] = merged(r.contacts[contact], f)
	case dialogs.SaveProject:
		answers, err := document(f.Answers)
		if err != nil {
			return err
		}
		r.projects.put(f.Project, []any{f.Project, contact, f.Form, f.Version, answers, flag(f.Done), at})
	case dialogs.OpenTicket:
		r.opened = append(r.opened, []any{f.Ticket, e.Conversation, string(dialogs.TicketOpen), string(f.Reason), f.Question, f.Project, at, at})
		r.note(at, "", "ticket.open", f.Ticket)
	case dialogs.ChangeTicket:
		r.change(f, at)
	case dialogs.RefuseAdvisor:
		r.note(at, f.Person.ID, "refused."+string(f.Did), "conversation:"+fmt.Sprint(e.Conversation))
	case dialogs.NoteQuestion:
		r.questions = append(r.questions, []any{e.Conversation, contact, f.Question, f.Article, f.Score, string(f.Why), at, e.input})
	case dialogs.AwaitAnswer:
		return r.await(e, contact, f)
	case dialogs.StopAwaiting:
		r.hush(contact)
	case dialogs.RateService:
		r.rated = append(r.rated, []any{f.Ticket, f.Stars, at})
	case dialogs.SetTimer:
		r.timers[timer{e.Conversation, f.Timer}] = []any{e.Conversation, f.Timer, millis(f.At)}
	case dialogs.ClearTimer:
		r.timers[timer{e.Conversation, f.Timer}] = nil
	case dialogs.Divert:
		r.diverted = append(r.diverted, diversion{e.Conversation, f, at})
	case dialogs.TakeOver:
		r.overtaken = append(r.overtaken, overtaking{e.Conversation, f})
	case dialogs.TryEdit:
		return r.send(e.Conversation, errand{Edit: f.Edit})
	case dialogs.MakeEdit:
		return r.send(e.Conversation, errand{Edit: f.Edit, Make: true, Person: f.Person})
	case dialogs.OfferCode:
		r.wishes = append(r.wishes, wish{conversation: e.Conversation, at: at})
	case dialogs.UseCode:
		r.wishes = append(r.wishes, wish{conversation: e.Conversation, code: f.Code, at: at})
	case dialogs.AddNote, dialogs.SendMyData:
		// a note is a line of the transcript; the document was made before the commit and is among what is said
	default:
		return fmt.Errorf("effect %T is unknown to the ledger", effect)
	}
	return nil
}

// share notes what an artisan's other conversations should know of an effect.
func (r *records) share(conversation int64, effect dialogs.Effect) {
	news := r.shared[conversation]
	switch f := effect.(type) {
	case dialogs.SaveProject:
	case dialogs.OpenTicket:
		news.Ticket = f.Ticket
	case dialogs.SetContact:
		if f.Lang == "" {
			return
		}
		news.Lang = f.Lang
	default:
		return
	}
	r.shared[conversation] = news
}

func merged(known, told dialogs.SetContact) dialogs.SetContact {
	if told.Name != "" {
		known.Name = told.Name
	}
	if told.Phone != "" {
		known.Phone = told.Phone
	}
	if told.Lang != "" {
		known.Lang = told.Lang
	}
	return known
}

func (r *records) change(f dialogs.ChangeTicket, at int64) {
	var by, to dialogs.Person
	if f.By != nil {
		by = *f.By
	}
	if f.To != nil {
		to = *f.To
	}
	r.changed[f.Ticket] = []any{f.Ticket, string(f.State), to.ID, to.Name, at}
	if f.Into != "" {
		r.foldings = append(r.foldings, folding{f.Ticket, f.Into})
	}
	r.note(at, by.ID, "ticket."+string(f.State), f.Ticket)
}

func (r *records) note(at int64, person, did, object string) {
	r.audit = append(r.audit, []any{at, person, did, object})
}

// write writes what was collected; a ticket is opened before it is changed.
func (r *records) write(ctx context.Context, s *session) error {
	for _, step := range []func(context.Context, *records) error{
		s.setContacts, s.saveProjects, s.writeTickets, s.noteQuestions, s.noteAskers, s.setTimers, s.writeAudit, s.writeErrands, s.joinUp, s.passOn, s.takeOver,
	} {
		if err := step(ctx, r); err != nil {
			return err
		}
	}
	return nil
}
