package webchat

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// words are the texts of one page, in its language and time zone.
type words struct {
	Lang  string
	Page  string // the id of what is posted from it without script
	texts dialogs.Texts
	zone  *time.Location
}

func (c *Chat) words(r *http.Request, conversation bot.Conversation) words {
	return words{Lang: lang(r, conversation), Page: rand.Text(), texts: c.Texts, zone: c.Zone}
}

// T is the text of key, with pairs of names and values filled in.
func (w words) T(key string, pairs ...any) string {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return w.texts.Text(w.Lang, key, args)
}

// Dir is the direction that the page is written in.
func (w words) Dir() string {
	if w.Lang == "ar" {
		return "rtl"
	}
	return "ltr"
}

// day writes a date out.
func (w words) day(t time.Time) string {
	return w.T("webchat.date", "Weekday", w.T("webchat.weekday_"+strconv.Itoa(int(t.Weekday()))),
		"Day", strconv.Itoa(t.Day()), "Month", w.T("webchat.month_"+strconv.Itoa(int(t.Month()))), "Year", strconv.Itoa(t.Year()))
}

// size writes a number of bytes out.
func (w words) size(bytes int64) string {
	switch {
	case bytes <= 0:
		return ""
	case bytes < 1<<20:
		return w.T("webchat.size_kb", "Size", strconv.FormatInt((bytes+1023)/1024, 10))
	default:
		return w.T("webchat.size_mb", "Size", strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64))
	}
}

// line is one message as the page shows it.
type line struct {
	Words   words
	ID      int64
	Ref     string // the page's own id of what it posted
	Author  bot.Author
	Name    string // the advisor's
	At      time.Time
	Date    string // written out
	Heading string
	Text    []segment
	Choices []dialogs.Button
	File    *file
	Place   *dialogs.Location
}

// Day and Clock are when it was, where the artisan is.
func (l line) Day() string   { return l.At.Format(time.DateOnly) }
func (l line) Clock() string { return l.At.Format("15:04") }
func (l line) ISO() string   { return l.At.Format(time.RFC3339) }

// Initial stands in an advisor's picture.
func (l line) Initial() string {
	for _, r := range l.Name {
		return string(r)
	}
	return ""
}

// Map is where the place can be looked at.
func (l line) Map() string {
	lat, lon := strconv.FormatFloat(l.Place.Lat, 'f', 6, 64), strconv.FormatFloat(l.Place.Lon, 'f', 6, 64)
	return "https://www.openstreetmap.org/?mlat=" + lat + "&mlon=" + lon + "#map=16/" + lat + "/" + lon
}

// file is an attachment as the page shows it.
type file struct {
	URL     string // empty when the file could not be had
	Kind    string // photo, voice, video or document
	Name    string
	Size    string
	Length  int    // in seconds, where known
	Seconds string // the same, written out
}

func (w words) line(m bot.Message, labels map[string]string) line {
	at := m.At.In(w.zone)
	l := line{Words: w, ID: m.ID, Author: m.Author, At: at, Date: w.day(at)}
	if m.Input != nil {
		w.fillInput(&l, m, labels)
		return l
	}
	l.Heading, l.Text, l.Choices = m.Said.Heading, segments(m.Said.Text), m.Said.Choices
	l.File = w.file(m.ID, m.Said.Media, "")
	for _, person := range []*dialogs.Person{m.Said.Advisor, m.Person} {
		if person != nil && m.Author == bot.AuthorAdvisor {
			l.Name = person.Name
		}
	}
	return l
}

func (w words) fillInput(l *line, m bot.Message, labels map[string]string) {
	in := m.Input
	l.Ref, l.Place = in.Ref, in.Location
	text := in.Text
	switch in.Kind {
	case dialogs.KindChoice:
		text = labels[in.Choice]
		if text == "" {
			text = w.T("webchat.choice")
		}
	case dialogs.KindUnsupported:
		text = w.T("webchat.unsupported")
	case dialogs.KindContact:
		if in.Card != nil {
			text = strings.TrimSpace(in.Card.Name + "\n" + in.Card.Phone)
		}
	}
	l.Text = segments(text)
	l.File = w.file(m.ID, in.Media, in.Kind)
}

func (w words) file(message int64, media *dialogs.Media, kind dialogs.InputKind) *file {
	if media == nil {
		return nil
	}
	f := &file{Kind: show(media.Mime, kind), Name: media.Name, Size: w.size(media.Size)}
	if media.Hash != "" {
		f.URL = "/chat/media/" + strconv.FormatInt(message, 10)
	}
	if s := int(media.Seconds.Round(time.Second) / time.Second); s > 0 {
		f.Length = s
		f.Seconds = fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return f
}

// segment is a run of text, or a link where Link is set.
type segment struct{ Text, Link string }

var webAddress = regexp.MustCompile(`https?://[^\s<>"«»()\x{2066}-\x{2069}\x{200e}\x{200f}]+`)

// segments finds the addresses in a text, leaving off the full stop or comma of the sentence around them.
func segments(text string) []segment {
	var all []segment
	rest := 0
	for _, at := range webAddress.FindAllStringIndex(text, -1) {
		link := strings.TrimRight(text[at[0]:at[1]], ".,;:!?،؛؟…")
		if at[0] > rest {
			all = append(all, segment{Text: text[rest:at[0]]})
		}
		all = append(all, segment{Text: link, Link: link})
		rest = at[0] + len(link)
	}
	if rest < len(text) {
		all = append(all, segment{Text: text[rest:]})
	}
	return all
}
