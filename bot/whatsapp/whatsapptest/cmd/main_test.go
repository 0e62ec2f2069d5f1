package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// terminal is a person at the keyboard, who reads before they write on.
type terminal struct {
	t    *testing.T
	keys *io.PipeWriter

	mu     sync.Mutex
	screen strings.Builder
}

func (x *terminal) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.screen.Write(p)
}

func (x *terminal) text() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.screen.String()
}

// types writes a line and waits until the screen shows more that holds want.
func (x *terminal) types(line, want string) {
	x.t.Helper()
	before := len(x.text())
	if _, err := io.WriteString(x.keys, line+"\n"); err != nil {
		x.t.Fatal(err)
	}
	for late := time.Now().Add(30 * time.Second); !strings.Contains(x.text()[before:], want); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			x.t.Fatalf("after %q the screen shows no %q:\n%s", line, want, x.text()[before:])
		}
	}
}

func TestATalkInTheTerminal(t *testing.T) {
	photo := filepath.Join(t.TempDir(), "workshop.png")
	if err := os.WriteFile(photo, []byte("\x89PNG\r\n\x1a\n صورة"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, keys := io.Pipe()
	x := &terminal{t: t, keys: keys}
	ended := make(chan error, 1)
	go func() { ended <- demonstrate(context.WithoutCancel(t.Context()), in, x, slog.New(slog.DiscardHandler)) }()

	x.types("مرحبا", "١. ")
	x.types("بدي سجل مشروع", "١. ")
	x.types("١", "شو الاسم") // the first of what is listed: to begin
	x.types("أبو أحمد", "شو الحرفة")
	x.types("/photo "+photo, "وصلت الصورة")
	x.types("/photo nowhere.png", "not sent")
	x.types("شو هو صندوق تنمية المشاريع؟", "المصدر")
	if strings.Contains(x.text(), "*") {
		t.Errorf("WhatsApp's signs are on the screen:\n%s", x.text())
	}
	if err := keys.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// What comes by a pipe is answered to the last line, though the input has ended long before.
func TestATalkByPipe(t *testing.T) {
	var out strings.Builder
	in := strings.NewReader("مرحبا\nبدي سجل مشروع\nبدي احكي مع مستشار\n")
	if err := demonstrate(t.Context(), in, &out, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "وصل الطلب لعند المستشارين") {
		t.Errorf("shown:\n%s", out.String())
	}
}
