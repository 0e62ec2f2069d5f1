package bottest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var leaseCases = map[string]func(*testing.T, *desk){
	"one holder at a time":          oneHolder,
	"renewed, released, taken over": leaseMoves,
	"only one of many gets it":      oneOfMany,
}

func (d *desk) acquire(name, holder string) (int64, bool) {
	d.Helper()
	token, held, err := d.Leases().Acquire(d.Context(), name, holder, d.now, d.now.Add(lease))
	d.ok(err)
	return token, held
}

func oneHolder(t *testing.T, d *desk) {
	_, held := d.acquire("poll", "a")
	d.want(held, "a free lease is not given")
	_, held = d.acquire("poll", "b")
	d.want(!held, "two holders")
	_, held = d.acquire("other", "b")
	d.want(held, "another lease is not given")
}

func leaseMoves(t *testing.T, d *desk) {
	first, _ := d.acquire("poll", "a")
	d.now = d.now.Add(lease / 2)
	same, held := d.acquire("poll", "a")
	d.want(held && same == first, "renewing changed the token from %d to %d", first, same)
	d.now = d.now.Add(lease - 1)
	_, held = d.acquire("poll", "b")
	d.want(!held, "taken over before the end")
	d.now = d.now.Add(time.Second)
	second, held := d.acquire("poll", "b")
	d.want(held && second > first, "token %d after %d", second, first)
	d.ok(d.Leases().Release(t.Context(), "poll", "a")) // no longer the holder
	_, held = d.acquire("poll", "c")
	d.want(!held, "a former holder released it")
	d.ok(d.Leases().Release(t.Context(), "poll", "b"))
	third, held := d.acquire("poll", "c")
	d.want(held && third > second, "token %d after %d", third, second)
}

func oneOfMany(t *testing.T, d *desk) {
	var winners atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, held, err := d.Leases().Acquire(t.Context(), "poll", fmt.Sprint(i), d.now, d.now.Add(lease))
			if err != nil {
				t.Error(err)
			}
			if held {
				winners.Add(1)
			}
		})
	}
	wg.Wait()
	d.want(winners.Load() == 1, "%d holders", winners.Load())
}
