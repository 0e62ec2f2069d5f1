package dialogs_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
	"sanad/dialogs/understand"
	"sanad/locales"
)

var update = flag.Bool("update", false, "write the scripts of testdata anew from what the engine answers")

// began is when every scripted conversation begins.
var began = time.Date(2026, 3, 15, 7, 0, 0, 0, time.UTC)

func newEngine(t testing.TB, texts dialogs.Texts) *dialogs.Engine {
	t.Helper()
	reader, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	forms, err := dialogs.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	e, err := dialogs.New(texts, reader, forms)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func bundle(t testing.TB) *locales.Bundle {
	t.Helper()
	b, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestScripts(t *testing.T) {
	texts := bundle(t)
	engine := newEngine(t, texts)
	for _, path := range scripts(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := dialogtest.Replay(dialogtest.NewPlayer(engine, texts, dialogtest.Books(), began), string(want))
			if err != nil {
				t.Fatal(err)
			}
			if got == string(want) {
				return
			}
			if !*update {
				t.Fatalf("%s differs from what the engine says now; look at what\n  go test ./dialogs -update && git diff dialogs/testdata\nshows. Now it is:\n%s", path, got)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func scripts(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	return paths
}
