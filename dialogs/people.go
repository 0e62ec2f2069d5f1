package dialogs

import (
	"slices"
	"strings"

	"sanad/dialogs/understand"
	"sanad/locales/arabic"
)

// census counts the people that a message names as working: «أنا وولادي التلاتة وصانع» are four beside who speaks.
type census struct {
	e     *Engine
	c     cues
	asked bool // the count was asked for: then everybody who is named counts
	words []said
	tie   tie

	low, high float64
	about     bool
	named     bool                // somebody was named, not only a number
	included  bool                // who speaks was counted too
	none      bool                // somebody was named to say that there is none
	vague     bool                // some were named whom nobody counted: «ولادي»
	loose     []understand.Entity // numbers alone
}

// tie is how the words before somebody's mention make them work with the speaker: not at all, as «عندي» does of a worker,
// as «نحنا» does of kin, or as «معي» does of anybody.
type tie int

const (
	untied tie = iota
	employed
	ours
	with
)

// mention is somebody named or counted, in so many words.
type mention struct {
	number    *understand.Entity
	each      float64 // what the noun says by itself: one, two, or 0 of a plural
	noun      bool
	worker    bool
	from, end int
}

// heads counts the people who work, where the message counts or names them.
func (t *turn) heads(f *Form, field *Field, asked bool) (Value, bool) {
	n := census{e: t.e, c: t.e.cues(f, field), asked: asked}
	before, words := t.today(t.saidWords())
	if n.words = words; len(words) > 0 && slices.ContainsFunc(before, func(w said) bool { return unclad(w.text, n.c.near) != "" }) {
		n.tie = with // «كان عندي صناع، هلق واحد»
	}
	for i := 0; i < len(n.words); {
		m, ok := n.mention(i)
		switch {
		case !ok:
			n.tie = n.tied(i)
			m.end = i + 1
		case n.counts(m) && n.tie == ours && m.number != nil: // «نحنا أربع صبايا»
			n.add(m)
			n.included, n.tie = true, with
		case n.counts(m) && !(m.number != nil && !m.noun && t.claimed(f, field, *m.number)):
			n.add(m)
			n.tie = with
		default:
			n.tie = untied
		}
		i = m.end
	}
	n.none = n.none || asked && n.denied(len(n.words))
	return n.sum(t.folded)
}

// mention reads a number, somebody, or a number with whom it counts, at word i.
func (n *census) mention(i int) (mention, bool) {
	m := mention{from: i, end: i}
	if m.number = n.numberAt(i); m.number != nil {
		m.end = n.past(i)
	}
	for !m.noun || m.each == 0 && m.number == nil { // «أخواتي البنات الأربعة»
		each, length := n.noun(m.end)
		if length == 0 || m.number != nil && strings.HasPrefix(n.words[m.end].text, "و") {
			break
		}
		text := strings.Join(n.texts(m.end, m.end+length), " ")
		m.each, m.noun, m.worker = each, true, m.worker || unclad(text, n.c.near) != ""
		m.end += length
		if at := n.skipNow(m.end); m.number == nil && n.numberAt(at) != nil {
			m.number, m.end = n.numberAt(at), n.past(at)
		}
	}
	return m, m.end > i
}

// skipNow steps over «صاروا» between somebody and their number.
func (n *census) skipNow(i int) int {
	if i < len(n.words) && lists(n.e.words.signs["now"], n.words[i].text) {
		return i + 1
	}
	return i
}

// noun is how many the person's noun at word i says by itself, and of how many words it is.
func (n *census) noun(i int) (each float64, length int) {
	for length := min(2, len(n.words)-i); length > 0; length-- {
		text := strings.Join(n.texts(i, i+length), " ")
		for each, nouns := range [][]string{n.c.kin, n.c.means[1], n.c.means[2], n.c.near} {
			if unclad(text, nouns) != "" {
				return float64(each % 3), length
			}
		}
	}
	return 0, 0
}

func (n *census) texts(from, to int) []string {
	var out []string
	for _, w := range n.words[from:to] {
		out = append(out, w.text)
	}
	return out
}

// numberAt is the number at word i, unless it is only said by a noun: «ولدين».
func (n *census) numberAt(i int) *understand.Entity {
	if i >= len(n.words) || n.words[i].number == nil || n.words[i].number.Noun {
		return nil
	}
	return n.words[i].number
}

// past is the word after the number that begins at word i.
func (n *census) past(i int) int {
	e := n.words[i].number
	for i < len(n.words) && n.words[i].number == e {
		i++
	}
	return i
}

// tied is what word i, which names nobody, does for the next.
func (n *census) tied(i int) tie {
	signs, word := n.e.words.signs, n.words[i].text
	next := ""
	if i+1 < len(n.words) {
		next = n.words[i+1].text
	}
	switch {
	case slices.Contains(signs["and"], n.words[i].text):
		return n.tie
	case lists(signs["company"], word), lists(signs["speaker"], word) && (strings.HasPrefix(next, "و") || slices.Contains(signs["and"], next)):
		return with
	case lists(signs["ourselves"], word):
		return ours
	case lists(signs["employs"], word):
		return employed
	}
	return untied
}

// counts reports whether whom a mention names works there, for all that was said.
func (n *census) counts(m mention) bool {
	switch {
	case n.asked:
		return true
	case m.worker:
		return m.number != nil || n.tie >= employed
	case m.noun:
		return n.tie >= ours
	}
	return n.tie == with
}

func (n *census) add(m mention) {
	low, high := m.each, m.each
	switch {
	case m.number != nil && !m.noun:
		n.loose = append(n.loose, *m.number)
		return
	case m.number != nil:
		v, ok := number(*m.number)
		if !ok {
			return
		}
		low, high = v.Amount.Low, v.Amount.High
		n.about = n.about || m.number.Approximate
	case n.denied(m.from):
		n.none = true
		return
	case m.each == 0: // «العمال» is only what they are called
		n.vague = n.vague || !strings.HasPrefix(strings.TrimLeft(n.words[m.from].text, "وب"), "ال")
	}
	n.low, n.high, n.named = n.low+low, n.high+high, n.named || m.noun
}

// denied reports that the words before word i say that there is none: «ما عندي صانع».
func (n *census) denied(i int) bool {
	before := strings.Join(n.texts(max(0, i-2), i), " ")
	return endsWith(before, n.e.words.signs["lacking"])
}

// sum is what was counted. Of several numbers alone nobody knows which is meant, unless it changes with the season.
func (n *census) sum(text string) (Value, bool) {
	signs := n.e.words.signs
	switch {
	case n.vague, !n.asked && !n.named && !n.none, len(n.loose) > 1 && (n.named || !hasClad(text, signs["varies"])):
		return Value{}, false
	case len(n.loose) > 0:
		v, ok := between(n.loose)
		if !ok || !n.named {
			return n.less(v, text), ok
		}
		n.low, n.high, n.about = n.low+v.Amount.Low, n.high+v.Amount.High, n.about || v.Amount.Approximate
	case n.high == 0:
		return Number(0), n.none
	}
	return n.less(Value{Amount: &Amount{Low: n.low, High: n.high, Approximate: n.about}}, text), true
}

// less takes who speaks out of a number that counts them too: «نحنا تلات إخوة».
func (n *census) less(v Value, text string) Value {
	signs, a := n.e.words.signs, v.Amount
	ourselves := hasAny(text, signs["ourselves"]) && !hasClad(text, n.c.near) && !hasAny(text, signs["company"])
	if a != nil && a.Low >= 1 && (n.included || ourselves || hasAny(text, signs["included"])) {
		a.Low, a.High = a.Low-1, a.High-1
	}
	return v
}

// between spans numbers that hold by turns: «يوم اتنين يوم خمسة».
func between(es []understand.Entity) (Value, bool) {
	span, ok := number(es[0])
	for _, e := range es[1:] {
		v, fits := number(e)
		if !fits || !ok {
			return Value{}, false
		}
		span.Amount.Low, span.Amount.High = min(span.Amount.Low, v.Amount.Low), max(span.Amount.High, v.Amount.High)
	}
	return span, ok
}

// said is a word of the message, folded, and the number that it belongs to.
type said struct {
	text   string
	number *understand.Entity
}

// saidWords are the words of the message; what only punctuates is left out.
func (t *turn) saidWords() []said {
	numbers := t.entities(func(e understand.Entity) bool {
		return e.Kind == understand.Number || e.Kind == understand.Range && e.Currency == ""
	})
	var words []said
	for at := 0; at < len(t.text); {
		end := at + strings.IndexByte(t.text[at:]+" ", ' ')
		for word := range strings.FieldsSeq(bare(arabic.Fold(t.text[at:end]))) {
			w := said{text: word}
			for i := range numbers {
				if e := &numbers[i]; e.Start < end && at < e.End {
					w.number = e
				}
			}
			if w.number != nil || !wordless(word) {
				words = append(words, w)
			}
		}
		at = end + 1
	}
	return words
}

// today parts what only was from the words about today: «كان عندي عشرة، هلق تلاتة».
func (t *turn) today(words []said) (before, today []said) {
	signs := t.e.words.signs
	was := slices.IndexFunc(words, func(w said) bool { return lists(signs["past"], w.text) })
	if was < 0 {
		return nil, words
	}
	for i, w := range slices.Backward(words) {
		if lists(signs["now"], w.text) && i+1 < len(words) {
			return words[:i], words[i+1:]
		}
	}
	return words[was:], words[:was]
}
