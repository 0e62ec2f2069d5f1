package whatsapp

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/bot"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
)

func TestCompose(t *testing.T) {
	photo := &dialogs.Media{Hash: "x", Mime: "image/png"}
	voice := &dialogs.Media{Hash: "x", Mime: "audio/ogg"}
	for _, c := range []struct {
		name string
		said dialogs.Said
		want []part
	}{
		{"nothing", dialogs.Said{Text: " \n"}, nil},
		{"heading and text", dialogs.Said{Heading: "أهلين", Text: "كيف الحال؟"}, []part{{text: "*أهلين*\nكيف الحال؟"}}},
		{"a heading with signs", dialogs.Said{Heading: "2*3"}, []part{{text: "2*3"}}},
		{"a photo with its caption", dialogs.Said{Text: "هي", Media: photo}, []part{{text: "هي", media: photo}}},
		{"a voice note below its text", dialogs.Said{Text: "هي", Media: voice}, []part{{text: "هي"}, {media: voice}}},
		{"a photo below a long text", dialogs.Said{Text: strings.Repeat("ا", 2000), Media: photo}, []part{{text: strings.Repeat("ا", 2000)}, {media: photo}}},
	} {
		got := compose(c.said)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestPoll(t *testing.T) {
	yes, no := dialogs.Button{ID: "a:1", Label: "إي"}, dialogs.Button{ID: "a:2", Label: "لا"}
	long := strings.Repeat("ا", 300)
	fit := func(s dialogs.Said) dialogs.Said { return bot.Fit(s, bot.Traits{Polls: optionsMost})[0] }
	for _, c := range []struct {
		name string
		said dialogs.Said
		want []part
	}{
		{"the last paragraph", fit(dialogs.Said{Heading: "أول", Text: "حكي\n\nمنبلّش؟", Choices: []dialogs.Button{yes, no}}), []part{{text: "منبلّش؟", options: []string{"إي", "لا"}}}},
		{"words stay in the text", fit(dialogs.Said{Text: "؟", Choices: []dialogs.Button{yes, {ID: "a:3", Label: "تخطي", Word: true}, no}}), []part{{text: "؟", options: []string{"إي", "لا"}}}},
		{"a heading alone", fit(dialogs.Said{Heading: "منبلّش؟", Choices: []dialogs.Button{yes, no}}), []part{{text: "منبلّش؟", options: []string{"إي", "لا"}}}},
		{"what is too long", fit(dialogs.Said{Text: long, Choices: []dialogs.Button{yes, {Label: long}}}), []part{{text: long[:2*254] + "…", options: []string{"إي", long[:2*99] + "…"}}}},
		{"two that look the same", fit(dialogs.Said{Text: "؟", Choices: []dialogs.Button{yes, yes}}), nil},
		{"one choice", fit(dialogs.Said{Text: "؟", Choices: []dialogs.Button{yes}}), nil},
		{"several wanted", fit(dialogs.Said{Text: "؟", Choices: []dialogs.Button{yes, no}, Several: true}), nil},
		{"too many", fit(dialogs.Said{Text: "؟", Choices: make([]dialogs.Button, 13)}), nil},
		{"no question", fit(dialogs.Said{Choices: []dialogs.Button{yes, no}}), nil},
		{"a list in pieces", dialogs.Said{Text: "٢. لا", Choices: []dialogs.Button{yes, no}}, nil},
	} {
		if got := poll(c.said); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// Whatever the text is, the app shows it as it stands and makes nothing of it bold.
func TestPlainTextShowsAsItStands(t *testing.T) {
	letters := rapid.StringOf(rapid.SampledFrom([]rune("اب1 *_~`>\n.،-")))
	rapid.Check(t, func(t *rapid.T) {
		text := letters.Draw(t, "text")
		if shown, bold := whatsapptest.Shown(plain(text)); shown != text || bold != "" {
			t.Fatalf("%q is shown as %q with %q bold", text, shown, bold)
		}
	})
}

func TestHumanPause(t *testing.T) {
	short, long := time.Duration(0), time.Duration(0)
	for range 200 {
		s, l := humanPause("إي"), humanPause(strings.Repeat("كلام ", 1000))
		if s < 300*time.Millisecond || l > 4*time.Second {
			t.Fatalf("pauses of %s and %s", s, l)
		}
		short, long = short+s, long+l
	}
	if short >= long {
		t.Error("a long text comes as quickly as a short one")
	}
}
