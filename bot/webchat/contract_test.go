package webchat_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/webchat"
	"sanad/dialogs"
)

func TestContract(t *testing.T) {
	bottest.Adapter(t, func(t *testing.T, kit bottest.AdapterKit) bottest.AdapterNetwork {
		h := emptyHouse(t)
		var handler atomic.Pointer[http.Handler]
		site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*handler.Load()).ServeHTTP(w, r) }))
		t.Cleanup(site.Close)
		pages := map[string]*page{}
		var chats [2]string
		for i := range chats {
			p := newPage(t, site.URL, byte(i))
			chats[i], pages[p.chat] = p.chat, p
		}
		return bottest.AdapterNetwork{
			Channel: func(t *testing.T) bot.Channel {
				chat := h.newChat(t, func(c *webchat.Config) { c.Files, c.Log = kit.Files, kit.Log })
				inside := chat.Handler()
				handler.Store(&inside)
				return keeping{chat, h}
			},
			Chats:  chats,
			Say:    func(chat, text string) { pages[chat].queue <- message{text: text} },
			Screen: func(chat string) []bottest.AdapterMessage { return pages[chat].screen(t) },
			Drop:   site.CloseClientConnections,
			Choose: func(chat, id string) error { pages[chat].queue <- message{choice: id}; return nil },
			Media:  func(chat string, m bottest.AdapterMedia) { pages[chat].queue <- message{media: &m} },
			Shows:  true,
			Repeat: func() {
				for _, p := range pages {
					p.twice.Store(true)
				}
			},
			Typing: func(chat string) func() int { return pages[chat].watchTyping(t) },
		}
	})
}

// keeping is the web chat within a pipeline that writes the transcript before it sends, as the real one does.
type keeping struct {
	*webchat.Chat
	h *house
}

func (k keeping) Run(ctx context.Context, accept bot.Accept) error {
	return k.Chat.Run(ctx, func(ctx context.Context, in ...bot.Incoming) ([]bot.Receipt, error) {
		receipts, err := accept(ctx, in...)
		for i := range receipts {
			k.h.mu.Lock()
			receipts[i].Conversation = k.h.conversation(in[i].Chat).ID
			k.h.mu.Unlock()
		}
		return receipts, err
	})
}

func (k keeping) Send(ctx context.Context, out bot.Outgoing) (string, error) {
	k.h.mu.Lock()
	out.Conversation = k.h.conversation(out.Chat).ID
	out.ID = k.h.append(bot.Message{Conversation: out.Conversation, Author: bot.AuthorBot, Said: &out.Said, At: k.h.now})
	k.h.mu.Unlock()
	return k.Chat.Send(ctx, out)
}

// page does what the page's script does: it posts in order, again and again under the same id.
type page struct {
	url, cookie, chat string
	queue             chan message
	twice             atomic.Bool
}

type message struct {
	text, choice string
	media        *bottest.AdapterMedia
}

func newPage(t *testing.T, url string, n byte) *page {
	secret := bytes.Repeat([]byte{n + 1}, 32)
	sum := sha256.Sum256(secret)
	p := &page{url: url, chat: hex.EncodeToString(sum[:]), queue: make(chan message, 1000),
		cookie: "sanad_chat=" + base64.RawURLEncoding.EncodeToString(secret)}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		for i := 0; ; i++ {
			select {
			case m := <-p.queue:
				p.post(ctx, m, fmt.Sprintf("message-%d", i))
			case <-ctx.Done():
				return
			}
		}
	})
	t.Cleanup(func() { cancel(); done.Wait() })
	return p
}

func (p *page) post(ctx context.Context, m message, id string) {
	for ctx.Err() == nil {
		if !p.postOnce(ctx, m, id) {
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
			continue
		}
		if p.twice.Load() {
			p.postOnce(ctx, m, id)
		}
		return
	}
}

func (p *page) postOnce(ctx context.Context, m message, id string) bool {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := map[string]string{"id": id, "text": m.text, "choice": m.choice}
	if m.media != nil {
		fields["text"], fields["kind"] = m.media.Caption, string(m.media.Kind)
	}
	for name, value := range fields {
		_ = form.WriteField(name, value)
	}
	if m.media != nil {
		name := m.media.Name
		if name == "" {
			name = "file"
		}
		part, _ := form.CreatePart(textproto.MIMEHeader{"Content-Type": {m.media.Mime},
			"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename=%q`, name)}})
		_, _ = part.Write(m.media.Body)
	}
	_ = form.Close()
	answer, err := p.do(ctx, http.MethodPost, "/chat/messages", form.FormDataContentType(), &body)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (p *page) do(ctx context.Context, method, path, mime string, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.url+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Cookie", p.cookie)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", mime)
	return http.DefaultClient.Do(r)
}

func (p *page) get(t *testing.T, path string) []byte {
	t.Helper()
	answer, err := p.do(t.Context(), http.MethodGet, path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, answer.Status, err)
	}
	return body
}

// watchTyping opens the stream and counts.
func (p *page) watchTyping(t *testing.T) func() int {
	ctx, cancel := context.WithCancel(context.Background())
	answer, err := p.do(ctx, http.MethodGet, "/chat/events", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	var seen atomic.Int64
	var done sync.WaitGroup
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && lines.Text() != "event: hello" {
	}
	done.Go(func() {
		for lines.Scan() {
			if lines.Text() == "event: typing" {
				seen.Add(1)
			}
		}
	})
	t.Cleanup(func() { cancel(); _ = answer.Body.Close(); done.Wait() })
	return func() int { return int(seen.Load()) }
}

// element is as much of HTML as the lines have.
type element struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Inside  []element  `xml:",any"`
	Text    string     `xml:",chardata"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e element) find(match func(element) bool) (found []element) {
	for _, in := range e.Inside {
		if match(in) {
			found = append(found, in)
		}
		found = append(found, in.find(match)...)
	}
	return found
}

func (e element) class(name string) []element {
	return e.find(func(e element) bool { return strings.Contains(" "+e.attr("class")+" ", " "+name+" ") })
}

func parse(t *testing.T, html []byte) element {
	t.Helper()
	d := xml.NewDecoder(io.MultiReader(strings.NewReader("<ol>"), bytes.NewReader(html), strings.NewReader("</ol>")))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var all element
	if err := d.Decode(&all); err != nil {
		t.Fatalf("%v in %s", err, html)
	}
	return all
}

func (p *page) screen(t *testing.T) []bottest.AdapterMessage {
	var shown []bottest.AdapterMessage
	for _, l := range parse(t, p.get(t, "/chat/messages")).class("bot") {
		m := bottest.AdapterMessage{}
		for _, h := range l.class("heading") {
			m.Bold = h.Text
			m.Text = h.Text + "\n"
		}
		for _, w := range l.class("words") {
			m.Text += w.Text
		}
		for _, c := range l.class("chip") {
			m.Choices = append(m.Choices, dialogs.Button{ID: c.attr("value"), Label: c.Text})
		}
		files := l.find(func(e element) bool { return strings.HasPrefix(e.attr("href")+e.attr("src"), "/chat/media/") })
		if len(files) > 0 {
			m.File = p.get(t, files[0].attr("href")+files[0].attr("src"))
		}
		shown = append(shown, m)
	}
	return shown
}
