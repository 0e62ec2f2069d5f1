package locales_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"sanad/locales"
)

// message is one text of a locale file, by plural form ("other" when it has only one).
type message map[string]string

var forms = map[string][]string{"ar": {"zero", "one", "two", "few", "many", "other"}, "en": {"one", "other"}}

// load reads the messages of a file.
func load(t *testing.T, name string) map[string]message {
	t.Helper()
	var table map[string]any
	if _, err := toml.DecodeFile(name, &table); err != nil {
		t.Fatal(err)
	}
	out := map[string]message{}
	collect(t, out, "", table)
	return out
}

func collect(t *testing.T, out map[string]message, head string, table map[string]any) {
	for name, v := range table {
		key := strings.TrimPrefix(head+"."+name, ".")
		switch v := v.(type) {
		case string:
			out[key] = message{"other": v}
		case map[string]any:
			if _, plural := v["other"]; !plural {
				collect(t, out, key, v)
				continue
			}
			m := message{}
			for form, text := range v {
				s, ok := text.(string)
				if !ok {
					t.Fatalf("%s.%s is no text", key, form)
				}
				m[form] = s
			}
			out[key] = m
		default:
			t.Fatalf("%s is no text", key)
		}
	}
}

// pairs are the locale files of one subject, by the head of their names.
func pairs(t *testing.T) []string {
	names, err := filepath.Glob("*.ar.toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no locale files: %v", err)
	}
	for i, n := range names {
		names[i] = strings.TrimSuffix(n, ".ar.toml")
	}
	return names
}

var placeholder = regexp.MustCompile(`\{\{\s*\.?([^}]*?)\s*\}\}`)

func placeholders(m message) []string {
	set := map[string]bool{}
	for _, text := range m {
		for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
			set[found[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// same reports that two texts have the same placeholders, but for the number, which a plural form may leave out («صورتين»).
func same(a, b []string) bool {
	drop := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "Number" || s == "Count" })
	}
	return slices.Equal(drop(a), drop(b))
}

func TestArabicAndEnglishAgree(t *testing.T) {
	for _, subject := range pairs(t) {
		ar, en := load(t, subject+".ar.toml"), load(t, subject+".en.toml")
		for key, m := range ar {
			other, ok := en[key]
			switch {
			case !ok:
				t.Errorf("%s: %s is missing in English", subject, key)
			case !same(placeholders(m), placeholders(other)):
				t.Errorf("%s: %s has the placeholders %v in Arabic and %v in English", subject, key, placeholders(m), placeholders(other))
			case len(m) > 1 != (len(other) > 1):
				t.Errorf("%s: %s has plural forms in one language only", subject, key)
			}
		}
		for key := range en {
			if _, ok := ar[key]; !ok {
				t.Errorf("%s: %s is missing in Arabic", subject, key)
			}
		}
	}
}

func TestPluralsAreComplete(t *testing.T) {
	for _, subject := range pairs(t) {
		for lang, want := range forms {
			for key, m := range load(t, subject+"."+lang+".toml") {
				counts := slices.Contains(placeholders(m), "Count") || slices.Contains(placeholders(m), "Number")
				for _, form := range want {
					if (len(m) > 1 || counts) && strings.TrimSpace(m[form]) == "" {
						t.Errorf("%s.%s: %s shows a count but has no form %q", subject, lang, key, form)
					}
				}
				for form, text := range m {
					if !slices.Contains(want, form) {
						t.Errorf("%s.%s: %s has a form %q that the language does not have", subject, lang, key, form)
					}
					if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) && key != "value.comma" {
						t.Errorf("%s.%s: %s (%s) is empty or has spaces at its ends: %q", subject, lang, key, form, text)
					}
				}
			}
		}
	}
}

// Every Arabic count takes its own form.
func TestPluralFormsAreChosen(t *testing.T) {
	b, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{0: "بلا صور", 1: "صورة وحدة", 2: "صورتين", 3: "3 صور", 10: "10 صور", 11: "11 صورة", 100: "100 صورة", 103: "103 صور"} {
		got := b.Text("ar", "value.photos", map[string]any{"Count": n, "Number": n})
		if got != want {
			t.Errorf("%d: %q, not %q", n, got, want)
		}
	}
	if got := b.Text("ar", "no.such.key", nil); got != "no.such.key" {
		t.Errorf("an unknown key gave %q", got)
	}
	if got := b.Text("fr", "talk.thanks", nil); got != b.Text("ar", "talk.thanks", nil) {
		t.Errorf("an unknown language gave %q", got)
	}
}

var keyLike = regexp.MustCompile(`"([a-z_]+\.[a-z0-9_.]*)"`)

// used are the keys that the engine's source names, whole or by their beginning.
func used(t *testing.T) (whole, heads map[string]bool) {
	whole, heads = map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob("../dialogs/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keyLike.FindAllStringSubmatch(string(source), -1) {
			whole[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`"([a-z_]+\.[a-z_]*)"\s*\+`).FindAllStringSubmatch(string(source), -1) {
			heads[m[1]] = true
		}
	}
	return whole, heads
}

// Every key that the engine names has its text, and every text has somebody who names it.
func TestKeysAndTextsMeet(t *testing.T) {
	texts := load(t, "active.ar.toml")
	whole, heads := used(t)
	for key := range whole {
		if _, ok := texts[key]; !ok && !heads[key] && !strings.HasSuffix(key, ".toml") {
			t.Errorf("the engine names %s, which has no text", key)
		}
	}
	for key := range texts {
		byHead := false
		for head := range heads {
			byHead = byHead || strings.HasPrefix(key, head)
		}
		if !whole[key] && !byHead && !strings.HasPrefix(key, "project.") && !strings.HasPrefix(key, "channel.") {
			t.Errorf("nobody says %s", key)
		}
	}
}
