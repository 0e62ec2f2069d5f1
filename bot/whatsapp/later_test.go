package whatsapp_test

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"testing"

	"sanad/bot"
	"sanad/bot/whatsapp"
	"sanad/dialogs"
)

// A photo on a slow network holds up what comes after it in its own chat, and nobody else.
func TestAFileHoldsUpItsOwnChatAlone(t *testing.T) {
	w := started(t)
	slow, quick := w.artisan("963911111111").Chat(w.owner), w.artisan("963922222222").Chat(w.owner)
	release := w.server.HoldMedia()
	photo := slow.Photo([]byte("\x89PNG\r\n\x1a\n"), "image/png", "الورشة")
	after := slow.Say("هي ورشتي")
	for i := range 10 {
		quick.Say(fmt.Sprint("سؤال ", i))
	}
	for i, in := range w.inbox.Wait(t, 10) {
		if want := fmt.Sprint("سؤال ", i); in.Input.Text != want {
			t.Errorf("%q was accepted in place of %q", in.Input.Text, want)
		}
	}
	if slow.State(photo) != "" || slow.State(after) != "" {
		t.Error("what is not accepted was acknowledged")
	}
	release()
	in := w.inbox.Wait(t, 12)[10:]
	if in[0].Input.Kind != dialogs.KindPhoto || in[0].Input.Media.Hash == "" || in[1].Input.Text != "هي ورشتي" {
		t.Errorf("accepted %+v", in)
	}
	eventually(t, "everything is acknowledged", func() bool { return w.owner.Waiting() == 0 && slow.State(after) == "delivered" })
	slow.Say("والسلام")
	if in := w.inbox.Wait(t, 13); len(in) != 13 || in[12].Input.Text != "والسلام" {
		t.Errorf("accepted %+v", in[12:])
	}
}

// What was being fetched when the program ended comes again, once and in order.
func TestWhatWasBeingFetchedComesAgain(t *testing.T) {
	w := started(t)
	chat := w.artisan("963911111111").Chat(w.owner)
	chat.Say("مرحبا")
	w.inbox.Wait(t, 1)
	release := w.server.HoldMedia()
	chat.Photo([]byte("\x89PNG\r\n\x1a\n"), "image/png", "واحد")
	chat.Voice([]byte("OggS voice"), 0)
	chat.Say("تنين")
	other := w.artisan("963922222222").Chat(w.owner)
	other.Say("وصل")
	w.inbox.Wait(t, 2) // so what came before it is being fetched
	w.stop()
	release()
	start(t, w.number(t), w.inbox.Accept)
	in := w.inbox.Wait(t, 5)
	if len(in) != 5 || in[2].Input.Text != "واحد" || in[2].Input.Media.Hash == "" || in[3].Input.Kind != dialogs.KindVoice || in[4].Input.Text != "تنين" {
		t.Errorf("accepted %+v", in)
	}
	eventually(t, "everything is acknowledged", func() bool { return w.owner.Waiting() == 0 })
}

// brittle files panic so many times before they are kept.
type brittle struct {
	bot.Files
	left atomic.Int64
}

func (b *brittle) Save(ctx context.Context, r io.Reader, name, mime string, limit int64) (dialogs.Media, error) {
	if b.left.Add(-1) >= 0 {
		panic("no room")
	}
	return b.Files.Save(ctx, r, name, mime, limit)
}

// However often storing a file panics, the next one is fetched on the same connection.
func TestAPanicTakesNoWireAway(t *testing.T) {
	files := &brittle{}
	const panics = 9 // more than are fetched at once
	files.left.Store(panics)
	w := started(t, func(c *whatsapp.Config) { files.Files, c.Files = c.Files, files })
	photo := func(n int) {
		w.artisan(fmt.Sprint("96391111110", n)).Chat(w.owner).Photo([]byte("\x89PNG\r\n\x1a\n"), "image/png", "")
	}
	for n := range panics {
		photo(n)
	}
	eventually(t, "storing has panicked", func() bool { return files.left.Load() <= 0 })
	photo(panics)
	if in := w.inbox.Wait(t, 1)[0]; in.Input.Media == nil || in.Input.Media.Hash == "" {
		t.Errorf("accepted %+v", in.Input)
	}
}
