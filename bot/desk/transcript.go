package desk

import (
	"fmt"
	"mime"
	"strings"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// messageView is one line of the transcript, ready to be shown.
type messageView struct {
	bot.Message
	NewDay   bool // the first of its day here
	Heading  string
	Text     string
	Pressed  bool // Text is the label of a button
	Edited   bool
	Media    *mediaView
	Location *dialogs.Location
	Card     *dialogs.Card
	Choices  []dialogs.Button
	Odd      bool // something that cannot be shown; Text may name it
}

type mediaView struct {
	dialogs.Media
	Kind string // "image", "audio", "video" or "file"
}

// transcript makes messages ready, leaving out what nobody said, such as timers.
func (d *Desk) transcript(messages []bot.Message) []messageView {
	views := make([]messageView, 0, len(messages))
	labels := map[string]string{}
	day := ""
	for _, m := range messages {
		v := messageView{Message: m}
		if m.Input != nil {
			v.take(m.Input, labels)
		}
		if m.Said != nil {
			v.say(m.Said, labels)
		}
		if v.empty() {
			continue
		}
		on := m.At.In(d.Location).Format(time.DateOnly)
		v.NewDay, day = on != day, on
		views = append(views, v)
	}
	return views
}

// take shows what the artisan sent; labels are what the buttons shown before it said.
func (v *messageView) take(in *dialogs.Input, labels map[string]string) {
	v.Text = in.Text
	v.Media = mediaOf(in.Media, in.Kind)
	v.Location, v.Card = in.Location, in.Card
	v.Edited = in.Kind == dialogs.KindEdit
	v.Odd = in.Kind == dialogs.KindUnsupported || in.Kind == dialogs.KindByHand && in.Text == "" && in.Media == nil && in.Location == nil && in.Card == nil
	if in.Kind == dialogs.KindChoice {
		v.Pressed = true
		if label := labels[in.Choice]; label != "" {
			v.Text = label
		}
		v.Odd = v.Text == ""
	}
}

// say shows what was said to the artisan, or noted.
func (v *messageView) say(s *dialogs.Said, labels map[string]string) {
	v.Heading, v.Text, v.Choices = s.Heading, s.Text, s.Choices
	v.Media = mediaOf(s.Media, "")
	if v.Person == nil {
		v.Person = s.Advisor
	}
	for _, c := range s.Choices {
		labels[c.ID] = c.Label
	}
}

func (v *messageView) empty() bool {
	return v.Text == "" && v.Heading == "" && v.Media == nil && v.Location == nil && v.Card == nil && !v.Odd && len(v.Choices) == 0
}

// Day names the separator before the message, the same wherever the day is shown.
func (v messageView) Day() string { return v.At.Format(time.DateOnly) }

func mediaOf(m *dialogs.Media, kind dialogs.InputKind) *mediaView {
	if m == nil {
		return nil
	}
	v := &mediaView{Media: *m, Kind: "file"}
	family, _, _ := strings.Cut(strings.ToLower(m.Mime), "/")
	switch {
	case kind == dialogs.KindVoice:
		v.Kind = "audio"
	case kind == dialogs.KindPhoto && m.Mime == "":
		v.Kind = "image"
	case family == "image" && inline[baseType(m.Mime)], family == "audio", family == "video":
		v.Kind = family
	}
	return v
}

func baseType(full string) string {
	base, _, err := mime.ParseMediaType(full)
	if err != nil {
		return ""
	}
	return base
}

// URL is where staff get the file.
func (m mediaView) URL() string { return fileURL(m.Hash, m.Media.Name, m.Mime) }

// Map is the point on a map.
func (v messageView) Map() string {
	return fmt.Sprintf("https://www.openstreetmap.org/?mlat=%[1]f&mlon=%[2]f#map=16/%[1]f/%[2]f", v.Location.Lat, v.Location.Lon)
}
