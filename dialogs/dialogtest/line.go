package dialogtest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sanad/dialogs"
)

// lineIn is what a JSON line may say. Beyond the public protocol it knows what scripts need: edits, what a
// channel cannot read, several advisors, and the channel's name and language.
type lineIn struct {
	Text        *string           `json:"text"`
	Choice      string            `json:"choice"`
	Photo       string            `json:"photo"`
	Voice       string            `json:"voice"`
	Video       string            `json:"video"`
	Document    string            `json:"document"`
	Location    *dialogs.Location `json:"location"`
	Contact     *dialogs.Card     `json:"contact"`
	Wait        string            `json:"wait"`
	Advisor     string            `json:"advisor"`
	As          string            `json:"as"`          // which advisor
	To          string            `json:"to"`          // to whom a transfer goes
	Edit        int               `json:"edit"`        // the turn whose message is replaced by text
	Unsupported string            `json:"unsupported"` // what the channel could not read
	Apology     bool              `json:"apology"`     // the host gave a turn up
	Answered    string            `json:"answered"`    // the article that now answers what text asked before
	Revision    int               `json:"revision"`    // of that article
	ByHand      string            `json:"by_hand"`     // what is written to the artisan on our number's own phone
	Name        string            `json:"name"`        // what the channel calls the artisan
	Lang        string            `json:"lang"`        // the channel's guess at their language
	Staff       string            `json:"staff"`       // from here on the chat is an "admin"'s, an "advisor"'s or "nobody"'s
	Trial       *dialogs.Trial    `json:"trial"`       // what came of an edit
	Down        bool              `json:"down"`        // the channel has been down for long
	On          string            `json:"on"`          // the channel, from here on: "telegram" where none is named

	wait time.Duration
}

func parseLine(line string) (lineIn, error) {
	line = strings.TrimRight(line, "\r\n")
	if !strings.HasPrefix(strings.TrimSpace(line), "{") {
		return lineIn{Text: &line}, nil
	}
	var in lineIn
	d := json.NewDecoder(strings.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return in, fmt.Errorf("not a line of the protocol: %v", err)
	}
	if d.More() {
		return in, fmt.Errorf("more than one object in the line")
	}
	if in.Wait != "" {
		wait, err := parseWait(in.Wait)
		if err != nil {
			return in, err
		}
		in.wait = wait
	}
	return in, nil
}

// parseWait reads a duration of Go, or whole days as "30d".
func parseWait(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 36500 {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("wait %q is not a duration such as 25h or 30d", s)
	}
	return d, nil
}

// input makes the engine's input of a line; none of a line that only waits.
func (p *Player) input(in lineIn) (dialogs.Input, error) {
	out := dialogs.Input{Ref: "m" + strconv.Itoa(p.saved.Turn+1), Name: in.Name, Lang: in.Lang}
	if in.Text != nil {
		out.Text = *in.Text
	}
	var err error
	switch {
	case in.Advisor != "":
		return p.fromAdvisor(in, out)
	case in.Choice != "":
		out.Kind, out.Choice = dialogs.KindChoice, in.Choice
	case in.Location != nil:
		out.Kind, out.Location = dialogs.KindLocation, in.Location
	case in.Contact != nil:
		out.Kind, out.Card = dialogs.KindContact, in.Contact
	case in.Unsupported != "":
		out.Kind, out.Text = dialogs.KindUnsupported, in.Unsupported
	case in.Down:
		out.Kind = dialogs.KindStranded
	case in.Trial != nil:
		out.Kind, out.Trial = dialogs.KindTrial, in.Trial
	case in.Apology:
		out.Kind = dialogs.KindApology
	case in.Answered != "":
		out.Kind, out.Article, out.Revision = dialogs.KindAnswer, in.Answered, in.Revision
	case in.ByHand != "":
		out.Kind, out.Text = dialogs.KindByHand, in.ByHand
	case in.Edit > 0:
		out.Kind, out.Ref = dialogs.KindEdit, "m"+strconv.Itoa(in.Edit)
	case in.media() != "":
		out.Kind, out.Media, err = in.kind(), nil, nil
		out.Media, err = p.media(in.media())
	case in.Text != nil:
		out.Kind = dialogs.KindText
	case in.Wait == "":
		return out, fmt.Errorf("the line says nothing: text, choice, photo, voice, document, location, contact, wait or advisor")
	}
	return out, err
}

func (in lineIn) media() string { return cmp.Or(in.Photo, in.Voice, in.Video, in.Document) }

func (in lineIn) kind() dialogs.InputKind {
	switch {
	case in.Photo != "":
		return dialogs.KindPhoto
	case in.Voice != "":
		return dialogs.KindVoice
	case in.Video != "":
		return dialogs.KindVideo
	}
	return dialogs.KindDocument
}

// media describes a file by its content, or by its name alone where nothing can be read.
func (p *Player) media(path string) (*dialogs.Media, error) {
	content := []byte(path)
	if p.ReadFile != nil {
		b, err := p.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("the file cannot be read: %v", err)
		}
		content = b
	}
	sum := sha256.Sum256(content)
	m := &dialogs.Media{Hash: hex.EncodeToString(sum[:]), Name: filepath.Base(path), Size: int64(len(content)),
		Mime: mimes[strings.ToLower(filepath.Ext(path))]}
	if bytes.HasPrefix([]byte(m.Name), []byte("lost")) && p.ReadFile == nil {
		m.Hash = ""
	}
	return m, nil
}

// mimes are the types of what people send; the machine's own table would make scripts differ between machines.
var mimes = map[string]string{".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp",
	".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "video/mp4", ".pdf": "application/pdf"}

var advisorKinds = map[string]dialogs.InputKind{
	"take": dialogs.KindTake, "say": dialogs.KindSay, "note": dialogs.KindNote,
	"hand_back": dialogs.KindHandBack, "resolve": dialogs.KindResolve, "transfer": dialogs.KindTransfer,
}

func (p *Player) fromAdvisor(in lineIn, out dialogs.Input) (dialogs.Input, error) {
	kind, ok := advisorKinds[in.Advisor]
	if !ok {
		return out, fmt.Errorf("advisor %q: take, say, note, hand_back, resolve or transfer", oneLine(in.Advisor))
	}
	name := cmp.Or(in.As, "advisor")
	out.Kind, out.Ref, out.Person = kind, "", &dialogs.Person{ID: name, Name: name}
	if in.To != "" {
		out.To = &dialogs.Person{ID: in.To, Name: in.To}
	}
	var err error
	if in.media() != "" {
		out.Media, err = p.media(in.media())
	}
	return out, err
}
