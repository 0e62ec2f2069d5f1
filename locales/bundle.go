package locales

import (
	"embed"
	"fmt"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed *.toml
var files embed.FS

// Languages are the languages that every text exists in, the first being the default.
func Languages() []string { return []string{"ar", "en"} }

// Bundle gives out texts by key.
type Bundle struct {
	localizers map[string]*i18n.Localizer
}

// New reads the embedded texts.
func New() (*Bundle, error) {
	b := i18n.NewBundle(language.Arabic)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	for _, e := range entries {
		if _, err := b.LoadMessageFileFS(files, e.Name()); err != nil {
			return nil, fmt.Errorf("locales: %s: %w", e.Name(), err)
		}
	}
	l := make(map[string]*i18n.Localizer)
	for _, lang := range Languages() {
		l[lang] = i18n.NewLocalizer(b, lang)
	}
	return &Bundle{localizers: l}, nil
}

// Text returns the text of key in lang (Arabic for an unknown language) with args filled in. The
// argument "Count", an int, chooses the plural form. An unknown key gives the key.
func (b *Bundle) Text(lang, key string, args map[string]any) string {
	l, ok := b.localizers[lang]
	if !ok {
		l = b.localizers[Languages()[0]]
	}
	text, err := l.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: args, PluralCount: args["Count"]})
	if err != nil && text == "" {
		return key
	}
	return text
}
