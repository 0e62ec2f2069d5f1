package dialogs_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
	"sanad/dialogs/understand"
	"sanad/locales"
)

// Every field has its texts in both languages, and every option its label.
func TestEveryFieldHasItsTexts(t *testing.T) {
	texts := bundle(t)
	forms, err := dialogs.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms {
		for _, field := range f.Fields {
			keys := []string{"ask", "help", "example"}
			if field.Kind != dialogs.FieldConsent {
				keys = append(keys, "label")
			}
			if field.Kind == dialogs.FieldNumber {
				keys = append(keys, "none")
			}
			if field.Kind == dialogs.FieldChoices {
				keys = append(keys, "more")
			}
			if field.Kind == dialogs.FieldConsent || field.Kind == dialogs.FieldYesNo {
				keys = append(keys, "option.yes", "option.no")
			}
			for _, o := range field.Options {
				keys = append(keys, "option."+o.ID)
			}
			for _, k := range keys {
				for _, lang := range locales.Languages() {
					key := f.ID + "." + field.ID + "." + k
					if got := texts.Text(lang, key, nil); got == key {
						t.Errorf("%s: %s has no text", lang, key)
					}
				}
			}
		}
	}
}

// A form that cannot work is refused when the engine is made, with what is wrong.
func TestBrokenFormsAreRefused(t *testing.T) {
	reader, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	field := func(f dialogs.Field) []dialogs.Form {
		return []dialogs.Form{{ID: "project", Version: 1, Fields: []dialogs.Field{f}}}
	}
	for want, forms := range map[string][]dialogs.Form{
		"no form":        nil,
		"needs an id":    {{ID: "project", Version: 0}},
		"unknown kind":   field(dialogs.Field{ID: "a", Kind: "colour"}),
		"options":        field(dialogs.Field{ID: "a", Kind: dialogs.FieldChoice}),
		"no id":          field(dialogs.Field{Kind: dialogs.FieldText}),
		"come before it": field(dialogs.Field{ID: "a", Kind: dialogs.FieldText, When: map[string][]string{"b": {"x"}}}),
	} {
		if _, err := dialogs.New(bundle(t), reader, forms); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// Somebody who left in the middle of an older version of the form goes on in the new one: renamed fields keep
// their answers, those of fields that are gone are dropped.
func TestFormOfANewVersionGoesOn(t *testing.T) {
	forms, err := dialogs.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	form := forms[0]
	form.Version = 2
	form.Fields = append([]dialogs.Field{}, form.Fields...)
	for i := range form.Fields {
		if form.Fields[i].ID == "years" {
			form.Fields[i].ID, form.Fields[i].Was = "experience", "years"
		}
	}
	reader, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := dialogs.New(bundle(t), reader, []dialogs.Form{form})
	if err != nil {
		t.Fatal(err)
	}
	old := dialogs.State{Version: 1, Filling: &dialogs.Filling{Form: "project", Version: 1, Project: "7", Field: "gone",
		Answers: dialogs.Answers{"consent": {Text: "yes"}, "name": {Text: "خالد"}, "craft": {Text: "copper"}, "years": dialogs.Number(9), "gone": {Text: "x"}}}}
	r := engine.Step(old, dialogs.Input{ID: "8", Kind: dialogs.KindText, Text: "مرحبا"}, began, dialogtest.Books())
	f := r.State.Filling
	if f.Version != 2 || f.Field != "governorate" || f.Answers["experience"].Amount == nil || !f.Answers["gone"].Empty() {
		t.Fatalf("%+v", f)
	}
	if len(r.Replies) != 1 || r.Replies[0].Choices[0].ID != "ok:resume" {
		t.Fatalf("the artisan is not asked whether to go on: %+v", r.Replies)
	}
	r = engine.Step(r.State, dialogs.Input{ID: "9", Kind: dialogs.KindChoice, Choice: "ok:resume"}, began.Add(time.Minute), nil)
	if r.Replies[0].Key == "" || r.State.Filling.Field != "governorate" {
		t.Fatalf("%+v", r)
	}
}

// Every shape of state that was ever shipped decodes, and the conversation goes on from it.
func TestOldStatesGoOn(t *testing.T) {
	engine := newEngine(t, bundle(t))
	paths, err := filepath.Glob("testdata/states/*.json")
	if err != nil || len(paths) < 5 {
		t.Fatalf("states: %v, %v", paths, err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var s dialogs.State
		if err := json.Unmarshal(b, &s); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, text := range []string{"إي", "مرحبا", "حلب", "3", "كيف باخد قرض؟"} {
			r := engine.Step(s, dialogs.Input{ID: "99", Kind: dialogs.KindText, Text: text}, began, dialogtest.Books())
			if led := s.Mode == dialogs.ModeAdvisor; led != (len(r.Replies) == 0) {
				t.Errorf("%s: %q got %d replies", path, text, len(r.Replies))
			}
			if r.State.Version != dialogs.StateVersion {
				t.Errorf("%s: version %d", path, r.State.Version)
			}
			if s.Filling != nil && s.Filling.Form == "project" && r.State.Filling == nil && s.Filling.Field != "consent" {
				t.Errorf("%s: %q lost the form", path, text)
			}
		}
	}
}
