package dialogs

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"

	"sanad/locales/arabic"
)

//go:embed words.toml
var wordsFile string

// vocabulary is what words.toml holds, folded.
type vocabulary struct {
	actions map[string]string   // a whole message → an action
	signs   map[string][]string // what a word in a message is a sign of
	ordinal map[string]int      // «تانية» → 2
	fields  map[string]cues     // by form and field
}

// cues are the words of one field, folded.
type cues struct {
	near, hints, named []string
	kin, nouns         []string
	means              [3][]string // words that mean 0, 1 or 2
	options            map[string][]string
	told               map[string][]string
}

func (e *Engine) learnWords() error {
	var file struct {
		Actions  map[string][]string
		Ordinals map[string][]string
		Signs    map[string][]string
	}
	if err := toml.Unmarshal([]byte(wordsFile), &file); err != nil {
		return fmt.Errorf("dialogs: words.toml: %w", err)
	}
	e.words = vocabulary{actions: map[string]string{}, signs: map[string][]string{}, ordinal: map[string]int{}, fields: map[string]cues{}}
	for action, phrases := range file.Actions {
		if !actions[action] {
			return fmt.Errorf("dialogs: words.toml: no action %q", action)
		}
		for _, p := range e.foldAll(phrases) {
			if other, taken := e.words.actions[p]; taken && other != action {
				return fmt.Errorf("dialogs: words.toml: %q means both %s and %s", p, action, other)
			}
			e.words.actions[p] = action
		}
	}
	for sign, words := range file.Signs {
		e.words.signs[sign] = e.foldAll(words)
	}
	for n, words := range file.Ordinals {
		for _, w := range e.foldAll(words) {
			e.words.ordinal[w], _ = strconv.Atoi(n)
		}
	}
	for i := range e.forms {
		e.learnCues(&e.forms[i])
	}
	return nil
}

func (e *Engine) learnCues(f *Form) {
	for _, field := range f.Fields {
		c := cues{near: e.foldAll(field.Cues), hints: e.foldAll(field.Hints), named: e.foldAll(field.Named), kin: e.foldAll(field.Kin), nouns: e.foldAll(field.Nouns),
			means:   [3][]string{e.foldAll(field.Zero), e.foldAll(field.One), e.foldAll(field.Two)},
			options: map[string][]string{}, told: map[string][]string{}}
		for _, o := range field.Options {
			c.options[o.ID] = e.foldAll(o.Words)
			c.told[o.ID] = e.foldAll(o.Told)
		}
		e.words.fields[f.ID+"."+field.ID] = c
	}
}

func (e *Engine) cues(f *Form, field *Field) cues { return e.words.fields[f.ID+"."+field.ID] }

func (e *Engine) foldAll(words []string) []string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		out = append(out, e.fold(w))
	}
	return out
}

// fold is the form of a text in which spellings of the same words are equal: the fold,
// without punctuation.
func (e *Engine) fold(text string) string {
	return bare(arabic.Fold(text))
}

// bare keeps letters, digits and symbols, with one space where anything else stood. What is made of
// punctuation alone stays.
func bare(folded string) string {
	out := strings.Join(strings.FieldsFunc(folded, isGap), " ")
	if out == "" {
		return strings.TrimSpace(folded)
	}
	return out
}

func isGap(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsPunct(r) && r != '\'' || unicode.IsControl(r)
}

// has reports whether the words of phrase stand in text one after the other.
func has(text, phrase string) bool {
	if phrase == "" {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(phrase)
		if (i == 0 || text[i-1] == ' ') && (end == len(text) || text[end] == ' ') {
			return true
		}
		from = i + 1
	}
}

func hasAny(text string, phrases []string) bool {
	return slices.ContainsFunc(phrases, func(p string) bool { return has(text, p) })
}

// endsWith reports a text that ends with one of the phrases, or is one.
func endsWith(text string, phrases []string) bool {
	for _, p := range phrases {
		if text == p || strings.HasSuffix(text, " "+p) {
			return true
		}
	}
	return false
}

// clitics are what may be written together with the first word of a phrase.
var clitics = []string{"و", "ف", "ب", "ل", "ع", "ال", "وال", "بال", "فال", "لل", "عال", "ولل", "وب", "ول", "وبال", "هال", "وهال"}

// hasClad reports whether one of the phrases stands in text, be it with «و», «ب», «ال» or the like before it.
func hasClad(text string, phrases []string) bool {
	return slices.ContainsFunc(phrases, func(p string) bool { return clad(text, p) })
}

func clad(text, phrase string) bool {
	begin, _ := cladAt(text, phrase)
	return begin >= 0
}

// cladAt is where clad found the phrase, clitics and all; begin is negative where it does not stand in the text.
func cladAt(text, phrase string) (begin, end int) {
	for from := 0; phrase != ""; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			break
		}
		i += from
		end = i + len(phrase)
		begin = strings.LastIndexByte(text[:i], ' ') + 1
		if (end == len(text) || text[end] == ' ') && (begin == i || slices.Contains(clitics, text[begin:i])) {
			return begin, end
		}
		from = i + 1
	}
	return -1, -1
}

// lists reports a word that is among those given, be it with the «و» that ties it to what was said before.
func lists(words []string, word string) bool {
	rest, tied := strings.CutPrefix(word, "و")
	return slices.Contains(words, word) || tied && len(rest) >= 4 && slices.Contains(words, rest)
}

// unclad is the one of the phrases that a text is, be it with «و», «ال» or the like before it; empty where it is none.
func unclad(text string, phrases []string) string {
	for _, p := range phrases {
		if rest, ok := strings.CutSuffix(text, p); ok && p != "" && (rest == "" || slices.Contains(clitics, rest)) {
			return p
		}
	}
	return ""
}
