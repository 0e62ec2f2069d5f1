package ledger_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/dialogs"
	"sanad/knowledge"
)

func TestQuestionsAreGatheredAndSettled(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		questions(t, openLedger(t, ledger.Config{Path: filepath.Join(t.TempDir(), "sanad.db")}))
	})
	t.Run("PostgreSQL", func(t *testing.T) { questions(t, openLedger(t, ledger.Config{URL: bottest.Postgres(t)})) })
}

func questions(t *testing.T, l *ledger.Ledger) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	ask(t, l, at, dialogs.NoteQuestion{Question: "ما عرفه", Why: dialogs.QuestionUnknown}, dialogs.NoteQuestion{Question: "ما أفاد", Article: "kiln", Score: 0.5, Why: dialogs.QuestionUnhelpful},
		dialogs.NoteQuestion{Question: "عرفه", Article: "kiln", Why: dialogs.QuestionAnswered}, dialogs.NoteQuestion{Question: "عرفه", Article: "kiln", Why: dialogs.QuestionAnswered},
		dialogs.NoteQuestion{Question: "أفاد", Article: "loom", Why: dialogs.QuestionHelpful}, dialogs.NoteQuestion{Question: "خيارات", Article: "loom", Why: dialogs.QuestionOffered})
	got, err := l.Unanswered(t.Context(), 10)
	if err != nil || len(got) != 2 || got[0].Question != "ما أفاد" || !got[0].Unhelpful || got[0].Article != "kiln" || got[1].Unhelpful || !got[1].At.Equal(at) {
		t.Fatalf("%+v, %v", got, err)
	}
	tallies, err := l.Tallies(t.Context())
	if err != nil || tallies["kiln"] != (knowledge.Tally{Answered: 2, Unhelpful: 1}) || tallies["loom"] != (knowledge.Tally{Helpful: 1}) || len(tallies) != 2 {
		t.Errorf("%+v, %v", tallies, err)
	}
	if one, err := l.Unanswered(t.Context(), 1); err != nil || len(one) != 1 {
		t.Errorf("%+v, %v", one, err)
	}
	if err := l.SettleQuestions(t.Context(), got[0].ID, 999); err != nil {
		t.Fatal(err)
	}
	if err := l.SettleQuestions(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := l.Unanswered(t.Context(), 10); err != nil || len(left) != 1 || left[0].Question != "ما عرفه" {
		t.Errorf("%+v, %v", left, err)
	}
}

func TestRulesSeeProjectsAndNotWhoseTheyAre(t *testing.T) {
	for name, c := range map[string]ledger.Config{"SQLite": {Path: filepath.Join(t.TempDir(), "sanad.db")}, "PostgreSQL": {}} {
		t.Run(name, func(t *testing.T) {
			if c.Path == "" {
				c.URL = bottest.Postgres(t)
			}
			l := openLedger(t, c)
			answers := dialogs.Answers{"name": {Text: "أبو أحمد"}, "phone": {Text: "+963"}, "craft": {Text: "soap"}, "workers": dialogs.Number(3), "needs": {List: []string{"finance"}}}
			ask(t, l, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
				dialogs.SaveProject{Project: "p1", Form: "project", Version: 1, Answers: answers, Done: true},
				dialogs.SaveProject{Project: "p2", Form: "project", Version: 1, Answers: answers})
			got, err := l.ProjectFields(t.Context(), 10)
			if err != nil || len(got) != 1 || len(got[0]) != 3 || got[0]["craft"] != "soap" || got[0]["workers"] != 3.0 {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

// ask commits one turn with effects.
func ask(t *testing.T, l *ledger.Ledger, at time.Time, effects ...dialogs.Effect) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	_, err := l.Accept(ctx, []bot.Incoming{{Account: bot.Account{Network: "telegram", ID: "1"}, ID: "1", Chat: "7", At: at, Input: dialogs.Input{Kind: dialogs.KindText, Text: "سؤال"}}})
	if err != nil {
		t.Fatal(err)
	}
	claims, err := l.Claim(ctx, "w", 1, at, at.Add(time.Minute))
	if err != nil || len(claims) != 1 {
		t.Fatal(claims, err)
	}
	c := claims[0]
	turn := bot.Turn{Effects: effects, Conversation: c.Conversation, Contact: c.Contact, Token: c.Token, Seq: 1, At: at, Input: c.Waiting[0].Input, State: []byte(`{"v":1}`), Mode: dialogs.ModeBot}
	if lost, err := l.Commit(ctx, []bot.Turn{turn}); err != nil || len(lost) > 0 {
		t.Fatal(lost, err)
	}
}

// BenchmarkImport imports 5,000 Markdown files, from reading them to the commit.
func BenchmarkImport(b *testing.B) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	files := make([]knowledge.File, 5000)
	for i := range files {
		a := knowledge.Article{ID: fmt.Sprintf("a%d", i), Title: map[string]string{"ar": "عنوان"}, Short: map[string]string{"ar": fmt.Sprintf("%0500d", i)}, Body: map[string]string{"ar": fmt.Sprintf("%02000d", i)},
			Standing: knowledge.Unconfirmed, Verified: day, Review: day.AddDate(1, 0, 0), Questions: []string{"سؤال", "سؤال آخر"}}
		files[i] = knowledge.File{Name: a.ID + ".md", Data: knowledge.Format(a)}
	}
	for b.Loop() {
		lib := knowledge.NewLibrary(openLedger(b, ledger.Config{Path: filepath.Join(b.TempDir(), "sanad.db")}).Articles(), nil)
		im, err := knowledge.ReadImport(b.Context(), lib, knowledge.Files(files...), knowledge.Published, knowledge.Shell)
		if err != nil {
			b.Fatal(err)
		}
		if err := im.Save(b.Context(), lib); err != nil {
			b.Fatal(err)
		}
	}
}
