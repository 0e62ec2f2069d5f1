package whatsapp

import (
	"sync"
	"time"

	wabinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
)

// delivery is a message on its way to accept.
type delivery struct {
	ev     event
	evt    *events.Message // nil for what could not be decrypted
	info   types.MessageInfo
	sealed *[32]byte // what whatsmeow keeps its plaintext under until it is acknowledged
}

// later holds the deliveries that take their time: those with a file to fetch or a vote to
// look up, and what follows one in its chat, in order.
// Whatsmeow handles one message after the other, so these are taken out of its hands and acknowledged by ourselves once
// they are accepted. Until then they are WhatsApp's to deliver again, should we die.
type later struct {
	mu     sync.Mutex
	rows   map[string][]delivery // by chat; who finds one begun adds to it
	work   sync.WaitGroup
	places chan struct{} // one for each delivery, so that there is an end to them
	wires  chan struct{} // one for each file on its way: they are held in memory
}

const (
	laterMost   = 256
	fetchesMost = 4
)

func newLater() *later {
	return &later{rows: map[string][]delivery{}, places: make(chan struct{}, laterMost), wires: make(chan struct{}, fetchesMost)}
}

// postponed puts a delivery into its chat's row, where it needs time or something before it does. The caller must not
// acknowledge it then.
func (l *line) postponed(d delivery) bool {
	w, chat := l.later, d.ev.in.Chat
	w.mu.Lock()
	_, begun := w.rows[chat]
	w.mu.Unlock()
	if !d.ev.takesTime() && !begun || !d.isLater() {
		return false
	}
	if !l.place() {
		return true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	row, begun := w.rows[chat]
	w.rows[chat] = append(row, d)
	if !begun {
		w.work.Go(func() { l.workOff(chat) })
	}
	return true
}

// place waits for a place among those that wait. When there is none in time, the connection is made anew: WhatsApp then
// delivers what was not acknowledged.
func (l *line) place() bool {
	late := time.NewTimer(l.n.cfg.Patience)
	defer late.Stop()
	select {
	case l.later.places <- struct{}{}:
		return true
	case <-late.C:
		l.n.log.Error("too much waits for its files; WhatsApp is asked for the rest again")
		go l.client.ResetConnection()
	case <-l.ctx.Done():
	}
	return false
}

// workOff takes a chat's deliveries one after the other, until there are no more or the line ends.
func (l *line) workOff(chat string) {
	for l.ctx.Err() == nil {
		d, ok := l.later.next(chat)
		if !ok {
			return
		}
		l.handOver(d)
		l.later.done(chat)
	}
}

func (w *later) next(chat string) (delivery, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	row := w.rows[chat]
	if len(row) == 0 {
		delete(w.rows, chat)
		return delivery{}, false
	}
	return row[0], true
}

func (w *later) done(chat string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rows[chat] = w.rows[chat][1:]
	<-w.places
}

// handOver fetches and has a delivery accepted, as long as the line lasts, and then acknowledges it.
func (l *line) handOver(d delivery) {
	defer l.survive(d.evt)
	if l.insist(l.ctx, &d.ev, l.sift) == nil && l.fetchByWire(&d.ev) == nil && l.insist(l.ctx, &d.ev, l.store) == nil {
		l.received(d)
		l.acknowledge(d)
	}
}

// fetchByWire fetches once there is a wire for it, and gives that back even when what stores the file panics.
func (l *line) fetchByWire(ev *event) error {
	select {
	case l.later.wires <- struct{}{}:
	case <-l.ctx.Done():
		return l.ctx.Err()
	}
	defer func() { <-l.later.wires }()
	return l.fetch(ev)
}

// isLater reports whether whatsmeow's acknowledgement of a message can be made up for. What our phone gave us at our request
// came inside a message of the phone, which is another one.
func (d delivery) isLater() bool { return d.evt == nil || d.evt.UnavailableRequestID == "" }

// acknowledge does what whatsmeow does for messages that it acknowledges itself.
func (l *line) acknowledge(d delivery) {
	if d.evt == nil { // whatsmeow has done so
		return
	}
	if d.sealed != nil {
		if err := l.client.Store.EventBuffer.ClearBufferedEventPlaintext(l.ctx, *d.sealed); err != nil && l.ctx.Err() == nil {
			l.n.log.Warn("a message's copy for redelivery is not cleared", "message", d.ev.id, "kind", errorKind(err))
		}
	}
	stanza := wabinary.Node{Attrs: wabinary.Attrs{"from": d.info.Sender}}
	if d.info.IsFromMe {
		stanza.Attrs["recipient"] = d.info.Chat
	}
	//lint:ignore SA1019 marked so as a warning: there is no other door to what whatsmeow itself does at this point
	l.client.DangerousInternals().SendMessageReceipt(l.ctx, &d.info, &stanza)
}
