package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// kinds are the updates that we ask for, as a JSON list.
const kinds = `["message","edited_message","callback_query","my_chat_member"]`

// pollSlack is how much longer than asked a server may hold a long poll.
const pollSlack = 15 * time.Second

// poll receives by long polling until ctx is done. It confirms an update to the server only by asking for what comes
// after it, and does that only once the update is accepted.
func (b *Bot) poll(ctx context.Context, in *intake) {
	defer in.wait()
	p := &poller{b: b, in: in, hand: make(map[int64]bool), moved: make(chan struct{}, 1),
		idle: newBackoff(50*time.Millisecond, time.Second), down: newBackoff(100*time.Millisecond, 15*time.Second)}
	p.dropWebhook(ctx)
	for ctx.Err() == nil {
		p.round(ctx)
	}
}

type poller struct {
	b      *Bot
	in     *intake
	offset int64
	idle   *backoff // while nothing new comes
	down   *backoff // while something fails
	moved  chan struct{}

	shaken bool // the last round failed: the next is to say soon how it is now

	mu     sync.Mutex
	hand   map[int64]bool // updates given to the intake: true once accepted
	failed bool           // something was not accepted since the last round
}

// round asks once. A server that answers at once without anything new, because it knows no long polls or because a
// download holds up the offset, is asked again only after a pause.
func (p *poller) round(ctx context.Context) {
	began := time.Now()
	got, err := p.get(ctx)
	if ctx.Err() != nil {
		return
	}
	if p.shaken = err != nil; p.shaken {
		p.trouble(ctx, err)
		return
	}
	p.b.health.ok("receiving")
	fresh := p.take(got)
	p.in.submit(ctx, fresh...)
	p.advance(got)
	switch {
	case p.wasRefused():
		p.down.wait(ctx, nil)
	case len(fresh) > 0:
		p.idle.reset()
		p.down.reset()
	case len(got) == 0 && time.Since(began) > p.b.cfg.PollTimeout/2:
		p.idle.reset()
	default:
		p.idle.wait(ctx, p.moved)
	}
}

// got is one update as it came.
type got struct {
	id  int64
	raw json.RawMessage
}

func (p *poller) get(ctx context.Context) ([]got, error) {
	hold := p.b.cfg.PollTimeout
	if p.shaken {
		hold = 0
	}
	ctx, cancel := context.WithTimeout(ctx, hold+pollSlack)
	defer cancel()
	var raw []json.RawMessage
	err := p.b.api.hold(ctx, "getUpdates", params{
		"offset":          strconv.FormatInt(p.offset, 10),
		"timeout":         strconv.Itoa(int(hold / time.Second)),
		"limit":           "100",
		"allowed_updates": kinds,
	}, &raw)
	if err != nil {
		return nil, err
	}
	list := make([]got, len(raw))
	for i, r := range raw {
		var head struct {
			ID int64 `json:"update_id"`
		}
		_ = json.Unmarshal(r, &head)
		if head.ID <= 0 { // no server sends that; should one, the content tells such updates apart
			head.ID = -1 - int64(crc32.ChecksumIEEE(r))
		}
		list[i] = got{id: head.ID, raw: r}
	}
	return list, nil
}

// take makes jobs of the updates that are not in hand yet.
func (p *poller) take(list []got) []job {
	p.mu.Lock()
	defer p.mu.Unlock()
	var fresh []job
	for _, g := range list {
		if _, known := p.hand[g.id]; known {
			continue
		}
		p.hand[g.id] = false
		fresh = append(fresh, job{ev: p.in.read(g.raw), done: func(err error) { p.settle(g.id, err) }})
	}
	return fresh
}

// settle notes how an update went. One that failed is forgotten, so that the server's next delivery counts as new.
func (p *poller) settle(id int64, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		p.hand[id] = true
	} else {
		delete(p.hand, id)
		p.failed = true
	}
	select {
	case p.moved <- struct{}{}:
	default:
	}
}

// advance asks next for the first update that is not accepted, or for what comes after all of them. It goes by what the
// server gave last, because the numbers start anew, perhaps lower, after a quiet week.
func (p *poller) advance(list []got) {
	if len(list) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	given := make(map[int64]bool, len(list))
	next, open := int64(0), int64(0)
	for _, g := range list {
		given[g.id] = true
		next = max(next, g.id+1)
		if !p.hand[g.id] && g.id > 0 && (open == 0 || g.id < open) {
			open = g.id
		}
	}
	if p.offset = next; open != 0 {
		p.offset = open
	}
	for id, accepted := range p.hand {
		if accepted && !given[id] {
			delete(p.hand, id)
		}
	}
}

func (p *poller) wasRefused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	failed := p.failed
	p.failed = false
	return failed
}

// trouble waits as long as the failure asks for.
func (p *poller) trouble(ctx context.Context, err error) {
	e := said(err)
	switch {
	case e != nil && e.RetryAfter > 0:
		sleep(ctx, time.Duration(e.RetryAfter)*time.Second)
		return
	case e != nil && e.Code == http.StatusConflict && strings.Contains(e.Description, "webhook"):
		p.dropWebhook(ctx)
	case e != nil && e.Code == http.StatusConflict:
		err = fmt.Errorf("another program polls with this token: %w", err)
	}
	p.b.health.fail("receiving", err)
	p.b.log.Warn("updates not received, trying again", "error", err)
	p.down.wait(ctx, nil)
}

// dropWebhook: a server with a webhook refuses to be polled. Should this fail, the poll says so and it is tried again.
func (p *poller) dropWebhook(ctx context.Context) {
	if err := p.b.api.call(ctx, "deleteWebhook", nil, nil); err != nil && ctx.Err() == nil {
		p.b.log.Warn("webhook not removed", "error", err)
	}
}
