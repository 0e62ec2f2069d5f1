package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/telegram"
	"sanad/bot/telegram/telegramtest"
	"sanad/dialogs"
)

// TestStorm has 20 chats talk through a network on which every kind of fault happens all the time, with a bot that is
// restarted again and again: everything comes in once and in order, and goes out at least once and in order.
func TestStorm(t *testing.T) {
	const chats, messages = 20, 15
	for _, way := range []string{"polling", "webhook"} {
		t.Run(way, func(t *testing.T) {
			w := newWorld(t)
			s := newSite(t)
			breakEverything(w.tg)
			make := func() *telegram.Bot {
				return newBot(t, w.kit, w.tg, func(c *telegram.Config) { c.LeaseFor = time.Second })
			}
			if way == "webhook" {
				make = func() *telegram.Bot { return s.newBot(t, w.kit, w.tg) }
			}
			stop := keepRestarting(t, make, w.inbox.Accept)
			users := talk(w.tg, chats, messages)
			in := w.inbox.Wait(t, chats*messages)
			stop()
			checkOrder(t, in, chats, messages)

			b := make()
			var wg sync.WaitGroup
			for _, u := range users {
				wg.Go(func() { sendAll(t, b, u, messages) })
			}
			wg.Wait()
			twice := 0
			for _, u := range users {
				twice += checkReplies(t, u, messages)
			}
			if most := w.tg.Stats().Unanswered; twice > most {
				t.Errorf("%d messages were sent again, but only %d were never confirmed", twice, most)
			}
		})
	}
}

func breakEverything(tg *telegramtest.Server) {
	for _, f := range []telegramtest.Fault{telegramtest.HTML(502), telegramtest.Answer(500, "Internal Server Error"), telegramtest.CutBefore(), telegramtest.CutAfter()} {
		tg.Break(telegramtest.Rule{Probability: 0.04, Fault: f})
	}
	tg.Break(telegramtest.Rule{Method: "getUpdates", Probability: 0.3, Fault: telegramtest.Duplicate()})
	tg.Break(telegramtest.Rule{Method: telegramtest.Webhook, Probability: 0.3, Fault: telegramtest.Duplicate()})
}

// keepRestarting runs bots, each for a moment, until stop.
func keepRestarting(t *testing.T, make func() *telegram.Bot, accept bot.Accept) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		for ctx.Err() == nil {
			moment, end := context.WithTimeout(ctx, 150*time.Millisecond)
			if err := make().Run(moment, accept); err != nil {
				t.Error(err)
			}
			end()
		}
	})
	return func() { cancel(); wg.Wait() }
}

// talk has every user write while the bot comes and goes.
func talk(tg *telegramtest.Server, chats, messages int) (users []*telegramtest.User) {
	for i := range chats {
		users = append(users, tg.User(int64(1+i)))
	}
	for n := range messages {
		for i, u := range users {
			if n == 5 && i%4 == 0 {
				u.SendPhoto([]byte("picture of nothing"), fmt.Sprint(n))
			} else {
				u.Say(fmt.Sprint(n))
			}
		}
		time.Sleep(20 * time.Millisecond) // people write one after the other
	}
	return users
}

func checkOrder(t *testing.T, in []bot.Incoming, chats, messages int) {
	t.Helper()
	next := map[string]int{}
	for _, one := range in {
		if one.Input.Text != fmt.Sprint(next[one.Chat]) {
			t.Errorf("chat %s: %q came when it was the turn of %d", one.Chat, one.Input.Text, next[one.Chat])
		}
		next[one.Chat]++
	}
	if len(next) != chats || len(in) != chats*messages {
		t.Errorf("%d messages of %d chats came in", len(in), len(next))
	}
}

// sendAll sends as the outbox does: each until it works.
func sendAll(t *testing.T, b *telegram.Bot, u *telegramtest.User, messages int) {
	for n := range messages {
		for {
			_, err := b.Send(t.Context(), outgoing(b, u, dialogs.Said{Text: fmt.Sprint(n)}))
			var never *bot.PermanentError
			if errors.As(err, &never) || errors.Is(err, bot.ErrUnreachable) {
				t.Error(err)
			}
			if err == nil {
				break
			}
		}
	}
}

// checkReplies returns how many messages were seen more than once.
func checkReplies(t *testing.T, u *telegramtest.User, messages int) (twice int) {
	t.Helper()
	next := 0
	for _, m := range u.Replies() {
		switch m.Text {
		case fmt.Sprint(next):
			next++
		case fmt.Sprint(next - 1):
			twice++
		default:
			t.Errorf("chat %d shows %q when it was the turn of %d", u.ID, m.Text, next)
		}
	}
	if next != messages {
		t.Errorf("chat %d shows %d of %d", u.ID, next, messages)
	}
	return twice
}
