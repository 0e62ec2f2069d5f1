package bottest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"sanad/bot"
	"sanad/dialogs"
)

const enough = 1 << 20

// Files proves that what open gives keeps media as the port says.
func Files(t *testing.T, open func(t *testing.T) bot.Files) {
	t.Run("what was saved is opened", func(t *testing.T) { savedIsOpened(t, open(t)) })
	t.Run("the limit is kept to the byte", func(t *testing.T) { limitIsKept(t, open(t)) })
	t.Run("what breaks off is not stored", func(t *testing.T) { brokenOffIsNot(t, open(t)) })
	t.Run("only a hash opens a file", func(t *testing.T) { onlyHashOpens(t, open(t)) })
	t.Run("the same bytes at the same time are one file", func(t *testing.T) { sameIsOne(t, open(t)) })
	t.Run("the type is found in the bytes", func(t *testing.T) { typeIsFound(t, open(t)) })
}

func savedIsOpened(t *testing.T, f bot.Files) {
	for _, content := range []string{"", "x", strings.Repeat("صورة", 100_000)} {
		media, err := f.Save(t.Context(), iotest.HalfReader(strings.NewReader(content)), "ورشة.jpg", "image/jpeg", enough)
		noError(t, err)
		want := dialogs.Media{Hash: hashOf(content), Name: "ورشة.jpg", Mime: "image/jpeg", Size: int64(len(content))}
		if media != want {
			t.Fatalf("saved %+v, want %+v", media, want)
		}
		wantFile(t, f, media.Hash, content)
	}
}

func limitIsKept(t *testing.T, f bot.Files) {
	if _, err := f.Save(t.Context(), strings.NewReader("12345"), "", "", 5); err != nil {
		t.Fatalf("5 bytes of at most 5: %v", err)
	}
	for _, r := range []io.Reader{strings.NewReader("123456"), iotest.OneByteReader(strings.NewReader("123456")),
		iotest.DataErrReader(strings.NewReader("123456"))} {
		if media, err := f.Save(t.Context(), r, "", "", 5); !errors.Is(err, bot.ErrTooLarge) || media != (dialogs.Media{}) {
			t.Fatalf("6 bytes of at most 5 gave %+v, %v; want ErrTooLarge", media, err)
		}
	}
	wantNoFile(t, f, hashOf("123456"))
	wantNoFile(t, f, hashOf("1234"))
}

func brokenOffIsNot(t *testing.T, f bot.Files) {
	torn := errors.New("the line is torn")
	_, err := f.Save(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(torn)), "", "", enough)
	if !errors.Is(err, torn) {
		t.Fatalf("a torn line gave %v", err)
	}
	wantNoFile(t, f, hashOf("half"))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Save(ended, strings.NewReader("late"), "", "", enough); !errors.Is(err, context.Canceled) {
		t.Fatalf("an ended context gave %v", err)
	}
	wantNoFile(t, f, hashOf("late"))
}

func onlyHashOpens(t *testing.T, f bot.Files) {
	media, err := f.Save(t.Context(), strings.NewReader("secret"), "", "", enough)
	noError(t, err)
	for _, name := range []string{"", ".", "..", "/etc/passwd", "../../etc/passwd", media.Hash[:63], media.Hash + "\n", media.Hash + "/..",
		strings.ToUpper(media.Hash), strings.Repeat("../", 21) + "x", strings.Repeat("0", 64)} {
		wantNoFile(t, f, name)
	}
}

func sameIsOne(t *testing.T, f bot.Files) {
	content := strings.Repeat("photo", 10_000)
	var working sync.WaitGroup
	for range 8 {
		working.Go(func() {
			for range 5 {
				media, err := f.Save(t.Context(), strings.NewReader(content), "", "", enough)
				if err != nil || media.Hash != hashOf(content) {
					t.Errorf("got %+v, %v", media, err)
				}
			}
		})
	}
	working.Wait()
	wantFile(t, f, hashOf(content), content)
}

func typeIsFound(t *testing.T, f bot.Files) {
	ogg := "OggS\x00\x02" + strings.Repeat("\x00", 20) + "\x01\x13"
	for _, c := range []struct{ content, want string }{
		{"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"},
		{"\x89PNG\r\n\x1a\n", "image/png"},
		{"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"},
		{"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1", "image/heic"},
		{ogg + "OpusHead\x01\x01", "audio/ogg"},
		{ogg + "\x01vorbis", "audio/ogg"},
		{ogg + "\x80theora", "video/ogg"},
		{"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2", "video/mp4"},
		{"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00isomiso2", "audio/mp4"},
		{"\x00\x00\x00\x14ftyp3gp5\x00\x00\x02\x00", "video/3gpp"},
		{"#!AMR\n\x3c", "audio/amr"},
		{"ID3\x03\x00", "audio/mpeg"},
		{"%PDF-1.7\n", "application/pdf"},
		{"PK\x03\x04\x14\x00", "application/zip"},
		{"ورشة", "text/plain; charset=utf-8"},
		{"\x00\x01\x02\x03", "application/octet-stream"},
	} {
		media, err := f.Save(t.Context(), strings.NewReader(c.content), "", "", enough)
		noError(t, err)
		if media.Mime != c.want {
			t.Errorf("%q is %s, want %s", c.content, media.Mime, c.want)
		}
	}
}

func wantFile(t *testing.T, f bot.Files, hash, want string) {
	t.Helper()
	file, err := f.Open(t.Context(), hash)
	noError(t, err)
	defer file.Close()
	for range 2 { // it can be read again from the start
		got, err := io.ReadAll(file)
		noError(t, err)
		if !bytes.Equal(got, []byte(want)) {
			t.Fatalf("read %d bytes, want the %d saved", len(got), len(want))
		}
		_, err = file.Seek(0, io.SeekStart)
		noError(t, err)
	}
}

func wantNoFile(t *testing.T, f bot.Files, hash string) {
	t.Helper()
	file, err := f.Open(t.Context(), hash)
	if err == nil {
		_ = file.Close()
	}
	if !errors.Is(err, bot.ErrNoFile) {
		t.Fatalf("opening %q gave %v, want ErrNoFile", hash, err)
	}
}

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}
