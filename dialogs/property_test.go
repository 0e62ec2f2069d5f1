package dialogs_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
)

// said is what artisans may write, sensible and not.
var said = []string{"مرحبا", "سجل مشروعي", "إي", "لا", "خالد", "موزاييك", "حلب", "20", "أربع عمال", "لحالي", "شي خمسين ألف ليرة", "جديدة",
	"1 و 3", "هيك بيكفي", "تخطي", "ما بعرف", "رجوع", "0", "#", "/menu", "/cancel", "/start x", "/start 482713", "/delete", "احذف بياناتي", "نعم", "1", "/lang", "/fly", "تأكيد", "تعديل",
	"٣", "تانية", "99", "كيف باخد قرض؟", "شو في دعم؟", "مين فاز بكاس العالم؟", "بدي مستشار", "خلص ما بدي", "لا غلطت، أنا من حماة مو من حمص",
	"قصدي 25", "0944123456", "كمّل", "من جديد", "مشروعي", "أفاد", "ما أفاد", "يا حمير", "hello how can you help", "silav", "😀", "؟؟؟", "", " ",
	"\u202e\u200f", "\x00\x01", "asdkjh", strings.Repeat("طويل ", 20000), "-5", "1e999", "٪", "«»", "2.5", "English", "عربي", "شكرا", "5",
	"شغلي", "خمسين", "ألف", "بالقديم", "عنا ٦ صناع", "٥٠٠ عامل", "شي مليونين بالشهر", "مالي سجل", "بدي قرض", "ليش بدكن رقمي؟", "ما بدي قول", "مين انتو؟", "300$", "وإذا ما دفعت", "خبروني", "لا تخبروني",
	"ربط حسابي", "عندي رمز", "ربط ٤٨٢٧١٣", "482713", "شو بيناسبني", "أي برنامج إلي؟", "النتيجة هلق", "برامج تانية", "تمويل وتسويق"}

var choices = []string{"go:menu", "go:human", "go:leave", "go:resume", "go:confirm", "go:edit", "set:project.place=home", "set:project.name=~",
	"skip:project.name", "done:project.needs", "edit:project.craft", "ed:project.sales=new", "sure:project.years=yes", "art:test-loan", "more:test-loan",
	"good:test-loan", "bad:test-loan", "lang:en", "ok:forget", "ok:person", "ok:restart", "ok:resume", "not:resume", "ok:twin", "not:twin", "ok:join", "not:join", "go:link", "go:link_have", "star:3", "go:match", "kb:add=test-loan", "kb:arc=test-loan", "kb:ok=", "kb:ok=3", "fits:0", "fits:3", "fits:not", "fits:now", "fits:fill", "fits:x", "scheme:test-loan", "scheme:none", "tell:1", "tell:x", "x", "set:=", ":", "art:", strings.Repeat("ن", 99)}

// siblings are where an artisan's other conversations may stand.
var siblings = []dialogs.State{{}, {Lang: "en", Mode: dialogs.ModeWaiting, Ticket: "9"}, {Filling: &dialogs.Filling{Form: "gone", Project: "8"}},
	{Filling: &dialogs.Filling{Form: "project", Version: 1, Project: "7", Saved: 5, Answers: dialogs.Answers{"consent": {Text: "yes"}, "craft": {Text: "wood-mosaic"}}}},
	{Filling: &dialogs.Filling{Form: "project", Version: 1, Project: "6", Saved: 1 << 50, Done: true, Confirmed: true, Answers: dialogs.Answers{"consent": {Text: "yes"}}}},
	{Filling: &dialogs.Filling{Form: "project", Version: 1, Project: "4", Saved: 1 << 51, Journey: "match", Trail: []string{"needs"}, Field: "needs", Answers: dialogs.Answers{"consent": {Text: "yes"}}}},
	{Filling: &dialogs.Filling{Form: "project", Version: 1, Project: "1", Saved: 1 << 52, Paused: true, Resting: true, Answers: dialogs.Answers{"consent": {Text: "yes"}, "workers": dialogs.Number(3)}}},
	{Filling: &dialogs.Filling{Form: "project", Project: "5", Answers: dialogs.Answers{"craft": {Text: "no craft"}}}}}

func drawInput(t *rapid.T, shown []string) dialogs.Input {
	in := dialogs.Input{Ref: "m" + fmt.Sprint(rapid.IntRange(1, 20).Draw(t, "ref")), Name: rapid.SampledFrom([]string{"", "أم علي"}).Draw(t, "name")}
	in.Kind = rapid.SampledFrom([]dialogs.InputKind{dialogs.KindText, dialogs.KindText, dialogs.KindText, dialogs.KindText, dialogs.KindChoice, dialogs.KindChoice,
		dialogs.KindEdit, dialogs.KindPhoto, dialogs.KindVoice, dialogs.KindDocument, dialogs.KindVideo, dialogs.KindLocation, dialogs.KindContact,
		dialogs.KindUnsupported, dialogs.KindTake, dialogs.KindSay, dialogs.KindNote, dialogs.KindHandBack, dialogs.KindResolve, dialogs.KindTransfer,
		dialogs.KindTimer, dialogs.KindAnswer, dialogs.KindApology, dialogs.KindTrial, dialogs.KindJoining, dialogs.KindElsewhere}).Draw(t, "kind")
	switch {
	case in.Kind == dialogs.KindChoice:
		in.Choice = rapid.SampledFrom(append(append([]string{}, choices...), shown...)).Draw(t, "choice")
	case in.FromAdvisor():
		in.Person = rapid.SampledFrom([]*dialogs.Person{nil, {ID: "1", Name: "سلمى"}, {ID: "2", Name: "سامر"}}).Draw(t, "person")
		in.To = rapid.SampledFrom([]*dialogs.Person{nil, {ID: "2", Name: "سامر"}}).Draw(t, "to")
		in.Text = "نص"
	case in.Kind == dialogs.KindJoining:
		in.Joining = &dialogs.Joining{Code: "482713", Network: "whatsapp", Given: rapid.Bool().Draw(t, "given"), Outcome: rapid.SampledFrom([]dialogs.JoinOutcome{
			dialogs.JoinCode, dialogs.JoinDone, dialogs.JoinUnknown, dialogs.JoinOwn, dialogs.JoinAlready, dialogs.JoinThrottled}).Draw(t, "outcome")}
		in.Siblings = rapid.SliceOfN(rapid.SampledFrom(siblings), 0, 2).Draw(t, "siblings")
	case in.Kind == dialogs.KindElsewhere:
		in.Elsewhere = &dialogs.Elsewhere{Ticket: rapid.SampledFrom([]string{"", "1", "9", "99"}).Draw(t, "asked"), Lang: rapid.SampledFrom([]string{"", "ar", "en"}).Draw(t, "lang")}
		in.Siblings = rapid.SliceOfN(rapid.SampledFrom(siblings), 0, 2).Draw(t, "siblings")
	case in.Kind == dialogs.KindTrial:
		in.Trial = &dialogs.Trial{Edit: dialogs.Edit{Do: dialogs.EditArchive, Article: "test-loan"}, Outcome: rapid.SampledFrom([]dialogs.EditOutcome{dialogs.EditReady, dialogs.EditDone, dialogs.EditConflict}).Draw(t, "trial")}
	case in.Kind == dialogs.KindTimer:
		in.Timer = rapid.SampledFrom([]string{"form", "ticket", "answer", "unknown"}).Draw(t, "timer")
	case in.Kind == dialogs.KindAnswer:
		in.Text, in.Article = "كم سعر الدولار؟", rapid.SampledFrom([]string{"test-loan", "test-fund", "gone"}).Draw(t, "article")
	default:
		in.Text = rapid.OneOf(rapid.SampledFrom(said), rapid.String()).Draw(t, "text")
		in.Media = rapid.SampledFrom([]*dialogs.Media{nil, {}, {Hash: strings.Repeat("a", 64), Mime: "image/png"}}).Draw(t, "media")
		in.Card = rapid.SampledFrom([]*dialogs.Card{nil, {}, {Phone: "+963944123456", Own: true}}).Draw(t, "card")
	}
	return in
}

// Whatever happens: no panic, an answer to every artisan's input unless an advisor leads, silence of the bot
// while one does, choices that channels can carry, and a state that survives JSON.
func TestAnyConversation(t *testing.T) {
	texts := bundle(t)
	engine := newEngine(t, texts)
	rapid.Check(t, func(t *rapid.T) {
		var s dialogs.State
		var shown []string
		var previous dialogs.Input
		staff := rapid.SampledFrom([]*dialogs.Staff{nil, nil, {Person: dialogs.Person{ID: "1", Name: "سلمى"}, Admin: true}}).Draw(t, "staff")
		now := began
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			in := drawInput(t, shown)
			if (s.Prompt == "forget" || s.Prompt == "publish") && rapid.Bool().Draw(t, "agree") {
				in = dialogs.Input{Kind: dialogs.KindText, Text: "نعم"}
			}
			in.ID, in.Staff = fmt.Sprint(i+1), staff
			wait := time.Second * time.Duration(rapid.SampledFrom([]int{1, 5, 60, 60, 20 * 60, 25 * 3600, 31 * 24 * 3600}).Draw(t, "seconds"))
			now = now.Add(wait)
			before, _ := json.Marshal(s)
			r := engine.Step(s, in, now, dialogtest.Books())
			if after, _ := json.Marshal(s); string(after) != string(before) {
				t.Fatalf("the step changed the state that it was given:\n%s\n%s", before, after)
			}
			checkReplies(t, texts, s, in, r)
			checkGrave(t, previous, wait, in, r)
			checkJoining(t, s, in, r)
			previous = in
			for _, reply := range r.Replies {
				for _, c := range reply.Choices {
					shown = append(shown, c.ID)
				}
			}
			s = reread(t, r.State)
		}
	})
}

// Whoever asks for a person on several channels waits in one place, in whatever order these hear of each other.
func TestOneRequestWaits(t *testing.T) {
	engine := newEngine(t, bundle(t))
	rapid.Check(t, func(t *rapid.T) {
		states := make([]dialogs.State, rapid.IntRange(2, 4).Draw(t, "channels"))
		news := make([][]dialogs.Input, len(states))
		inputs := rapid.IntRange(0, 100).Draw(t, "earlier inputs")
		before := inputs
		step := func(on int, in dialogs.Input) {
			r := engine.Step(states[on], in, began, dialogtest.Books())
			states[on] = r.State
			for _, e := range r.Effects {
				if opened, ok := e.(dialogs.OpenTicket); ok {
					for other := range news {
						if other != on {
							news[other] = append(news[other], dialogs.Input{Kind: dialogs.KindElsewhere, Elsewhere: &dialogs.Elsewhere{Ticket: opened.Ticket}})
						}
					}
				}
			}
		}
		hear := func(on int) {
			for _, in := range news[on] {
				step(on, in)
			}
			news[on] = nil
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			on := rapid.IntRange(0, len(states)-1).Draw(t, "channel")
			if rapid.Bool().Draw(t, "hears") {
				hear(on)
			} else {
				inputs++
				step(on, dialogs.Input{ID: fmt.Sprint(inputs), Kind: dialogs.KindChoice, Choice: "go:human"})
			}
		}
		for on := range states {
			hear(on)
		}
		waiting := 0
		for _, s := range states {
			if s.Mode == dialogs.ModeWaiting {
				waiting++
			}
		}
		if want := min(inputs-before, 1); waiting != want {
			t.Fatalf("%d wait, want %d", waiting, want)
		}
	})
}

func checkReplies(t *rapid.T, texts dialogs.Texts, before dialogs.State, in dialogs.Input, r dialogs.Result) {
	led := before.Mode == dialogs.ModeAdvisor
	switch {
	case led && !in.FromAdvisor() && len(r.Replies) > 0:
		t.Fatalf("the bot spoke while an advisor leads, to %+v", in)
	case !led && !in.FromAdvisor() && in.Kind != dialogs.KindTimer && in.Kind != dialogs.KindAnswer && in.Kind != dialogs.KindElsewhere && in.Kind != dialogs.KindTrial && len(r.Replies) == 0 && !answeredLater(r):
		t.Fatalf("no answer to %+v in %+v", in, before)
	}
	for _, reply := range r.Replies {
		seen := map[string]bool{}
		labels := map[string]bool{}
		said := dialogs.Render(texts, r.State.Lang, reply)
		if said.Text == "" && said.Media == nil && reply.Advisor == nil || strings.Contains(said.Text, "<no value>") {
			t.Fatalf("an empty or broken text: %+v → %q", reply, said.Text)
		}
		for i, c := range reply.Choices {
			if strings.HasPrefix(c.ID, "set:project.needs=") && !said.Several {
				t.Fatalf("one need alone is asked for in %+v", reply)
			}
			if c.ID == "" || len(c.ID) > 60 || seen[c.ID] {
				t.Fatalf("choice %q is empty, long or doubled in %+v", c.ID, reply)
			}
			if label := said.Choices[i].Label; label == "" || labels[label] || strings.Contains(label, "choice.") {
				t.Fatalf("choice %q has the label %q", c.ID, label)
			}
			seen[c.ID], labels[said.Choices[i].Label] = true, true
		}
	}
}

// checkJoining holds that a code is used which was asked for, or said to be meant.
func checkJoining(t *rapid.T, before dialogs.State, in dialogs.Input, r dialogs.Result) {
	joins := slices.ContainsFunc(r.Effects, func(e dialogs.Effect) bool { return e.Effect() == "use_code" })
	if joins && in.Choice != "ok:join" && before.Prompt != "code" && before.Prompt != "join" {
		t.Fatalf("%+v used a code at %+v", in, before)
	}
}

// checkGrave holds that what cannot be taken back is done by the button that says so, or right after it was asked for.
func checkGrave(t *rapid.T, previous dialogs.Input, wait time.Duration, in dialogs.Input, r dialogs.Result) {
	text := in.Kind == dialogs.KindText
	for _, e := range r.Effects {
		switch e := e.(type) {
		case dialogs.Forget:
			if in.Choice != "ok:forget" && (!text || !previous.FromArtisan() || wait > 20*time.Hour) {
				t.Fatalf("%+v erased everything, %v after %+v", in, wait, previous)
			}
		case dialogs.MakeEdit:
			if e.Edit.Do != dialogs.EditArchive || !strings.HasPrefix(in.Choice, "kb:ok=") && (!text || previous.Kind != dialogs.KindTrial) {
				t.Fatalf("%+v made %+v, %v after %+v", in, e, wait, previous)
			}
		}
	}
}

// answeredLater reports that the host was asked for what the answer depends on.
func answeredLater(r dialogs.Result) bool {
	return slices.ContainsFunc(r.Effects, func(e dialogs.Effect) bool { return e.Effect() == "offer_code" || e.Effect() == "use_code" })
}

func reread(t *rapid.T, s dialogs.State) dialogs.State {
	first, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back dialogs.State
	if err := json.Unmarshal(first, &back); err != nil {
		t.Fatalf("%v: %s", err, first)
	}
	second, _ := json.Marshal(back)
	if string(first) != string(second) {
		t.Fatalf("the state changed in JSON:\n%s\n%s", first, second)
	}
	return back
}

// One engine serves all conversations at once (this is for the race detector).
func TestOneEngineServesMany(t *testing.T) {
	texts := bundle(t)
	engine := newEngine(t, texts)
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			p := dialogtest.NewPlayer(engine, texts, dialogtest.Books(), began)
			for _, line := range []string{"عندي ورشة موزاييك بالشام", "إي", "خالد", "كيف باخد قرض؟", "قصدي حلب", "مستشار", "English", "/delete", "yes"} {
				if outs, err := p.Do(line); err != nil || len(outs) < 2 {
					t.Errorf("%s: %v, %v", line, outs, err)
				}
			}
		})
	}
}
