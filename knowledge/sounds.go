package knowledge

import (
	"slices"
	"strings"

	"sanad/locales/arabic"
)

// sounds leads from Arabic in Latin letters («bdi 2ard») to the words of titles, phrasings, tags and the bridge
// that sound like it.
type sounds struct {
	words map[term]string   // by the hash of its sound; of several the one that is met most
	small map[string]string // the small words, too short to go by their sound
}

func newSounds(articles []Article, bridge *bridge) *sounds {
	s := &sounds{words: map[term]string{}, small: bridge.latin}
	met := map[string]int{}
	for i := range articles {
		a := &articles[i]
		for _, text := range slices.Concat([]string{a.Title[Languages[0]]}, a.Questions, a.Tags) {
			for _, t := range arabic.Tokens(arabic.Fold(text)) {
				if t.Kind == arabic.Word {
					met[t.Text]++
				}
			}
		}
	}
	for w := range bridge.meanings {
		met[w]++
	}
	for w := range bridge.quiet {
		met[w]++
	}
	for w, n := range met {
		s.keep(w, n, met)
	}
	return s
}

func (s *sounds) keep(word string, n int, met map[string]int) {
	if strings.ContainsRune(word, ' ') || isLatin(word) {
		return
	}
	sound := soundOf(word)
	old, ok := s.words[sound]
	if sound != 0 && (!ok || n > met[old] || n == met[old] && word < old) {
		s.words[sound] = strings.Clone(word)
	}
}

// soundOf is the hash of a word's consonants, 0 where it has fewer than two: those sound like too many others.
func soundOf(word string) term {
	var room [24]byte
	sound := arabic.AppendSkeleton(room[:0], word[:min(len(word), 40)])
	if len(sound) < 2 {
		return 0
	}
	return hash("s", string(sound))
}

// arabic gives a question in Arabic letters as far as it is Arabic in Latin ones.
func (s *sounds) arabic(question string) string {
	tokens := arabic.Tokens(arabic.Fold(question))
	if !s.spokenIn(tokens) {
		return question
	}
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Text
		if isLatin(t.Text) {
			words[i] = s.word(t.Text)
		}
	}
	return strings.Join(words, " ")
}

// spokenIn says whether words are Arabic in Latin letters: a digit stands for a letter, or a word is typical.
func (s *sounds) spokenIn(tokens []arabic.Token) bool {
	for _, t := range tokens {
		if isLatin(t.Text) && (strings.ContainsAny(t.Text, "235678") || len(t.Text) > 2 && s.small[t.Text] != "") {
			return true
		}
	}
	return false
}

// isLatin reports whether a folded word has a Latin letter.
func isLatin(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// What is written to a word without a space, the longest first.
var (
	latinFronts = []string{"3al", "bel", "bil", "lal", "lel", "wel", "hal", "el", "al", "il", "bi", "3a", "ha", "b", "l", "w", "y", "t", "n"}
	latinEnds   = []string{"kon", "hon", "tak", "tik", "ti", "te", "to", "na", "ni", "ha"}
)

// word is the known word that sounds like a Latin one, as it stands or without what is written to it; else the same.
func (s *sounds) word(latin string) string {
	if w := s.small[latin]; w != "" {
		return w
	}
	if w := s.words[soundOf(latin)]; w != "" {
		return w
	}
	for _, end := range latinEnds {
		if w := s.without(latin, end, strings.CutSuffix); w != "" {
			return w
		}
	}
	for _, front := range latinFronts {
		if w := s.without(latin, front, strings.CutPrefix); w != "" {
			return w
		}
	}
	return latin
}

func (s *sounds) without(latin, affix string, cut func(s, affix string) (string, bool)) string {
	rest, ok := cut(latin, affix)
	if !ok {
		return ""
	}
	return s.words[soundOf(rest)]
}
