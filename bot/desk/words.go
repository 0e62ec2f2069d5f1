package desk

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sanad/dialogs"
)

// words writes texts, times and sizes in one language.
type words struct {
	texts    dialogs.Texts
	lang     string
	location *time.Location
}

func (w words) text(key string, args map[string]any) string { return w.texts.Text(w.lang, key, args) }

func (w words) count(key string, n int) string {
	return w.text(key, map[string]any{"Count": n})
}

// clock is the time of day.
func (w words) clock(at time.Time) string {
	at = at.In(w.location)
	key := "desk.time.am"
	if at.Hour() >= 12 {
		key = "desk.time.pm"
	}
	return w.text(key, map[string]any{"Time": at.Format("3:04")})
}

// day is the date, by name where it is near.
func (w words) day(at, now time.Time) string {
	at, now = at.In(w.location), now.In(w.location)
	switch dayOf(at) {
	case dayOf(now):
		return w.text("desk.time.today", nil)
	case dayOf(now.AddDate(0, 0, -1)):
		return w.text("desk.time.yesterday", nil)
	}
	month := w.text(fmt.Sprintf("desk.month.m%d", at.Month()), nil)
	return w.text("desk.time.date", map[string]any{"Day": at.Day(), "Month": month, "Year": fmt.Sprint(at.Year())})
}

// moment is the shortest that still says when: the time today, the day before that.
func (w words) moment(at, now time.Time) string {
	if dayOf(at.In(w.location)) == dayOf(now.In(w.location)) {
		return w.clock(at)
	}
	return w.day(at, now)
}

// span is a length of waiting in its largest unit.
func (w words) span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return w.text("desk.span.now", nil)
	case d < time.Hour:
		return w.count("desk.span.minutes", int(d/time.Minute))
	case d < 24*time.Hour:
		return w.count("desk.span.hours", int(d/time.Hour))
	}
	return w.count("desk.span.days", int(d/(24*time.Hour)))
}

// length is that of a voice note.
func (w words) length(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", d/time.Minute, d%time.Minute/time.Second)
}

func (w words) size(bytes int64) string {
	if bytes < 1<<20 {
		return w.text("desk.size.kb", map[string]any{"Size": max(1, bytes>>10)})
	}
	return w.text("desk.size.mb", map[string]any{"Size": fmt.Sprintf("%.1f", float64(bytes)/(1<<20))})
}

func dayOf(at time.Time) string { return at.Format(time.DateOnly) }

// initial is the letter that stands for somebody without a picture.
func initial(name string) string {
	name = strings.TrimSpace(name)
	for _, honorific := range []string{"أبو ", "ابو ", "أم ", "ام "} {
		name = strings.TrimPrefix(name, honorific)
	}
	if r, _ := utf8.DecodeRuneInString(name); unicode.IsLetter(r) {
		return strings.ToUpper(string(r))
	}
	return "#"
}
