package dialogs

import (
	"slices"
	"strconv"
	"strings"

	"sanad/knowledge"
)

// fitsPage is how many schemes one message tells of: what two small screens hold.
const fitsPage = 3

// fits tells which schemes suit or may, from the one at the place given on, and why.
func (t *turn) fits(from int) {
	matches := t.matches()
	good := slices.DeleteFunc(slices.Clone(matches), func(m knowledge.Match) bool { return m.Fit == knowledge.DoesNot })
	if len(matches) == 0 {
		t.general()
		return
	}
	if from < 0 || from >= len(good) {
		from = 0
	}
	page := good[from:min(from+fitsPage, len(good))]
	r := Reply{Heading: "match.title", Key: "match.list", Args: Args{"Schemes": t.schemes(page, from), "Next": t.fitsNext(len(good))}}
	if len(good) == 0 {
		r.Key = "match.nothing"
	}
	r.Choices = t.schemeChoices(page)
	if next := from + fitsPage; next < len(good) {
		r.Choices = append(r.Choices, t.option(doFits+strconv.Itoa(next)))
	}
	if len(good) < len(matches) {
		r.Choices = append(r.Choices, t.option(doFits+"not"))
	}
	t.fitsEnd(r)
}

// fitsWays are the ways on in a list of schemes: their words go on meaning that when the list is not the last that was said.
var fitsWays = []string{doFits + "0", doFits + "not", doFits + "fill", doFits + strconv.Itoa(fitsPage)}

// misfits tells which schemes do not suit, and why.
func (t *turn) misfits() {
	var lines Paragraphs
	for _, m := range t.matches() {
		if m.Fit == knowledge.DoesNot {
			lines = append(lines, Phrase{"match.not", Args{"Name": Plain(t.schemeName(m.Article)), "Why": Plain(t.against(m))}})
		}
	}
	if len(lines) == 0 {
		t.fits(0)
		return
	}
	t.fitsEnd(Reply{Heading: "match.title_not", Key: "match.list_not", Args: Args{"Schemes": lines, "Next": t.fitsNext(0)}, Choices: t.options(doFits + "0")})
}

// fitsEnd closes a list with the ways on and the offer of a person, who is told what was found.
func (t *turn) fitsEnd(r Reply) {
	if fl := t.s.Filling; fl != nil && len(t.untold()) > 0 {
		r.Choices = append(r.Choices, t.option(doFits+"fill"))
	}
	ids := []string{doGo + "human", t.projectChoice(), doGo + "menu"}
	if t.s.Mode == ModeWaiting {
		ids = ids[1:]
	}
	r.Choices = append(r.Choices, t.options(ids...)...)
	if t.filling() {
		for i := range r.Choices {
			r.Choices[i].Word = true
		}
	} else {
		t.s.Asked = &Asked{Fits: true}
		if t.s.Mode != ModeWaiting {
			t.s.Prompt = promptPerson
		}
	}
	t.withLeads(&r)
	t.say(r)
}

// fitsNext says what to do with a list of so many schemes that may suit: open one, ask a person, or both.
func (t *turn) fitsNext(schemes int) Paragraphs {
	var next Paragraphs
	if schemes > 0 {
		next = append(next, Phrase{Key: "match.next"})
	}
	if t.s.Mode != ModeWaiting && !t.filling() {
		next = append(next, Phrase{Key: "match.person"})
	}
	return next
}

// schemes are the paragraphs of a list, numbered as its buttons are.
func (t *turn) schemes(page []knowledge.Match, from int) Sections {
	var out Sections
	for i, m := range page {
		if i == 0 || m.Fit != page[i-1].Fit {
			out = append(out, Phrase{Key: Key("match." + string(m.Fit))})
		}
		lines := append(t.reasons(m), t.standingLine(m.Article))
		if unknown := worded(m.Article.Scheme.Unknown, t.s.Lang); unknown != "" {
			lines = append(lines, Phrase{"match.unknown", Args{"What": Plain(unknown)}})
		}
		out = append(out, Phrase{"match.scheme", Args{"Step": i + 1, "Name": Plain(t.schemeName(m.Article)), "Lines": lines}})
	}
	return out
}

func (t *turn) schemeName(a *knowledge.Article) string { return worded(a.Scheme.Name, t.s.Lang) }

// reasons are why a scheme suits, why it may not, and what would have to be known to say more.
func (t *turn) reasons(m knowledge.Match) Paragraphs {
	var lines Paragraphs
	var missing, unclear List
	for _, r := range m.Reasons {
		if text := t.reason(r); text != "" {
			lines = append(lines, Phrase{"match.reason", Args{"Text": Plain(text)}})
		}
		if r.Truth == knowledge.Unknown {
			t.missing(r, &missing, &unclear)
		}
	}
	if len(missing) > 0 {
		lines = append(lines, Phrase{"match.missing", Args{"Fields": missing}})
	}
	if len(unclear) > 0 {
		lines = append(lines, Phrase{"match.unclear", Args{"Fields": unclear}})
	}
	return lines
}

// reason is one reason with the artisan's own answers in it.
func (t *turn) reason(r knowledge.Reason) string {
	f := t.e.form(projectForm)
	w := wording{texts: t.e.texts, lang: t.s.Lang, isolate: true}
	text := knowledge.Fill(r.Text(t.s.Lang), func(name string) string {
		field := f.field(knowledge.FormName(name))
		if field == nil {
			return ""
		}
		v := t.s.answers()[field.ID]
		v.List = among(v.List, r.Named[name])
		return w.value(f.arg(field, v))
	})
	return readable(t.s.Lang, text)
}

// among are those of a list that a rule names, or all where it names none of them.
func among(list, named []string) []string {
	var out []string
	for _, l := range list {
		if slices.Contains(named, l) {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// missing sorts the fields of a rule that nobody can judge: not told, or told so that it decides nothing.
func (t *turn) missing(r knowledge.Reason, missing, unclear *List) {
	f := t.e.form(projectForm)
	fields := r.Missing
	if len(fields) == 0 {
		fields = r.Fields
	}
	for _, name := range fields {
		field := f.field(knowledge.FormName(name))
		if field == nil {
			continue
		}
		into := missing
		if !t.s.answers()[field.ID].Empty() {
			into = unclear
		}
		if label := any(f.key(field, "label")); !slices.Contains(*into, label) {
			*into = append(*into, label)
		}
	}
}

// against is why a scheme does not suit: what must hold and does not.
func (t *turn) against(m knowledge.Match) string {
	for _, r := range m.Reasons {
		if r.Rule.Must && r.Truth == knowledge.Fails {
			return t.reason(r)
		}
	}
	return ""
}

// standingLine says how far what is known of a scheme may be believed today.
func (t *turn) standingLine(a *knowledge.Article) Phrase {
	return Phrase{Key("match." + string(a.StandingAt(t.now))), Args{"Date": a.Verified}}
}

// schemeChoices open the articles of schemes.
func (t *turn) schemeChoices(page []knowledge.Match) []Choice {
	var cs []Choice
	for _, m := range page {
		if id := doScheme + m.Article.ID; len(id) <= maxID {
			cs = append(cs, t.option(id))
		}
	}
	return cs
}

// fitsLabel names a choice of the list.
func fitsLabel(what string) Key {
	switch what {
	case "0", "not", "now", "fill":
		return Key("choice.fits_" + what)
	}
	return "choice.fits_more"
}

// fitsChoice does what a button of the list says.
func (t *turn) fitsChoice(what string) {
	fl := t.s.Filling
	from, err := strconv.Atoi(what)
	switch {
	case fl == nil || !t.consented():
		t.match()
		return
	case what == "fill":
		t.complete()
		return
	case what == "now" && fl.Journey == journeyMatch:
		t.asked = true
		t.arrive()
		return
	case what == "not":
		t.misfits()
	case err == nil:
		t.fits(from)
	default:
		t.stale()
		return
	}
	t.goOnWith()
}

// fitsFound is what a list said, for the advisor who is asked about it.
func (t *turn) fitsFound() string {
	var suit, may []string
	for _, m := range t.matches() {
		switch m.Fit {
		case knowledge.Suits:
			suit = append(suit, t.schemeName(m.Article))
		case knowledge.MaySuit:
			may = append(may, t.schemeName(m.Article))
		}
	}
	w := wording{texts: t.e.texts, lang: t.s.Lang}
	comma := t.e.texts.Text(t.s.Lang, "value.comma", nil)
	return strings.TrimSpace(w.phrase("match.found", Args{"Suits": Plain(strings.Join(suit, comma)), "May": Plain(strings.Join(may, comma))}))
}
