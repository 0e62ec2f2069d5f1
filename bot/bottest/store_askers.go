package bottest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
	"sanad/knowledge"
)

var askerCases = map[string]func(*testing.T, *desk){
	"who waits is told once it is published":       toldWhenPublished,
	"who did not agree is not told":                notAgreed,
	"one message for one article":                  askedTwice,
	"many processes tell once":                     toldByMany,
	"a phrasing waits for the next publication":    nextPublication,
	"what is published already is told at once":    asItStands,
	"who agrees after the publication is told":     agreedLate,
	"who takes it back is not told":                takenBack,
	"agreed and taken back in one commit":          takenBackAtOnce,
	"who cannot be reached is told once they can":  toldWhenReached,
	"who is forgotten is not told":                 forgottenAsker,
	"another's question cannot be waited for":      othersQuestion,
	"who was merged is told in what they have now": mergedAsker,
	"only so many at a time":                       fewAtATime,
	"who talks now goes first":                     crowdWaits,
}

const goldPrice = "قديش الدهب اليوم؟"

// asks has a chat ask what nobody knows, and agree to be told where agreed is set. It gives the question's id.
func (d *desk) asks(chat, question string, agreed bool) int64 {
	d.Helper()
	c := d.do(d.text(chat, question), "ما بعرف", dialogs.NoteQuestion{Question: question, Why: dialogs.QuestionUnknown})
	if agreed {
		d.do(d.text(chat, "خبروني"), "تمام", dialogs.AwaitAnswer{Question: c.Waiting[0].Input.ID})
	}
	d.flush()
	all, err := d.Questions(d.Context(), "", 1)
	d.ok(err)
	d.want(all[0].Question == question && all[0].Waits == agreed, "%+v", all[0])
	return all[0].ID
}

// flush sends what waits to be sent.
func (d *desk) flush() {
	d.Helper()
	for _, o := range d.outgoing() {
		d.settle(sent(o))
	}
}

func (d *desk) publish(id string, from int) {
	d.Helper()
	d.ok(d.Articles.Save(d.Context(), knowledge.Change{Article: article(id, "جواب"), From: from, State: knowledge.Published}))
}

func (d *desk) answer(article string, since int, ids ...int64) {
	d.Helper()
	d.ok(d.AnswerQuestions(d.Context(), article, since, ids...))
}

func (d *desk) tell() int {
	d.Helper()
	n, err := d.TellAskers(d.Context(), d.now, 100)
	d.ok(err)
	return n
}

// told takes the one input that tells somebody.
func (d *desk) told(article string, revision int) bot.Claim {
	d.Helper()
	c := d.claimOne()
	in := c.Waiting[0].Input
	d.want(len(c.Waiting) == 1 && in.Kind == dialogs.KindAnswer && in.Article == article && in.Revision == revision, "%+v", c.Waiting)
	d.commit(d.turn(c, 0, "صار في جواب"))
	return c
}

func toldWhenPublished(t *testing.T, d *desk) {
	id := d.asks("1", goldPrice, true)
	d.want(d.tell() == 0, "told of nothing")
	d.ok(d.Articles.Save(t.Context(), knowledge.Change{Article: article("gold", "مسودة"), State: knowledge.Draft}))
	d.answer("gold", 1, id)
	d.want(d.tell() == 0, "told of a draft")
	d.publish("gold", 1)
	d.want(d.tell() == 1 && d.tell() == 0, "not told once")
	c := d.told("gold", 1)
	d.want(c.Waiting[0].Input.Text == goldPrice, "%+v", c.Waiting[0])
	d.want(slices.Equal(d.transcript(c.Conversation)[4:], []string{"bot:صار في جواب"}), "%q", d.transcript(c.Conversation))
	d.publish("gold", 2)
	d.answer("gold", 0, id)
	d.want(d.tell() == 0, "told again")
}

func notAgreed(t *testing.T, d *desk) {
	d.publish("gold", 0)
	d.answer("gold", 0, d.asks("1", goldPrice, false))
	d.want(d.tell() == 0, "told unasked")
}

func askedTwice(t *testing.T, d *desk) {
	d.publish("gold", 0)
	first, last := d.asks("1", goldPrice, true), d.asks("1", "سعر غرام الدهب", true)
	other := d.asks("2", goldPrice, true)
	d.answer("gold", 0, first, last, other)
	d.want(d.tell() == 2, "not one message each")
	claims := d.claim(10)
	d.want(len(claims) == 2 && len(claims[0].Waiting) == 1 && len(claims[1].Waiting) == 1, "%+v", claims)
	i := slices.IndexFunc(claims, func(c bot.Claim) bool { return c.Chat == "1" })
	d.want(claims[i].Waiting[0].Input.Text == "سعر غرام الدهب", "%+v", claims[i].Waiting[0])
}

func toldByMany(t *testing.T, d *desk) {
	d.publish("gold", 0)
	var ids []int64
	for _, chat := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		ids = append(ids, d.asks(chat, goldPrice, true))
	}
	d.answer("gold", 0, ids...)
	var wg sync.WaitGroup
	var mu sync.Mutex
	told := 0
	for range 8 {
		wg.Go(func() {
			n, err := d.TellAskers(context.WithoutCancel(t.Context()), d.now, 100)
			mu.Lock()
			defer mu.Unlock()
			if told += n; err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	d.want(told == len(ids), "%d told, want %d", told, len(ids))
	for _, c := range d.claim(100) {
		d.want(len(c.Waiting) == 1, "%s is told %d times", c.Chat, len(c.Waiting))
	}
}

func nextPublication(t *testing.T, d *desk) {
	d.publish("gold", 0)
	id := d.asks("1", goldPrice, true)
	d.ok(d.Articles.Save(t.Context(), knowledge.Change{Article: article("gold", "بصياغة أخرى"), From: 1, State: knowledge.Draft}))
	d.answer("gold", 2, id)
	d.want(d.tell() == 0, "told of what the published text does not say yet")
	d.publish("gold", 2)
	d.want(d.tell() == 1, "not told")
	d.told("gold", 2)
}

func asItStands(t *testing.T, d *desk) {
	d.answer("starter", 0, d.asks("1", goldPrice, true)) // an article that nobody touched is not in the store
	d.want(d.tell() == 1, "not told")
	d.told("starter", 0)
}

func agreedLate(t *testing.T, d *desk) {
	c := d.do(d.text("1", goldPrice), "ما بعرف", dialogs.NoteQuestion{Question: goldPrice, Why: dialogs.QuestionUnknown})
	all, err := d.Questions(t.Context(), "", 1)
	d.ok(err)
	d.publish("gold", 0)
	d.answer("gold", 1, all[0].ID)
	d.want(d.tell() == 0, "told unasked")
	d.do(d.text("1", "خبروني"), "تمام", dialogs.AwaitAnswer{Question: c.Waiting[0].Input.ID})
	d.want(d.tell() == 1, "not told")
}

func takenBack(t *testing.T, d *desk) {
	d.publish("gold", 0)
	id := d.asks("1", goldPrice, true)
	d.do(d.text("1", "لا تخبروني"), "ماشي", dialogs.StopAwaiting{})
	other := d.asks("2", goldPrice, true)
	d.answer("gold", 0, id, other)
	d.want(d.tell() == 1 && d.claimOne().Chat == "2", "the wrong one is told")
}

func takenBackAtOnce(t *testing.T, d *desk) {
	d.accept(d.text("1", goldPrice), d.text("1", "خبروني"), d.text("1", "لا تخبروني"), d.text("2", goldPrice), d.text("2", "لا تخبروني"), d.text("2", "خبروني"))
	note := dialogs.NoteQuestion{Question: goldPrice, Why: dialogs.QuestionUnknown}
	for _, c := range d.claim(2) {
		wait, stop := dialogs.AwaitAnswer{Question: c.Waiting[0].Input.ID}, dialogs.StopAwaiting{}
		second, third := dialogs.Effect(wait), dialogs.Effect(stop)
		if c.Chat == "2" {
			second, third = stop, wait
		}
		d.commit(d.turn(c, 0, "", note), d.turn(c, 1, "", second), d.turn(c, 2, "", third))
	}
	all, err := d.Questions(t.Context(), "", 10)
	d.ok(err)
	for _, q := range all {
		conversation, err := d.Conversation(t.Context(), q.Conversation)
		d.ok(err)
		d.want(q.Waits == (conversation.Chat == "2"), "%s: %+v", conversation.Chat, q)
	}
}

func crowdWaits(t *testing.T, d *desk) {
	d.publish("gold", 0)
	d.answer("gold", 0, d.asks("1", goldPrice, true))
	for _, chat := range []string{"7", "8", "9"} {
		d.do(d.text(chat, "مرحبا"), "أهلا")
	}
	d.want(d.tell() == 0, "told before those who talk now are answered")
	d.flush()
	d.want(d.tell() == 1, "not told")
}

func toldWhenReached(t *testing.T, d *desk) {
	d.publish("gold", 0)
	id := d.asks("1", goldPrice, true)
	d.do(d.text("1", "هون؟"), "إي")
	for _, o := range d.outgoing() {
		d.settle(bot.Outcome{Outgoing: o, Unreachable: true, Why: "blocked"})
	}
	d.answer("gold", 0, id)
	d.want(d.tell() == 0, "somebody who blocked us is told")
	d.do(d.text("1", "عدت"), "أهلا")
	d.want(d.tell() == 1, "who is back is not told")
}

func forgottenAsker(t *testing.T, d *desk) {
	d.publish("gold", 0)
	id := d.asks("1", goldPrice, true)
	d.do(d.text("1", "انس"), "وداعا", dialogs.Forget{})
	d.answer("gold", 0, id)
	d.want(d.tell() == 0, "a forgotten artisan is told")
}

func othersQuestion(t *testing.T, d *desk) {
	c := d.do(d.text("1", goldPrice), "", dialogs.NoteQuestion{Question: goldPrice, Why: dialogs.QuestionUnknown})
	d.do(d.text("2", "خبروني"), "", dialogs.AwaitAnswer{Question: c.Waiting[0].Input.ID})
	all, err := d.Questions(t.Context(), "", 1)
	d.ok(err)
	d.want(!all[0].Waits, "somebody else agreed for them")
}

func mergedAsker(t *testing.T, d *desk) {
	d.do(d.text("old", "مرحبا"), "")
	id := d.asks("new", goldPrice, true)
	both := d.text("old", "نحن واحد")
	both.Aliases = []string{"new"}
	d.do(both, "")
	d.publish("gold", 0)
	d.answer("gold", 1, id)
	d.want(d.tell() == 1, "not told")
	d.want(d.told("gold", 1).Chat == "old", "told where nobody is")
}

func fewAtATime(t *testing.T, d *desk) {
	d.publish("gold", 0)
	d.answer("gold", 0, d.asks("1", goldPrice, true), d.asks("2", goldPrice, true), d.asks("3", goldPrice, true))
	for _, want := range []int{2, 1, 0} {
		n, err := d.TellAskers(t.Context(), d.now.Add(time.Second), 2)
		d.ok(err)
		d.want(n == want, "%d told, want %d", n, want)
	}
}
