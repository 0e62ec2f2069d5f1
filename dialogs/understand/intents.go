package understand

import (
	_ "embed"
	"fmt"
	"strings"

	"sanad/locales/arabic"
)

//go:embed data/intents.tsv
var intentsTSV string

// intentRules are the phrases that settle an intent: as the whole sentence, or wherever they stand.
type intentRules struct {
	whole  map[string]Intent
	inside *phrases
	polite *phrases
	order  []Intent // by the id of a phrase inside or polite
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
	rules := &intentRules{whole: map[string]Intent{}, inside: newPhrases(), polite: newPhrases(), model: md}
	for row := range rows(intentsTSV) {
		if len(row) != 3 {
			return nil, fmt.Errorf("intents: line %q is not intent, how, phrases", row)
		}
		for phrase := range strings.SplitSeq(row[2], "|") {
			switch row[1] {
			case "all":
				m := newMessage(phrase, noTime)
				rules.whole[string(plain(nil, m.words))] = Intent(row[0])
			case "in":
				rules.inside.add(phrase, int32(len(rules.order)))
			case "by":
				rules.polite.add(phrase, int32(len(rules.order)))
			default:
				return nil, fmt.Errorf("intents: %q is not all, in or by", row[1])
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
const floor = 0.65

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
		w := r.sentence(m, start, end)
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

// sentence reads one sentence: by its phrases where they settle it, else by the model.
func (r *Reader) sentence(m *message, from, to int) wish {
	all := m.words[from:to]
	if len(all) == 0 {
		return wish{}
	}
	if in, ok := r.byWhole(all); ok {
		return wish{in, 0.98}
	}
	rest, courtesy := r.strip(all)
	if len(rest) == 0 {
		if courtesy.rank() == 0 && all[0].Kind == arabic.Word {
			return wish{Greet, 0.7} // «لو سمحت…»: somebody wants to be heard
		}
		return courtesy
	}
	if in, ok := r.byWhole(rest); ok {
		return wish{in, 0.97}
	}
	found := r.byParts(m, rest)
	if found.rank() == 3 {
		return found
	}
	guess := r.guess(rest)
	switch {
	case guess.rank() == 3 && guess.score >= 0.6 && (found.rank() < 2 || guess.score >= 0.8 && found.score < 0.95) || found.intent == "":
		found = guess
	}
	if found.intent == "" || found.rank() < 3 && guess.intent == None && guess.score < 0.9 {
		if first := firstWord(rest); first.intent != "" && found.rank() < 2 {
			found = first
		}
	}
	if found.rank() < 3 {
		if late := r.lateWish(rest); late.rank() == 3 && late.intent != found.intent {
			found = late
		}
	}
	if found.rank() == 0 && courtesy.rank() > 0 {
		return courtesy
	}
	return found
}

// lateWish looks for a wish behind what is told first: «عندي تلات عمال وبدي قرض».
func (r *Reader) lateWish(words []word) wish {
	tried := 0
	for i := 2; i+2 <= len(words) && tried < 3; i++ {
		if !opensWish(words[i].Text) || negated(words, i) {
			continue
		}
		tried++
		if w := r.guess(words[i:]); w.rank() == 3 && w.score >= 0.7 {
			return w
		}
	}
	return wish{}
}

func opensWish(w string) bool {
	switch w {
	case "بدي", "وبدي", "بدنا", "وبدنا", "كيف", "وكيف", "شو", "وشو", "وين", "ووين", "قديش", "وقديش", "ممكن", "حابب", "وحابب", "حابه", "وحابه", "هل", "وهل", "ناوي", "وناوي", "اريد", "واريد",
		"ساعدوني", "وصلوني", "حولوني", "مين", "ومين", "كم", "وكم", "ليش", "وليش":
		return true
	}
	return false
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

// byParts tries the parts between commas, then the phrases that may stand anywhere, then the first word.
func (r *Reader) byParts(m *message, words []word) wish {
	var first wish
	start := 0
	for i := 0; i <= len(words); i++ {
		if i < len(words) && words[i].Text != "," && words[i].Text != "-" {
			continue
		}
		if i > start && (start > 0 || i < len(words)) {
			if rest, courtesy := r.strip(words[start:i]); len(rest) > 0 {
				if in, ok := r.byWhole(rest); ok && (wish{in, 0}).rank() > first.rank() {
					first = wish{in, 0.9}
				}
			} else if courtesy.rank() > first.rank() {
				first = courtesy
			}
		}
		start = i + 1
	}
	if first.rank() == 3 {
		return first
	}
	refused := None
	for i := range words {
		hit, ok := r.intents.inside.longest(words, i, func(h match) bool { return h.split.Prefix == 0 })
		if !ok {
			continue
		}
		if negated(words, i) {
			refused = r.intents.order[hit.id]
			continue
		}
		return wish{r.intents.order[hit.id], 0.93}
	}
	switch {
	case first.rank() == 2:
		return first
	case refused != None:
		return wish{No, 0.95}
	}
	return wish{}
}

// firstWord takes «إي، …» and «لا …» for an answer.
func firstWord(words []word) wish {
	if len(words) < 2 {
		return wish{}
	}
	switch words[0].Text {
	case "اي", "ايه", "نعم", "ايوا", "ايوه", "اكيد", "طبعا", "اه", "بالتاكيد", "👌", "👍", "اتفق", "موافق":
		return wish{Yes, 0.75}
	case "لا", "لاء", "كلا":
		return wish{No, 0.75}
	}
	return wish{}
}

// negated says whether «ما بدي» stands at or right before word i.
func negated(words []word, i int) bool {
	for k := i; k >= 0 && k >= i-2; k-- {
		if k+1 < len(words) && (words[k+1].Text == "هي" || words[k+1].Text == "هو") {
			continue // «ما هي حالة طلبي» asks
		}
		switch words[k].Text {
		case "ما", "مو", "مش", "ماني", "مالي", "لا":
			return k < i
		case "مابدي", "مابدنا", "مابريد":
			return true
		}
	}
	return false
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
