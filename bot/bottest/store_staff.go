package bottest

import (
	"context"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// Staff keeps the people of the desk and their own chats.
type Staff interface {
	AddPerson(ctx context.Context, p bot.Person) (bot.Person, error)
	UpdatePerson(ctx context.Context, p bot.Person) error
	OfferChat(ctx context.Context, person string, now time.Time) (code string, err error)
	DropChat(ctx context.Context, person string) error
}

var staffCases = map[string]func(*testing.T, *desk){
	"a code links a chat to a person":          chatLinked,
	"who is disabled loses it at once":         chatDisabled,
	"a chat is unlinked":                       chatDropped,
	"a person's code works once and not long":  staffCodeOnce,
	"a chat is one person's":                   chatOfOne,
	"a merged conversation stays its person's": mergedStays,
	"an errand is given to one, and answered":  errandOnce,
	"an errand comes back when nobody did it":  errandAgain,
	"erasing a chat takes its errands and tie": chatForgotten,
}

// employ adds a person of the desk.
func (d *desk) employ(login string, role bot.Role) bot.Person {
	d.Helper()
	p, err := d.AddPerson(d.Context(), bot.Person{Login: login, Name: "سلمى", Role: role})
	d.ok(err)
	return p
}

// linked is a chat on Telegram that belongs to a person.
func (d *desk) linked(chat string, p bot.Person) bot.Claim {
	d.Helper()
	code, err := d.OfferChat(d.Context(), p.ID, d.now)
	d.ok(err)
	c, j := d.use(d.text(chat, "/start"), code)
	d.want(j.Outcome == dialogs.JoinStaff, "%+v", j)
	return c
}

// staff is whom the next input of a chat is said to be from.
func (d *desk) staff(chat string) *dialogs.Staff {
	d.Helper()
	return d.do(d.text(chat, "kb"), "").Waiting[0].Input.Staff
}

func chatLinked(_ *testing.T, d *desk) {
	p, q := d.employ("salma", bot.RoleAdmin), d.employ("samer", bot.RoleAdvisor)
	d.linked("1", p)
	d.linked("2", q)
	got := d.staff("1")
	d.want(got != nil && *got == dialogs.Staff{Person: dialogs.Person{ID: p.ID, Name: "سلمى"}, Admin: true}, "%+v", got)
	got = d.staff("2")
	d.want(got != nil && got.ID == q.ID && !got.Admin, "%+v", got)
	d.want(d.staff("3") == nil, "a stranger is staff")
}

func chatDisabled(_ *testing.T, d *desk) {
	p := d.employ("salma", bot.RoleAdmin)
	d.linked("1", p)
	d.accept(d.text("1", "before"))
	p.Disabled = true
	d.ok(d.UpdatePerson(d.Context(), p))
	d.want(d.staff("1") == nil, "still staff")
	p.Disabled, p.Role = false, bot.RoleAdvisor
	d.ok(d.UpdatePerson(d.Context(), p))
	d.want(!d.staff("1").Admin, "still an admin")
}

func chatDropped(_ *testing.T, d *desk) {
	p := d.employ("salma", bot.RoleAdmin)
	d.linked("1", p)
	d.ok(d.DropChat(d.Context(), p.ID))
	d.want(d.staff("1") == nil, "still staff")
}

func staffCodeOnce(_ *testing.T, d *desk) {
	p := d.employ("salma", bot.RoleAdmin)
	code, err := d.OfferChat(d.Context(), p.ID, d.now)
	d.ok(err)
	d.want(len(code) == 16, "%q", code)
	d.use(d.text("1", "/start"), code)
	_, j := d.use(d.text("2", "/start"), code)
	d.want(j.Outcome == dialogs.JoinUnknown && d.staff("2") == nil && d.staff("1") != nil, "%+v", j)
	code, err = d.OfferChat(d.Context(), p.ID, d.now)
	d.ok(err)
	d.now = d.now.Add(time.Hour)
	_, j = d.use(d.text("2", "/start"), code)
	d.want(j.Outcome == dialogs.JoinUnknown && d.staff("2") == nil, "%+v", j)
	p.Disabled = true
	d.ok(d.UpdatePerson(d.Context(), p))
	code, err = d.OfferChat(d.Context(), p.ID, d.now)
	d.ok(err)
	_, j = d.use(d.text("2", "/start"), code)
	d.want(j.Outcome == dialogs.JoinUnknown && d.staff("2") == nil, "%+v", j)
}

func chatOfOne(_ *testing.T, d *desk) {
	p, q := d.employ("salma", bot.RoleAdmin), d.employ("samer", bot.RoleAdmin)
	d.linked("1", p)
	d.linked("1", q)
	d.want(d.staff("1").ID == q.ID, "not the last")
	d.linked("2", q)
	d.want(d.staff("1") == nil && d.staff("2").ID == q.ID, "a person has two chats")
}

func mergedStays(_ *testing.T, d *desk) {
	p, q := d.employ("salma", bot.RoleAdmin), d.employ("samer", bot.RoleAdmin)
	for _, chat := range []struct {
		name string
		of   bot.Person
	}{{"lid", p}, {"number", q}} {
		code, err := d.OfferChat(d.Context(), chat.of.ID, d.now)
		d.ok(err)
		d.use(d.onWhatsApp(chat.name, "link"), code)
	}
	known := d.onWhatsApp("lid", "kb")
	known.Aliases = []string{"number"}
	got := d.do(known, "").Waiting[0].Input.Staff
	d.want(got != nil && (got.ID == p.ID || got.ID == q.ID), "%+v", got)
}

var phrase = dialogs.Edit{Do: dialogs.EditPhrase, Article: "a", Phrasing: "كيف"}

func (d *desk) errands() []bot.Errand {
	d.Helper()
	all, err := d.ClaimErrands(d.Context(), 10, d.now, d.now.Add(lease))
	d.ok(err)
	return all
}

func errandOnce(t *testing.T, d *desk) {
	c := d.do(d.text("1", "a"), "", dialogs.TryEdit{Edit: phrase}, dialogs.MakeEdit{Edit: phrase, Person: rana})
	all := d.errands()
	d.want(len(all) == 2 && all[0].Conversation == c.Conversation && all[0].Edit == phrase && !all[0].Make && all[1].Make && all[1].Person == rana, "%+v", all)
	d.want(len(d.errands()) == 0, "given out twice")
	answer := dialogs.Input{Kind: dialogs.KindTrial, Trial: &dialogs.Trial{Edit: phrase, Outcome: dialogs.EditReady}}
	for range 2 {
		d.ok(d.FinishErrand(t.Context(), all[0], d.now, answer))
	}
	in := d.heard(c.Conversation)
	d.want(in.Trial != nil && in.Trial.Edit == phrase && in.Trial.Outcome == dialogs.EditReady, "%+v", in)
	d.want(len(d.claim(10)) == 0, "answered twice")
}

func errandAgain(_ *testing.T, d *desk) {
	d.do(d.text("1", "a"), "", dialogs.TryEdit{Edit: phrase})
	first := d.errands()
	d.now = d.now.Add(lease)
	again := d.errands()
	d.want(len(first) == 1 && len(again) == 1 && first[0].Try == 1 && again[0].Try == 2, "%+v %+v", first, again)
	again[0].Try = first[0].Try
	d.want(first[0] == again[0], "%+v %+v", first, again)
}

func chatForgotten(_ *testing.T, d *desk) {
	d.linked("1", d.employ("salma", bot.RoleAdmin))
	told := phrase
	told.Phrasing = secret
	d.do(d.text("1", "a"), "", dialogs.TryEdit{Edit: told})
	held := d.errands()
	d.do(d.text("1", "forget"), "", dialogs.Forget{})
	d.want(len(d.left(secret)) == 0, "left behind: %q", d.left(secret))
	d.ok(d.FinishErrand(d.Context(), held[0], d.now, dialogs.Input{Kind: dialogs.KindTrial, Trial: &dialogs.Trial{Edit: told}}))
	d.want(len(d.left(secret)) == 0, "it came back: %q", d.left(secret))
	d.want(d.staff("1") == nil, "still staff")
}
