package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sanad/knowledge"
)

// turned is what `sanad chat --json` printed for one line.
type turned struct {
	Replies []spoken
	State   struct {
		Mode, Form, Field, Ticket string
		Answers                   map[string]any
	}
	Effects []string
	Error   string
}

type spoken struct {
	Text    string
	Choices []struct{ ID, Label string }
	File    *struct {
		Name, Mime string
		Size       int64
	}
}

// chatLines plays lines through `sanad chat --json` and gives what came of each. It holds the output to
// the protocol: replies, then one state; or one error; and nothing that the interface does not name.
func chatLines(t *testing.T, args []string, lines ...string) []turned {
	t.Helper()
	code, out, errs := shell(t, strings.Join(lines, "\n")+"\n", append([]string{"chat", "--json"}, args...)...)
	if code != exitDone || errs != "" {
		t.Fatalf("%d %q", code, errs)
	}
	var all []turned
	var now turned
	number := 0
	for line := range strings.Lines(out) {
		var raw struct {
			Turn    int
			Reply   *spoken
			State   json.RawMessage
			Effects *[]string
			Error   string
		}
		if err := json.Unmarshal([]byte(line), &raw); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		switch {
		case raw.Error != "":
			all = append(all, turned{Error: raw.Error})
		case raw.Reply != nil:
			now.Replies = append(now.Replies, *raw.Reply)
		default:
			if number++; !slices.Contains([]int{raw.Turn, 0}, number) && len(args) == 0 {
				t.Errorf("turn %d is numbered %d", number, raw.Turn)
			}
			if raw.Effects == nil || json.Unmarshal(raw.State, &now.State) != nil {
				t.Errorf("no state line: %s", line)
				continue
			}
			now.Effects = *raw.Effects
			all = append(all, now)
			now = turned{}
		}
	}
	if len(all) != len(lines) || len(now.Replies) != 0 {
		t.Fatalf("%d lines in, %d answered:\n%s", len(lines), len(all), out)
	}
	return all
}

func (u turned) text() string {
	var texts []string
	for _, r := range u.Replies {
		texts = append(texts, r.Text)
	}
	return strings.Join(texts, "\n")
}

func (u turned) offers(id string) bool {
	for _, r := range u.Replies {
		for _, c := range r.Choices {
			if c.ID == id && c.Label != "" {
				return true
			}
		}
	}
	return false
}

func TestChatProtocolRegistersAProject(t *testing.T) {
	bare(t)
	photo := filepath.Join(t.TempDir(), "قطعة.png")
	if err := os.WriteFile(photo, png, 0o600); err != nil {
		t.Fatal(err)
	}
	quoted, _ := json.Marshal(photo)
	out := chatLines(t, nil,
		"عندي ورشة موزاييك بالشام فيها أربع عمال",
		`{"choice":"set:project.consent=yes"}`,
		`{"text":"أبو أحمد"}`,
		"عشرين سنة",
		"محل", "لا", "مليون ليرة قديمة", "تخطي", "تخطي", "تخطي",
		`{"photo":`+string(quoted)+`}`,
	)
	first := out[0].State
	if first.Mode != "bot" || first.Form != "project" || first.Field != "consent" || first.Answers["craft"] != "wood-mosaic" ||
		first.Answers["governorate"] != "damascus" || first.Answers["workers"] != 4.0 {
		t.Errorf("several facts at once: %+v", first)
	}
	if !out[0].offers("set:project.consent=yes") || out[0].Effects == nil {
		t.Errorf("%+v", out[0])
	}
	if s := out[1].State; s.Field != "name" || s.Answers["consent"] != "yes" || !slices.Contains(out[1].Effects, "save_project") {
		t.Errorf("%+v", out[1])
	}
	// The bold first line is part of what a person reads.
	if text := out[1].text(); !strings.HasPrefix(text, "سؤال") || !strings.Contains(text, "الاسم") {
		t.Errorf("the question's text is %q", text)
	}
	last := out[len(out)-1].State
	money, _ := last.Answers["sales"].(map[string]any)
	if last.Answers["name"] != "أبو أحمد" || last.Answers["years"] != 20.0 || money["amount"] != 1e6 || money["currency"] != "SYP" || money["edition"] != "old" {
		t.Errorf("%+v", last)
	}
	if photos, _ := last.Answers["photos"].([]any); len(photos) != 1 {
		t.Errorf("%+v", last)
	}
}

// With a folder, chat answers from what the database there publishes, and from the program's own where none is.
func TestChatAnswersFromTheDatabaseOfItsFolder(t *testing.T) {
	bare(t)
	dir, articles := t.TempDir(), t.TempDir()
	question := "ليش فرن الفخار بارد؟"
	a := knowledge.Article{ID: "kiln", Title: map[string]string{"ar": "فرن الفخار"}, Short: map[string]string{"ar": "الفرن لازم يبرد قبل فتحه."},
		Standing: knowledge.Unconfirmed, Verified: built, Review: built.AddDate(1, 0, 0), Questions: []string{"ليش فرن الفخار بارد؟", "فرن الفخار برد"}}
	replace(t, filepath.Join(articles, "kiln.md"), string(knowledge.Format(a)))
	if text := chatLines(t, []string{"--data", dir}, question)[0].text(); strings.Contains(text, "لازم يبرد") {
		t.Fatalf("no database yet: %q", text)
	}
	t.Setenv("SANAD_DATA_DIR", dir)
	sound(t, "knowledge", "import", articles)
	t.Setenv("SANAD_DATA_DIR", t.TempDir())
	if text := chatLines(t, []string{"--data", dir}, question)[0].text(); !strings.Contains(text, "لازم يبرد") {
		t.Errorf("with its database: %q", text)
	}
	if text := chatLines(t, nil, question)[0].text(); strings.Contains(text, "لازم يبرد") {
		t.Errorf("without a folder: %q", text)
	}
}

// Each kind of line has its turn, and a bad one gets an error and takes nothing with it.
func TestChatProtocolTakesEachKindOfLine(t *testing.T) {
	bare(t)
	dir := t.TempDir()
	for name, content := range map[string]string{"note.ogg": "OggS", "paper.pdf": "%PDF-1.4"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := []string{
		"مرحبا", `{"text":"شو هي مؤسسة ضمان مخاطر القروض؟"}`, `{"choice":"go:menu"}`,
		`{"voice":"` + dir + `/note.ogg"}`, `{"document":"` + dir + `/paper.pdf"}`,
		`{"location":{"lat":33.5,"lon":36.3}}`, `{"contact":{"name":"أبو أحمد","phone":"0944123456"}}`, "",
	}
	bad := []string{
		`{`, `{}`, `{"tekst":"x"}`, `{"text":5}`, `{"choice":`, `{"photo":"` + dir + `/none.jpg"}`, `{"wait":"soon"}`, `{"advisor":"shout"}`, `{"text":"a"}{"text":"b"}`,
	}
	var mixed []string
	for i := range good {
		mixed = append(mixed, bad[i], good[i])
	}
	want, got := chatLines(t, nil, good...), chatLines(t, nil, mixed...)
	for i := range good {
		if e := got[2*i].Error; e == "" || strings.Contains(e, "\n") {
			t.Errorf("%s: %+v", bad[i], got[2*i])
		}
		if w, g := want[i], got[2*i+1]; len(w.Replies) == 0 || w.text() != g.text() || w.Error != "" {
			t.Errorf("%s: %q, and %q after a bad line", good[i], w.text(), g.text())
		}
	}
	if !strings.Contains(want[1].text(), "المصدر") || !strings.HasPrefix(want[1].text(), "مؤسسة ضمان مخاطر القروض") {
		t.Errorf("an answer without its title or source: %q", want[1].text())
	}
}

func TestChatProtocolHandsOver(t *testing.T) {
	bare(t)
	out := chatLines(t, nil, "بدي احكي مع مستشار", `{"advisor":"take"}`, "حدا هون؟", "/menu", `{"advisor":"say","text":"أهلين"}`,
		`{"advisor":"hand_back"}`, "قائمة", "مستشار", `{"advisor":"take"}`, `{"advisor":"resolve"}`)
	for i, want := range []struct {
		mode    string
		replies bool
	}{
		{"waiting", true}, {"advisor", true}, {"advisor", false}, {"advisor", false}, {"advisor", true}, {"bot", true}, {"bot", true}, {"waiting", true}, {"advisor", true}, {"bot", true},
	} {
		if got := out[i]; got.State.Mode != want.mode || len(got.Replies) > 0 != want.replies {
			t.Errorf("line %d: %s with %d replies, want %+v", i+1, got.State.Mode, len(got.Replies), want)
		}
	}
	if out[0].State.Ticket == "" || out[4].text() != "أهلين" || out[9].State.Ticket != "" {
		t.Errorf("%+v", out)
	}
	if !slices.Contains(out[0].Effects, "open_ticket") || !slices.Contains(out[1].Effects, "change_ticket") {
		t.Errorf("%v, %v", out[0].Effects, out[1].Effects)
	}
}

func TestChatProtocolMovesTheClock(t *testing.T) {
	bare(t)
	out := chatLines(t, nil, "سجل مشروعي", "إي", `{"wait":"25h"}`, `{"wait":"30d"}`, "أبو أحمد")
	if len(out[2].Replies) == 0 || len(out[3].Replies) != 0 || len(out[4].Replies) == 0 {
		t.Errorf("one reminder was expected, and an answer after a month: %+v", out)
	}
}

// --data keeps the conversation between runs, privately; what is damaged is said and not overwritten.
func TestChatDataKeepsTheConversation(t *testing.T) {
	bare(t)
	dir := filepath.Join(t.TempDir(), "chat")
	chatLines(t, []string{"--data", dir}, "سجل مشروعي", "إي", "أبو أحمد")
	out := chatLines(t, []string{"--data", dir}, "صابون غار")
	if a := out[0].State.Answers; a["name"] != "أبو أحمد" || a["craft"] == nil || out[0].State.Field != "governorate" {
		t.Errorf("%+v", out[0].State)
	}
	file := filepath.Join(dir, "conversation.json")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := shell(t, "مرحبا\n", "chat", "--json", "--data", dir)
	if kept, _ := os.ReadFile(file); code != exitFail || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, file) || string(kept) != "{" {
		t.Errorf("%d %q, and the file holds %q", code, errs, kept)
	}
}

// People get text and numbers, and can answer by number.
func TestChatForPeople(t *testing.T) {
	bare(t)
	code, out, errs := shell(t, "1\nإي\n", "chat")
	if code != exitDone || !strings.Contains(out, "١. ") && !strings.Contains(out, "1. ") || !strings.Contains(out, "الاسم") || errs == "" {
		t.Errorf("%d %q %q", code, out, errs)
	}
}

func TestUnderstandPrintsAnObjectALine(t *testing.T) {
	bare(t)
	messages := []string{"مرحبا", "عندي أربع عمال", "", "\x00\u202e🙂", strings.Repeat("كلام ", 20000), `{"text":"x"}`}
	code, out, errs := shell(t, strings.Join(messages, "\n")+"\n", "understand", "--now", "2026-03-01")
	if code != exitDone || errs != "" {
		t.Fatalf("%d %q", code, errs)
	}
	printed := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(printed) != len(messages) {
		t.Fatalf("%d lines for %d messages", len(printed), len(messages))
	}
	for i, line := range printed {
		var o struct {
			Text, Folded, Intent string
			Score                float64
			Entities             []struct {
				Kind, Text string
				Start, End int
			}
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil || o.Text != messages[i] || o.Score < 0 || o.Score > 1 || o.Intent == "" {
			t.Errorf("%.80q: %.200s, %v", messages[i], line, err)
		}
		if !strings.Contains(line, `"entities":[`) {
			t.Errorf("entities are no list: %.200s", line)
		}
		for _, e := range o.Entities {
			if e.Start < 0 || e.End > len(o.Text) || o.Text[e.Start:e.End] != e.Text {
				t.Errorf("%q is not at %d to %d of %.80q", e.Text, e.Start, e.End, o.Text)
			}
		}
	}
	// The last line may lack its end, and a short answer comes before more is asked.
	start := time.Now()
	if code, out, _ := shell(t, "مرحبا", "understand"); code != exitDone || strings.Count(out, "\n") != 1 || time.Since(start) > 10*time.Second {
		t.Errorf("%d %q", code, out)
	}
}
