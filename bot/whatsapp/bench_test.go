package whatsapp_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
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

// BenchmarkNumber is the memory that a linked and connected number takes, with what the simulated server keeps of it.
func BenchmarkNumber(b *testing.B) {
	const numbers = 10
	w := started(b)
	var phones []*whatsapptest.Phone
	var linked []whatsapp.Linked
	for i := range numbers {
		phones = append(phones, w.server.Phone(fmt.Sprint(963920000000+i)))
		linked = append(linked, w.linkPhone(b, phones[i]))
	}
	for range b.N {
		before := heap()
		var stops []func()
		for i, l := range linked {
			n, err := whatsapp.New(w.config(), l)
			if err != nil {
				b.Fatal(err)
			}
			stops = append(stops, start(b, n, w.inbox.Accept))
			eventually(b, "it is connected", phones[i].Connected)
		}
		b.ReportMetric(float64(heap()-before)/numbers/1024, "kB/number")
		for _, stop := range stops {
			stop()
		}
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
