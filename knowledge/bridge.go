package knowledge

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"sanad/locales/arabic"
)

//go:embed bridge.toml
var bridgeFile []byte

// bridge leads from the words people use to those that articles use: words of one meaning, and words that
// say nothing about the subject. It is data, and articles add to it by their synonyms, so that those who know the
// people can.
type bridge struct {
	quiet    map[string]bool
	meanings map[string][]string // folded word, or two joined by a space → names of its meanings
	leads    map[string]bool     // first words of phrases
	latin    map[string]string   // small words in Latin letters → the same in Arabic ones
	figures  map[string]string   // meaning of what asks for figures → meaning of what answers it
}

// starterBridge is the one that the program comes with.
var starterBridge = sync.OnceValue(func() *bridge {
	b, err := parseBridge("bridge.toml", bridgeFile)
	if err != nil {
		panic(err) // the embedded file is held to this by every test
	}
	return b
})

// parseBridge reads a bridge from TOML: [quiet] words = "…", [meanings] name = "…" and the same in [english], words
// separated by spaces, two words of a phrase joined by an underscore. The error is Problems.
func parseBridge(name string, data []byte) (*bridge, error) {
	var file struct {
		Quiet struct {
			Words string `toml:"words"`
		} `toml:"quiet"`
		Latin    map[string]string `toml:"latin"`
		Meanings map[string]string `toml:"meanings"`
		English  map[string]string `toml:"english"`
		Figures  map[string]string `toml:"figures"`
	}
	meta, err := toml.Decode(string(data), &file)
	if err != nil {
		var at toml.ParseError
		errors.As(err, &at)
		return nil, Problems{{File: name, Line: at.Position.Line, Code: "bad-toml", Text: "the bridge does not read: " + err.Error()}}
	}
	if keys := meta.Undecoded(); len(keys) > 0 {
		return nil, Problems{{File: name, Code: "unknown-key", Text: fmt.Sprintf("%q is not a part of a bridge; write [quiet] words = \"…\" and [meanings] name = \"…\"", keys[0])}}
	}
	b := &bridge{quiet: map[string]bool{}, meanings: map[string][]string{}, leads: map[string]bool{}, latin: map[string]string{}, figures: file.Figures}
	for w, spellings := range file.Latin {
		for _, latin := range strings.Fields(spellings) {
			b.latin[latin] = arabic.Fold(w)
		}
	}
	for _, w := range strings.Fields(file.Quiet.Words) {
		b.quiet[arabic.Fold(w)] = true
	}
	if err := errors.Join(b.addAll(file.Meanings), b.addAll(file.English)); err != nil {
		return nil, Problems{{File: name, Code: "bad-phrase", Text: err.Error()}}
	}
	return b, nil
}

func (b *bridge) addAll(meanings map[string]string) error {
	for meaning, words := range meanings {
		for _, w := range strings.Fields(words) {
			if err := b.add(meaning, w); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bridge) add(meaning, word string) error {
	w := arabic.Fold(strings.ReplaceAll(word, "_", " "))
	first, second, phrase := strings.Cut(w, " ")
	if phrase {
		if strings.Contains(second, " ") {
			return fmt.Errorf("the phrase %q has more than two words; shorten it to two", word)
		}
		b.leads[first] = true
	}
	b.give(w, meaning)
	if !phrase {
		b.give(arabic.Stem(w), meaning)
		b.give(core(w), meaning)
	}
	return nil
}

// give keeps a word's meanings sorted, so that a bridge is the same in whatever order it was made.
func (b *bridge) give(word, meaning string) {
	names := b.meanings[word]
	if at, has := slices.BinarySearch(names, meaning); !has {
		b.meanings[word] = slices.Insert(slices.Clip(names), at, meaning)
	}
}

// with is the bridge with the synonyms of articles.
func (b *bridge) with(articles []Article) *bridge {
	sum := *b
	sum.meanings, sum.leads = maps.Clone(b.meanings), maps.Clone(b.leads)
	for i := range articles {
		for _, line := range articles[i].Synonyms {
			sum.join(synonymsIn(line))
		}
	}
	return &sum
}

// synonymsIn are the words of a line of synonyms, two words of a phrase joined as the file has them.
func synonymsIn(line string) (words []string) {
	for _, w := range strings.Split(line, "=") {
		words = append(words, strings.Join(strings.Fields(w), "_"))
	}
	return words
}

// join makes words mean the same: what one of them means, all do; where none means anything, all the first.
func (b *bridge) join(words []string) {
	var names []string
	for _, w := range words {
		names = append(names, b.meaningsOf(arabic.Fold(strings.ReplaceAll(w, "_", " ")))...)
	}
	if len(names) == 0 {
		names = []string{"= " + words[0]}
	}
	for _, w := range words {
		for _, name := range names {
			_ = b.add(name, w) // what is no word was refused when the article was read
		}
	}
}

func (b *bridge) meaningsOf(folded string) []string {
	if first, second, phrase := strings.Cut(folded, " "); phrase {
		return b.ofPhrase(first, second)
	}
	return b.of(folded)
}

// of gives the meanings of one folded word, by the nearest of its forms that the bridge knows. A number is a
// number, and a year too where it can be one.
func (b *bridge) of(word string) []string {
	if n, err := strconv.Atoi(word); err == nil {
		if n >= 100 && n < 2100 {
			return []string{"date", "figure"}
		}
		return []string{"figure"}
	}
	for _, f := range forms(word) {
		if names := b.meanings[f]; names != nil {
			return names
		}
	}
	return nil
}

// isQuiet says whether a folded word is quiet, by itself or behind an «and» written to it.
func (b *bridge) isQuiet(word string) bool {
	if b.quiet[word] {
		return true
	}
	for _, and := range []string{"و", "ف"} {
		if rest, ok := cutFront(word, and); ok && b.quiet[rest] {
			return true
		}
	}
	return false
}

// ofPhrase gives the meanings of two words one after the other.
func (b *bridge) ofPhrase(first, second string) []string {
	if !b.leads[first] {
		return nil
	}
	return b.meanings[first+" "+second]
}
