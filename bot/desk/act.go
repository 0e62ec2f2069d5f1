package desk

import (
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// acts are what an advisor can do, by the last word of the address.
var acts = map[string]dialogs.InputKind{
	"take": dialogs.KindTake, "say": dialogs.KindSay, "note": dialogs.KindNote,
	"hand_back": dialogs.KindHandBack, "resolve": dialogs.KindResolve, "transfer": dialogs.KindTransfer,
}

const textLimit = 4000 // characters of a message, as the strictest channel has it

// problem is a post that was not taken, in words.
type problem struct {
	status int
	text   string
}

// key is for the next try. After a failure it stays: the post may be stored all the same.
func (p *problem) key(r *http.Request) string {
	if p.status == http.StatusServiceUnavailable {
		return r.FormValue("key")
	}
	return newToken()
}

// act takes one post of an advisor to a conversation: in through the same door as everything, then a short
// wait for what came of it. What was written is given back whenever it was not taken.
func (d *Desk) act(w http.ResponseWriter, r *http.Request) {
	kind, known := acts[r.PathValue("act")]
	var large *http.MaxBytesError
	if err := r.ParseMultipartForm(formRoom); errors.As(err, &large) { // any other shows in what is missing
		d.refuse(w, r, kind, d.tooLarge(r))
		return
	}
	if kind == dialogs.KindSay && r.FormValue("kind") == string(dialogs.KindNote) {
		kind = dialogs.KindNote
	}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if !known || err != nil {
		d.fail(w, r, http.StatusNotFound, "desk.error.missing")
		return
	}
	if p := d.perform(r, id, kind); p != nil {
		d.refuse(w, r, kind, p)
		return
	}
	if kind != dialogs.KindSay {
		d.audit(r.Context(), personOf(r).ID, string(kind), pathOf(id)[len("/desk/"):])
	}
	if scripted(r) {
		answer(w, http.StatusOK, map[string]string{"key": newToken()})
		return
	}
	http.Redirect(w, r, pathOf(id), http.StatusSeeOther)
}

func (d *Desk) refuse(w http.ResponseWriter, r *http.Request, kind dialogs.InputKind, p *problem) {
	if scripted(r) {
		answer(w, p.status, map[string]string{"error": p.text, "key": p.key(r)})
		return
	}
	d.showConversation(w, r, p.status, p.text, &draft{Text: r.FormValue("text"), Note: kind == dialogs.KindNote, Key: p.key(r)})
}

func (d *Desk) perform(r *http.Request, id int64, kind dialogs.InputKind) *problem {
	in, p := d.incoming(r, id, kind)
	if p != nil {
		return p
	}
	ctx, stop := context.WithCancel(r.Context())
	defer stop()
	news, err := d.Live.Subscribe(ctx, bot.TopicConversation(id), bot.TopicQueue) // before accepting, so as to miss nothing
	if err != nil {
		news = nil // then it is looked at now and then
	}
	was, err := d.standing(ctx, id)
	if errors.Is(err, bot.ErrNotFound) {
		return &problem{http.StatusNotFound, d.say(r, "desk.error.missing")}
	}
	var receipts []bot.Receipt
	if err == nil {
		in.Conversation = was.conversation
		receipts, err = d.Accept(ctx, in)
	}
	if err != nil {
		d.Log.Error("desk: accept", "conversation", id, "kind", kind, "error", err)
		return &problem{http.StatusServiceUnavailable, d.say(r, "desk.error.not_sent")}
	}
	if words := kind == dialogs.KindSay || kind == dialogs.KindNote; words && len(receipts) == 1 && receipts[0].Duplicate {
		return nil // what came of it was seen when it came first
	}
	return d.outcome(ctx, r, in, was, news)
}

// incoming reads the post. Its ID is made of the form's key and what is said, so that the same post sent
// twice happens once, and another one that was written in its place is another one.
func (d *Desk) incoming(r *http.Request, id int64, kind dialogs.InputKind) (bot.Incoming, *problem) {
	me := personOf(r)
	in := bot.Incoming{Account: bot.Account{Network: bot.NetworkDesk, ID: "default"}, Conversation: id, At: d.Now(),
		Input: dialogs.Input{Kind: kind, Person: &dialogs.Person{ID: me.ID, Name: me.Name}}}
	if !keyPattern.MatchString(r.FormValue("key")) {
		return in, &problem{http.StatusBadRequest, d.say(r, "desk.error.form")}
	}
	var p *problem
	switch kind {
	case dialogs.KindSay, dialogs.KindNote:
		p = d.message(r, &in.Input)
	case dialogs.KindTransfer:
		p = d.recipient(r, &in.Input)
	}
	in.ID = eventID(in.Input, r.FormValue("key"))
	return in, p
}

func eventID(in dialogs.Input, key string) string {
	file, to := "", ""
	if in.Media != nil {
		file = in.Media.Hash
	}
	if in.To != nil {
		to = in.To.ID
	}
	return hashed(strings.Join([]string{in.Person.ID, string(in.Kind), key, file, to, in.Text}, "\x00"))
}

var keyPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)

// message reads a text and perhaps a file.
func (d *Desk) message(r *http.Request, in *dialogs.Input) *problem {
	in.Text = strings.TrimSpace(strings.ReplaceAll(r.FormValue("text"), "\r\n", "\n"))
	if len([]rune(in.Text)) > textLimit {
		return &problem{http.StatusUnprocessableEntity, d.say(r, "desk.compose.too_long", "Limit", textLimit)}
	}
	if in.Kind == dialogs.KindSay {
		if p := d.upload(r, in); p != nil {
			return p
		}
	}
	if in.Text == "" && in.Media == nil {
		return &problem{http.StatusUnprocessableEntity, d.say(r, "desk.compose.empty")}
	}
	return nil
}

// upload stores the file of the post, if it has one that is not empty.
func (d *Desk) upload(r *http.Request, in *dialogs.Input) *problem {
	f, head, err := r.FormFile("file")
	if err != nil || head.Size == 0 {
		return nil
	}
	defer f.Close()
	media, err := d.Files.Save(r.Context(), f, head.Filename, voiceType(head), d.MaxUpload)
	switch {
	case errors.Is(err, bot.ErrTooLarge):
		return d.tooLarge(r)
	case err != nil:
		d.Log.Error("desk: upload", "error", err)
		return &problem{http.StatusServiceUnavailable, d.say(r, "desk.error.not_sent")}
	}
	if seconds, err := strconv.Atoi(r.FormValue("seconds")); err == nil && seconds > 0 && seconds < 3600 {
		media.Seconds = time.Duration(seconds) * time.Second
	}
	in.Media = &media
	return nil
}

func (d *Desk) tooLarge(r *http.Request) *problem {
	return &problem{http.StatusRequestEntityTooLarge, d.say(r, "desk.compose.too_large", "Limit", d.MaxUpload>>20)}
}

// voiceType is what a browser calls what it recorded, for the bytes alone do not tell sound from film; empty
// for everything else, whose bytes tell.
func voiceType(head *multipart.FileHeader) string {
	kind := baseType(head.Header.Get("Content-Type"))
	if strings.HasPrefix(kind, "audio/") && inline[kind] {
		return kind
	}
	return ""
}

func (d *Desk) recipient(r *http.Request, in *dialogs.Input) *problem {
	to, err := d.People.Person(r.Context(), r.FormValue("to"))
	if err != nil || to.Disabled {
		return &problem{http.StatusUnprocessableEntity, d.say(r, "desk.transfer.nobody")}
	}
	in.To = &dialogs.Person{ID: to.ID, Name: to.Name}
	return nil
}
