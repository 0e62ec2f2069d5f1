package dialogs_test

import (
	"encoding/json"
	"testing"
	"time"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
)

// midway is the state of somebody who has answered most of the form.
func midway(tb testing.TB) (*dialogs.Engine, dialogs.State) {
	texts := bundle(tb)
	engine := newEngine(tb, texts)
	p := dialogtest.NewPlayer(engine, texts, dialogtest.Books(), began)
	for _, line := range []string{"سجل مشروعي", "إي", "أبو أحمد", "موزاييك", "دمشق، باب توما", "من 20 سنة", "بالبيت", "لا", "أربع عمال",
		"شي خمسين ألف ليرة جديدة", "1 و 3 و 5", "مليون ليرة قديمة", "المواد غالية والكهربا بتنقطع كتير"} {
		if _, err := p.Do(line); err != nil {
			tb.Fatal(err)
		}
	}
	s, err := p.State()
	if err != nil {
		tb.Fatal(err)
	}
	return engine, s
}

// A session is small enough for a Redis that holds a hundred thousand of them.
func TestStateIsSmall(t *testing.T) {
	_, s := midway(t)
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes: %s", len(b), b)
	if len(b) > 1024 {
		t.Errorf("the state of a form that is nearly done takes %d bytes", len(b))
	}
}

func BenchmarkStep(b *testing.B) {
	engine, s := midway(b)
	now, kb := began.Add(time.Hour), dialogtest.Books()
	for name, text := range map[string]string{"answer": "0944123456", "correction": "لا غلطت، أنا من حماة مو من حمص", "question": "كيف بدي طالع قرض للورشة؟", "back": "رجوع"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				engine.Step(s, dialogs.Input{ID: "50", Ref: "m50", Kind: dialogs.KindText, Text: text}, now, kb)
			}
		})
	}
	b.Run("button", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			engine.Step(s, dialogs.Input{ID: "50", Kind: dialogs.KindChoice, Choice: "skip:project.phone"}, now, nil)
		}
	})
}

func BenchmarkRender(b *testing.B) {
	engine, s := midway(b)
	texts := bundle(b)
	r := engine.Step(s, dialogs.Input{ID: "50", Kind: dialogs.KindText, Text: "رجوع"}, began.Add(time.Hour), nil)
	b.ReportAllocs()
	for b.Loop() {
		for _, reply := range r.Replies {
			dialogs.Render(texts, "ar", reply)
		}
	}
}
