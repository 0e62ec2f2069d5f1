package bottest

import (
	"context"
	"strconv"
	"testing"
	"time"

	"sanad/bot"
)

// Live proves that what open gives carries news within one process as the port says.
func Live(t *testing.T, open func(t *testing.T) bot.Live) {
	t.Run("subscribers of a topic get it once", func(t *testing.T) { getItOnce(t, open(t)) })
	t.Run("a star matches what begins so, once", func(t *testing.T) { starMatches(t, open(t)) })
	t.Run("a slow subscriber holds nobody up", func(t *testing.T) { slowHoldsNobody(t, open(t)) })
	t.Run("a subscription ends with its context", func(t *testing.T) { endsWithContext(t, open(t)) })
}

// SharedLive proves that news travel both ways between two processes, each with one of what open gives, and once.
func SharedLive(t *testing.T, open func(t *testing.T) bot.Live) {
	here, there := open(t), open(t)
	fromHere, fromThere := subscribe(t, there, "a", "end"), subscribe(t, here, "b", "end")
	Arrives(t, here, "a", fromHere)
	Arrives(t, there, "b", fromThere)
	for i := range 20 {
		topic := "once:" + strconv.Itoa(i)
		news := subscribe(t, there, topic, "end")
		noError(t, here.Publish(t.Context(), topic))
		wantNews(t, news, topic)
		noError(t, here.Publish(t.Context(), "end"))
		wantNews(t, news, "end") // and not topic again
	}
}

// Arrives publishes topic on from until it comes out of news, as after a reconnect it does at some
// time, and then drains news.
func Arrives(t testing.TB, from bot.Live, topic string, news <-chan string) {
	t.Helper()
	Eventually(t, topic+" arrives", func() bool {
		noError(t, from.Publish(t.Context(), topic))
		return await(news, 50*time.Millisecond) == topic
	})
	for await(news, 50*time.Millisecond) != "" {
	}
}

func getItOnce(t *testing.T, l bot.Live) {
	first, second := subscribe(t, l, "inbox", "end"), subscribe(t, l, "outbox", "inbox", "end")
	for _, topic := range []string{"inbox", "other", "outbox", "end"} {
		noError(t, l.Publish(t.Context(), topic))
	}
	wantNews(t, first, "inbox", "end")
	wantNews(t, second, "inbox", "outbox", "end")
}

func starMatches(t *testing.T, l bot.Live) {
	news := subscribe(t, l, "conversation:*", "conversation:5", "c*", "end")
	for _, topic := range []string{bot.TopicConversation(5), bot.TopicConversation(6), "queue", "conv", "end"} {
		noError(t, l.Publish(t.Context(), topic))
	}
	wantNews(t, news, "conversation:5", "conversation:6", "conv", "end")
}

func slowHoldsNobody(t *testing.T, l bot.Live) {
	asleep := subscribe(t, l, "t")
	done := make(chan error, 1)
	go func() {
		for range 10_000 {
			if err := l.Publish(t.Context(), "t"); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	select {
	case err := <-done:
		noError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("a slow subscriber holds the publisher up")
	}
	wantNews(t, asleep, "t")
}

func endsWithContext(t *testing.T, l bot.Live) {
	ctx, cancel := context.WithCancel(t.Context())
	news, err := l.Subscribe(ctx, "t", "t*")
	noError(t, err)
	other := subscribe(t, l, "t")
	cancel()
	Eventually(t, "the subscription ends", func() bool {
		select {
		case _, open := <-news:
			return !open
		default:
			return false
		}
	})
	noError(t, l.Publish(t.Context(), "t"))
	wantNews(t, other, "t")
	if _, err := l.Subscribe(ctx, "t"); err == nil {
		t.Fatal("an ended context could subscribe")
	}
}

func subscribe(t *testing.T, l bot.Live, topics ...string) <-chan string {
	t.Helper()
	news, err := l.Subscribe(t.Context(), topics...)
	noError(t, err)
	return news
}

func wantNews(t *testing.T, news <-chan string, want ...string) {
	t.Helper()
	for _, topic := range want {
		if got := await(news, 10*time.Second); got != topic {
			t.Fatalf("got %q, want %q", got, topic)
		}
	}
}

// await returns the next topic, empty when none comes in time.
func await(news <-chan string, patience time.Duration) string {
	select {
	case topic := <-news:
		return topic
	case <-time.After(patience):
		return ""
	}
}
