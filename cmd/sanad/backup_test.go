package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sanad/bot"
	"sanad/bot/files"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

func command(t *testing.T, args ...string) (code int, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, console{in: strings.NewReader(""), out: &out, err: &err})
	return code, err.String()
}

func TestABackupHoldsEverythingAndIsReadOnlyIntoAnEmptyFolder(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	account := bot.Account{Network: "telegram", ID: "1"}
	l, err := ledger.Open(t.Context(), ledger.Config{Path: filepath.Join(from, databaseName), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // it is open while the backup is made
	if _, err := l.Accept(t.Context(), []bot.Incoming{{Account: account, ID: "1", Chat: "77", Input: dialogs.Input{Kind: dialogs.KindText, Text: "مرحبا"}}}); err != nil {
		t.Fatal(err)
	}
	before, err := l.Installation(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	st, err := files.Open(filepath.Join(from, filesName))
	if err != nil {
		t.Fatal(err)
	}
	m, err := st.Save(t.Context(), strings.NewReader("a photo"), "a.jpg", "image/jpeg", 100)
	if err != nil {
		t.Fatal(err)
	}

	file := filepath.Join(t.TempDir(), "sanad.backup")
	if code, e := command(t, "--data-dir", from, "backup", file); code != exitDone {
		t.Fatalf("backup: %s", e)
	}
	if code, _ := command(t, "--data-dir", from, "backup", file); code != exitFail {
		t.Error("a backup was overwritten")
	}
	if code, e := command(t, "--data-dir", to, "restore", file); code != exitDone {
		t.Fatalf("restore: %s", e)
	}
	if code, e := command(t, "--data-dir", to, "restore", file); code != exitFail || !strings.Contains(e, "empty folder") {
		t.Errorf("restored over a database: %d %s", code, e)
	}

	r, err := ledger.Open(t.Context(), ledger.Config{Path: filepath.Join(to, databaseName), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.ConversationByChat(t.Context(), account, "77"); err != nil {
		t.Error(err)
	}
	if after, err := r.Installation(t.Context()); err != nil || after == before {
		t.Errorf("the restored database goes by the same name (%v)", err)
	}
	if b, err := os.ReadFile(filepath.Join(to, filesName, m.Hash[:2], m.Hash[2:4], m.Hash)); err != nil || string(b) != "a photo" {
		t.Errorf("the photo: %q, %v", b, err)
	}
}

func TestWhatIsNoBackupIsNotRestored(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(file, []byte("not a backup"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, e := command(t, "--data-dir", t.TempDir(), "restore", file); code != exitFail || !strings.Contains(e, "not a backup") {
		t.Errorf("%d %s", code, e)
	}
}
