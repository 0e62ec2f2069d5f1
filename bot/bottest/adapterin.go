package bottest

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

var adapterReceiving = []adapterCase{
	{"a text comes in once with all that is known", nil, (*adapterWorld).textComesIn},
	{"equal texts are two messages", nil, (*adapterWorld).equalTexts},
	{"any characters come in as they were written", nil, (*adapterWorld).anyCharactersIn},
	{"a long text comes in whole", nil, (*adapterWorld).longTextIn},
	{"what comes twice is one message", func(w *adapterWorld) bool { return w.Repeat != nil }, (*adapterWorld).duplicates},
	{"what was not accepted comes again", nil, (*adapterWorld).notAccepted},
	{"what was not accepted comes again after a restart", nil, (*adapterWorld).notAcceptedBeforeRestart},
	{"a chat stays in order while accepting fails now and then", nil, (*adapterWorld).orderWithinAChat},
	{"a button comes back as a choice", func(w *adapterWorld) bool { return w.Choose != nil }, (*adapterWorld).buttonPressed},
	{"an edit names what it replaces", func(w *adapterWorld) bool { return w.Edit != nil }, (*adapterWorld).editComesIn},
	{"files come in and are stored", func(w *adapterWorld) bool { return w.Media != nil }, (*adapterWorld).filesComeIn},
}

func (w *adapterWorld) textComesIn(t *testing.T) {
	w.Say(w.Chats[0], "مرحبا "+adapterSecret)
	in := w.inbox.Wait(t, 1)[0]
	if in.Account != w.channel.Traits().Account {
		t.Errorf("account %+v, want that of the traits %+v", in.Account, w.channel.Traits().Account)
	}
	if in.Chat != w.Chats[0] || in.Conversation != 0 {
		t.Errorf("chat %q, conversation %d", in.Chat, in.Conversation)
	}
	if in.ID == "" || in.Input.Ref == "" || in.Input.ID != "" {
		t.Errorf("id %q and ref %q must be given, the input's id %q must not", in.ID, in.Input.Ref, in.Input.ID)
	}
	if in.Input.Kind != dialogs.KindText || in.Input.Text != "مرحبا "+adapterSecret {
		t.Errorf("input %+v", in.Input)
	}
	if age := time.Since(in.At); age < -time.Minute || age > time.Minute {
		t.Errorf("sent %s ago", age)
	}
}

func (w *adapterWorld) equalTexts(t *testing.T) {
	w.Say(w.Chats[0], adapterSecret)
	w.Say(w.Chats[0], adapterSecret)
	in := w.inbox.Wait(t, 2)
	if in[0].ID == in[1].ID || in[0].Input.Ref == in[1].Input.Ref {
		t.Errorf("ids %q and %q, refs %q and %q", in[0].ID, in[1].ID, in[0].Input.Ref, in[1].Input.Ref)
	}
}

// adapterTexts are texts that have broken somebody's bot.
var adapterTexts = []string{
	"_*[]()<>&`~#+-=|{}.!\\ " + adapterSecret,
	"<b>غامق</b> &amp; &lt; **نص** __نص__ " + adapterSecret,
	"١٢٣ ۴۵۶ 123 — ٪٥٠ — «ورشة» " + adapterSecret,
	"👩🏽‍🎨🧵 𝔘𝔫𝔦 é é " + adapterSecret,
	"سطر\nسطر\n\nفقرة " + adapterSecret,
	"\u2067معزول\u2069 \u200fيمين\u200e " + adapterSecret,
	"%s %d %% {{.Name}} ${x} '; DROP TABLE " + adapterSecret,
}

func (w *adapterWorld) anyCharactersIn(t *testing.T) {
	for _, text := range adapterTexts {
		w.Say(w.Chats[0], text)
	}
	in := w.inbox.Wait(t, len(adapterTexts))
	for i, want := range adapterTexts {
		if in[i].Input.Text != want {
			t.Errorf("wrote %q, accepted %q", want, in[i].Input.Text)
		}
	}
}

func (w *adapterWorld) longTextIn(t *testing.T) {
	long := adapterParagraphs(4000)
	w.Say(w.Chats[0], long)
	if got := w.inbox.Wait(t, 1)[0].Input.Text; got != long {
		t.Errorf("wrote %d bytes, accepted %d", len(long), len(got))
	}
}

func (w *adapterWorld) duplicates(t *testing.T) {
	w.Repeat()
	const n = 5
	for i := range n {
		w.Say(w.Chats[0], fmt.Sprint(adapterSecret, i))
	}
	w.inbox.Wait(t, n)
	w.Say(w.Chats[0], adapterSecret+" last")
	in := w.inbox.Wait(t, n+1)
	if len(in) != n+1 || in[n].Input.Text != adapterSecret+" last" {
		t.Errorf("%d messages were accepted, want %d: %+v", len(in), n+1, in)
	}
}

func (w *adapterWorld) notAccepted(t *testing.T) {
	w.inbox.Refuse(true)
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.WaitOffered(t, 2)
	w.inbox.Refuse(false)
	if got := w.inbox.Wait(t, 1)[0].Input.Text; got != adapterSecret {
		t.Errorf("accepted %q", got)
	}
}

func (w *adapterWorld) notAcceptedBeforeRestart(t *testing.T) {
	w.inbox.Refuse(true)
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.WaitOffered(t, 1)
	w.restart(t)
	w.inbox.Refuse(false)
	w.inbox.Wait(t, 1)
	w.restart(t)
	w.Say(w.Chats[0], adapterSecret+" last")
	if in := w.inbox.Wait(t, 2); len(in) != 2 || in[1].Input.Text != adapterSecret+" last" {
		t.Errorf("accepted %+v", in)
	}
}

func (w *adapterWorld) orderWithinAChat(t *testing.T) {
	const n = 30
	for i := range n {
		w.inbox.Refuse(i%7 == 3)
		for _, chat := range w.Chats {
			w.Say(chat, fmt.Sprint(adapterSecret, i))
		}
	}
	w.inbox.Refuse(false)
	next := map[string]int{}
	for _, in := range w.inbox.Wait(t, n*len(w.Chats)) {
		if want := fmt.Sprint(adapterSecret, next[in.Chat]); in.Input.Text != want {
			t.Fatalf("%q came when it was the turn of %q", in.Input.Text, want)
		}
		next[in.Chat]++
	}
}

func (w *adapterWorld) buttonPressed(t *testing.T) {
	w.Say(w.Chats[0], adapterSecret)
	w.inbox.Wait(t, 1)
	w.try(t, 0, dialogs.Said{Text: "شو؟ " + adapterSecret, Choices: adapterChoices})
	w.screen(t, 0, 1)
	for i, c := range adapterChoices {
		if err := w.Choose(w.Chats[0], c.ID); err != nil {
			t.Fatal(err)
		}
		in := w.inbox.Wait(t, i+2)[i+1]
		if in.Input.Kind != dialogs.KindChoice || in.Input.Choice != c.ID || in.Chat != w.Chats[0] {
			t.Errorf("pressed %q, accepted %+v", c.ID, in.Input)
		}
	}
}

func (w *adapterWorld) editComesIn(t *testing.T) {
	w.Say(w.Chats[0], adapterSecret)
	first := w.inbox.Wait(t, 1)[0]
	w.Edit(w.Chats[0], adapterSecret, adapterSecret+" 1")
	w.inbox.Wait(t, 2)
	w.Edit(w.Chats[0], adapterSecret+" 1", adapterSecret+" 2")
	for i, in := range w.inbox.Wait(t, 3)[1:] {
		if in.Input.Kind != dialogs.KindEdit || in.Input.Ref != first.Input.Ref || in.Input.Text != fmt.Sprint(adapterSecret, " ", i+1) {
			t.Errorf("edit %d: %+v, the first was %+v", i+1, in.Input, first.Input)
		}
	}
}

func (w *adapterWorld) filesComeIn(t *testing.T) {
	sent := []AdapterMedia{
		{Kind: dialogs.KindPhoto, Mime: "image/png", Caption: "الورشة " + adapterSecret, Body: adapterPicture()},
		{Kind: dialogs.KindVoice, Mime: "audio/ogg", Body: append([]byte("OggS"), make([]byte, 2000)...)},
		{Kind: dialogs.KindDocument, Mime: "application/pdf", Name: "عرض.pdf", Body: append([]byte("%PDF-1.4\n"), make([]byte, 300000)...)},
	}
	for i, m := range sent {
		w.Media(w.Chats[0], m)
		in := w.inbox.Wait(t, i+1)[i].Input
		if in.Kind != m.Kind || in.Text != m.Caption || in.Media == nil {
			t.Fatalf("sent a %s, accepted %+v", m.Kind, in)
		}
		if in.Media.Size != int64(len(m.Body)) || in.Media.Mime == "" || m.Name != "" && in.Media.Name != m.Name {
			t.Errorf("%s: %+v", m.Kind, in.Media)
		}
		if body := adapterStored(t, w.kit.Files, in.Media.Hash); !bytes.Equal(body, m.Body) {
			t.Errorf("%s: %d bytes are stored of %d", m.Kind, len(body), len(m.Body))
		}
	}
}

func adapterStored(t *testing.T, files bot.Files, hash string) []byte {
	t.Helper()
	r, err := files.Open(t.Context(), hash)
	if err != nil {
		t.Fatalf("file %q: %v", hash, err)
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
