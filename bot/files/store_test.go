package files_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/files"
)

func TestFiles(t *testing.T) {
	bottest.Files(t, func(t *testing.T) bot.Files { return open(t, t.TempDir()) })
}

func TestFailedSaveLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	if _, err := store.Save(t.Context(), strings.NewReader("too much"), "", "", 3); !errors.Is(err, bot.ErrTooLarge) {
		t.Fatal(err)
	}
	if _, err := store.Save(t.Context(), iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("ab"))), "", "", 3); err == nil {
		t.Fatal("a reader that failed was stored")
	}
	if left := filesIn(t, dir); len(left) != 0 {
		t.Fatalf("left behind: %v", left)
	}
}

func TestSameBytesAreStoredOnceAndSurviveReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "media", "deep")
	first, err := open(t, dir).Save(t.Context(), strings.NewReader("صورة"), "a.jpg", "", 100)
	must(t, err)
	again := open(t, dir)
	second, err := again.Save(t.Context(), strings.NewReader("صورة"), "b.jpg", "", 100)
	must(t, err)
	want := filepath.Join(first.Hash[:2], first.Hash[2:4], first.Hash)
	if left := filesIn(t, dir); second.Hash != first.Hash || len(left) != 1 || left[0] != want {
		t.Fatalf("the folder holds %v, want %s alone", left, want)
	}
	file, err := again.Open(t.Context(), first.Hash)
	must(t, err)
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || string(got) != "صورة" {
		t.Fatalf("read %q, %v", got, err)
	}
}

func TestDamagedFileIsMendedBySavingItAgain(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	media, err := store.Save(t.Context(), strings.NewReader("whole"), "", "", 100)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, filesIn(t, dir)[0]), []byte("wh"), 0o600))
	_, err = store.Save(t.Context(), strings.NewReader("whole"), "", "", 100)
	must(t, err)
	file, err := store.Open(t.Context(), media.Hash)
	must(t, err)
	defer file.Close()
	if got, _ := io.ReadAll(file); string(got) != "whole" {
		t.Fatalf("read %q", got)
	}
}

func TestRemove(t *testing.T) {
	store := open(t, t.TempDir())
	media, err := store.Save(t.Context(), strings.NewReader("x"), "", "", 100)
	must(t, err)
	for range 2 {
		must(t, store.Remove(t.Context(), media.Hash))
		if _, err := store.Open(t.Context(), media.Hash); !errors.Is(err, bot.ErrNoFile) {
			t.Fatalf("after Remove: %v", err)
		}
	}
}

func TestWhatWasSavedAgainStays(t *testing.T) {
	store := open(t, t.TempDir())
	before := time.Now().Add(-time.Minute)
	media, err := store.Save(t.Context(), strings.NewReader("x"), "", "", 100)
	must(t, err)
	if removed, err := store.RemoveOld(t.Context(), media.Hash, before); removed || err != nil {
		t.Fatalf("%v, %v", removed, err)
	}
	for range 2 {
		if removed, err := store.RemoveOld(t.Context(), media.Hash, time.Now().Add(time.Minute)); !removed || err != nil {
			t.Fatalf("%v, %v", removed, err)
		}
	}
	if _, err := store.Open(t.Context(), media.Hash); !errors.Is(err, bot.ErrNoFile) {
		t.Fatal(err)
	}
}

func TestRemoveStaysInsideItsFolder(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(dir, "outside")
	must(t, os.WriteFile(outside, nil, 0o600))
	store := open(t, filepath.Join(dir, "media"))
	for _, hash := range []string{"../outside", "..", "../../outside", outside} {
		must(t, store.Remove(t.Context(), hash))
	}
	if _, err := os.Stat(outside); err != nil {
		t.Fatal(err)
	}
}

func TestOpenClearsWhatACrashLeft(t *testing.T) {
	dir := t.TempDir()
	old, fresh := filepath.Join(dir, "unfinished-1"), filepath.Join(dir, "unfinished-2")
	for _, path := range []string{old, fresh} {
		must(t, os.WriteFile(path, []byte("half"), 0o600))
	}
	must(t, os.Chtimes(old, time.Time{}, time.Now().Add(-25*time.Hour)))
	open(t, dir)
	if left := filesIn(t, dir); len(left) != 1 || left[0] != "unfinished-2" {
		t.Fatalf("left %v, want only what may still be written", left)
	}
}

func TestOpenSaysThatItsFolderIsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(path, nil, 0o600))
	if _, err := files.Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Fatalf("got %v, want an error that names %s", err, path)
	}
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	_, err := open(t, dir).Save(t.Context(), strings.NewReader("x"), "", "", 100)
	must(t, err)
	info, err := os.Stat(filepath.Join(dir, filesIn(t, dir)[0]))
	must(t, err)
	if info.Mode().Perm()&0o077 != 0 {
		t.Fatalf("others may %s", info.Mode().Perm())
	}
}

func BenchmarkSave100KB(b *testing.B) {
	store := open(b, b.TempDir())
	photo := bytes.Repeat([]byte{7}, 100_000)
	for i := 0; b.Loop(); i++ {
		photo[0], photo[1], photo[2] = byte(i), byte(i>>8), byte(i>>16)
		_, err := store.Save(b.Context(), bytes.NewReader(photo), "", "", 1<<20)
		must(b, err)
	}
}

func open(t testing.TB, dir string) *files.Store {
	t.Helper()
	store, err := files.Open(dir)
	must(t, err)
	return store
}

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, name)
		}
		return err
	}))
	return names
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
