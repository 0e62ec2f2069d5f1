package main

import (
	"fmt"
	"strings"
	"testing"

	"sanad/bot/bottest"
	"sanad/bot/telegram/telegramtest"
)

// What is planted where artisans write; none of it may stand in a log, whatever happens.
const (
	secretText  = "سرٌّ-لا-يكتب-بالسجل"
	secretPhone = "0944777888"
	secretName  = "أبو أحمد" // whom telegramtest's people are called
	secretPlace = "33.512345"
)

// oddInput is something that a person's phone, or somebody who forges, can make Telegram deliver.
type oddInput struct {
	name     string
	send     func(s *telegramtest.Server, u *telegramtest.User)
	answered bool // or else dropped
}

func fields(f map[string]any) func(*telegramtest.Server, *telegramtest.User) {
	return func(_ *telegramtest.Server, u *telegramtest.User) { u.SendFields(f) }
}

func says(text string) func(*telegramtest.Server, *telegramtest.User) {
	return fields(map[string]any{"text": text})
}

// raw delivers an update word for word; USER stands for the person's id.
func raw(update string) func(*telegramtest.Server, *telegramtest.User) {
	return func(s *telegramtest.Server, u *telegramtest.User) {
		s.Raw(u.ID, strings.ReplaceAll(update, "USER", u.Chat()))
	}
}

func forges(data string) func(*telegramtest.Server, *telegramtest.User) {
	return func(_ *telegramtest.Server, u *telegramtest.User) { u.Forge(99, data) }
}

const chatAndSender = `"chat":{"id":USER,"type":"private"},"from":{"id":USER,"is_bot":false,"first_name":"` + secretName + `"}`

var oddInputs = []oddInput{
	{"empty text", says(""), true},
	{"only spaces", says(" \n\t\u00a0\u200f "), true},
	{"100 KB", says(strings.Repeat(secretText+" ", 100<<10/(len(secretText)+1))), true},
	{"100 KB without a space", says(strings.Repeat("ه", 50<<10)), true},
	{"emoji only", says("🙂🙂🏺"), true},
	{"control characters", says("\x01\x02\x1b[31m\x7f\u0085" + secretText), true},
	{"a NUL", says("\x00" + secretText + "\x00"), true},
	{"bidi characters", says("\u202e\u2066\u2067" + secretText + "\u202c\u2069\ufeff"), true},
	{"only bidi characters", says("\u202e\u200f\u2066"), true},
	{"half a character", raw(`{"update_id":UPDATE_ID,"message":{"message_id":UPDATE_ID,` + chatAndSender + ",\"text\":\"\xd8 \\ud800\"}}"), true},
	{"markup", says("*_[x](y)`<b>&amp;</b>" + secretText), true},
	{"a command that is none", says("/" + "nonsense " + secretText), true},
	{"a command for another bot", says("/start@other_bot"), true},
	{"a bare slash", says("/"), true},
	{"a date as a number", says("99999999999999999999999999 ليرة"), true},
	{"sticker", func(_ *telegramtest.Server, u *telegramtest.User) { u.SendSticker() }, true},
	{"poll", fields(map[string]any{"poll": map[string]any{"id": "1", "question": secretText, "options": []any{}}}), true},
	{"dice", fields(map[string]any{"dice": map[string]any{"emoji": "🎲", "value": 6}}), true},
	{"game", fields(map[string]any{"game": map[string]any{"title": secretText}}), true},
	{"something not invented yet", fields(map[string]any{"hologram": map[string]any{"file_id": secretText}}), true},
	{"animation without a file", fields(map[string]any{"animation": map[string]any{}, "document": map[string]any{}, "caption": secretText}), true},
	{"video note", fields(map[string]any{"video_note": map[string]any{"file_id": "gone", "length": -1, "duration": -5}}), true},
	{"a photo that cannot be had", fields(map[string]any{"photo": []any{map[string]any{"file_id": "gone", "file_size": 10}}, "caption": secretText}), true},
	{"a photo of no sizes", fields(map[string]any{"photo": []any{}}), true},
	{"a file over 20 MB", fields(map[string]any{"document": map[string]any{"file_id": "huge", "file_name": secretText + ".zip", "file_size": 30 << 20}}), true},
	{"a file that says to be small", func(_ *telegramtest.Server, u *telegramtest.User) {
		u.SendDocument("../../"+secretText+".exe", "application/x-\x00evil", make([]byte, 21<<20), secretText)
	}, true},
	{"an empty file", func(_ *telegramtest.Server, u *telegramtest.User) { u.SendDocument("", "", nil, "") }, true},
	{"a picture that is none", func(_ *telegramtest.Server, u *telegramtest.User) { u.SendPhoto([]byte("no picture"), "") }, true},
	{"location", func(_ *telegramtest.Server, u *telegramtest.User) { u.SendLocation(33.512345, 36.3) }, true},
	{"location without coordinates", fields(map[string]any{"location": map[string]any{}}), true},
	{"venue", fields(map[string]any{"venue": map[string]any{"title": secretText}}), true},
	{"contact", func(_ *telegramtest.Server, u *telegramtest.User) { u.SendContact(secretName, secretPhone, false) }, true},
	{"contact without anything", fields(map[string]any{"contact": map[string]any{}}), true},
	{"text of a wrong type", raw(`{"update_id":UPDATE_ID,"message":{"message_id":UPDATE_ID,` + chatAndSender + `,"text":5}}`), true},
	{"everything of a wrong type", raw(`{"update_id":UPDATE_ID,"message":{"message_id":UPDATE_ID,"date":"now","entities":7,"photo":"x","chat":{"id":USER},"from":{"id":USER,"first_name":[]}}}`), true},
	{"no sender", raw(`{"update_id":UPDATE_ID,"message":{"message_id":UPDATE_ID,"chat":{"id":USER,"type":"private"},"text":"` + secretText + `"}}`), true},
	{"no message id", raw(`{"update_id":UPDATE_ID,"message":{` + chatAndSender + `,"text":"` + secretText + `"}}`), true},
	{"an edit of what never was", func(_ *telegramtest.Server, u *telegramtest.User) { u.Edit(98, secretText) }, true},
	{"a forged button", forges("go:admin"), true},
	{"a forged answer", forges("set:project.consent=" + secretText), true},
	{"a forged answer to nothing", forges("set:nothing.at_all=1"), true},
	{"a forged confirmation", forges("ok:forget"), true},
	{"a forged article", forges("art:../../etc/passwd"), true},
	{"a button of no data", forges(""), true},
	{"a button of control characters", forges("\x00\u202e" + secretText), true},
	{"a button of 4 KB", forges(strings.Repeat("x", 4<<10)), true},

	{"channel post", raw(`{"update_id":UPDATE_ID,"channel_post":{"message_id":1,"chat":{"id":-100123,"type":"channel"},"text":"` + secretText + `"}}`), false},
	{"edited channel post", raw(`{"update_id":UPDATE_ID,"edited_channel_post":{"message_id":1,"chat":{"id":-100123,"type":"channel"},"text":"` + secretText + `"}}`), false},
	{"a message in a channel", raw(`{"update_id":UPDATE_ID,"message":{"message_id":1,"chat":{"id":-100123,"type":"channel"},"text":"` + secretText + `"}}`), false},
	{"from a bot", raw(`{"update_id":UPDATE_ID,"message":{"message_id":1,"chat":{"id":USER,"type":"private"},"from":{"id":5,"is_bot":true,"first_name":"x"},"text":"` + secretText + `"}}`), false},
	{"a button of a bot", raw(`{"update_id":UPDATE_ID,"callback_query":{"id":"b","from":{"id":5,"is_bot":true},"data":"go:menu","message":{"message_id":1,"chat":{"id":USER,"type":"private"}}}}`), false},
	{"no chat", raw(`{"update_id":UPDATE_ID,"message":{"message_id":1,"text":"` + secretText + `"}}`), false},
	{"a button without a message", raw(`{"update_id":UPDATE_ID,"callback_query":{"id":"a","from":{"id":USER},"data":"` + secretText + `"}}`), false},
	{"inline query", raw(`{"update_id":UPDATE_ID,"inline_query":{"id":"1","query":"` + secretText + `"}}`), false},
	{"an unknown kind of update", raw(`{"update_id":UPDATE_ID,"telepathy":{"thought":"` + secretText + `"}}`), false},
	{"nothing but a number", raw(`{"update_id":UPDATE_ID}`), false},
	{"pinned message", fields(map[string]any{"pinned_message": map[string]any{"text": secretText}}), false},
	{"payment", raw(`{"update_id":UPDATE_ID,"pre_checkout_query":{"id":"1","from":{"id":USER}}}`), false},
	{"null everywhere", raw(`{"update_id":UPDATE_ID,"message":null,"callback_query":null}`), false},
}

// Whatever comes, it is answered sensibly or dropped with a line in the log; what comes after it is
// answered as ever, nothing is lost, and no log holds what people wrote or who they are.
func TestOddInputIsAnsweredOrDropped(t *testing.T) {
	t.Parallel()
	s := newSite(t, "SANAD_LOG_LEVEL=debug")
	for i, odd := range oddInputs {
		odd.send(s.tg, s.tg.User(int64(60000+i)))
	}
	for i, odd := range oddInputs {
		u := s.tg.User(int64(60000 + i))
		var first telegramtest.Message
		if odd.answered {
			bottest.Eventually(t, odd.name+" is answered", func() bool { return len(u.Replies()) > 0 })
			first = u.Replies()[0]
		}
		if odd.answered && (strings.TrimSpace(first.Text) == "" || strings.Contains(first.Text, "%!") || strings.Contains(first.Text, "<no value>")) {
			t.Errorf("%s: answered with %q", odd.name, first.Text)
		}
	}
	for i, odd := range oddInputs {
		u := s.tg.User(int64(60000 + i))
		before := len(u.Replies())
		asks(t, u, "قائمة", "شو بدكن")
		if !odd.answered && before != 0 {
			t.Errorf("%s: %+v", odd.name, u.Replies())
		}
	}
	b, err := s.ledger.Backlog(t.Context())
	if err != nil || b.Parked != 0 || b.Inputs != 0 || s.tg.Pending() != 0 || s.tg.Unanswered() != 0 {
		t.Errorf("left over: %+v, %d updates, %d buttons, %v", b, s.tg.Pending(), s.tg.Unanswered(), err)
	}
	s.stop()
	quiet(t, s.process, s.tg.Token())
	if dropped := strings.Count(s.err.String(), "update dropped"); dropped < 10 {
		t.Errorf("only %d drops stand in the log", dropped)
	}
}

// quiet checks that a process' log and output hold nothing private.
func quiet(t *testing.T, p *process, token string) {
	t.Helper()
	_, secret, _ := strings.Cut(token, ":")
	for _, private := range []string{secretText, secretName, secretPhone, secretPlace, secret, "963944777888", goodPassword} {
		for line := range strings.Lines(p.err.String() + p.out.String()) {
			if strings.Contains(line, private) {
				t.Errorf("%q stands in the log: %.300s", private, line)
			}
		}
	}
}

// Groups are refused once, politely, and left.
func TestGroupsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	u := s.tg.User(7000)
	g := s.tg.Group(-7001, u)
	for range 3 {
		g.Say(u, secretText)
	}
	bottest.Eventually(t, "the group is left", g.Left)
	asks(t, u, "مرحبا", "سند")
	if n := len(g.Replies()); n != 1 {
		t.Errorf("the group was told %d things", n)
	}
	s.stop()
	quiet(t, s.process, s.tg.Token())
}

// Updates that come again, while connections break and Telegram stumbles, are answered once.
func TestReplayedUpdatesAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, "SANAD_LOG_LEVEL=debug")
	s.tg.Break(telegramtest.Rule{Method: "getUpdates", Probability: 0.5, Fault: telegramtest.Duplicate()})
	s.tg.Break(telegramtest.Rule{Method: "getUpdates", Probability: 0.2, Fault: telegramtest.CutAfter()})
	s.tg.Break(telegramtest.Rule{Method: "getUpdates", Probability: 0.2, Fault: telegramtest.HTML(502)})
	s.tg.Break(telegramtest.Rule{Method: "sendMessage", Times: 3, Fault: telegramtest.TooMany(1)})
	s.tg.Break(telegramtest.Rule{Method: "sendMessage", Times: 3, Fault: telegramtest.Answer(500, "Internal Server Error")})
	s.tg.Break(telegramtest.Rule{Method: "sendMessage", Times: 2, Fault: telegramtest.CutBefore()})
	const people, each = 10, 4
	for n := range each {
		for i := range people {
			s.tg.User(int64(8000 + i)).Say(fmt.Sprint("مرحبا ", secretText, n))
		}
	}
	for i := range people {
		u := s.tg.User(int64(8000 + i))
		bottest.Eventually(t, "all is answered", func() bool { return len(u.Replies()) >= each })
	}
	s.tg.Heal()
	for i := range people {
		u := s.tg.User(int64(8000 + i))
		asks(t, u, "قائمة", "شو بدكن")
		if n := len(u.Replies()); n != each+1 {
			t.Errorf("%d answers to %d messages: %+v", n, each+1, u.Replies())
		}
	}
	s.stop()
	quiet(t, s.process, s.tg.Token())
}
