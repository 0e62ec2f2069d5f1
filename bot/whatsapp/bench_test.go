package whatsapp_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// BenchmarkRoundTrip is an artisan's text, encrypted, stored by nobody, answered, and shown on the phone.
func BenchmarkRoundTrip(b *testing.B) {
	w := started(b)
	w.stop()
	n := w.number(b)
	accept := func(ctx context.Context, in ...bot.Incoming) ([]bot.Receipt, error) {
		go func() {
			_, _ = n.Send(context.WithoutCancel(ctx), bot.Outgoing{Chat: in[0].Chat, Said: dialogs.Said{Text: "أهلين"}}) // missed below
		}()
		return make([]bot.Receipt, len(in)), nil
	}
	start(b, n, accept)
	const phones = 20
	eventually(b, "it is connected", w.owner.Connected)
	b.ResetTimer()
	var wg sync.WaitGroup
	for i := range phones {
		chat := w.artisan(fmt.Sprint(963910000000 + i)).Chat(w.owner)
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			for k := range b.N/phones + 1 {
				chat.Say("مرحبا")
				if _, err := chat.Wait(ctx, k+1); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkReconnect is how long 1,000 waiting messages take from the start of the process.
func BenchmarkReconnect(b *testing.B) {
	const waiting = 1000
	for i := range b.N {
		b.StopTimer()
		w := started(b)
		w.stop()
		chat := w.artisan("963911111111").Chat(w.owner)
		for k := range waiting {
			chat.Say(fmt.Sprint(i, " ", k))
		}
		n := w.number(b)
		b.StartTimer()
		stop := start(b, n, w.inbox.Accept)
		w.inbox.Wait(b, waiting)
		b.StopTimer()
		stop()
	}
}
