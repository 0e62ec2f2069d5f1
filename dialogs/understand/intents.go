package understand

import (
	_ "embed"
	"fmt"
	"strings"

	"sanad/locales/arabic"
)

//go:embed data/intents.tsv
var intentsTSV string

// intentRules are the phrases that settle an intent: as the whole message, or wherever they stand.
type intentRules struct {
	whole  map[string]Intent
	inside *phrases
	order  []Intent
}

func loadIntents() (*intentRules, error) {
	rules := &intentRules{whole: map[string]Intent{}, inside: newPhrases()}
	for row := range rows(intentsTSV) {
		if len(row) != 3 || (row[1] != "all" && row[1] != "in") {
			return nil, fmt.Errorf("intents: line %q is not intent, how, phrases", row)
		}
		for phrase := range strings.SplitSeq(row[2], "|") {
			if row[1] == "all" {
				rules.whole[joined(arabic.Tokens(arabic.Fold(phrase)))] = Intent(row[0])
				continue
			}
			rules.inside.add(phrase, int32(len(rules.order)))
		}
		rules.order = append(rules.order, Intent(row[0]))
	}
	return rules, nil
}

// joined is a row of tokens with single spaces, punctuation left out unless there is nothing else.
func joined(tokens []arabic.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		if t.Kind == arabic.Mark && strings.Contains(".,!?;:\"'()-", t.Text) && len(tokens) > 1 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

// askingWords open a question, wherever in the message they stand.
var askingWords = map[string]bool{
	"شو": true, "كيف": true, "وين": true, "ليش": true, "ليه": true, "امتي": true, "ايمت": true, "متي": true, "قديش": true, "اديش": true,
	"كم": true, "مين": true, "هل": true, "ماذا": true, "لماذا": true, "اين": true, "ايش": true, "شلون": true, "شنو": true, "لوين": true,
	"منين": true, "ما هو": true, "kif": true, "shu": true, "wen": true, "how": true, "what": true, "where": true,
}

// intent says what the message wants, by its words.
func (r *Reader) intent(m *message) (Intent, float64) {
	if in, ok := r.intents.whole[joined(m.tokens)]; ok {
		return in, 0.98
	}
	for i := range m.words {
		if hit, ok := r.intents.inside.longest(m.words, i, func(match) bool { return true }); ok && !m.refused(i) {
			return r.intents.order[hit.id], 0.9
		}
	}
	for _, t := range m.tokens {
		if t.Text == "?" || askingWords[t.Text] {
			return Question, 0.6
		}
	}
	return None, 0.3
}

// refused says whether «ما بدي» stands before token i.
func (m *message) refused(i int) bool {
	return m.is(i-1, "بدي", "بدنا", "بدها") && m.is(i-2, "ما", "مو", "مش") || m.is(i, "بدي") && m.is(i-1, "ما")
}
