package understand

import (
	_ "embed"
	"fmt"
	"strings"

	"sanad/locales/arabic"
)

//go:embed data/intents.tsv
var intentsTSV string

// intentRules are the messages that settle an intent by themselves, the courtesies around others, and the model that reads
// those.
type intentRules struct {
	whole  map[string]Intent
	polite *phrases
	order  []Intent // by the id of a courtesy
	model  *model
}

func loadIntents() (*intentRules, error) {
	cs, err := loadConcepts()
	if err != nil {
		return nil, err
	}
	md, err := loadModel(learned, cs)
	if err != nil {
		return nil, err
	}
	rules := &intentRules{whole: map[string]Intent{}, polite: newPhrases(), model: md}
	for row := range rows(intentsTSV) {
		if len(row) != 3 {
			return nil, fmt.Errorf("intents: line %q is not intent, how, phrases", row)
		}
		for phrase := range strings.SplitSeq(row[2], "|") {
			switch row[1] {
			case "all":
				m := newMessage(phrase, noTime)
				rules.whole[string(plain(nil, m.words))] = Intent(row[0])
			case "by":
				rules.polite.add(phrase, int32(len(rules.order)))
			default:
				return nil, fmt.Errorf("intents: %q is neither all nor by", row[1])
			}
		}
		rules.order = append(rules.order, Intent(row[0]))
	}
	return rules, nil
}

// plain appends words with single spaces, punctuation left out unless there is nothing else.
func plain(dst []byte, words []word) []byte {
	for i, w := range words {
		if w.Kind == arabic.Mark && (i > 0 && words[i-1].Text == w.Text || strings.Contains(".,!?;:\"'()-", w.Text)) && len(words) > 1 {
			continue
		}
		if len(dst) > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, w.Text...)
	}
	return dst
}

// wish is an intent found in a sentence, and how sure it is.
type wish struct {
	intent Intent
	score  float64
}

// floor is the probability under which the model's word is not taken. It is set so that of what is misunderstood most is
// not understood, which searches or asks, rather than taken for something else.
const floor = 0.48

// rank orders wishes in one message: what can be acted on, then answers, then courtesies.
func (w wish) rank() int {
	switch w.intent {
	case None, "":
		return 0
	case Greet, Thanks, Bye:
		return 1
	case Yes, No, Unsure:
		return 2
	}
	return 3
}

// intent says what the message wants: the first sentence that can be acted on decides.
func (r *Reader) intent(m *message) (Intent, float64) {
	best := wish{None, 0}
	start := 0
	for i, n := 0, min(len(m.words), 400); i <= n; i++ {
		if i < n && !m.endsSentence(i) {
			continue
		}
		end := min(i+1, n)
		w := r.sentence(m.words[start:end])
		if w.intent != "" && (w.rank() > best.rank() || best.score == 0 || w.rank() == 3 && w.score > best.score+0.25) {
			best = w
		}
		start = end
	}
	if m.corrected && best.rank() < 3 {
		return Correct, 0.85 // «أنا من حماة مو من حمص»
	}
	return best.intent, best.score
}

// endsSentence says whether token i is the last of its sentence.
func (m *message) endsSentence(i int) bool {
	t := m.tokens[i]
	if i+1 < len(m.tokens) {
		next := m.tokens[i+1]
		if strings.IndexByte(m.folded.Text[t.End:next.Start], '\n') >= 0 {
			return next.Kind != arabic.Mark
		}
		if next.Kind == arabic.Mark && isStop(next.Text) || t.Text == "." && next.Start == t.End {
			return false
		}
	}
	return t.Kind == arabic.Mark && isStop(t.Text)
}

func isStop(s string) bool { return s == "." || s == "!" || s == "?" || s == ";" }

// fewWords are so few that the courtesy before them is what was meant, where they are not understood.
const fewWords = 3

// sentence reads one sentence: by what it says as a whole, else by the model.
func (r *Reader) sentence(words []word) wish {
	if len(words) == 0 {
		return wish{}
	}
	if in, ok := r.byWhole(words); ok {
		return wish{in, 0.98}
	}
	rest, courtesy := r.strip(words)
	if len(rest) == 0 {
		if courtesy.rank() == 0 && words[0].Kind == arabic.Word {
			return wish{Greet, 0.7} // «لو سمحت…»: somebody wants to be heard
		}
		return courtesy
	}
	if in, ok := r.byWhole(rest); ok {
		return wish{in, 0.97}
	}
	guess := r.guess(rest)
	if guess.rank() == 0 && courtesy.rank() > 0 && len(rest) <= fewWords {
		return courtesy
	}
	return guess
}

func (r *Reader) byWhole(words []word) (Intent, bool) {
	var room [96]byte
	if len(words) > 8 {
		return "", false
	}
	in, ok := r.intents.whole[string(plain(room[:0], words))]
	return in, ok
}

// strip takes greetings and courtesies off both ends of a sentence.
func (r *Reader) strip(words []word) (rest []word, courtesy wish) {
	for len(words) > 0 {
		n, in := r.courtesy(words)
		if n == 0 {
			break
		}
		words = words[n:]
		if w := (wish{in, 0.95}); w.rank() > courtesy.rank() {
			courtesy = w
		}
	}
	for len(words) > 0 && words[len(words)-1].Kind == arabic.Mark && words[len(words)-1].Text != "?" {
		words = words[:len(words)-1]
	}
	for cut := len(words); cut > 0 && len(words) > 0; {
		cut = 0
		for k := 1; k <= min(4, len(words)); k++ {
			if n, in := r.courtesy(words[len(words)-k:]); n == k {
				cut = k
				if w := (wish{in, 0.9}); w.rank() > courtesy.rank() {
					courtesy = w
				}
			}
		}
		words = words[:len(words)-cut]
	}
	return words, courtesy
}

// courtesy gives the length of the courteous phrase that words begin with; its intent is None for mere fillers.
func (r *Reader) courtesy(words []word) (int, Intent) {
	if words[0].Kind == arabic.Mark && words[0].Text != "?" && strings.Contains(".,!-:", words[0].Text) {
		return 1, None
	}
	hit, ok := r.intents.polite.longest(words, 0, func(h match) bool { return h.split.Prefix == 0 })
	if !ok {
		return 0, None
	}
	return hit.end, r.intents.order[hit.id]
}

// askingWords open a question.
var askingWords = map[string]bool{
	"شو": true, "كيف": true, "وين": true, "ليش": true, "ليه": true, "امتي": true, "ايمت": true, "متي": true, "قديش": true, "اديش": true, "ايمتي": true,
	"كم": true, "مين": true, "هل": true, "ماذا": true, "لماذا": true, "اين": true, "ايش": true, "شلون": true, "شنو": true, "لوين": true, "كام": true,
	"منين": true, "بكم": true, "شقد": true, "فين": true, "كيفيه": true, "ماهي": true, "kif": true, "shu": true, "wen": true, "how": true, "what": true, "where": true, "sho": true, "kam": true,
}

func asks(words []word) bool {
	for i := range words {
		if words[i].Text == "?" || askingWords[words[i].Text] {
			return true
		}
	}
	return false
}

// guess asks the model. What it is not sure of is a question where it looks most like one, and else nothing.
func (r *Reader) guess(words []word) wish {
	s := r.intents.model.score(words)
	in, p := s.best()
	switch {
	case p >= floor:
		return wish{in, float64(p)}
	case in == Question && asks(words):
		return wish{Question, float64(p)}
	}
	return wish{None, max(float64(s.of(None)), 0.3)}
}

func (s *scores) of(in Intent) float32 {
	for c, name := range classes {
		if name == in {
			return s[c]
		}
	}
	return 0
}
