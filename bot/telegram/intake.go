package telegram

import (
	"context"
	"errors"
	"sync"
	"time"

	"sanad/bot"
)

// errBehind is for an event that could not be accepted because one before it, of the same chat, was not.
var errBehind = errors.New("an earlier message of the chat was not accepted")

// intake hands events to accept: those of one chat in order, those of many chats side by side, so that
// a slow download holds up nobody else. What fails is left to the network to deliver again.
type intake struct {
	b      *Bot
	conv   converter
	accept bot.Accept
	mu     sync.Mutex
	lanes  map[string]*lane // chats in which a file is being fetched
	wg     sync.WaitGroup
}

type lane struct{ queue []job }

// job is an event on its way; done is told how it went, exactly once.
type job struct {
	ev   event
	done func(error)
}

func newIntake(b *Bot, username string, accept bot.Accept) *intake {
	return &intake{
		b:      b,
		conv:   converter{account: b.account, username: username},
		accept: accept,
		lanes:  make(map[string]*lane),
	}
}

// submit takes jobs in order. When it returns, those that needed no file are done; the rest are in hand. The context
// ends all of them.
func (in *intake) submit(ctx context.Context, jobs ...job) {
	ready, opened := in.sort(ctx, jobs)
	err := in.admit(ctx, ready...)
	for chat, l := range opened {
		if err != nil {
			in.abandon(chat, l)
			continue
		}
		in.wg.Go(func() { in.drive(ctx, chat, l) })
	}
}

// sort separates what can be accepted at once from what must wait for a file, its own or one before it in its chat.
func (in *intake) sort(ctx context.Context, jobs []job) (ready []job, opened map[string]*lane) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, j := range jobs {
		if j.ev.in.ID == "" {
			in.b.ignore(ctx, j.ev)
			j.done(nil)
			continue
		}
		l, busy := in.lanes[j.ev.in.Chat]
		if !busy && j.ev.file == nil {
			ready = append(ready, j)
			continue
		}
		if !busy {
			l = &lane{}
			in.lanes[j.ev.in.Chat] = l
			if opened == nil {
				opened = make(map[string]*lane)
			}
			opened[j.ev.in.Chat] = l
		}
		l.queue = append(l.queue, j)
	}
	return ready, opened
}

// admit has jobs accepted together, in one transaction of the store.
func (in *intake) admit(ctx context.Context, jobs ...job) error {
	if len(jobs) == 0 {
		return nil
	}
	all := make([]bot.Incoming, len(jobs))
	for i, j := range jobs {
		all[i] = j.ev.in
	}
	_, err := in.accept(ctx, all...)
	for _, j := range jobs {
		j.done(err)
		if err == nil && j.ev.press != nil {
			in.b.answer(ctx, j.ev.press)
		}
	}
	return err
}

// drive works through a chat until nothing waits there.
func (in *intake) drive(ctx context.Context, chat string, l *lane) {
	for {
		j, more := in.next(chat, l)
		if !more {
			return
		}
		if err := in.b.fetch(ctx, &j.ev); err != nil {
			j.done(err)
			in.abandon(chat, l)
			return
		}
		if in.admit(ctx, j) != nil {
			in.abandon(chat, l)
			return
		}
	}
}

func (in *intake) next(chat string, l *lane) (job, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(l.queue) == 0 {
		delete(in.lanes, chat)
		return job{}, false
	}
	j := l.queue[0]
	l.queue = l.queue[1:]
	return j, true
}

// abandon gives a chat's waiting jobs back to the network: to accept them now would be out of order.
func (in *intake) abandon(chat string, l *lane) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, j := range l.queue {
		j.done(errBehind)
	}
	delete(in.lanes, chat)
}

// wait returns when nothing is in hand any more.
func (in *intake) wait() { in.wg.Wait() }

// read converts one update as the network gave it; what cannot be read at all becomes an event that is dropped.
func (in *intake) read(raw []byte) event {
	u, err := parse(raw)
	if err != nil {
		return event{drop: "not an update"}
	}
	return in.conv.convert(u, time.Now())
}

// ignore deals with an event that no conversation hears of. The log holds its id alone.
func (b *Bot) ignore(ctx context.Context, ev event) {
	if ev.group != 0 {
		b.refuseGroup(ctx, ev.group, ev.lang)
		return
	}
	b.log.Info("update dropped", "update", ev.update, "why", ev.drop)
	if ev.press != nil {
		b.answer(ctx, ev.press)
	}
}
