package telegram

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sanad/bot"
	"sanad/dialogs"
)

var (
	testNow  = time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	testConv = converter{account: bot.Account{Network: Network, ID: "42"}, username: "Sanad_Bot"}
)

func convertJSON(t testing.TB, update string) event {
	t.Helper()
	u, err := parse([]byte(update))
	if err != nil {
		t.Fatalf("%s: %v", update, err)
	}
	return testConv.convert(u, testNow)
}

// private puts fields into a message of a private chat.
func private(fields string) string {
	return `{"update_id":7,"message":{"message_id":55,"date":1780000000,"chat":{"id":1001,"type":"private"},` +
		`"from":{"id":1001,"first_name":"أبو","last_name":"أحمد","language_code":"ar-SY"},` + fields + `}}`
}

func TestConvertText(t *testing.T) {
	ev := convertJSON(t, private(`"text":"مرحبا"`))
	want := bot.Incoming{
		Account: testConv.account, ID: "1001/55", Chat: "1001", At: time.Unix(1780000000, 0),
		Input: dialogs.Input{Ref: "55", Kind: dialogs.KindText, Text: "مرحبا", Name: "أبو أحمد", Lang: "ar"},
	}
	if got, expected := asJSON(t, ev.in), asJSON(t, want); got != expected {
		t.Errorf("got  %s\nwant %s", got, expected)
	}
	if ev.update != 7 || ev.drop != "" || ev.file != nil {
		t.Errorf("event %+v", ev)
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestConvertContent(t *testing.T) {
	for name, c := range map[string]struct{ fields, want, file string }{
		"command":               {`"text":"/start"`, `{"kind":"text","text":"/start"}`, ""},
		"command to us":         {`"text":"/start@sanad_bot abc"`, `{"kind":"text","text":"/start abc"}`, ""},
		"command to another":    {`"text":"/start@other_bot"`, `{"kind":"text","text":"/start@other_bot"}`, ""},
		"address in a text":     {`"text":"راسلوني a@sanad_bot"`, `{"kind":"text","text":"راسلوني a@sanad_bot"}`, ""},
		"empty text":            {`"text":""`, `{"kind":"text"}`, ""},
		"NUL in a text":         {`"text":"a\u0000b"`, `{"kind":"text","text":"ab"}`, ""},
		"photo, the largest":    {`"photo":[{"file_id":"s","width":90,"height":60},{"file_id":"l","width":1280,"height":853,"file_size":900},{"file_id":"m","width":320,"height":213}],"caption":"الورشة"`, `{"kind":"photo","text":"الورشة","media":{"size":900}}`, "l"},
		"photo without sizes":   {`"photo":[]`, `{"kind":"photo","media":{}}`, ""},
		"voice":                 {`"voice":{"file_id":"v","duration":3,"mime_type":"audio/ogg","file_size":10}`, `{"kind":"voice","media":{"mime":"audio/ogg","size":10,"seconds":3000000000}}`, "v"},
		"audio":                 {`"audio":{"file_id":"a","duration":9,"file_name":"a.mp3"}`, `{"kind":"voice","media":{"name":"a.mp3","seconds":9000000000}}`, "a"},
		"video":                 {`"video":{"file_id":"v"},"caption":"شوفوا"`, `{"kind":"video","text":"شوفوا","media":{}}`, "v"},
		"video note":            {`"video_note":{"file_id":"n"}`, `{"kind":"video","media":{}}`, "n"},
		"animation, a document": {`"animation":{"file_id":"g"},"document":{"file_id":"d"}`, `{"kind":"video","media":{}}`, "g"},
		"document":              {`"document":{"file_id":"d","file_name":"عرض.pdf","mime_type":"application/pdf"}`, `{"kind":"document","media":{"name":"عرض.pdf","mime":"application/pdf"}}`, "d"},
		"document without id":   {`"document":{}`, `{"kind":"document","media":{}}`, ""},
		"location":              {`"location":{"latitude":33.5,"longitude":36.3}`, `{"kind":"location","location":{"lat":33.5,"lon":36.3}}`, ""},
		"venue":                 {`"venue":{"location":{"latitude":1,"longitude":2},"title":"x"}`, `{"kind":"location","location":{"lat":1,"lon":2}}`, ""},
		"own contact":           {`"contact":{"phone_number":"+963900000000","first_name":"أبو","user_id":1001}`, `{"kind":"contact","card":{"name":"أبو","phone":"+963900000000","own":true}}`, ""},
		"another's contact":     {`"contact":{"phone_number":"+963900000000","first_name":"أبو","user_id":7}`, `{"kind":"contact","card":{"name":"أبو","phone":"+963900000000"}}`, ""},
		"unknown contact":       {`"contact":{"phone_number":"+963900000000","first_name":"أبو"}`, `{"kind":"contact","card":{"name":"أبو","phone":"+963900000000"}}`, ""},
		"sticker":               {`"sticker":{"file_id":"s"}`, `{"kind":"unsupported","text":"sticker"}`, ""},
		"poll":                  {`"poll":{"id":"1"}`, `{"kind":"unsupported","text":"poll"}`, ""},
		"dice":                  {`"dice":{"value":3}`, `{"kind":"unsupported","text":"dice"}`, ""},
		"what comes next year":  {`"hologram":{"id":"1"},"caption":"x","is_from_offline":true`, `{"kind":"unsupported","text":"hologram"}`, ""},
		"nothing":               {`"entities":[]`, `{"kind":"unsupported","text":"message"}`, ""},
		"text of a wrong type":  {`"text":{"a":1}`, `{"kind":"text"}`, ""},
		"photo of a wrong type": {`"photo":"p"`, `{"kind":"unsupported","text":"photo"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ev := convertJSON(t, private(c.fields))
			in := ev.in.Input
			if in.Ref != "55" || in.Name != "أبو أحمد" {
				t.Errorf("ref %q, name %q", in.Ref, in.Name)
			}
			in.Ref, in.Name, in.Lang = "", "", ""
			if got := strings.Replace(asJSON(t, in), `"id":"",`, "", 1); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			file := ""
			if ev.file != nil {
				file = ev.file.ID
			}
			if file != c.file {
				t.Errorf("file %q, want %q", file, c.file)
			}
		})
	}
}

func TestConvertDropsAndRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		update string
		group  int64
	}{
		"channel post":         {`{"update_id":1,"channel_post":{"message_id":1,"chat":{"id":-1,"type":"channel"},"text":"x"}}`, 0},
		"edited channel post":  {`{"update_id":1,"edited_channel_post":{"message_id":1,"chat":{"id":-1,"type":"channel"},"text":"x"}}`, 0},
		"channel as a message": {`{"update_id":1,"message":{"message_id":1,"chat":{"id":-1,"type":"channel"},"text":"x"}}`, 0},
		"from a bot":           {`{"update_id":1,"message":{"message_id":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":true},"text":"x"}}`, 0},
		"group":                {`{"update_id":1,"message":{"message_id":1,"chat":{"id":-5,"type":"group"},"text":"x"}}`, -5},
		"supergroup":           {`{"update_id":1,"message":{"message_id":1,"chat":{"id":-5,"type":"supergroup"},"text":"x"}}`, -5},
		"group without a type": {`{"update_id":1,"message":{"message_id":1,"chat":{"id":-5},"text":"x"}}`, -5},
		"button in a group":    {`{"update_id":1,"callback_query":{"id":"q","data":"x","message":{"message_id":1,"chat":{"id":-5,"type":"group"}}}}`, -5},
		"put into a group":     {`{"update_id":1,"my_chat_member":{"chat":{"id":-5,"type":"group"},"new_chat_member":{"status":"member"}}}`, -5},
		"thrown out of it":     {`{"update_id":1,"my_chat_member":{"chat":{"id":-5,"type":"group"},"new_chat_member":{"status":"kicked"}}}`, 0},
		"blocked":              {`{"update_id":1,"my_chat_member":{"chat":{"id":5,"type":"private"},"new_chat_member":{"status":"kicked"}}}`, 0},
		"unblocked":            {`{"update_id":1,"my_chat_member":{"chat":{"id":5,"type":"private"},"new_chat_member":{"status":"member"}}}`, 0},
		"pinned":               {private(`"pinned_message":{"message_id":3}`), 0},
		"live location moves":  {`{"update_id":1,"edited_message":{"message_id":1,"chat":{"id":5,"type":"private"},"location":{"latitude":1,"longitude":2}}}`, 0},
		"inline button":        {`{"update_id":1,"callback_query":{"id":"q","data":"x","inline_message_id":"i"}}`, 0},
		"no chat":              {`{"update_id":1,"message":{"message_id":1,"text":"x"}}`, 0},
		"a kind of next year":  {`{"update_id":1,"telepathy":{"id":1}}`, 0},
		"nothing":              {`{"update_id":1}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			ev := convertJSON(t, c.update)
			if ev.in.ID != "" || ev.group != c.group || (ev.group == 0) != (ev.drop != "") {
				t.Errorf("event %+v", ev)
			}
		})
	}
}

func TestConvertEdits(t *testing.T) {
	edit := func(update int, fields string) event {
		return convertJSON(t, strings.NewReplacer(`"update_id":7,"message"`, `"update_id":`+ref(int64(update))+`,"edited_message"`).
			Replace(private(`"edit_date":1780000009,`+fields)))
	}
	first, second := edit(8, `"text":"لا، حماة"`), edit(9, `"text":"حمص"`)
	if first.in.Input.Kind != dialogs.KindEdit || first.in.Input.Ref != "55" || first.in.Input.Text != "لا، حماة" || first.in.At.Unix() != 1780000009 {
		t.Errorf("edit %+v", first.in)
	}
	if first.in.ID == second.in.ID || first.in.ID == "1001/55" {
		t.Errorf("two edits in a second and the message share an id: %q, %q", first.in.ID, second.in.ID)
	}
	if again := edit(8, `"text":"لا، حماة"`); again.in.ID != first.in.ID {
		t.Errorf("an edit that is delivered twice has ids %q and %q", first.in.ID, again.in.ID)
	}
	caption := edit(8, `"photo":[{"file_id":"p"}],"caption":"جديد"`)
	if caption.in.Input.Kind != dialogs.KindEdit || caption.in.Input.Text != "جديد" || caption.file != nil || caption.in.Input.Media != nil {
		t.Errorf("caption %+v", caption)
	}
	exchanged := edit(8, `"photo":[{"file_id":"p"}]`)
	if exchanged.in.Input.Kind != dialogs.KindPhoto || exchanged.file == nil {
		t.Errorf("exchanged photo %+v", exchanged)
	}
}

func TestConvertPress(t *testing.T) {
	press := func(data string) event {
		return convertJSON(t, `{"update_id":7,"callback_query":{"id":"99","from":{"id":1001,"first_name":"أ"},"data":`+asJSON(t, data)+
			`,"message":{"message_id":60,"date":0,"chat":{"id":1001,"type":"private"},"from":{"id":42,"is_bot":true},"reply_markup":{"inline_keyboard":[[{"text":"نعم","callback_data":"yes"}]]}}}}`)
	}
	ev := press("yes")
	if ev.in.ID != "press/99" || ev.in.Chat != "1001" || ev.in.Input.Kind != dialogs.KindChoice || ev.in.Input.Choice != "yes" || !ev.in.At.Equal(testNow) || ev.in.Input.Name != "أ" {
		t.Errorf("press %+v", ev.in)
	}
	if p := ev.press; p == nil || p.id != "99" || p.chat != 1001 || p.message != 60 || p.keyboard == nil {
		t.Errorf("press %+v", ev.press)
	}
	for _, forged := range []string{"", strings.Repeat("x", 65), strings.Repeat("ي", 40)} {
		if ev := press(forged); ev.in.Input.Kind != dialogs.KindUnsupported || ev.in.Input.Text != "button" || ev.press == nil {
			t.Errorf("forged %q: %+v", forged, ev.in.Input)
		}
	}
}

func TestConvertIDsSurviveNewUpdateNumbers(t *testing.T) {
	a := convertJSON(t, private(`"text":"x"`))
	b := convertJSON(t, strings.Replace(private(`"text":"x"`), `"update_id":7`, `"update_id":900`, 1))
	if a.in.ID != b.in.ID {
		t.Errorf("one message has ids %q and %q", a.in.ID, b.in.ID)
	}
	c := convertJSON(t, `{"update_id":3,"message":{"chat":{"id":5,"type":"private"},"text":"x"}}`)
	d := convertJSON(t, `{"update_id":4,"message":{"chat":{"id":5,"type":"private"},"text":"x"}}`)
	if c.in.ID == "" || c.in.ID == d.in.ID || c.in.Input.Ref != "" {
		t.Errorf("messages without a number have ids %q and %q", c.in.ID, d.in.ID)
	}
}

func FuzzConvert(f *testing.F) {
	samples, err := filepath.Glob("testdata/updates/*.json")
	if err != nil || len(samples) == 0 {
		f.Fatal("no samples", err)
	}
	for _, name := range samples {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte(private(`"text":"\u0000\ud800"`)))
	f.Add([]byte(`{"update_id":1e400,"message":[]}`))
	f.Add([]byte(`{"message":{"chat":{"id":"x"},"message_id":null,"keys":[1],"photo":[null,{}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := parse(data)
		if err != nil {
			return
		}
		checkEvent(t, testConv.convert(u, testNow))
	})
}

// checkEvent is what holds for every event, whatever the update.
func checkEvent(t interface{ Errorf(string, ...any) }, ev event) {
	accepted, dropped, refused := ev.in.ID != "", ev.drop != "", ev.group != 0
	if n := count(accepted, dropped, refused); n != 1 {
		t.Errorf("accepted %v, dropped %v, refused %v", accepted, dropped, refused)
	}
	in := ev.in.Input
	for _, s := range []string{ev.in.ID, ev.in.Chat, in.Text, in.Choice, in.Name, in.Lang, in.Ref} {
		if strings.Contains(s, "\x00") || !utf8.ValidString(s) {
			t.Errorf("%q cannot be stored", s)
		}
	}
	if accepted && (ev.in.Chat == "" || ev.in.Chat == "0" || in.Kind == "" || ev.in.At.IsZero()) {
		t.Errorf("accepted %+v", ev.in)
	}
	if ev.file != nil && (in.Media == nil || ev.file.ID == "") {
		t.Errorf("file %+v without media", ev.file)
	}
	if len(in.Choice) > dataLimit {
		t.Errorf("choice of %d bytes", len(in.Choice))
	}
}

func count(all ...bool) (n int) {
	for _, b := range all {
		if b {
			n++
		}
	}
	return n
}

// Updates made of the right fields with the wrong values are what a changed Bot API would look like.
func TestConvertAnyUpdate(t *testing.T) {
	keys := rapid.SampledFrom([]string{"update_id", "message", "edited_message", "callback_query", "my_chat_member", "chat", "from", "id", "type", "text", "photo",
		"voice", "document", "location", "contact", "data", "message_id", "date", "file_id", "is_bot", "language_code", "reply_markup", "inline_keyboard", "hologram"})
	var value func(depth int) *rapid.Generator[any]
	value = func(depth int) *rapid.Generator[any] {
		leaf := []*rapid.Generator[any]{rapid.Int64().AsAny(), rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.Float64Range(-1e300, 1e300).AsAny(), rapid.Just(any(nil))}
		if depth == 0 {
			return rapid.OneOf(leaf...)
		}
		deeper := rapid.Deferred(func() *rapid.Generator[any] { return value(depth - 1) })
		object := rapid.MapOfN(keys, deeper, 0, 8).AsAny()
		return rapid.OneOf(append(leaf, object, object, object, rapid.SliceOfN(deeper, 0, 3).AsAny())...)
	}
	rapid.Check(t, func(t *rapid.T) {
		data, err := json.Marshal(rapid.MapOfN(keys, value(4), 1, 8).Draw(t, "update"))
		if err != nil {
			t.Fatal(err)
		}
		u, err := parse(data)
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		checkEvent(t, testConv.convert(u, testNow))
	})
}
