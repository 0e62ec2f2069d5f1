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
	time.Sleep(3 * leaseFor) // the lease's own time passes
	u.Say("ثاني")
	time.Sleep(leaseFor)
	if n := len(w.inbox.Accepted()); n != 1 || w.tg.Pending() != 1 {
		t.Errorf("%d accepted, %d waiting: it polls without a lease", n, w.tg.Pending())
	}

	heir := newBot(t, w.kit, w.tg, func(c *telegram.Config) { c.LeaseFor = leaseFor })
	stop := start(t, heir, w.inbox.Accept)
	w.inbox.Wait(t, 2)
	stop()
	leases.dead.Store(false)
	u.Say("آخر")
	w.inbox.Wait(t, 3)
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
