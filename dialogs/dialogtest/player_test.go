package dialogtest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
	"sanad/dialogs/understand"
	"sanad/locales"
)

var began = time.Date(2026, 3, 15, 7, 0, 0, 0, time.UTC)

func newPlayer(t *testing.T) *dialogtest.Player {
	t.Helper()
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	forms, err := dialogs.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := dialogs.New(texts, reader, forms)
	if err != nil {
		t.Fatal(err)
	}
	return dialogtest.NewPlayer(engine, texts, dialogtest.Books(), began)
}

// play does a line and gives what a script of the shell would read.
func play(t *testing.T, p *dialogtest.Player, line string) []map[string]any {
	t.Helper()
	outs, err := p.Do(line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	var lines []map[string]any
	for _, o := range outs {
		b, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, m)
	}
	return lines
}

func TestProtocol(t *testing.T) {
	p := newPlayer(t)
	out := play(t, p, "عندي ورشة موزاييك بالشام فيها أربع عمال")
	reply, state := out[0]["reply"].(map[string]any), out[1]
	if len(out) != 2 || out[0]["turn"] != 1.0 || reply["text"] == "" || len(reply["choices"].([]any)) != 2 {
		t.Fatalf("%v", out)
	}
	first := reply["choices"].([]any)[0].(map[string]any)
	if first["id"] != "set:project.consent=yes" || first["label"] == "" {
		t.Fatalf("%v", first)
	}
	s := state["state"].(map[string]any)
	answers := s["answers"].(map[string]any)
	if s["mode"] != "bot" || s["form"] != "project" || s["field"] != "consent" || answers["workers"] != 4.0 || answers["governorate"] != "damascus" {
		t.Fatalf("%v", s)
	}
	if effects := state["effects"].([]any); len(effects) != 1 || effects[0] != "set_timer" {
		t.Fatalf("%v", effects)
	}
	out = play(t, p, `{"choice":"set:project.consent=yes"}`)
	if out[1]["turn"] != 2.0 || out[1]["state"].(map[string]any)["field"] != "name" {
		t.Fatalf("%v", out)
	}
	out = play(t, p, `{"wait":"1h"}`)
	if len(out) != 1 || len(out[0]["effects"].([]any)) != 0 {
		t.Fatalf("an hour later: %v", out)
	}
	out = play(t, p, `{"wait":"3d"}`)
	if len(out) != 2 || out[0]["reply"] == nil {
		t.Fatalf("nobody was reminded: %v", out)
	}
	out = play(t, p, "/mydata")
	if file := out[len(out)-2]["reply"].(map[string]any)["file"].(map[string]any); file["name"] == "" || file["size"].(float64) == 0 {
		t.Fatalf("%v", out)
	}
}

// A bad line is refused with what is wrong, and changes nothing.
func TestBadLines(t *testing.T) {
	p := newPlayer(t)
	p.ReadFile = func(string) ([]byte, error) { return nil, errors.New("gone") }
	for line, want := range map[string]string{
		`{`: "not a line", `{"tekst":"x"}`: "unknown field", `{}`: "says nothing", `{"wait":"soon"}`: "not a duration", `{"wait":"-1h"}`: "not a duration",
		`{"advisor":"shout"}`: "take, say", `{"photo":"x.jpg"}`: "cannot be read", `{"text":"a"} {"text":"b"}`: "more than one", `{"text":5}`: "not a line",
	} {
		outs, err := p.Do(line)
		if err == nil || !strings.Contains(err.Error(), want) || len(outs) != 0 || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, %v", line, outs, err)
		}
	}
	if out := play(t, p, "مرحبا"); out[0]["turn"] != 1.0 {
		t.Errorf("bad lines counted as turns: %v", out)
	}
}

// A conversation goes on in another run, and what fell due meanwhile happens.
func TestSaveAndLoad(t *testing.T) {
	p := newPlayer(t)
	p.ReadFile = func(string) ([]byte, error) { return []byte("picture"), nil }
	for _, line := range []string{"سجل مشروعي", "إي", "خالد", `{"photo":"dir/piece.jpg"}`} {
		play(t, p, line)
	}
	saved, err := p.Save()
	if err != nil {
		t.Fatal(err)
	}
	q := newPlayer(t)
	if err := q.Load(saved, began.Add(48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	out := play(t, q, "نحاسيات")
	if len(out) != 3 || out[2]["turn"] != 5.0 || out[2]["state"].(map[string]any)["field"] != "governorate" {
		t.Fatalf("the reminder, the next question and the state were expected: %v", out)
	}
	if err := q.Load([]byte("{"), began); err == nil {
		t.Error("a damaged file was loaded")
	}
}

// A script that says something else than the engine comes back changed, and one that is right unchanged.
func TestReplay(t *testing.T) {
	right, err := dialogtest.Replay(newPlayer(t), "# greeting\n\n> مرحبا\n< wrong\n")
	if err != nil || !strings.HasPrefix(right, "# greeting\n\n> مرحبا\n< أهلاً") {
		t.Fatalf("%s, %v", right, err)
	}
	again, err := dialogtest.Replay(newPlayer(t), right)
	if err != nil || again != right {
		t.Fatalf("%s, %v", again, err)
	}
	if _, err := dialogtest.Replay(newPlayer(t), "> {\"bad\":1}\n"); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Fatal(err)
	}
}
