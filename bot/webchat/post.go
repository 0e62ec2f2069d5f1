package webchat

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"sanad/bot"
	"sanad/dialogs"
)

const (
	fileLimit = 16 << 20 // bytes of one attachment
	formLimit = 64 << 10 // bytes of everything else in one post
	textLimit = 8000     // UTF-16 units, as a browser's maxlength counts
	slowest   = 10 * time.Minute
)

var (
	clientID = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)
	choiceID = regexp.MustCompile(`^\P{Cc}{1,60}$`)
)

// post takes one message. It answers only after the message is stored for good, and under one id only once.
func (c *Chat) post(w http.ResponseWriter, r *http.Request, chat string) {
	if !c.allow(w, r, "post:"+chat, 40, time.Minute) || !c.allow(w, r, "post:ip:"+c.ClientIP(r), 600, time.Minute) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, fileLimit+formLimit)
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(slowest)) // a photo over a weak network; not every server has deadlines
	form, err := c.read(r)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	in, err := form.incoming()
	if err != nil {
		c.fail(w, r, err)
		return
	}
	conversation, err := c.conversation(r, chat)
	if err != nil {
		c.fail(w, r, err)
		return
	}
	in.Lang = lang(r, conversation)
	receipt, err := c.take(r.Context(), bot.Incoming{Account: Account, ID: chat[:32] + ":" + in.Ref, Chat: chat, At: c.Now(), Input: in})
	if err != nil {
		c.fail(w, r, err)
		return
	}
	if conversation.ID == 0 {
		if err := c.Live.Publish(r.Context(), topicChat(chat)); err != nil {
			c.Log.WarnContext(r.Context(), "no news to open chat pages", "conversation", receipt.Conversation, "error", err)
		}
	}
	c.taken(w, r, in.Ref, receipt)
}

func (c *Chat) taken(w http.ResponseWriter, r *http.Request, ref string, receipt bot.Receipt) {
	if !wantsJSON(r) {
		http.Redirect(w, r, "/chat#end", http.StatusSeeOther)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"ref": ref, "duplicate": receipt.Duplicate})
}

// posted is a form as it was sent.
type posted struct {
	fields map[string]string
	media  *dialogs.Media
}

// read reads the form, a file of it straight into the store.
func (c *Chat) read(r *http.Request) (posted, error) {
	form := posted{fields: make(map[string]string)}
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		r.Body = io.NopCloser(io.LimitReader(r.Body, formLimit))
		if r.ParseForm() != nil {
			return form, errBroken
		}
		for name := range r.PostForm {
			form.fields[name] = r.PostForm.Get(name)
		}
		return form, nil
	}
	if err != nil {
		return form, errBroken
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return form, nil
		}
		if err != nil {
			return form, unreadable(err)
		}
		if err := c.readPart(r, &form, part); err != nil {
			return form, err
		}
	}
}

func (c *Chat) readPart(r *http.Request, form *posted, part *multipart.Part) error {
	if part.FormName() == "file" {
		return c.readFile(r, form, part)
	}
	value, err := io.ReadAll(io.LimitReader(part, formLimit+1))
	if err != nil {
		return unreadable(err)
	}
	if len(value) > formLimit {
		return errLong
	}
	form.fields[part.FormName()] = string(value)
	return nil
}

func (c *Chat) readFile(r *http.Request, form *posted, part *multipart.Part) error {
	name := fileName(part.FileName())
	if name == "" {
		return nil // a form whose file was left empty
	}
	if form.media != nil {
		return errBroken
	}
	media, err := c.Files.Save(r.Context(), part, name, declared(part.Header.Get("Content-Type")), fileLimit)
	if err != nil {
		return err
	}
	if media.Size == 0 {
		return errEmpty
	}
	form.media = &media
	return nil
}

// declared is the type that is taken from the sender: only sounds, which look like films from inside,
// and office documents, which look like archives. All else the store finds out by looking.
func declared(mimeType string) string {
	essence := essence(mimeType)
	if strings.HasPrefix(essence, "audio/") || strings.HasPrefix(essence, "application/vnd.") || essence == "application/msword" {
		return essence
	}
	return ""
}

// unreadable tells a form that was cut off or is none from one that is too large.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return errBroken
}

// incoming is what the form says.
func (p posted) incoming() (dialogs.Input, error) {
	text := clean(p.fields["text"])
	in := dialogs.Input{Kind: dialogs.KindText, Text: text, Choice: p.fields["choice"], Media: p.media}
	switch {
	case len(utf16.Encode([]rune(text))) > textLimit:
		return in, errLong
	case in.Media != nil:
		in.Kind, in.Choice = kindOf(*in.Media, p.fields["kind"]), ""
		in.Media.Seconds = seconds(p.fields["seconds"])
	case in.Choice != "":
		if !choiceID.MatchString(in.Choice) || len(in.Choice) > 60 {
			return in, errBroken
		}
		in.Kind, in.Text = dialogs.KindChoice, ""
	case text == "":
		return in, errEmpty
	}
	ref, err := p.ref(in)
	in.Ref = ref
	return in, err
}

// ref is the client's id of the message. A page without script has only one id for all that may be
// sent from it: the content then makes the difference between a second press and a second message.
func (p posted) ref(in dialogs.Input) (string, error) {
	if id := p.fields["id"]; clientID.MatchString(id) {
		return id, nil
	}
	page := p.fields["page"]
	if !clientID.MatchString(page) {
		return "", errBroken
	}
	hash := ""
	if in.Media != nil {
		hash = in.Media.Hash
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{page, in.Text, in.Choice, hash}, "\x00")))
	return "page-" + hex.EncodeToString(sum[:16]), nil
}

func kindOf(media dialogs.Media, said string) dialogs.InputKind {
	if said == "voice" && show(media.Mime, dialogs.KindVoice) == "voice" {
		return dialogs.KindVoice
	}
	switch show(media.Mime, "") {
	case "photo":
		return dialogs.KindPhoto
	case "voice":
		return dialogs.KindVoice
	case "video":
		return dialogs.KindVideo
	}
	return dialogs.KindDocument
}

// seconds is a length that the sender claims, at most an hour.
func seconds(s string) time.Duration {
	return time.Duration(min(number(s), 3600)) * time.Second
}

// clean makes a text storable and trims it; newlines stay.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}
