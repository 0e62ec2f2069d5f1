package dialogs

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"github.com/BurntSushi/toml"
)

// Form is the questions of one journey, as data.
type Form struct {
	ID      string  `toml:"id"`
	Version int     `toml:"version"`
	Fields  []Field `toml:"fields"`
}

// Field is one question. Its texts are in the locales under "<form>.<field>.": ask, help, example and
// label, and "option.<id>" for each option.
type Field struct {
	ID       string              `toml:"id"`
	Kind     FieldKind           `toml:"kind"`
	Was      string              `toml:"was"`      // its id in an earlier version of the form
	Required bool                `toml:"required"` // it cannot be skipped
	Silent   bool                `toml:"silent"`   // never asked, only taken when it is told
	When     map[string][]string `toml:"when"`     // asked only where each of these fields has one of these values
	Min      *float64            `toml:"min"`      // below or above, the answer is gently questioned
	Max      *float64            `toml:"max"`
	Whole    bool                `toml:"whole"` // no fractions
	Options  []Option            `toml:"options"`
	Cues     []string            `toml:"cues"`    // words beside a number that say that it answers this field
	Hints    []string            `toml:"hints"`   // words that say it of a sum with its currency only
	Zero     []string            `toml:"zero"`    // words that mean none
	One      []string            `toml:"one"`     // somebody, where the field counts people
	Two      []string            `toml:"two"`     // two of them
	Kin      []string            `toml:"kin"`     // more of them, who count only where they are said to help
	Nouns    []string            `toml:"nouns"`   // what somebody has none of who cannot answer
	Named    []string            `toml:"named"`   // what it is called when somebody wants to change it
	Years    bool                `toml:"years"`   // durations answer it, in years
	Monthly  bool                `toml:"monthly"` // it is a sum of each month
}

// Option is one answer of a choice; those of a yes-or-no question are only heard, in the order in which they stand.
type Option struct {
	ID    string   `toml:"id"`
	Words []string `toml:"words"` // what means it when it is asked for
	Told  []string `toml:"told"`  // what means it also when it is not
}

// FieldKind is what sort of answer a field takes.
type FieldKind string

// The kinds of field.
const (
	FieldConsent     FieldKind = "consent" // yes or no; nothing is saved before a yes
	FieldText        FieldKind = "text"
	FieldName        FieldKind = "name"
	FieldPhone       FieldKind = "phone"
	FieldNumber      FieldKind = "number"
	FieldMoney       FieldKind = "money"
	FieldYesNo       FieldKind = "yesno"
	FieldChoice      FieldKind = "choice"
	FieldChoices     FieldKind = "choices" // several of the options
	FieldCraft       FieldKind = "craft"
	FieldGovernorate FieldKind = "governorate"
	FieldPlace       FieldKind = "place" // a town or quarter, as it was written
	FieldPhotos      FieldKind = "photos"
)

var fieldKinds = []FieldKind{FieldConsent, FieldText, FieldName, FieldPhone, FieldNumber, FieldMoney, FieldYesNo,
	FieldChoice, FieldChoices, FieldCraft, FieldGovernorate, FieldPlace, FieldPhotos}

//go:embed forms/*.toml
var formFiles embed.FS

// LoadForms reads the forms that come with the program.
func LoadForms() ([]Form, error) {
	names, err := fs.Glob(formFiles, "forms/*.toml")
	if err != nil {
		return nil, err
	}
	forms := make([]Form, len(names))
	for i, name := range names {
		meta, err := toml.DecodeFS(formFiles, name, &forms[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if extra := meta.Undecoded(); len(extra) > 0 {
			return nil, fmt.Errorf("%s: unknown key %s", name, extra[0])
		}
		if err := forms[i].check(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return forms, nil
}

// check says what is wrong with a form; conditions may only look at fields before them.
func (f *Form) check() error {
	if f.ID == "" || f.Version < 1 || len(f.Fields) == 0 {
		return fmt.Errorf("form %q needs an id, a version and fields", f.ID)
	}
	seen := map[string]bool{}
	for _, field := range f.Fields {
		if field.ID == "" || seen[field.ID] {
			return fmt.Errorf("form %s: field %q has no id of its own", f.ID, field.ID)
		}
		if err := field.check(seen); err != nil {
			return fmt.Errorf("form %s: field %s: %w", f.ID, field.ID, err)
		}
		seen[field.ID] = true
	}
	return nil
}

func (f *Field) check(before map[string]bool) error {
	if !slices.Contains(fieldKinds, f.Kind) {
		return fmt.Errorf("unknown kind %q", f.Kind)
	}
	if choice := f.Kind == FieldChoice || f.Kind == FieldChoices; choice != (len(f.Options) > 0) && f.Kind != FieldYesNo {
		return fmt.Errorf("options are what choices have, and they alone")
	}
	for other := range f.When {
		if !before[other] {
			return fmt.Errorf("its condition looks at %q, which does not come before it", other)
		}
	}
	return nil
}

func (f *Form) field(id string) *Field {
	for i := range f.Fields {
		if f.Fields[i].ID == id {
			return &f.Fields[i]
		}
	}
	return nil
}

// free reports a field that any words may answer.
func (f *Field) free() bool { return f.Kind == FieldText || f.Kind == FieldName }

// applies reports whether the field is to be asked, given the answers so far.
func (f *Field) applies(a Answers) bool {
	for other, values := range f.When {
		v := a[other]
		if !slices.ContainsFunc(values, v.Has) {
			return false
		}
	}
	return true
}

// asked are the fields that are asked of somebody with these answers, consent apart: what progress counts.
func (f *Form) asked(a Answers) []*Field {
	var out []*Field
	for i := range f.Fields {
		if field := &f.Fields[i]; !field.Silent && field.Kind != FieldConsent && field.applies(a) {
			out = append(out, field)
		}
	}
	return out
}

func (f *Form) consent() *Field {
	for i := range f.Fields {
		if f.Fields[i].Kind == FieldConsent {
			return &f.Fields[i]
		}
	}
	return nil
}
