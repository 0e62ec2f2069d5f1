package bottest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sanad/bot"
	"sanad/dialogs"
)

// model plays random moves against a store and against a memory so simple that it is plainly right.
// All games share a store, as opening one takes long: each has its own chats and leaves nothing waiting.
func model(t *testing.T, open func(t *testing.T) Opened) {
	d := &desk{T: t, Opened: open(t), now: start}
	game := 0
	rapid.Check(t, func(r *rapid.T) {
		game++
		m := &memory{desk: d, rapid: r, game: fmt.Sprint(game, " "), chats: map[string]*remembered{}, events: map[string]int64{}}
		defer m.finish()
		r.Repeat(map[string]func(*rapid.T){
			"accept": m.accept, "claim": m.claim, "commit": m.commit, "release": m.release, "send": m.send, "wait": m.wait, "": m.check,
		})
	})
}

// finish takes everything that waits to its end.
func (d *desk) finish() {
	d.Helper()
	d.now = d.now.Add(24 * time.Hour)
	for claims := d.claim(100); len(claims) > 0; claims = d.claim(100) {
		for _, c := range claims {
			var turns []bot.Turn
			for i := range c.Waiting {
				turns = append(turns, d.turn(c, i, ""))
			}
			d.commit(turns...)
		}
	}
	for out := d.outgoing(); len(out) > 0; out = d.outgoing() {
		for _, o := range out {
			d.settle(sent(o))
		}
	}
}

type memory struct {
	*desk
	rapid  *rapid.T
	game   string // what this game's chats and events begin with
	chats  map[string]*remembered
	events map[string]int64
	held   []bot.Claim
}

// remembered is one conversation as it should be.
type remembered struct {
	id       int64
	waiting  []string // texts accepted without a turn
	unsent   []string
	said     []string // the transcript
	seq      int64
	token    int64     // of the last claim
	free     time.Time // when it may be claimed
	reserved time.Time // when it may be sent to
	attempts int
}

func (m *memory) fail(format string, args ...any) { m.rapid.Helper(); m.rapid.Fatalf(format, args...) }

func (m *memory) must(err error) {
	m.rapid.Helper()
	if err != nil {
		m.rapid.Fatal(err)
	}
}

func (m *memory) accept(r *rapid.T) {
	chat := m.game + rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "chat")
	event := fmt.Sprint(rapid.IntRange(0, 30).Draw(r, "event"))
	in := m.text(chat, "text "+event)
	in.ID = chat + event
	got, err := m.Accept(m.Context(), []bot.Incoming{in})
	m.must(err)
	known, seen := m.events[in.ID]
	if seen != got[0].Duplicate || seen && known != got[0].Input {
		m.fail("event %q: seen %v as %d, receipt %+v", in.ID, seen, known, got[0])
	}
	if seen {
		return
	}
	m.events[in.ID] = got[0].Input
	c := m.chats[chat]
	if c == nil {
		c = &remembered{id: got[0].Conversation}
		m.chats[chat] = c
	}
	c.waiting = append(c.waiting, in.Input.Text)
}

func (m *memory) claim(r *rapid.T) {
	limit := rapid.IntRange(1, 3).Draw(r, "limit")
	got, err := m.Claim(m.Context(), "w", limit, m.now, m.now.Add(lease))
	m.must(err)
	ready := 0
	for _, c := range m.chats {
		if len(c.waiting) > 0 && !c.free.After(m.now) {
			ready++
		}
	}
	if len(got) != min(limit, ready) {
		m.fail("claimed %d of %d ready, limit %d", len(got), ready, limit)
	}
	for _, claim := range got {
		c := m.chats[claim.Chat]
		if c.free.After(m.now) || claim.Token <= c.token || claim.Seq != c.seq {
			m.fail("claim %+v of %+v", claim, c)
		}
		var texts []string
		for _, w := range claim.Waiting {
			texts = append(texts, w.Input.Text)
		}
		if !slices.Equal(texts, c.waiting[:min(16, len(c.waiting))]) || claim.Waiting[0].Attempts != c.attempts {
			m.fail("waiting %q (%d), want %q (%d)", texts, claim.Waiting[0].Attempts, c.waiting, c.attempts)
		}
		c.token, c.free = claim.Token, m.now.Add(lease)
		m.held = append(m.held, claim)
	}
}

// pick takes one of the claims that were ever given and not used; some of them have been lost.
func (m *memory) pick(r *rapid.T) (bot.Claim, *remembered) {
	if len(m.held) == 0 {
		r.Skip("nothing is held")
	}
	i := rapid.IntRange(0, len(m.held)-1).Draw(r, "claim")
	claim := m.held[i]
	m.held = slices.Delete(m.held, i, i+1)
	return claim, m.chats[claim.Chat]
}

func (m *memory) commit(r *rapid.T) {
	claim, c := m.pick(r)
	n := rapid.IntRange(1, len(claim.Waiting)).Draw(r, "turns")
	var turns []bot.Turn
	for i := range n {
		turns = append(turns, m.turn(claim, i, "re "+claim.Waiting[i].Input.Text, dialogs.SetContact{Name: claim.Chat}))
	}
	lost, err := m.Commit(m.Context(), turns)
	m.must(err)
	if (len(lost) > 0) != (claim.Token != c.token) {
		m.fail("lost %v with token %d, last %d", lost, claim.Token, c.token)
	}
	if len(lost) > 0 {
		return
	}
	for _, text := range c.waiting[:n] {
		c.said = append(c.said, "artisan:"+text, "bot:re "+text)
		c.unsent = append(c.unsent, "re "+text)
	}
	c.waiting, c.seq, c.token, c.free, c.attempts = c.waiting[n:], c.seq+int64(n), c.token+1, time.Time{}, 0
}

func (m *memory) release(r *rapid.T) {
	claim, c := m.pick(r)
	failed := rapid.Bool().Draw(r, "failed")
	before := m.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(r, "seconds")) * time.Second)
	m.must(m.Release(m.Context(), []bot.Claim{claim}, failed, before))
	if claim.Token != c.token {
		return
	}
	c.token, c.free = c.token+1, before
	if failed {
		c.attempts++
	}
}

func (m *memory) send(r *rapid.T) {
	out, err := m.ClaimOutgoing(m.Context(), "s", []bot.Account{telegram}, 1, m.now, m.now.Add(lease))
	m.must(err)
	if len(out) == 0 {
		for _, c := range m.chats {
			if len(c.unsent) > 0 && !c.reserved.After(m.now) {
				m.fail("nothing to send, though %q waits", c.unsent)
			}
		}
		return
	}
	c := m.chats[out[0].Chat]
	if len(out) != min(16, len(c.unsent)) || c.reserved.After(m.now) {
		m.fail("%d given out of %d, reserved until %v", len(out), len(c.unsent), c.reserved)
	}
	c.reserved = m.now.Add(lease)
	n := rapid.IntRange(0, len(out)).Draw(r, "sent")
	for i, o := range out[:n] {
		if o.Said.Text != c.unsent[i] {
			m.fail("sending %q, want %q", o.Said.Text, c.unsent[i])
		}
		m.must(m.Settle(m.Context(), []bot.Outcome{sent(o)}))
	}
	if n == len(out) {
		c.reserved = time.Time{}
	} else if rapid.Bool().Draw(r, "retry") {
		c.reserved = m.now.Add(5 * time.Second)
		m.must(m.Settle(m.Context(), []bot.Outcome{{Outgoing: out[n], RetryAt: c.reserved}}))
	}
	c.unsent = c.unsent[n:]
}

func (m *memory) wait(r *rapid.T) {
	m.now = m.now.Add(time.Duration(rapid.IntRange(1, 70).Draw(r, "seconds")) * time.Second)
}

// check compares all that can be read.
func (m *memory) check(*rapid.T) {
	for chat, c := range m.chats {
		got, err := m.Conversation(m.Context(), c.id)
		m.must(err)
		if got.Seq != c.seq || got.Chat != chat {
			m.fail("conversation %+v, want %+v", got, c)
		}
		if lines := m.transcript(c.id); !slices.Equal(lines, c.said) {
			m.fail("transcript %q, want %q", lines, c.said)
		}
	}
}
