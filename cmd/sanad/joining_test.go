package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sanad/bot/bottest"
	"sanad/bot/telegram/telegramtest"
)

// An artisan tells their project on Telegram and goes on at the chat page: a code makes both one person's. What is
// told there is known here, and erasing it there erases all of it.
func TestOnePersonOnTwoChannels(t *testing.T) {
	t.Parallel()
	s := newSite(t, "SANAD_WEBCHAT=on")
	u := s.tg.User(5000)
	asks(t, u, "بدي سجل مشروع", "منبلّش؟")
	presses(t, u, "إي، منبلّش", "الاسم")
	asks(t, u, "أم خالد", "شو الحرفة")
	asks(t, u, "موزاييك", "بأي محافظة")
	chatter := joinedPage(t, s, u)
	chatter.sees("تم الربط")
	chatter.sees("الموزاييك الخشبي")
	chatter.press("منكمل")
	chatter.say("حمص")
	chatter.sees("من كم سنة")
	bottest.Eventually(t, "what is told on the chat page is known on Telegram", func() bool {
		return strings.Contains(asks(t, u, "كمّل", "منكمل").Text, "من كم سنة")
	})
	here := s.conversation(t, u)
	projects, err := s.ledger.Projects(t.Context(), here.Contact.ID)
	if err != nil || len(projects) != 1 || projects[0].Answers["governorate"].Text != "homs" {
		t.Fatalf("%+v, %v", projects, err)
	}

	chatter.say("حذف بياناتي")
	chatter.press("احذفوا كل شي")
	chatter.sees("حذفنا كل شي")
	bottest.Eventually(t, "the project is gone on Telegram too", func() bool {
		return strings.Contains(asks(t, u, "وين صار طلبي", "مشروع").Text, "ما في مشروع")
	})
	if projects, err = s.ledger.Projects(t.Context(), here.Contact.ID); err != nil || len(projects) != 0 {
		t.Errorf("left: %+v, %v", projects, err)
	}
	s.stop()
}

// joinedPage opens the chat page and makes its visitor one with somebody on Telegram.
func joinedPage(t *testing.T, s *site, u *telegramtest.User) chatPage {
	t.Helper()
	code := linkingCode(t, asks(t, u, "ربط حسابي", "رمز الربط").Text)
	ctx := bottest.Browser(t, bottest.Phone)
	bottest.Quiet(t, ctx)
	bottest.Do(t, ctx, chromedp.Navigate(s.url("/chat")))
	bottest.Await(t, ctx, `document.documentElement.dataset.ready === "true"`)
	chatter := chatPage{t, ctx}
	chatter.say("ربط " + code)
	chatter.sees("منربط هالمحادثة")
	toldAfter(t, u, "صار مربوط مع", func() { chatter.press("إي، اربطوهن") })
	return chatter
}

// linkingCode is the code of six Arabic digits in a text.
func linkingCode(t *testing.T, text string) string {
	t.Helper()
	for _, word := range strings.Fields(text) {
		if digits := []rune(word); len(digits) == 6 && strings.Trim(word, "٠١٢٣٤٥٦٧٨٩") == "" {
			return word
		}
	}
	t.Fatalf("no code in %q", text)
	return ""
}
