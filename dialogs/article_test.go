package dialogs_test

import (
	"testing"
	"unicode/utf8"

	"sanad/dialogs"
	"sanad/knowledge"
)

// A first answer with its heading, standing, day and sources is no longer than a screen, and its parts are one press away.
func TestFirstAnswersAreShort(t *testing.T) {
	texts := bundle(t)
	engine := newEngine(t, texts)
	articles, err := knowledge.Starter()
	if err != nil {
		t.Fatal(err)
	}
	kb := knowledge.NewSnapshot(articles)
	for _, a := range articles {
		for _, lang := range knowledge.Languages {
			r := engine.Step(dialogs.State{Lang: lang}, dialogs.Input{ID: "1", Kind: dialogs.KindChoice, Choice: "art:" + a.ID}, began, kb)
			said := dialogs.Render(texts, lang, r.Replies[0])
			if n := utf8.RuneCountInString(said.Heading + "\n" + said.Text); n > knowledge.MaxShort {
				t.Errorf("the first answer of %s has %d characters in %s:\n%s", a.ID, n, lang, said.Text)
			}
			for part, text := range map[string]string{"more:": a.Body[lang], "steps:": a.Steps[lang]} {
				if text != "" && !offers(r, part+a.ID) {
					t.Errorf("%s does not offer %s", a.ID, part)
				}
			}
			if !offers(r, "good:"+a.ID) || !offers(r, "bad:"+a.ID) {
				t.Errorf("%s does not ask whether it helped", a.ID)
			}
		}
	}
}
