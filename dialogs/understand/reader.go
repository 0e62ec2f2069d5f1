package understand

import (
	"sort"
	"time"

	"sanad/locales/arabic"
)

// Reader reads messages. It is made once, never changes, and may be used by many at a time.
type Reader struct {
	names   *phrases
	named   []Named
	kinds   []EntityKind
	fuzzy   map[string][]fuzzyName
	intents *intentRules
}

// New loads the word lists. An error means that the data built into the program is damaged.
func New() (*Reader, error) {
	c, err := loadCatalog()
	if err != nil {
		return nil, err
	}
	rules, err := loadIntents()
	if err != nil {
		return nil, err
	}
	r := &Reader{names: newPhrases(), fuzzy: map[string][]fuzzyName{}, intents: rules}
	r.enter(c.crafts, Craft)
	r.enter(c.governorates, Governorate)
	r.enter(c.towns, Place)
	return r, nil
}

func (r *Reader) enter(all []Named, kind EntityKind) {
	for _, n := range all {
		id := int32(len(r.named))
		r.named, r.kinds = append(r.named, n), append(r.kinds, kind)
		for _, f := range n.forms {
			r.names.add(f, id)
			r.enterFuzzy(f, id)
		}
	}
}

// noTime is for reading our own lists, where no date depends on today.
var noTime time.Time

// word is a token with the ways to read it.
type word struct {
	arabic.Token
	splits []arabic.Split
	bare   string       // without the article
	sense  sense        // around quantities
	split  arabic.Split // the clitics left off for that sense
}

// message is one text while it is being read.
type message struct {
	folded    arabic.Folded
	tokens    []arabic.Token
	words     []word
	taken     []bool // tokens that an entity has used
	numbers   arabic.Numbers
	now       time.Time
	found     []Entity
	clockEnd  int  // the token after the time of day that was read last
	craftEnd  int  // the token after the craft that was named last
	corrected bool // something was named only to take it back
}

// Read understands one message; now dates «بكرا» and the like. It accepts any bytes.
func (r *Reader) Read(text string, now time.Time) Reading {
	m := newMessage(text, now)
	m.quantities()
	r.nameEntities(m)
	intent, score := r.intent(m)
	sort.SliceStable(m.found, func(i, j int) bool { return m.found[i].Start < m.found[j].Start })
	return Reading{Text: text, Folded: m.folded.Text, Intent: intent, Score: score, Entities: m.found}
}

// mostTokens is how far a message is read; networks cut messages long before.
const mostTokens = 1200

func newMessage(text string, now time.Time) *message {
	m := &message{folded: arabic.FoldOffsets(text), now: now, found: []Entity{}}
	m.tokens = arabic.Tokens(m.folded.Text)
	m.tokens = m.tokens[:min(len(m.tokens), mostTokens)]
	m.words = make([]word, len(m.tokens))
	m.taken = make([]bool, len(m.tokens))
	splits := make([]arabic.Split, 0, 4*len(m.tokens))
	for i, t := range m.tokens {
		from := len(splits)
		if t.Kind == arabic.Word {
			splits = arabic.Splits(splits, t.Text)
		}
		m.words[i] = word{Token: t, splits: splits[from:len(splits):len(splits)], bare: inner(t.Text)}
		m.words[i].senses()
	}
	m.numbers = arabic.Numbers{Folded: m.folded.Text, Tokens: m.tokens}
	return m
}

// add reports an entity over bytes [start,end) of the folded text and tokens [from,to).
func (m *message) add(e Entity, start, end, from, to int) {
	e.Start, e.End = m.folded.Span(start, end)
	e.Text = m.folded.Source[e.Start:e.End]
	m.found = append(m.found, e)
	for i := from; i < to; i++ {
		m.taken[i] = true
	}
}

// is says whether token i is one of the given words.
func (m *message) is(i int, words ...string) bool {
	if i < 0 || i >= len(m.tokens) {
		return false
	}
	for _, w := range words {
		if m.tokens[i].Text == w {
			return true
		}
	}
	return false
}

// senses looks the word up, whole and then without its clitics.
func (w *word) senses() {
	w.split.Rest = w.Text
	if s, ok := senses[w.Text]; ok {
		w.sense = s
		return
	}
	for _, split := range w.splits {
		if s, ok := senses[split.Rest]; ok {
			w.sense, w.split = s, split
			return
		}
	}
}
