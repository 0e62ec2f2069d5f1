package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"sanad/bot"
)

// line is one connected client of a number, from login until it is of no more use.
type line struct {
	n      *Number
	device string
	client *whatsmeow.Client
	accept bot.Accept
	ctx    context.Context // ends all that we do for the line; whatsmeow's own work ends a little later
	cancel context.CancelFunc
	over   chan time.Duration
	up     chan struct{}
	down   chan struct{}

	disconnected context.CancelFunc // ends whatsmeow's work

	later  *later
	sealed atomic.Pointer[[32]byte] // of the message that is being handled
	chats  chats
	late   atomic.Int64 // receipts that are tried again
	seen   presence

	open   sync.RWMutex // held by those who handle events
	closed bool

	leaving atomic.Bool // it is we who end the link
}

// How long to wait before connecting again, by what went wrong.
const (
	relook       = 5 * time.Second // whether the number was linked again
	goodbye      = 2 * time.Second // for WhatsApp to let us go
	afterRefusal = 5 * time.Minute
	afterOutdate = time.Hour
	afterError   = 5 * time.Second
	silentMost   = 3 // signs of life, half a minute apart, that WhatsApp may leave unanswered
)

// serve connects and stays connected until ctx is done or nothing more can be done with this client. It returns how long to
// leave the number alone.
func (n *Number) serve(ctx context.Context, accept bot.Accept) time.Duration {
	device, err := n.cfg.Store.device(ctx, n.account.ID)
	if err != nil {
		n.health.lost(err)
		return afterError
	}
	if device == nil {
		n.health.loggedOut()
		return relook
	}
	n.ousted.Store(false)
	n.linked.Store(describe(device).Since.Unix())
	if err := n.cfg.Store.dropOlder(ctx, describe(device)); err != nil {
		n.log.Warn("earlier keys not dropped", "error", err)
	}
	keys := *device.ID
	l := n.newLine(ctx, device, accept)
	defer n.clear(ctx, keys)
	defer l.close()
	return l.stay()
}

// clear removes keys that WhatsApp took from us. Whatsmeow does too, unless the line is closed before.
func (n *Number) clear(ctx context.Context, keys types.JID) {
	if !n.ousted.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	if err := n.cfg.Store.drop(ctx, keys); err != nil {
		n.log.Warn("the keys that WhatsApp took are still here", "error", err)
	}
}

// stay connects, again whenever the connection breaks, until the line is over. Whatsmeow could do that itself, but waits
// longer and longer, without end.
func (l *line) stay() time.Duration {
	pause := newBackoff()
	look := time.NewTicker(relook)
	defer look.Stop()
	for {
		select {
		case after := <-l.over: // before another try to connect
			return after
		default:
			l.connect()
		}
		select {
		case <-look.C:
			if l.superseded() {
				return 0
			}
		case <-l.up:
			pause = newBackoff()
		case <-l.down:
			pause.wait(l.ctx)
		case <-l.ctx.Done():
			return 0
		case after := <-l.over:
			return after
		}
	}
}

// superseded reports whether the number was linked anew meanwhile, and then takes the old link off the phone.
func (l *line) superseded() bool {
	newest, err := l.n.cfg.Store.device(l.ctx, l.n.account.ID)
	if err != nil || newest == nil || describe(newest).Device == l.device {
		return false
	}
	l.n.log.Info("linked anew, going on with the new keys")
	ctx, cancel := context.WithTimeout(l.ctx, onlineWithin)
	defer cancel()
	if err := l.logout(ctx); err != nil {
		l.n.log.Warn("the old link stays on the phone", "kind", errorKind(err))
	}
	return true
}

// connect does nothing where there is a connection. It is called off when the line ends.
func (l *line) connect() {
	defer context.AfterFunc(l.ctx, l.disconnected)()
	err := l.client.Connect()
	if err == nil || errors.Is(err, whatsmeow.ErrAlreadyConnected) || l.ctx.Err() != nil {
		return
	}
	l.n.health.lost(errors.New(errorKind(err)))
	signal(l.down)
}

func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (n *Number) newLine(ctx context.Context, device *store.Device, accept bot.Accept) *line {
	l := &line{n: n, device: describe(device).Device, client: n.cfg.Store.client(device, n.cfg.HTTP, n.log), accept: accept, later: newLater()}
	l.over, l.up, l.down = make(chan time.Duration, 1), make(chan struct{}, 1), make(chan struct{}, 1)
	l.ctx, l.cancel = context.WithCancel(ctx)
	if device.PushName == "" {
		device.PushName = n.cfg.Name
	}
	l.prepare()
	n.line.Store(l)
	return l
}

// prepare sets what makes a message ours before it is acknowledged, and what keeps what we sent for those who cannot
// read it at first. Whatsmeow's context is not ours to end: it must close its connection before.
func (l *line) prepare() {
	c := l.client
	l.n.ratchet.guard(c.Store, &l.sealed)
	c.Store.Container = guardedKeys{c.Store.Container, l}
	c.BackgroundEventCtx, l.disconnected = context.WithCancel(context.WithoutCancel(l.ctx))
	c.SynchronousAck = true
	c.EnableDecryptedEventBuffer = true
	c.UseRetryMessageStore = true
	c.EnableAutoReconnect = false
	c.SetForceActiveDeliveryReceipts(true)
	c.AddEventHandlerWithSuccessStatus(l.handle)
}

// close waits for what is being handled; later events are not ours any more.
func (l *line) close() {
	l.n.line.CompareAndSwap(l, nil)
	l.seen.stop()
	l.cancel()
	closed := make(chan struct{})
	go func() { defer close(closed); l.client.Disconnect() }()
	select {
	case <-closed:
	case <-time.After(goodbye): // WhatsApp does not answer, or a handshake hangs
	}
	l.disconnected()
	l.open.Lock()
	l.closed = true
	l.open.Unlock()
	l.later.work.Wait()
}

// end gives the client up; the first reason counts.
func (l *line) end(t *Trouble, pause time.Duration) {
	l.n.health.put(t)
	l.n.log.Warn("connection given up", "trouble", t.Kind)
	select {
	case l.over <- pause:
	default:
	}
}

// handle takes whatsmeow's events. What it returns false for is not acknowledged and comes again; so does what it panics
// on, which whatsmeow itself would take for success.
func (l *line) handle(evt any) (done bool) {
	l.open.RLock()
	defer l.open.RUnlock()
	if l.closed {
		return false
	}
	defer l.survive(evt)
	l.sign(evt)
	switch e := evt.(type) {
	case *events.Message:
		return l.receive(e)
	case *events.UndecryptableMessage:
		return l.unreadable(e)
	case *events.Receipt:
		l.mark(e)
	default:
		l.connection(evt)
	}
	return true
}

// survive is to be deferred: what panicked counts as not done.
func (l *line) survive(evt any) {
	if p := recover(); p != nil {
		l.n.log.Error("event not handled", "type", fmt.Sprintf("%T", evt), "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
	}
}

// connection follows what happens to the connection and to the number itself.
func (l *line) connection(evt any) {
	h := &l.n.health
	switch e := evt.(type) {
	case *events.Connected:
		h.connected()
		signal(l.up)
		l.n.log.Info("connected")
	case *events.KeepAliveRestored:
		h.connected()
	case *events.Disconnected:
		h.lost(nil)
		signal(l.down)
	case *events.KeepAliveTimeout:
		h.lost(nil)
		if e.ErrorCount >= silentMost {
			go l.client.ResetConnection()
		}
	case *events.LoggedOut:
		kind := LoggedOut
		if e.Reason == events.ConnectFailureUnknownLogout || e.Reason == events.ConnectFailureMainDeviceGone {
			kind = Banned
		}
		l.oust()
		l.end(&Trouble{Kind: kind, Err: reason(e.Reason)}, relook)
	case *events.TemporaryBan:
		pause := max(e.Expire, time.Minute)
		l.end(&Trouble{Kind: BannedForNow, Until: l.n.cfg.Now().Add(pause), Err: errors.New(e.Code.String())}, pause)
	case *events.ClientOutdated:
		if l.n.cfg.Store.version.renew(l.ctx, l.n.cfg.HTTP, l.n.log) {
			l.end(&Trouble{Kind: NotConnected, Err: errOutdated}, 0)
			return
		}
		l.end(&Trouble{Kind: Outdated}, afterOutdate)
	case *events.StreamReplaced:
		l.end(&Trouble{Kind: Replaced}, l.n.afterReplaced())
	case *events.ConnectFailure:
		l.end(&Trouble{Kind: Refused, Err: reason(e.Reason)}, afterRefusal)
	}
}

// afterReplaced is how long to leave the line to who took it. It may just be the one who linked the number, who leaves soon.
func (n *Number) afterReplaced() time.Duration {
	if n.age() < connectedWithin {
		return min(relook, n.cfg.LeaseFor)
	}
	return n.cfg.LeaseFor
}

func reason(r events.ConnectFailureReason) error {
	if r == 0 {
		return nil
	}
	return fmt.Errorf("WhatsApp's reason is %d", int(r))
}

// reach gives the line and the address that a chat is, or why nothing can be sent now.
func (n *Number) reach(ctx context.Context, chat string) (*line, types.JID, error) {
	to, err := types.ParseJID(chat)
	if err != nil || to.User == "" || to.Server != types.DefaultUserServer && to.Server != types.HiddenUserServer {
		return nil, to, &bot.PermanentError{Err: errors.New("whatsapp: no person's address")}
	}
	if l := n.online(ctx); l != nil {
		return l, to, nil
	}
	t := n.health.current()
	switch {
	case t == nil:
		return nil, to, &bot.RetryError{After: time.Second, Err: errElsewhere}
	case t.Kind == NotConnected:
		return nil, to, errOffline
	}
	after := 5 * time.Minute
	if left := t.Until.Sub(n.cfg.Now()); !t.Until.IsZero() && left > 0 {
		after = min(left, time.Hour)
	}
	return nil, to, &bot.RetryError{After: after, Err: t}
}

// onlineWithin is how long a message waits for a connection that is being made.
const onlineWithin = 2 * time.Second

// online returns the line once it is logged in; nil when that does not happen soon.
func (n *Number) online(ctx context.Context) *line {
	ctx, cancel := context.WithTimeout(ctx, onlineWithin)
	defer cancel()
	for {
		changed := n.health.change()
		if l := n.line.Load(); l != nil && l.client.IsLoggedIn() {
			return l
		}
		if t := n.health.current(); t == nil || t.Kind != NotConnected {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}
