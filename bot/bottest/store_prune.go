package bottest

import (
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var pruneCases = map[string]func(*testing.T, *desk){
	"the last state and what waits stay": pruneKeeps,
	"what is recent is left alone":       pruneNothingRecent,
	"the transcript is left alone":       pruneNoTranscript,
	"what the forgotten sent goes too":   pruneForgotten,
	"and what the merged sent":           pruneMerged,
}

func (d *desk) prune(before time.Time) {
	d.Helper()
	next, err := d.Prune(d.Context(), before, 0)
	d.ok(err)
	d.want(next == 0, "of so few conversations some are left, from %d", next)
}

// states counts the states of turns that are stored.
func (d *desk) states() (n int) {
	for _, text := range d.Texts(d.T) {
		if len(text) > 7 && text[:7] == `{"v":1,` {
			n++
		}
	}
	return n
}

func pruneKeeps(t *testing.T, d *desk) {
	first := d.text("1", "أولى")
	c := d.do(first, "")
	d.do(d.text("1", "تانية"), "")
	d.do(d.text("2", "غيره"), "")
	waits := d.accept(d.text("1", "بعدها"))[0]
	d.want(d.states() == 3, "there are %d states before", d.states())
	d.prune(d.now.Add(time.Hour))
	d.want(d.states() == 2, "%d states are left, want the last of each conversation", d.states())
	states, err := d.States(t.Context(), []int64{c.Conversation})
	d.ok(err)
	d.want(len(states) == 1, "the last state is gone")
	got := d.claimOne()
	d.want(got.Waiting[0].Input.Text == "بعدها", "waiting is %+v, accepted as %d", got.Waiting, waits.Input)
	d.commit(d.turn(got, 0, "يلا"))
	again := d.accept(first)[0]
	d.want(!again.Duplicate, "it is still known what came before the moment")
}

func pruneNothingRecent(t *testing.T, d *desk) {
	first := d.text("1", "أولى")
	d.do(first, "")
	d.do(d.text("1", "تانية"), "")
	d.prune(d.now)
	d.want(d.states() == 2, "%d states are left", d.states())
	d.want(d.accept(first)[0].Duplicate, "what came twice is taken twice")
}

func pruneNoTranscript(t *testing.T, d *desk) {
	c := d.do(d.text("1", "مرحبا"), "أهلا")
	for _, o := range d.outgoing() {
		d.settle(sent(o))
	}
	d.do(d.text("1", "شكرا"), "")
	d.prune(d.now.Add(time.Hour))
	d.want(len(d.transcript(c.Conversation)) == 3, "%v", d.transcript(c.Conversation))
	conversation, err := d.Conversation(t.Context(), c.Conversation)
	d.ok(err)
	d.want(conversation.Seq == 2, "it stands at %d", conversation.Seq)
}

// pruneOrphans wants inputs without a turn known until the moment comes, and not beyond.
func (d *desk) pruneOrphans(gone bot.Incoming) {
	d.Helper()
	d.prune(d.now)
	d.want(d.accept(gone)[0].Duplicate, "what came twice is taken twice")
	d.prune(d.now.Add(time.Hour))
	d.want(!d.accept(gone)[0].Duplicate, "it is still known what came before the moment")
}

func pruneForgotten(_ *testing.T, d *desk) {
	first := d.text("1", "مرحبا")
	first.At = d.now.AddDate(20, 0, 0) // by the network's clock
	d.do(first, "")
	d.do(d.text("1", "انس"), "", dialogs.Forget{})
	d.pruneOrphans(first)
}

func pruneMerged(_ *testing.T, d *desk) {
	d.do(d.text("old", "مرحبا"), "")
	younger := d.text("new", "مرحبا")
	younger.At = d.now.AddDate(-20, 0, 0)
	d.do(younger, "")
	both := d.text("old", "نحن واحد")
	both.Aliases = []string{"new"}
	d.do(both, "")
	d.pruneOrphans(younger)
}
