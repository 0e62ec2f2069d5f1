package whatsapp_test

import (
	"errors"
	"path/filepath"
	"testing"

	"sanad/bot/bottest"
	"sanad/bot/whatsapp"
)

// A number that is linked while the program runs is answered there without a restart, and one that is unlinked is let go.
func TestNumbersAreLinkedAndUnlinkedWhileTheServiceRuns(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db")
	w := newWorld(t, bottest.NewAdapterKit(t), sqliteAt(t, path), "sqlite")
	service, numbers := w.serveNumbers(t, path)
	artisan := w.artisan("963911111111")
	artisan.Chat(w.owner).Say("مرحبا")
	artisan.Chat(w.owner).Reply(t)

	const late = "963955555555"
	second := w.server.Phone(late)
	w.linkPhone(t, second)
	chat := artisan.Chat(second)
	chat.Say("مرحبا")
	chat.Reply(t)
	if n := len(numbers.List()); n != 2 {
		t.Errorf("%d numbers", n)
	}

	if err := unlink(t, w, late); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the unlinked number is let go", func() bool { return len(numbers.List()) == 1 && len(service.Channels()) == 1 })
	artisan.Chat(w.owner).Say("لسا هون؟")
	artisan.Chat(w.owner).Reply(t)
}

// unlink tries again, as an operator would, when the running process came between.
func unlink(t *testing.T, w *world, number string) error {
	for range 3 {
		err := whatsapp.Unlink(t.Context(), w.linking(), number)
		if err == nil || errors.Is(err, whatsapp.ErrNotLinked) {
			return nil
		}
	}
	return whatsapp.Forget(t.Context(), w.store, number)
}

// A number that its owner takes from us stays, and says what is wrong, until it is linked again.
func TestANumberThatWasTakenFromUsStaysInSight(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db")
	w := newWorld(t, bottest.NewAdapterKit(t), sqliteAt(t, path), "sqlite")
	service, numbers := w.serveNumbers(t, path)
	eventually(t, "it is connected", func() bool {
		return len(numbers.List()) == 1 && numbers.List()[0].Healthy(t.Context()) == nil && w.owner.Connected()
	})
	w.owner.Unlink()
	eventually(t, "it says that it was taken", func() bool {
		if err := numbers.Look(t.Context(), service); err != nil {
			t.Fatal(err)
		}
		all, trouble := numbers.List(), (*whatsapp.Trouble)(nil)
		if len(all) != 1 {
			t.Fatal("it is out of sight")
		}
		return errors.As(all[0].Healthy(t.Context()), &trouble) && trouble.Kind == whatsapp.LoggedOut
	})
	w.link(t)
	artisan := w.artisan("963911111111")
	artisan.Chat(w.owner).Say("مرحبا")
	artisan.Chat(w.owner).Reply(t)
}
