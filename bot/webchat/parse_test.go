package webchat

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"sanad/bot"
	"sanad/dialogs"
)

func FuzzSegments(f *testing.F) {
	for _, seed := range []string{"", "بلا روابط", "https://example.org", "انظر https://example.org/a?b=1، ثم http://x.", "https://", "https://…", "httpshttps://a\nhttp://b", "«https://example.org/»"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		whole := ""
		for _, s := range segments(text) {
			whole += s.Text
			if s.Link != "" && (s.Link != s.Text || !strings.HasPrefix(s.Link, "http://") && !strings.HasPrefix(s.Link, "https://")) {
				t.Errorf("links to %q", s.Link)
			}
		}
		if whole != text {
			t.Errorf("%q became %q", text, whole)
		}
	})
}

func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"", "صورة.jpg", `C:\fakepath\a.png`, "../../etc/passwd", "a\u202egpj.exe", "a\u061c\u200bb", strings.Repeat("ط", 300) + ".pdf", "...", "\xff\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := fileName(name)
		if strings.ContainsAny(got, `/\`) || !utf8.ValidString(got) || utf8.RuneCountInString(got) > 80 {
			t.Errorf("%q became %q", name, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%q kept %q", name, r)
			}
		}
		if again := fileName(got); again != got {
			t.Errorf("%q became %q and then %q", name, got, again)
		}
	})
}

// FuzzRead reads any body as a post: it is a message that can be stored or a refusal, never a fault.
func FuzzRead(f *testing.F) {
	part := func(head, body string) string {
		return "--x\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n"
	}
	f.Add(part(`name="id"`, "message-1")+part(`name="text"`, "مرحبا\x00")+"--x--\r\n", true)
	f.Add(part(`name="id"`, "message-1")+part(`name="file"; filename="a.png"`, "\x89PNG\r\n\x1a\n")+"--x--\r\n", true)
	f.Add(part(`name="file"; filename=""`, "")+part(`name="choice"`, "menu")+part(`name="page"`, "ABCDEFGHIJ")+"--x--\r\n", true)
	f.Add("--x\r\n", true)
	f.Add("id=message-1&text=%D8%B3&seconds=-1", false)
	f.Add("page=ABCDEFGH&choice=%00&text=%", false)
	f.Fuzz(func(t *testing.T, body string, multi bool) {
		c := &Chat{Config: Config{Files: sink{}, Log: slog.New(slog.DiscardHandler)}}
		r := httptest.NewRequest(http.MethodPost, "/chat/messages", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if multi {
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		}
		form, err := c.read(r)
		if err != nil {
			return
		}
		in, err := form.incoming()
		if err != nil {
			if _, ok := err.(problem); !ok {
				t.Errorf("a fault: %v", err)
			}
			return
		}
		if !clientID.MatchString(in.Ref) || len(in.Choice) > 60 || !utf8.ValidString(in.Text) || strings.ContainsRune(in.Text, 0) {
			t.Errorf("took %+v", in)
		}
		if in.Text == "" && in.Choice == "" && in.Media == nil {
			t.Error("took an empty message")
		}
	})
}

// sink is a file store that keeps nothing.
type sink struct{}

func (sink) Save(_ context.Context, r io.Reader, name, mime string, _ int64) (dialogs.Media, error) {
	var b bytes.Buffer
	n, err := b.ReadFrom(r)
	if mime == "" {
		mime = http.DetectContentType(b.Bytes())
	}
	return dialogs.Media{Hash: "00", Name: name, Mime: mime, Size: n}, err
}

func (sink) Open(context.Context, string) (io.ReadSeekCloser, error) { return nil, bot.ErrNoFile }
