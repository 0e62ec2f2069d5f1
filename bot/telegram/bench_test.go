package telegram_test

import (
	"sync"
	"testing"

	"sanad/bot/telegram/telegramtest"
	"sanad/dialogs"
)

// benchChats is how many chats talk at once.
const benchChats = 50

func BenchmarkReceive(b *testing.B) {
	w := newWorld(b).run(b)
	users := benchUsers(w)
	b.ResetTimer()
	for i := range b.N {
		users[i%benchChats].Say("عندي ورشة موزاييك بالشام فيها أربع عمال")
	}
	w.inbox.Wait(b, b.N)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

func BenchmarkReceiveByWebhook(b *testing.B) {
	w := newWorld(b)
	w.bot = newSite(b).newBot(b, w.kit, w.tg)
	w.run(b)
	users := benchUsers(w)
	b.ResetTimer()
	for i := range b.N {
		users[i%benchChats].Say("عندي ورشة موزاييك بالشام فيها أربع عمال")
	}
	w.inbox.Wait(b, b.N)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

func BenchmarkSend(b *testing.B) {
	w := newWorld(b)
	users := benchUsers(w)
	said := dialogs.Said{Heading: "سند", Text: "شو اسم المشروع؟", Choices: []dialogs.Button{{ID: "skip", Label: "تخطي"}, {ID: "menu", Label: "القائمة"}}}
	var wg sync.WaitGroup
	b.ResetTimer()
	for chat, u := range users {
		wg.Go(func() {
			for i := chat; i < b.N; i += benchChats {
				if _, err := w.bot.Send(b.Context(), outgoing(w.bot, u, said)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

func benchUsers(w *world) []*telegramtest.User {
	var users []*telegramtest.User
	for i := range benchChats {
		users = append(users, w.tg.User(int64(1000+i)))
	}
	return users
}
