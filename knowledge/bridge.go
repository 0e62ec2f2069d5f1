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
var starterBridge []byte

// Bridge leads from the words people use to those that articles use: words of one meaning, and words that
// say nothing about the subject. It is data, so that those who know the people can add to it.
type Bridge struct {
	quiet    map[string]bool
	meanings map[string][]string // folded word, or two joined by a space → names of its meanings
	leads    map[string]bool     // first words of phrases
	latin    map[string]string   // small words in Latin letters → the same in Arabic ones
	figures  map[string]string   // meaning of what asks for figures → meaning of what answers it
}

// StarterBridge is the one that the program comes with.
var StarterBridge = sync.OnceValue(func() *Bridge {
	b, err := ParseBridge("bridge.toml", starterBridge)
	if err != nil {
		panic(err) // the embedded file is held to this by every test
	}
	return b
})

// ParseBridge reads a bridge from TOML: [quiet] words = "…" and [meanings] name = "…", words separated by
// spaces, two words of a phrase joined by an underscore. The error is Problems.
func ParseBridge(name string, data []byte) (*Bridge, error) {
	var file struct {
		Quiet struct {
			Words string `toml:"words"`
		} `toml:"quiet"`
		Latin    map[string]string `toml:"latin"`
		Meanings map[string]string `toml:"meanings"`
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
	b := &Bridge{quiet: map[string]bool{}, meanings: map[string][]string{}, leads: map[string]bool{}, latin: map[string]string{}, figures: file.Figures}
	for w, spellings := range file.Latin {
		for _, latin := range strings.Fields(spellings) {
			b.latin[latin] = arabic.Fold(w)
		}
	}
	for _, w := range strings.Fields(file.Quiet.Words) {
		b.quiet[arabic.Fold(w)] = true
	}
	for meaning, words := range file.Meanings {
		for _, w := range strings.Fields(words) {
			if err := b.add(meaning, w); err != nil {
				return nil, Problems{{File: name, Code: "bad-phrase", Text: err.Error()}}
			}
		}
	}
	b.settle()
	return b, nil
}

func (b *Bridge) add(meaning, word string) error {
	w := arabic.Fold(strings.ReplaceAll(word, "_", " "))
	first, second, phrase := strings.Cut(w, " ")
	if phrase {
		if strings.Contains(second, " ") {
			return fmt.Errorf("the phrase %q has more than two words; shorten it to two", word)
		}
		b.leads[first] = true
	}
	b.meanings[w] = append(b.meanings[w], meaning)
	if phrase {
		return nil
	}
	if s := arabic.Stem(w); s != w {
		b.meanings[s] = append(b.meanings[s], meaning)
	}
	if c := core(w); c != w {
		b.meanings[c] = append(b.meanings[c], meaning)
	}
	return nil
}

// settle makes the bridge the same whatever order the file was read in.
func (b *Bridge) settle() {
	for w, names := range b.meanings {
		slices.Sort(names)
		b.meanings[w] = slices.Compact(names)
	}
}

// With is both bridges together, such as the program's own and what the admins added.
func (b *Bridge) With(more *Bridge) *Bridge {
	sum := &Bridge{quiet: maps.Clone(b.quiet), meanings: map[string][]string{}, leads: maps.Clone(b.leads), figures: map[string]string{}}
	maps.Copy(sum.quiet, more.quiet)
	maps.Copy(sum.leads, more.leads)
	for _, from := range []*Bridge{b, more} {
		maps.Copy(sum.figures, from.figures)
		for w, names := range from.meanings {
			sum.meanings[w] = append(sum.meanings[w], names...)
		}
	}
	sum.settle()
	return sum
}

// of gives the meanings of one folded word, by the nearest of its forms that the bridge knows. A number is a
// number, and a year too where it can be one.
func (b *Bridge) of(word string) []string {
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

// ofPhrase gives the meanings of two words one after the other.
func (b *Bridge) ofPhrase(first, second string) []string {
	if !b.leads[first] {
		return nil
	}
	return b.meanings[first+" "+second]
}
