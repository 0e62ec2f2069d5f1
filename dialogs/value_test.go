package dialogs_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/dialogs"
	"sanad/dialogs/understand"
)

// The JSON of answers is public.
func TestValueJSON(t *testing.T) {
	amount := func(a dialogs.Amount) dialogs.Value { return dialogs.Value{Amount: &a} }
	for want, v := range map[string]dialogs.Value{
		`""`:                               {},
		`"copper"`:                         {Text: "copper"},
		`["finance","training"]`:           {List: []string{"finance", "training"}},
		`[]`:                               {List: []string{}},
		`4`:                                dialogs.Number(4),
		`2.5`:                              dialogs.Number(2.5),
		`{"amount":50,"approximate":true}`: amount(dialogs.Amount{Low: 50, High: 50, Approximate: true}),
		`{"low":3,"high":5}`:               amount(dialogs.Amount{Low: 3, High: 5}),
		`{"low":3}`:                        amount(dialogs.Amount{Low: 3, High: math.Inf(1)}),
		`{"high":3,"currency":"USD"}`:      amount(dialogs.Amount{Low: math.Inf(-1), High: 3, Currency: "USD"}),
		`{"amount":1000000,"currency":"SYP","edition":"new"}`:                              amount(dialogs.Amount{Low: 1e6, High: 1e6, Currency: "SYP", Edition: understand.NewPound}),
		`{"low":1000,"high":2000,"currency":"SYP","edition":"unknown","approximate":true}`: amount(dialogs.Amount{Low: 1000, High: 2000, Currency: "SYP", Edition: understand.UnknownPound, Approximate: true}),
	} {
		got, err := json.Marshal(v)
		if err != nil || string(got) != want {
			t.Errorf("%+v: %s, not %s (%v)", v, got, want, err)
		}
		var back dialogs.Value
		if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(v, back) {
			t.Errorf("%s came back as %+v (%v)", got, back, err)
		}
	}
	for in, want := range map[string]string{`true`: `"yes"`, `false`: `"no"`, `null`: `""`} {
		var v dialogs.Value
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(v); string(got) != want {
			t.Errorf("%s became %s", in, got)
		}
	}
	for _, bad := range []string{`{"low":"x"}`, `[1]`, `1e999`} {
		if err := json.Unmarshal([]byte(bad), new(dialogs.Value)); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}

func TestAnyValueComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Float64Range(-1e12, 1e12)
		v := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) dialogs.Value { return dialogs.Value{Text: rapid.String().Draw(t, "text")} }),
			rapid.Custom(func(t *rapid.T) dialogs.Value {
				return dialogs.Value{List: append([]string{}, rapid.SliceOf(rapid.String()).Draw(t, "list")...)}
			}),
			rapid.Custom(func(t *rapid.T) dialogs.Value {
				return dialogs.Value{Amount: &dialogs.Amount{Low: number.Draw(t, "low"), High: number.Draw(t, "high"),
					Currency: rapid.SampledFrom([]string{"", "SYP", "USD"}).Draw(t, "currency"), Approximate: rapid.Bool().Draw(t, "about")}}
			}),
		).Draw(t, "value")
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var back dialogs.Value
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(v, back) {
			t.Fatalf("%+v → %s → %+v (%v)", v, b, back, err)
		}
	})
}

func FuzzValue(f *testing.F) {
	for _, seed := range []string{`"x"`, `4`, `[]`, `{}`, `{"amount":1}`, `null`, `true`, `{"low":1,"high":0}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var v dialogs.Value
		if json.Unmarshal(b, &v) != nil {
			return
		}
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("%s was read but cannot be written: %v", b, err)
		}
		var again dialogs.Value
		if err := json.Unmarshal(out, &again); err != nil || !reflect.DeepEqual(v, again) && v.Amount == nil {
			t.Fatalf("%s → %s → %+v (%v)", b, out, again, err)
		}
	})
}

func TestRender(t *testing.T) {
	texts := bundle(t)
	amount := func(a dialogs.Amount) dialogs.Value { return dialogs.Value{Amount: &a} }
	day := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		lang, want string
		value      any
	}{
		{"ar", "\u2068خالد\u2069", "خالد"},
		{"ar", "كما هو", dialogs.Plain("كما هو")},
		{"ar", "١٬٢٣٤٬٥٦٧", 1234567},
		{"en", "1,234,567", 1234567},
		{"ar", "٢٫٥", 2.5},
		{"en", "-0.25", -0.25},
		{"ar", "١٢ آذار ٢٠٢٦", day},
		{"en", "12 March 2026", day},
		{"ar", "", time.Time{}},
		{"ar", "٣ ليرات جديدة", amount(dialogs.Amount{Low: 3, High: 3, Currency: "SYP", Edition: understand.NewPound})},
		{"ar", "حوالي ٥٠٬٠٠٠ ليرة قديمة", amount(dialogs.Amount{Low: 5e4, High: 5e4, Currency: "SYP", Edition: understand.OldPound, Approximate: true})},
		{"ar", "١٠٠ ليرة (جديدة أو قديمة: غير معروف)", amount(dialogs.Amount{Low: 100, High: 100, Currency: "SYP"})},
		{"ar", "من ٣ لـ ٥ دولارات", amount(dialogs.Amount{Low: 3, High: 5, Currency: "USD"})},
		{"en", "3 or more euros", amount(dialogs.Amount{Low: 3, High: math.Inf(1), Currency: "EUR"})},
		{"ar", "٧ أو أقل ليرات تركية", amount(dialogs.Amount{Low: math.Inf(-1), High: 7, Currency: "TRY"})},
		{"en", "5 JOD", amount(dialogs.Amount{Low: 5, High: 5, Currency: "JOD"})},
		{"ar", "النحاسيات، حلب", dialogs.List{dialogs.CraftID("copper"), dialogs.GovernorateID("aleppo")}},
		{"en", "Copperware", dialogs.CraftID("copper")},
		{"ar", "القائمة", dialogs.Key("choice.go_menu")},
	} {
		got := dialogs.Render(texts, c.lang, dialogs.Reply{Key: "value.is", Args: dialogs.Args{"Value": c.value}}).Text
		if c.lang == "en" && c.want == "Copperware" {
			if got == "" || got == "copper" {
				t.Errorf("the craft has no English name: %q", got)
			}
			continue
		}
		if got != c.want {
			t.Errorf("%s: %#v is %q, not %q", c.lang, c.value, got, c.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	engine := newEngine(t, bundle(t))
	lines := engine.Describe("ar", "project", dialogs.Answers{"consent": {Text: "yes"}, "craft": {Text: "copper"}, "town": {Text: "سلمية"},
		"needs": {List: []string{"finance", "gone"}}, "photos": {List: []string{"a", "b"}}, "place": {Text: "moon"}})
	got := map[string]string{}
	for _, l := range lines {
		if l.Label == "" {
			t.Errorf("%s has no label", l.Field)
		}
		got[l.Field] = l.Value
	}
	for field, want := range map[string]string{"craft": "النحاسيات", "town": "سلمية", "needs": "تمويل", "photos": "صورتين", "place": "moon", "name": ""} {
		if v, ok := got[field]; !ok || v != want {
			t.Errorf("%s is %q, not %q", field, v, want)
		}
	}
	if _, ok := got["amount"]; !ok {
		t.Error("the amount is asked of who needs finance")
	}
	if _, ok := got["consent"]; ok || engine.Describe("ar", "none", nil) != nil {
		t.Error("consent and unknown forms are not described")
	}
}

func TestPlainText(t *testing.T) {
	in := "# عنوان\n\n**غامق** و *مائل* و `رمز`\n\n- أول\n  * تاني [الموقع](https://example.org \"x\")\n\n| أ | ب |\n|---|---|\n| 1 | 2 |\n\n---\n> قول\n\n2 * 3 = 6, snake_case"
	want := "عنوان\n\nغامق و مائل و رمز\n\n• أول\n  • تاني الموقع \u2068https://example.org\u2069\n\nأ - ب\n1 - 2\n\nقول\n\n2 * 3 = 6, snake_case"
	if got := dialogs.PlainText(in); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
