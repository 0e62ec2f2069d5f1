package dialogs

import (
	"strings"

	"sanad/dialogs/understand"
)

// thing answers what is not text: each is taken where it makes sense, and else thanked for and explained.
func (t *turn) thing() {
	switch t.in.Kind {
	case KindPhoto:
		t.photo()
	case KindDocument:
		if t.in.Media != nil && strings.HasPrefix(t.in.Media.Mime, "image/") {
			t.photo()
		} else {
			t.received("document")
		}
	case KindVoice, KindVideo:
		t.received(string(t.in.Kind))
	case KindLocation:
		t.received("location")
	case KindContact:
		t.card()
	default:
		t.unsupported()
	}
	t.goOnWith()
}

// received says what happens with a thing that only a person can use.
func (t *turn) received(what string) {
	switch {
	case t.s.Mode == ModeWaiting:
		t.tell(Key("thing."+what+"_kept"), nil)
	case what == "location":
		t.tell("thing.location", nil)
	default:
		t.s.Prompt = promptPerson
		t.tell(Key("thing."+what), nil, t.words(doGo+"human")...)
	}
	t.caption()
}

// photo puts a picture into the project, whenever it comes.
func (t *turn) photo() {
	f, field := t.fieldOf(FieldPhotos)
	switch {
	case t.in.Media == nil || t.in.Media.Hash == "":
		t.tell("thing.lost", nil)
	case field == nil && t.s.Mode == ModeWaiting:
		t.tell("thing.photo_kept", nil)
	case field == nil:
		if len(t.s.Photos) < maxPhotos {
			t.s.Photos = add(t.s.Photos, t.in.Media.Hash)
		}
		t.s.Prompt = promptProject
		t.tell("thing.photo", nil, t.options(doAccept+string(promptProject), doRefuse+string(promptProject))...)
	default:
		t.addPhoto(f, field)
	}
	t.caption()
}

// maxPhotos are kept of what comes before there is a project.
const maxPhotos = 10

// early are the pictures that came before there was a project, as what was told of it.
func (t *turn) early() []fact {
	_, field := t.fieldOf(FieldPhotos)
	if field == nil || len(t.s.Photos) == 0 {
		return nil
	}
	list := t.s.Photos
	t.s.Photos = nil
	return []fact{{field, Value{List: list}}}
}

func (t *turn) addPhoto(f *Form, field *Field) {
	list := t.s.Filling.Answers[field.ID].List
	if field.Max != nil && len(list) >= int(*field.Max) {
		t.tell("thing.photos_full", Args{"Count": len(list)})
		return
	}
	list = add(append([]string{}, list...), t.in.Media.Hash)
	t.set(f, field, Value{List: list})
	t.noteRef(field.ID)
	if _, now := t.current(); t.filling() && now == field {
		t.lead("thing.photo_added", Args{"Count": len(list)})
		return
	}
	t.tell("thing.photo_added", Args{"Count": len(list)})
}

// caption answers what was written under a picture or file, when it asks or tells something.
func (t *turn) caption() {
	if clean(t.in.Text) == "" {
		return
	}
	t.read(t.in.Text)
	action, _ := t.heard()
	switch {
	case action == "human" || action == "complaint":
		t.act(action)
	case t.asks():
		t.question()
	case t.filling() && t.takeFacts(t.facts(nil)):
		t.onward()
	}
}

// card takes a shared contact as the phone number, where it is the artisan's own or one was asked for.
func (t *turn) card() {
	phone := ""
	if t.in.Card != nil {
		phone = t.phoneIn(t.in.Card.Phone)
	}
	f, field := t.fieldOf(FieldPhone)
	asked := false
	if t.filling() {
		_, now := t.current()
		asked = now != nil && now == field
	}
	switch {
	case phone == "":
		t.tell("thing.card", nil)
	case field != nil && (asked || t.in.Card.Own):
		t.set(f, field, Value{Text: phone})
		t.lead("form.noted", t.facted(f, field.ID))
		if asked {
			t.next()
			return
		}
	case t.in.Card.Own:
		t.effect(SetContact{Phone: phone})
		t.tell("thing.card_own", nil)
	default:
		t.tell("thing.card", nil)
	}
}

// fieldOf is the field of that kind in the form that is being told or was told.
func (t *turn) fieldOf(kind FieldKind) (*Form, *Field) {
	if t.s.Filling == nil {
		return nil, nil
	}
	f := t.e.form(t.s.Filling.Form)
	for i := range f.Fields {
		if f.Fields[i].Kind == kind {
			return f, &f.Fields[i]
		}
	}
	return nil, nil
}

// phoneIn reads a number as E.164; a Syrian one also without its country.
func (t *turn) phoneIn(s string) string {
	for _, e := range t.e.reader.Read(s, t.now).Entities {
		if p, ok := e.Value.(string); ok && e.Kind == understand.Phone {
			return p
		}
	}
	if strings.HasPrefix(s, "+") {
		return s
	}
	return ""
}

// unsupported names politely what cannot be read.
func (t *turn) unsupported() {
	switch what := t.in.Text; what {
	case "sticker", "poll", "game", "animation":
		t.tell(Key("thing."+what), nil)
	default:
		t.tell("thing.unknown", nil)
	}
}
