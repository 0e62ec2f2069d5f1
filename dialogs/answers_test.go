package dialogs_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
)

// Each line of testdata/answers.tsv is a question of the form, what an artisan answers, and what is kept of it by
// field; a field that was kept before and is not any more is null.
func TestAnswers(t *testing.T) {
	engine := newEngine(t, bundle(t))
	b, err := os.ReadFile("testdata/answers.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			t.Fatalf("%q is not a question, an answer and what is kept", line)
		}
		r := engine.Step(askedFor(cells[0]), dialogs.Input{ID: "9", Kind: dialogs.KindText, Text: cells[1]}, began, dialogtest.Books())
		if got := kept(t, askedFor(cells[0]), r.State); got != cells[2] {
			t.Errorf("%s: %s\n got %s\nwant %s", cells[0], cells[1], got, cells[2])
		}
	}
}

// askedFor is a conversation at the question of a field, be it with needs told before: "amount+finance".
func askedFor(field string) dialogs.State {
	field, needs, _ := strings.Cut(field, "+")
	s := dialogs.State{Version: 1, Greeted: true, Last: began.Unix(), Filling: &dialogs.Filling{Form: "project", Version: 1, Project: "1", Field: field,
		Answers: dialogs.Answers{"consent": {Text: "yes"}}}}
	if needs != "" {
		s.Filling.Answers["needs"] = dialogs.Value{List: strings.Split(needs, ",")}
	}
	return s
}

// kept is what the answers of a conversation gained or lost, as JSON; "skipped" where the question was left out.
func kept(t *testing.T, before, after dialogs.State) string {
	t.Helper()
	changes := map[string]any{}
	for id, v := range after.Filling.Answers {
		if was, err := json.Marshal(before.Filling.Answers[id]); err != nil {
			t.Fatal(err)
		} else if is, _ := json.Marshal(v); string(is) != string(was) {
			changes[id] = v
		}
	}
	for id := range before.Filling.Answers {
		if _, ok := after.Filling.Answers[id]; !ok {
			changes[id] = nil
		}
	}
	b, err := json.Marshal(changes)
	switch {
	case err != nil:
		t.Fatal(err)
	case len(changes) == 0 && after.Filling.Doubt != nil:
		return "doubt " + after.Filling.Doubt.Why
	case len(changes) == 0 && after.Filling.Field != before.Filling.Field:
		return "skipped"
	case len(changes) == 0:
		return "-"
	}
	return string(b)
}
