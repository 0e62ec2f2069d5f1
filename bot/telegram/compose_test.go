package telegram

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sanad/dialogs"
)

// words of the kinds that a cut could hurt: wide characters, marks, joined emoji, words without end.
var pieces = []string{"كلمة", "مُتَعَدِّدَة", "🧵", "👩🏽‍🎨", "𝔘𝔫𝔦", "e\u0301", " ", " ", "\n", "\n\n", "١٢٣", strings.Repeat("ط", 90), "\u2067x\u2069"}

func drawText(t *rapid.T, label string, most int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, most).Draw(t, label), "")
}

func TestCutLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(drawText(t, "text", 300))
		limit := rapid.IntRange(40, 500).Draw(t, "limit")
		bold := 0
		if text != "" {
			bold = rapid.IntRange(0, units(text)).Draw(t, "bold")
		}
		var all strings.Builder
		for _, p := range cut(text, bold, limit) {
			if n := units(p.text); n > limit || strings.TrimSpace(p.text) == "" || !utf8.ValidString(p.text) {
				t.Fatalf("a part of %d units (limit %d): %q", n, limit, p.text)
			}
			if p.bold < 0 || p.bold > units(p.text) {
				t.Fatalf("%d units are bold of %d", p.bold, units(p.text))
			}
			if first, _ := utf8.DecodeRuneInString(p.text); all.Len() > 0 && unicode.In(first, unicode.Mn) {
				t.Fatalf("a part begins with a mark: %q", p.text)
			}
			all.WriteString(p.text)
		}
		if strip(all.String()) != strip(text) {
			t.Fatalf("%q became %q", text, all.String())
		}
	})
}

func strip(s string) string { return strings.Join(strings.Fields(s), "") }

func TestCutPrefersParagraphsThenLinesThenWords(t *testing.T) {
	for name, c := range map[string]struct{ text, first string }{
		"paragraph": {"aaaa aaaa\n\nbbbb\nbbbb bbbb bbbb", "aaaa aaaa"},
		"line":      {"aaaa aaaa a\nbbbb bbbb bbbb bbbb", "aaaa aaaa a"},
		"word":      {"aaaa aaaa aaaa bbbbbbbbbbbbbbbb", "aaaa aaaa aaaa"},
		"letter":    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa"},
		"not early": {"a\n\nbbbb bbbb bbbb bbbb bbbb bbbb", "a\n\nbbbb bbbb bbbb"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := cut(c.text, 0, 20)[0].text; got != c.first {
				t.Errorf("got %q, want %q", got, c.first)
			}
		})
	}
}

func TestCutNeverParts(t *testing.T) {
	family := "👩🏽‍🎨"
	for pad := range 12 {
		text := strings.Repeat("ا", pad) + strings.Repeat(family, 6)
		for _, p := range cut(text, 0, 20) {
			if rest := strings.ReplaceAll(strings.TrimLeft(p.text, "ا"), family, ""); rest != "" {
				t.Errorf("after %d letters an emoji is cut: %q", pad, p.text)
			}
		}
	}
}

func TestComposeAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := dialogs.Said{
			Heading: drawText(t, "heading", 30),
			Text:    drawText(t, "text", 400),
			Choices: rapid.SliceOfN(rapid.Custom(drawButton), 0, 8).Draw(t, "choices"),
		}
		if rapid.Bool().Draw(t, "with a file") {
			said.Media = &dialogs.Media{Hash: "h"}
		}
		checkParts(t, said, compose(said))
	})
}

func drawButton(t *rapid.T) dialogs.Button {
	return dialogs.Button{ID: rapid.StringMatching(`[a-z:0-9]{0,66}`).Draw(t, "id"), Label: drawText(t, "label", 8)}
}

func checkParts(t *rapid.T, said dialogs.Said, parts []part) {
	usable := layout(said.Choices) != nil
	if len(parts) == 0 && (said.Media != nil || usable || strip(said.Heading+said.Text) != "") {
		t.Fatal("something to say became nothing")
	}
	for i, p := range parts {
		last := i == len(parts)-1
		if (p.keyboard != nil) != (last && usable) || (p.media != nil) != (last && said.Media != nil) {
			t.Fatalf("part %d of %d: keyboard %v, media %v", i, len(parts), p.keyboard, p.media)
		}
		limit := textLimit
		if p.media != nil {
			limit = captionLimit
		}
		if units(p.text) > limit || p.bold > units(p.text) || p.text == "" && p.media == nil {
			t.Fatalf("part %d: %d units, %d bold", i, units(p.text), p.bold)
		}
	}
}

func TestComposeHeading(t *testing.T) {
	for name, c := range map[string]struct {
		said dialogs.Said
		text string
		bold int
	}{
		"heading and text":     {dialogs.Said{Heading: "🌿 سند", Text: "أهلين"}, "🌿 سند\nأهلين", 6},
		"heading alone":        {dialogs.Said{Heading: "سند"}, "سند", 3},
		"advisor's name":       {dialogs.Said{Text: "مرحبا", Advisor: &dialogs.Person{Name: "أم خالد"}}, "أم خالد\nمرحبا", 7},
		"heading over advisor": {dialogs.Said{Heading: "رد", Text: "مرحبا", Advisor: &dialogs.Person{Name: "أم خالد"}}, "رد\nمرحبا", 2},
		"not valid UTF-8":      {dialogs.Said{Text: "a\xffb"}, "a\uFFFDb", 0},
	} {
		t.Run(name, func(t *testing.T) {
			parts := compose(c.said)
			if len(parts) != 1 || parts[0].text != c.text || parts[0].bold != c.bold {
				t.Errorf("parts %+v", parts)
			}
		})
	}
}

func TestLayout(t *testing.T) {
	rows := func(labels ...string) (out []string) {
		var choices []dialogs.Button
		for _, l := range labels {
			choices = append(choices, dialogs.Button{ID: "x", Label: l})
		}
		for _, row := range layout(choices).Rows {
			var texts []string
			for _, b := range row {
				texts = append(texts, b.Text)
			}
			out = append(out, strings.Join(texts, "|"))
		}
		return out
	}
	long := "صندوق دعم المشاريع الصغيرة"
	for _, c := range []struct{ labels, want string }{
		{"نعم,لا", "نعم|لا"},
		{"نعم,لا,ربما", "نعم|لا,ربما"},
		{"نعم," + long + ",لا,ربما", "نعم," + long + ",لا|ربما"},
		{long + "," + long, long + "," + long},
		{"مُتَعَدِّدُ الأَلْوَانِ,لا", "مُتَعَدِّدُ الأَلْوَانِ|لا"}, // vowel signs take no room
		{" ,لا", "x|لا"},
	} {
		if got := strings.Join(rows(strings.Split(c.labels, ",")...), ","); got != c.want {
			t.Errorf("%q is laid out %q, want %q", c.labels, got, c.want)
		}
	}
}

func TestMarked(t *testing.T) {
	k := layout([]dialogs.Button{{ID: "a", Label: "نعم"}, {ID: "b", Label: "لا"}})
	first, changed := k.marked("a")
	if !changed || first.Rows[0][0].Text != "✓ نعم" || first.Rows[0][1].Text != "لا" {
		t.Errorf("marked %v", first)
	}
	second, changed := first.marked("b")
	if !changed || second.Rows[0][0].Text != "نعم" || second.Rows[0][1].Text != "✓ لا" {
		t.Errorf("marked anew %v", second)
	}
	if _, changed := second.marked("b"); changed {
		t.Error("the same press marks again")
	}
}

func TestMediumAndFileName(t *testing.T) {
	for _, c := range []struct {
		media  dialogs.Media
		method string
		name   string
	}{
		{dialogs.Media{Mime: "image/jpeg", Size: 1}, "sendPhoto", "file.jpg"},
		{dialogs.Media{Mime: "image/jpeg", Size: 11 << 20, Name: "كبيرة.jpg"}, "sendDocument", "كبيرة.jpg"},
		{dialogs.Media{Mime: "audio/ogg; codecs=opus"}, "sendVoice", "file.ogg"},
		{dialogs.Media{Mime: "audio/mp4"}, "sendVoice", "file.m4a"},
		{dialogs.Media{Mime: "audio/mpeg", Name: "a.mp3"}, "sendDocument", "a.mp3"},
		{dialogs.Media{Mime: "video/mp4"}, "sendVideo", "file.mp4"},
		{dialogs.Media{Mime: "application/pdf", Name: "../../دراسة\r\n\"x"}, "sendDocument", "دراسةx.pdf"},
		{dialogs.Media{Mime: "no/such"}, "sendDocument", "file"},
		{dialogs.Media{}, "sendDocument", "file"},
	} {
		if m, name := mediumOf(&c.media).method, fileName(&c.media); m != c.method || name != c.name {
			t.Errorf("%+v goes by %s as %q", c.media, m, name)
		}
	}
}
