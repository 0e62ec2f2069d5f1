package dialogs_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
	"sanad/dialogs/understand"
	"sanad/knowledge"
)

// Rules can name exactly what the form and the reader can answer.
func TestRulesSpeakOfWhatTheFormAsks(t *testing.T) {
	forms, err := dialogs.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, g := range understand.Governorates() {
		want["governorate"] = append(want["governorate"], g.ID)
	}
	for _, c := range understand.Crafts() {
		want["craft"] = append(want["craft"], c.ID)
	}
	asked := map[string]bool{}
	for _, field := range forms[0].Fields {
		asked[field.ID] = true
		if field.Kind == dialogs.FieldYesNo {
			want[field.ID] = []string{"yes", "no"}
			continue
		}
		for _, o := range field.Options {
			want[field.ID] = append(want[field.ID], o.ID)
		}
	}
	for name := range knowledge.Fields {
		form := knowledge.FormName(name)
		if !asked[form] {
			t.Errorf("rules speak of %s, and the form does not ask for %s", name, form)
		}
		if !slices.Equal(knowledge.Choices[name], want[form]) {
			t.Errorf("rules about %s know %v, and the answers are %v", name, knowledge.Choices[name], want[form])
		}
	}
}

// steps are what somebody in the journey may say.
var steps = []string{"إي", "لا", "تمويل", "1 و 3", "4", "هيك بيكفي", "50 ألف ليرة جديدة", "مليون ليرة", "500 دولار", "قديمة", "ما بعرف", "تخطي", "رجوع", "0",
	"حلب", "12 عامل", "من 5 ل 12", "كيف باخد قرض؟", "مين فاز بكاس العالم؟", "شو بيناسبني", "النتيجة هلق", "برامج تانية", "شو ما بيناسب، وليش", "لا غلطت، عندي 3 عمال",
	"إلغاء", "كمّل", "قائمة", "سجل مشروعي", "مشروعي", "تأكيد", "مستشار", "خلص ما بدي", "asdkjh", "😀", "من جديد", "إي، من الأول", "English", "عربي", "1", "2", "3", "5", "8"}

// From wherever the journey has come to, a few skips lead to the list, the menu is one word away, an advisor another,
// and every choice of the last message leads somewhere.
func TestMatchJourneyHasNoDeadEnd(t *testing.T) {
	texts := bundle(t)
	engine := newEngine(t, texts)
	kb := dialogtest.Books()
	rapid.Check(t, func(t *rapid.T) {
		now, turn := began, 0
		say := func(s dialogs.State, in dialogs.Input) dialogs.Result {
			turn++
			now = now.Add(time.Minute)
			in.ID = fmt.Sprint(turn)
			r := engine.Step(s, in, now, kb)
			checkReplies(t, texts, s, in, r)
			r.State = reread(t, r.State)
			return r
		}
		text := func(s dialogs.State, said string) dialogs.Result {
			return say(s, dialogs.Input{Kind: dialogs.KindText, Text: said})
		}
		r := text(dialogs.State{}, "شو بيناسبني")
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			if rapid.IntRange(0, 9).Draw(t, "gone") == 0 {
				now = now.Add(30 * 24 * time.Hour)
			}
			r = text(r.State, rapid.SampledFrom(steps).Draw(t, "said"))
		}
		for _, reply := range r.Replies {
			for _, c := range reply.Choices {
				if pressed := say(r.State, dialogs.Input{Kind: dialogs.KindChoice, Choice: c.ID}); stale(pressed) {
					t.Fatalf("%s was just offered and is called old", c.ID)
				}
			}
		}
		if menu := text(r.State, "/menu"); !offers(menu, "go:match") {
			t.Fatalf("the menu does not come: %+v", menu.Replies)
		}
		if r.State.Mode == dialogs.ModeBot {
			if person := say(r.State, dialogs.Input{Kind: dialogs.KindChoice, Choice: "go:human"}); person.State.Mode != dialogs.ModeWaiting {
				t.Fatalf("no advisor comes: %+v", person.Replies)
			}
		}
		arrives(t, text, r.State)
	})
}

// arrives skips its way to the list.
func arrives(t *rapid.T, text func(dialogs.State, string) dialogs.Result, s dialogs.State) {
	r := text(s, "شو بيناسبني")
	for range 20 {
		f := r.State.Filling
		switch {
		case f == nil:
			r = text(r.State, "شو بيناسبني")
		case f.Field == "consent":
			r = text(r.State, "إي")
		case f.Journey == "":
			if len(r.Replies) == 0 || !offers(r, "go:menu") {
				t.Fatalf("the list does not come: %+v", r.Replies)
			}
			return
		default:
			r = text(r.State, "تخطي")
		}
	}
	t.Fatalf("twenty skips do not lead to the list: %+v", r.State.Filling)
}

func stale(r dialogs.Result) bool {
	return slices.ContainsFunc(r.Replies, func(reply dialogs.Reply) bool {
		leads, _ := reply.Args["Lead"].(dialogs.Paragraphs)
		return slices.ContainsFunc(leads, func(p dialogs.Phrase) bool { return p.Key == "choice.stale" })
	})
}

func offers(r dialogs.Result, id string) bool {
	return slices.ContainsFunc(r.Replies, func(reply dialogs.Reply) bool {
		return slices.ContainsFunc(reply.Choices, func(c dialogs.Choice) bool { return c.ID == id })
	})
}

// A session in the journey, and one with its list on the screen, is small enough for a Redis of a hundred thousand.
func TestMatchStateIsSmall(t *testing.T) {
	engine, s := midway(t)
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	kb := knowledge.NewSnapshot(articles)
	for name, from := range map[string]dialogs.State{"a project nearly done": s, "nothing": {}} {
		s := from
		for i, said := range []string{"شو بيناسبني؟", "إي", "1 و 3 و 5", "مالي سجل", "50 ألف ليرة جديدة", "12 عامل", "نحاس", "حلب", "من 20 سنة", "بالبيت", "1", "كل البرامج"} {
			s = engine.Step(s, dialogs.Input{ID: fmt.Sprint(60 + i), Ref: fmt.Sprint("m", 60+i), Kind: dialogs.KindText, Text: said}, began.Add(time.Hour), kb).State
			b, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s: %d bytes after %s", name, len(b), said)
			if len(b) > 1024 {
				t.Errorf("%s: the state after %s takes %d bytes: %s", name, said, len(b), b)
			}
		}
	}
}

// Where there is nothing to match with, the journey says so and has a way on.
func TestMatchWithoutSchemes(t *testing.T) {
	engine := newEngine(t, bundle(t))
	for name, kb := range map[string]dialogs.Finder{"no knowledge": nil, "no scheme": knowledge.NewSnapshot(nil)} {
		r := engine.Step(dialogs.State{}, dialogs.Input{ID: "1", Kind: dialogs.KindChoice, Choice: "go:match"}, began, kb)
		if !offers(r, "go:human") || r.State.Filling != nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
