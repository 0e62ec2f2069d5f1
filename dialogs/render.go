package dialogs

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sanad/dialogs/understand"
)

// arabicLang is the language of whoever chose none.
const arabicLang = "ar"

// Directional isolates keep the artisan's own words, names and Latin from disturbing the text around them.
const (
	isolateStart = "\u2068"
	isolateEnd   = "\u2069"
)

// Render puts a reply into words.
func Render(texts Texts, lang string, r Reply) Said {
	w := wording{texts: texts, lang: lang, isolate: true}
	said := Said{Heading: r.Title, Text: r.Text, Several: r.Several, Media: r.Media, Advisor: r.Advisor}
	if r.Heading != "" {
		said.Heading = w.phrase(r.Heading, r.Args)
	}
	if r.Key != "" {
		said.Text = join("\n\n", w.phrase(r.Key, r.Args), r.Text)
	}
	for _, c := range r.Choices {
		said.Choices = append(said.Choices, Button{ID: c.ID, Label: w.label(c), Word: c.Word})
	}
	return said
}

// wording puts keys and values into words of one language.
type wording struct {
	texts   Texts
	lang    string
	isolate bool
}

func (w wording) label(c Choice) string {
	if c.Key == "" {
		return c.Label
	}
	return wording{texts: w.texts, lang: w.lang}.phrase(c.Key, c.Args)
}

func (w wording) phrase(k Key, a Args) string { return w.texts.Text(w.lang, string(k), w.args(a)) }

// args puts every argument into words.
func (w wording) args(a Args) map[string]any {
	if len(a) == 0 {
		return nil
	}
	out := make(map[string]any, len(a)+1)
	for name, v := range a {
		if n, ok := v.(int); ok && name == "Count" {
			out["Count"], out["Number"] = n, digits(w.lang, float64(n))
			continue
		}
		out[name] = w.value(v)
	}
	return out
}

func (w wording) value(v any) string {
	switch v := v.(type) {
	case string:
		return w.own(v)
	case Plain:
		return string(v)
	case Key:
		return w.phrase(v, nil)
	case Phrase:
		return w.phrase(v.Key, v.Args)
	case Paragraphs:
		return w.phrases(v, "\n")
	case Sections:
		return w.phrases(v, "\n\n")
	case List:
		return w.list(v)
	case int:
		return digits(w.lang, float64(v))
	case float64:
		return digits(w.lang, v)
	case time.Time:
		return w.day(v)
	case Value:
		return w.answer(v)
	case CraftID:
		return understand.CraftName(string(v), w.lang)
	case GovernorateID:
		return understand.GovernorateName(string(v), w.lang)
	}
	return ""
}

func (w wording) own(s string) string {
	if !w.isolate || s == "" {
		return s
	}
	return isolateStart + s + isolateEnd
}

func (w wording) phrases(ps []Phrase, between string) string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = w.phrase(p.Key, p.Args)
	}
	return strings.Join(parts, between)
}

func (w wording) list(l List) string {
	parts := make([]string, len(l))
	for i, v := range l {
		parts[i] = w.value(v)
	}
	return strings.Join(parts, w.texts.Text(w.lang, "value.comma", nil))
}

func (w wording) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return w.texts.Text(w.lang, "date.day", map[string]any{
		"Day":   digits(w.lang, float64(t.Day())),
		"Month": w.phrase(monthKey(t), nil),
		"Year":  plainDigits(w.lang, strconv.Itoa(t.Year())),
	})
}

func monthKey(t time.Time) Key { return Key("date.month" + strconv.Itoa(int(t.Month()))) }

// answer puts a text, a number or a sum into words.
func (w wording) answer(v Value) string {
	if v.Amount == nil {
		return w.own(v.Text)
	}
	a := *v.Amount
	if a.Currency != "" && a.Low == 0 && a.High == 0 {
		return w.texts.Text(w.lang, "value.nothing", nil)
	}
	number, count := w.span(a)
	if a.Currency != "" {
		number = w.texts.Text(w.lang, currencyKey(a), map[string]any{"Number": number, "Count": count, "Currency": a.Currency})
	}
	if a.Approximate && a.Exact() { // the ends of a range are rough by themselves
		number = w.texts.Text(w.lang, "value.about", map[string]any{"Value": number})
	}
	return number
}

// span is the digits of an amount or range, and the number that a word after them agrees with.
func (w wording) span(a Amount) (string, int) {
	low, high := digits(w.lang, a.Low), digits(w.lang, a.High)
	switch {
	case a.Exact():
		return high, counted(a.High)
	case math.IsInf(a.High, 0):
		return w.texts.Text(w.lang, "value.atleast", map[string]any{"Low": low}), counted(a.Low)
	case math.IsInf(a.Low, 0):
		return w.texts.Text(w.lang, "value.atmost", map[string]any{"High": high}), counted(a.High)
	}
	return w.texts.Text(w.lang, "value.between", map[string]any{"Low": low, "High": high}), counted(a.High)
}

// currencyKey names the text of a currency; the pound has one for each edition.
func currencyKey(a Amount) string {
	switch a.Currency {
	case "SYP":
		switch a.Edition {
		case understand.NewPound:
			return "money.newpound"
		case understand.OldPound:
			return "money.oldpound"
		}
		return "money.pound"
	case "USD":
		return "money.dollar"
	case "EUR":
		return "money.euro"
	case "TRY":
		return "money.lira"
	}
	return "money.foreign"
}

// counted is n as far as plural forms see it.
func counted(n float64) int {
	if n < 0 || n > 1e15 || n != math.Trunc(n) {
		return 100
	}
	return int(n)
}

// digits writes a number with thousands separators and at most two decimals, in the language's digits.
func digits(lang string, n float64) string {
	s := strconv.FormatFloat(math.Abs(n), 'f', 2, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	fraction = strings.TrimRight(fraction, "0")
	var b strings.Builder
	if n < 0 {
		b.WriteByte('-')
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if fraction != "" {
		b.WriteString("." + fraction)
	}
	return plainDigits(lang, b.String())
}

// plainDigits turns Western digits and separators into the language's.
func plainDigits(lang, s string) string {
	if lang != arabicLang {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r - '0' + '٠'
		case r == ',':
			return '٬'
		case r == '.':
			return '٫'
		}
		return r
	}, s)
}

// join puts sep between those that are not empty.
func join(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// short cuts a text to at most n bytes, between letters.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
