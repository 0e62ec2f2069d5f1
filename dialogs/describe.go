package dialogs

import (
	"slices"

	"sanad/dialogs/understand"
)

// Describe puts the answers of a form into words, field by field in the form's order, as the desk shows
// them; fields that do not apply and have no answer are left out. An unknown form gives nothing.
func (e *Engine) Describe(lang, form string, a Answers) []Line {
	f := e.form(form)
	if f == nil {
		return nil
	}
	w := wording{texts: e.texts, lang: lang}
	var lines []Line
	for _, field := range f.shown(a) {
		line := Line{Field: field.ID, Label: w.phrase(f.key(field, "label"), nil)}
		if v, ok := a[field.ID]; ok && !v.Empty() {
			line.Value = w.value(f.arg(field, v))
		}
		lines = append(lines, line)
	}
	return lines
}

// shown are the fields that a summary lists: all but consent, silent ones only when they were told.
func (f *Form) shown(a Answers) []*Field {
	var out []*Field
	for i := range f.Fields {
		field := &f.Fields[i]
		answered := !a[field.ID].Empty()
		if field.Kind != FieldConsent && (answered || !field.Silent && field.applies(a)) {
			out = append(out, field)
		}
	}
	return out
}

// key names one of the field's texts.
func (f *Form) key(field *Field, which string) Key {
	return Key(f.ID + "." + field.ID + "." + which)
}

func (f *Form) option(field *Field, id string) Key { return f.key(field, "option."+id) }

// arg is an answer as an argument of a text.
func (f *Form) arg(field *Field, v Value) any {
	switch field.Kind {
	case FieldCraft:
		return CraftID(v.Text)
	case FieldGovernorate:
		return GovernorateID(v.Text)
	case FieldYesNo, FieldConsent, FieldChoice:
		if !slices.Contains(field.optionIDs(), v.Text) {
			return v.Text // an option of an earlier version
		}
		return f.option(field, v.Text)
	case FieldChoices:
		var l List
		for _, id := range v.List {
			if slices.Contains(field.optionIDs(), id) {
				l = append(l, f.option(field, id))
			}
		}
		return l
	case FieldNumber:
		if a := v.Amount; a != nil && a.Exact() && a.High < 1 {
			return f.key(field, "none") // a nought in Arabic digits reads like a full stop
		}
	case FieldPhotos:
		return Phrase{Key: "value.photos", Args: Args{"Count": len(v.List)}}
	}
	return v
}

// optionIDs are the answers that a field offers.
func (f *Field) optionIDs() []string {
	switch f.Kind {
	case FieldYesNo, FieldConsent:
		return []string{yes, no}
	case FieldGovernorate:
		return governorateIDs
	}
	ids := make([]string, len(f.Options))
	for i, o := range f.Options {
		ids[i] = o.ID
	}
	return ids
}

// governorateIDs are the governorates in their usual order.
var governorateIDs = func() []string {
	var ids []string
	for _, g := range understand.Governorates() {
		ids = append(ids, g.ID)
	}
	return ids
}()
