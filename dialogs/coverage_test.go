package dialogs_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
	"sanad/locales"
)

// listening remembers every text that was asked for.
type listening struct {
	*locales.Bundle
	heard map[string]bool
}

func (l *listening) Text(lang, key string, args map[string]any) string {
	l.heard[key] = true
	return l.Bundle.Text(lang, key, args)
}

// seen is what all scripts together have shown.
type seen struct {
	texts    map[string]bool
	effects  map[string]bool
	inputs   map[dialogs.InputKind]bool
	outcomes map[string]bool
	answered map[string]bool
}

func playAll(t *testing.T) seen {
	all := seen{map[string]bool{}, map[string]bool{}, map[dialogs.InputKind]bool{}, map[string]bool{}, map[string]bool{}}
	texts := &listening{bundle(t), all.texts}
	engine := newEngine(t, texts)
	clear(all.texts) // the engine read all labels when it was made
	for _, path := range scripts(t) {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p := dialogtest.NewPlayer(engine, texts, dialogtest.Books(), began)
		p.Watch = all.watch
		if _, err := dialogtest.Replay(p, string(script)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func (s seen) watch(in dialogs.Input, r dialogs.Result) {
	s.inputs[in.Kind] = true
	for _, e := range r.Effects {
		s.effects[e.Effect()] = true
		switch e := e.(type) {
		case dialogs.OpenTicket:
			s.outcomes[string(e.Reason)] = true
		case dialogs.NoteQuestion:
			s.outcomes[string(e.Why)] = true
		case dialogs.ChangeTicket:
			s.outcomes[string(e.State)] = true
		case dialogs.SaveProject:
			for id := range e.Answers {
				s.answered[e.Form+"."+id] = true
			}
		}
	}
}

// unsaid are texts that no script needs to say: names of months and rare currencies, and what is said by others than the engine.
func unsaid(key string) bool {
	for _, head := range []string{"date.month", "money.", "channel.", "project.town.", "value.at"} {
		if strings.HasPrefix(key, head) {
			return true
		}
	}
	// The examples of what is chosen, the questions that only look things up, and the labels of rare buttons.
	return strings.HasSuffix(key, ".example") || strings.HasPrefix(key, "ask.need_")
}

func TestEveryTextFieldAndEffectIsInAScript(t *testing.T) {
	all := playAll(t)
	var file map[string]any
	if _, err := toml.DecodeFile("../locales/active.ar.toml", &file); err != nil {
		t.Fatal(err)
	}
	for _, key := range keysOf("", file) {
		if !all.texts[key] && !unsaid(key) {
			t.Errorf("no script says the text %s", key)
		}
	}
	forms, err := dialogs.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms {
		for _, field := range f.Fields {
			if !all.answered[f.ID+"."+field.ID] {
				t.Errorf("no script answers the field %s.%s", f.ID, field.ID)
			}
		}
	}
	need(t, "effect", all.effects, "set_contact", "save_project", "open_ticket", "change_ticket", "refuse_advisor", "add_note",
		"note_question", "await_answer", "stop_awaiting", "rate_service", "set_timer", "clear_timer", "send_my_data", "forget", "offer_code", "use_code", "try_edit", "make_edit", "divert", "take_over")
	need(t, "outcome", all.outcomes, "asked", "unanswered", "stuck", "complaint", "broken", "unknown", "offered", "answered", "unhelpful", "helpful", "pending", "resolved")
	need(t, "input", all.inputs, dialogs.KindText, dialogs.KindChoice, dialogs.KindEdit, dialogs.KindPhoto, dialogs.KindVoice, dialogs.KindVideo,
		dialogs.KindDocument, dialogs.KindLocation, dialogs.KindContact, dialogs.KindUnsupported, dialogs.KindTake, dialogs.KindSay, dialogs.KindNote,
		dialogs.KindHandBack, dialogs.KindResolve, dialogs.KindTransfer, dialogs.KindTimer, dialogs.KindAnswer, dialogs.KindApology,
		dialogs.KindStranded, dialogs.KindDiverted, dialogs.KindTrial, dialogs.KindJoining, dialogs.KindElsewhere)
}

func need[K ~string](t *testing.T, what string, have map[K]bool, all ...K) {
	for _, k := range all {
		if !have[k] {
			t.Errorf("no script has the %s %s", what, k)
		}
	}
}

// keysOf are the keys of a locale file; a table of plural forms is one.
func keysOf(head string, table map[string]any) []string {
	var keys []string
	for _, name := range slices.Sorted(maps.Keys(table)) {
		key := strings.TrimPrefix(head+"."+name, ".")
		sub, ok := table[name].(map[string]any)
		if _, plural := sub["other"]; !ok || plural {
			keys = append(keys, key)
			continue
		}
		keys = append(keys, keysOf(key, sub)...)
	}
	return keys
}
