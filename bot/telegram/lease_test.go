package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/telegram"
)

func TestOneOfTwoProcessesPolls(t *testing.T) {
	w := newWorld(t).run(t)
	u := w.tg.User(1)
	u.Say("أول")
	w.inbox.Wait(t, 1)

	second := newBot(t, w.kit, w.tg)
	start(t, second, w.inbox.Accept)
	await(t, "the second to stand by", func() bool { return second.Healthy(t.Context()) == nil })
	before := w.tg.Stats().Calls["getUpdates"]
	for i := range 5 {
		u.Say(fmt.Sprint(i))
		w.inbox.Wait(t, i+2)
	}
	if n := w.tg.Stats().Calls["getUpdates"] - before; n > 7 {
		t.Errorf("%d polls for 5 messages: two processes poll against each other", n)
	}

	w.stop()
	u.Say("بعد")
	if in := w.inbox.Wait(t, 7); in[6].Input.Text != "بعد" {
		t.Errorf("accepted %+v", in[6].Input)
	}
}

// deadLeases stop answering when dead is set, as a database that is gone.
type deadLeases struct {
	bot.Leases
	dead atomic.Bool
}

func (d *deadLeases) Acquire(ctx context.Context, name, holder string, now, until time.Time) (int64, bool, error) {
	if d.dead.Load() {
		return 0, false, errors.New("no database")
	}
	return d.Leases.Acquire(ctx, name, holder, now, until)
}

func TestPollingEndsWithALeaseThatCannotBeRenewed(t *testing.T) {
	leases := &deadLeases{}
	const leaseFor = 300 * time.Millisecond
	w := newWorld(t, func(c *telegram.Config) {
		leases.Leases = c.Leases
		c.Leases, c.LeaseFor = leases, leaseFor
	}).run(t)
	u := w.tg.User(1)
	u.Say("أول")
	w.inbox.Wait(t, 1)
	leases.dead.Store(true)

	heir := newBot(t, w.kit, w.tg, func(c *telegram.Config) { c.LeaseFor = leaseFor })
	start(t, heir, w.inbox.Accept)
	await(t, "the lease to pass on", func() bool {
		_, held, err := w.kit.Leases.Acquire(t.Context(), "telegram:110201543", "nobody", time.Now(), time.Now())
		return err == nil && !held && w.tg.Stats().Calls["deleteWebhook"] == 2
	})
	before := w.tg.Stats().Calls["getUpdates"]
	for i := range 3 {
		u.Say(fmt.Sprint(i))
		w.inbox.Wait(t, i+2)
	}
	if n := w.tg.Stats().Calls["getUpdates"] - before; n > 6 {
		t.Errorf("%d polls for 3 messages: the first still polls", n)
	}
	leases.dead.Store(false)
	u.Say("آخر")
	w.inbox.Wait(t, 5)
}

func TestLeaseOutlivesItsFirstTerm(t *testing.T) {
	w := newWorld(t, func(c *telegram.Config) { c.LeaseFor = 200 * time.Millisecond }).run(t)
	u := w.tg.User(1)
	ended := time.Now().Add(time.Second) // five terms
	n := 0
	for ; time.Now().Before(ended); n++ {
		u.Say("نص")
		w.inbox.Wait(t, n+1)
		if _, held, _ := w.kit.Leases.Acquire(t.Context(), "telegram:110201543", "thief", time.Now(), time.Now()); held {
			t.Fatal("the lease ran out under a poller that lives")
		}
		time.Sleep(20 * time.Millisecond) // the lease's own time passes
	}
}
