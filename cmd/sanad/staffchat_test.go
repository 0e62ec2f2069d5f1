package main

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sanad/bot/bottest"
	"sanad/bot/telegram/telegramtest"
	"sanad/knowledge"
)

var staffCode = regexp.MustCompile(`/link ([A-Z2-7]{16})`)

// An admin links their Telegram at the desk, adds a phrasing to an article from there, and an artisan who asks in
// these words is answered with it. Another admin's edit between is told, and who is disabled has nothing any more.
func TestAdminMendsAnArticleFromChat(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := firstAdmin(t, s.process)
	_, page := admin.do("POST", "/desk/account/chat", "application/x-www-form-urlencoded", strings.NewReader("do=link"))
	code := staffCode.FindStringSubmatch(page)
	if code == nil || !strings.Contains(page, "https://t.me/") {
		t.Fatalf("no code or link: %s", page)
	}
	u, artisan := s.tg.User(6000), s.tg.User(6001)
	const odd = "زنبركات المكنة عم تزقزق عند ابو النور"
	asks(t, artisan, odd, "")
	asks(t, u, "/kb قرض", "ما بعرفه")
	asks(t, u, "/start "+code[1], "باسمكن بمكتب سند: سلمى")
	asks(t, artisan, "/link "+code[1], "مو صحيح")

	id, title := openArticle(t, u)
	presses(t, u, "إضافة صيغة", "الصيغة الجديدة")
	asks(t, u, odd, "منضيف على «"+title+"» الصيغة")
	presses(t, u, "إي، ننشر ✅", "تم النشر ✅")
	r := record(t, s, id)
	if r.Live == nil || r.Head.Author.Name != "سلمى" || r.Live.Article.Questions[len(r.Live.Article.Questions)-1] != odd {
		t.Fatalf("%+v", r)
	}
	bottest.Eventually(t, "the artisan is answered from the article", func() bool {
		artisan.Say(odd)
		return toldAfter(t, artisan, "", func() { artisan.Say(odd) }).Bold == title
	})

	openArticle(t, u)
	presses(t, u, "انراجعت اليوم", "انراجعت اليوم وصحيحة")
	other := r.Live.Article
	other.Tags = append(other.Tags, "جديد")
	if err := s.ledger.Articles().Save(t.Context(), knowledge.Change{Article: other, From: r.Head.Number, State: knowledge.Published, Author: knowledge.Author{ID: "p2", Name: "هدى"}}); err != nil {
		t.Fatal(err)
	}
	presses(t, u, "إي، ننشر ✅", "من هدى")

	admin.post("/desk/account/chat", url.Values{"do": {"unlink"}})
	asks(t, u, "/kb قرض", "ما بعرفه")
	s.stop()
}

// openArticle finds an article from the chat, and gives the id and title of what is shown.
func openArticle(t *testing.T, u *telegramtest.User) (id, title string) {
	t.Helper()
	found := asks(t, u, "/kb ضمان مخاطر القروض", "أقرب المقالات")
	button := found.Buttons[0][0]
	shown := presses(t, u, button.Text, "عدد الصيغ")
	return strings.TrimPrefix(button.Data, "kb:show="), shown.Bold
}

func record(t *testing.T, s *site, id string) knowledge.Record {
	t.Helper()
	r, err := s.ledger.Articles().Record(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
