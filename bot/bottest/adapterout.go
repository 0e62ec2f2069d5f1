package bottest

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"

	"sanad/bot"
	"sanad/dialogs"
)

var adapterSending = []adapterCase{
	{"a text goes out as it stands", nil, (*adapterWorld).textGoesOut},
	{"a heading goes before the text", nil, (*adapterWorld).headingGoesOut},
	{"any characters go out as they stand", nil, (*adapterWorld).anyCharactersOut},
	{"a text over every limit arrives whole", nil, (*adapterWorld).longTextOut},
	{"messages to a chat arrive in order, chats side by side", nil, (*adapterWorld).manyGoOut},
	{"choices are shown", func(w *adapterWorld) bool { return w.channel.Traits().Buttons }, (*adapterWorld).choicesShown},
	{"files go out", func(w *adapterWorld) bool { return w.Shows }, (*adapterWorld).filesGoOut},
	{"a file goes out with a text over every caption's limit", func(w *adapterWorld) bool { return w.Shows }, (*adapterWorld).fileWithLongText},
	{"typing is shown", func(w *adapterWorld) bool { return w.Typing != nil }, (*adapterWorld).typingShown},
}

var adapterChoices = []dialogs.Button{
	{ID: "menu", Label: "القائمة"},
	{ID: "q:" + strings.Repeat("x", 58), Label: "سؤال عن صندوق دعم المشاريع الصغيرة والمتوسطة وشروطه كلها"},
	{ID: "ok", Label: "✅ <تمام> & _حلو_"},
	{ID: "none", Label: "0"},
}

func (w *adapterWorld) textGoesOut(t *testing.T) {
	first := w.try(t, 0, dialogs.Said{Text: "أهلين " + adapterSecret})
	second := w.try(t, 0, dialogs.Said{Text: "أهلين " + adapterSecret})
	if first == "" || second == "" || first == second {
		t.Errorf("ids %q and %q", first, second)
	}
	shown := w.screen(t, 0, 2)
	if len(shown) != 2 || shown[0].Text != "أهلين "+adapterSecret {
		t.Errorf("shown %+v", shown)
	}
	if other := w.Screen(w.Chats[1]); len(other) != 0 {
		t.Errorf("another chat shows %+v", other)
	}
}

func (w *adapterWorld) headingGoesOut(t *testing.T) {
	w.try(t, 0, dialogs.Said{Heading: "🌿 صندوق <الدعم>", Text: "التفاصيل " + adapterSecret})
	shown := w.screen(t, 0, 1)[0]
	heading, text := strings.Index(shown.Text, "🌿 صندوق <الدعم>"), strings.Index(shown.Text, "التفاصيل "+adapterSecret)
	if heading < 0 || text <= heading {
		t.Errorf("shown %q", shown.Text)
	}
	if shown.Bold != "" && shown.Bold != "🌿 صندوق <الدعم>" {
		t.Errorf("bold is %q", shown.Bold)
	}
}

func (w *adapterWorld) anyCharactersOut(t *testing.T) {
	for i, text := range adapterTexts {
		w.try(t, 0, dialogs.Said{Text: text})
		if shown := w.screen(t, 0, i+1)[i].Text; shown != text {
			t.Errorf("sent %q, shown %q", text, shown)
		}
	}
}

func (w *adapterWorld) longTextOut(t *testing.T) {
	long := adapterParagraphs(20000)
	w.try(t, 0, dialogs.Said{Heading: "طويل", Text: long})
	var shown string
	adapterEventually(t, "the whole text on the screen", func() bool {
		shown = ""
		for _, m := range w.Screen(w.Chats[0]) {
			shown += " " + m.Text
		}
		return strings.Contains(shown, "النهاية")
	})
	if got, want := strings.Fields(shown), strings.Fields("طويل "+long); !slices.Equal(got, want) {
		t.Errorf("%d words are shown of %d", len(got), len(want))
	}
}

func (w *adapterWorld) manyGoOut(t *testing.T) {
	const n = 20
	var wg sync.WaitGroup
	for chat := range w.Chats {
		wg.Go(func() {
			for i := range n {
				w.try(t, chat, dialogs.Said{Text: fmt.Sprint(adapterSecret, i)})
			}
		})
	}
	wg.Wait()
	for chat := range w.Chats {
		shown := w.screen(t, chat, n)
		for i, m := range shown {
			if m.Text != fmt.Sprint(adapterSecret, i) {
				t.Errorf("chat %d shows %q in place %d", chat, m.Text, i)
			}
		}
	}
}

func (w *adapterWorld) choicesShown(t *testing.T) {
	w.try(t, 0, dialogs.Said{Text: "شو؟ " + adapterSecret, Choices: adapterChoices})
	if got := w.screen(t, 0, 1)[0].Choices; !slices.Equal(got, adapterChoices) {
		t.Errorf("shown %+v", got)
	}
}

func (w *adapterWorld) filesGoOut(t *testing.T) {
	files := []struct {
		name, mime string
		body       []byte
	}{
		{"photo.png", "image/png", adapterPicture()},
		{"", "audio/ogg; codecs=opus", append([]byte("OggS"), make([]byte, 999)...)},
		{"دراسة \"جدوى\".pdf", "application/pdf", append([]byte("%PDF-1.4\n"), make([]byte, 500000)...)},
		{"", "application/x-unheard-of", []byte{1, 2, 3}},
	}
	for i, f := range files {
		m := w.keep(t, f.name, f.mime, f.body)
		w.try(t, 0, dialogs.Said{Text: "هي " + adapterSecret, Media: &m})
		shown := w.screen(t, 0, i+1)[i]
		if !bytes.Equal(shown.File, f.body) || !strings.Contains(shown.Text, "هي "+adapterSecret) {
			t.Errorf("%s: %d bytes are shown of %d, with %q", f.mime, len(shown.File), len(f.body), shown.Text)
		}
	}
}

func (w *adapterWorld) fileWithLongText(t *testing.T) {
	long := adapterParagraphs(3000)
	m := w.keep(t, "photo.png", "image/png", adapterPicture())
	w.try(t, 0, dialogs.Said{Text: long, Media: &m})
	var text string
	adapterEventually(t, "the file on the screen", func() bool {
		shown := w.Screen(w.Chats[0])
		text = ""
		for _, m := range shown {
			text += " " + m.Text
		}
		return len(shown) > 0 && shown[len(shown)-1].File != nil
	})
	if !slices.Equal(strings.Fields(text), strings.Fields(long)) {
		t.Errorf("%d bytes of text are shown of %d", len(text), len(long))
	}
}

func (w *adapterWorld) typingShown(t *testing.T) {
	typist, ok := w.channel.(bot.Typist)
	if !ok {
		t.Fatal("the channel is no bot.Typist")
	}
	shown := w.Typing(w.Chats[0])
	if err := typist.Typing(t.Context(), w.Chats[0]); err != nil {
		t.Fatal(err)
	}
	adapterEventually(t, "typing on the screen", func() bool { return shown() == 1 })
}

func (w *adapterWorld) keep(t *testing.T, name, mime string, body []byte) dialogs.Media {
	t.Helper()
	m, err := w.kit.Files.Save(t.Context(), bytes.NewReader(body), name, mime, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// adapterParagraphs is a text of about n letters that ends with «النهاية».
func adapterParagraphs(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n*2; i++ {
		fmt.Fprintf(&b, "كلمة %d من نص طويل 🧵 عن ورشة الموزاييك", i)
		if i%9 == 8 {
			b.WriteString("\n\n")
		} else {
			b.WriteString(" ")
		}
	}
	return b.String() + adapterSecret + " النهاية"
}

// adapterPicture is a small picture that every network takes.
func adapterPicture() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 320, 200))); err != nil {
		panic(err) // into memory: a mistake of this package
	}
	return b.Bytes()
}
