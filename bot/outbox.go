package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

const (
	sendBatch   = 128              // conversations in work at once
	onTheWire   = 8                // messages an account has on the wire at once: what a crash may repeat where the network names them
	sendTimeout = 60 * time.Second // for one message, media included
	longPause   = 2 * time.Second  // a budget's wait beyond this is left to a later claim
	typingPause = 300 * time.Millisecond
	maxSends    = 300 // with the pauses between them about a day
	sendLease   = sendTimeout + leaseTime
)

// sender brings the outbox to the channels, each conversation in order, many at once.
type sender struct {
	store    OutboxStore
	budgets  Budgets
	channels *channels
	news     *news
	meter    Meter
	worker   string
	log      *slog.Logger
	now      func() time.Time
}

func newSender(c Config, channels *channels, n *news) *sender {
	return &sender{
		store: c.Outbox, budgets: c.Budgets, channels: channels, news: n,
		meter: c.Meter, worker: c.Worker, log: c.Log, now: c.Now,
	}
}

// run sends until ctx is done, or until drain is closed and nothing is left to send now.
func (s *sender) run(ctx context.Context, drain <-chan struct{}) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	slots := make(chan struct{}, sendBatch)
	var busy sync.WaitGroup
	defer busy.Wait()
	for ctx.Err() == nil {
		found, err := s.batch(ctx, slots, &busy)
		if err != nil {
			s.log.Error("outbox not read; it is tried again", "error", err)
		}
		if found {
			continue
		}
		select {
		case <-drain:
			busy.Wait()
			if found, err := s.batch(ctx, slots, &busy); !found || err != nil {
				return
			}
		case <-ctx.Done():
		case <-s.news.outbox:
		case <-tick.C:
		}
	}
}

// batch claims as many conversations as there are free slots and sends to each on its own.
func (s *sender) batch(ctx context.Context, slots chan struct{}, busy *sync.WaitGroup) (bool, error) {
	free := 1
	slots <- struct{}{} // at least one: else wait
	for free < sendBatch {
		select {
		case slots <- struct{}{}:
			free++
			continue
		default:
		}
		break
	}
	now := s.now()
	out, err := s.store.ClaimOutgoing(ctx, s.worker, s.channels.accounts(), free, now, now.Add(sendLease))
	rows := byConversation(out)
	for range free - len(rows) {
		<-slots
	}
	for _, row := range rows {
		busy.Go(func() {
			defer func() { <-slots }()
			s.converse(ctx, row)
		})
	}
	return len(rows) > 0, err
}

// byConversation splits what came in order into rows of one conversation each.
func byConversation(out []Outgoing) [][]Outgoing {
	at := map[int64]int{}
	var rows [][]Outgoing
	for _, o := range out {
		i, ok := at[o.Conversation]
		if !ok {
			i = len(rows)
			at[o.Conversation] = i
			rows = append(rows, nil)
		}
		rows[i] = append(rows[i], o)
	}
	return rows
}

// converse sends one conversation's messages up to the first that has to wait.
func (s *sender) converse(ctx context.Context, row []Outgoing) {
	until := s.now().Add(sendLease - sendTimeout)
	for _, out := range row {
		outcome := s.outcome(ctx, out, s.now().After(until))
		if err := s.settle(ctx, outcome); err != nil {
			s.log.Error("outcome not kept; the message may be sent again", "message", out.ID, "sent", outcome.Sent, "error", err)
			return
		}
		if !outcome.RetryAt.IsZero() || outcome.Unreachable {
			return
		}
	}
	s.news.outbox.wake() // more may have been committed for it meanwhile
}

// settle insists: an outcome that is not kept is a message sent twice.
func (s *sender) settle(ctx context.Context, o Outcome) error {
	var err error
	for range 3 {
		if err = s.store.Settle(ctx, []Outcome{o}); err == nil {
			s.meter.Sent(o.Outgoing.Account.Network, o.word())
			s.news.tell(ctx, TopicConversation(o.Outgoing.Conversation))
			return nil
		}
		if !pause(ctx, lookAgain) {
			break
		}
	}
	return err
}

func (o Outcome) word() string {
	switch {
	case o.Sent:
		return "sent"
	case o.Unreachable:
		return "unreachable"
	case !o.RetryAt.IsZero():
		return "later"
	}
	return "failed"
}

// outcome sends one message when its budgets allow it.
func (s *sender) outcome(ctx context.Context, out Outgoing, late bool) Outcome {
	ch, ok := s.channels.of(out.Account)
	if !ok { // it went since the message was claimed
		return Outcome{Outgoing: out, RetryAt: s.now(), Why: "no channel"}
	}
	if wait := s.budget(ctx, ch, out); wait > 0 || late {
		return Outcome{Outgoing: out, RetryAt: s.now().Add(wait)}
	}
	if out.Said.Text == "" && out.Said.Heading == "" && out.Said.Media == nil {
		return Outcome{Outgoing: out, Why: "empty"}
	}
	id, err := s.send(ctx, ch, out)
	return s.judge(out, id, err)
}

func (s *sender) send(ctx context.Context, ch *attached, out Outgoing) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	select {
	case ch.wire <- struct{}{}:
		defer func() { <-ch.wire }()
		return ch.Send(ctx, out)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// budget waits out a short pause and returns what is left of a long one.
func (s *sender) budget(ctx context.Context, ch *attached, out Outgoing) time.Duration {
	traits := ch.Traits()
	chat := "send:" + out.Account.Network + ":" + out.Account.ID
	for _, b := range []struct {
		key  string
		rate Rate
	}{{chat + ":" + out.Chat, traits.ChatRate}, {chat, traits.GlobalRate}} {
		for b.rate != (Rate{}) {
			wait, err := s.budgets.Take(ctx, b.key, b.rate)
			if err != nil || wait <= 0 { // a budget that cannot be asked must not silence the bot
				break
			}
			if wait > longPause {
				return wait
			}
			if t, ok := ch.Channel.(Typist); ok && wait > typingPause {
				_ = t.Typing(ctx, out.Chat) // a courtesy
			}
			if !pause(ctx, wait) {
				return wait
			}
		}
	}
	return 0
}

// judge decides what an error means for the message.
func (s *sender) judge(out Outgoing, id string, err error) Outcome {
	o := Outcome{Outgoing: out, MessageID: id}
	var retry *RetryError
	var permanent *PermanentError
	switch {
	case err == nil:
		o.Sent = true
	case errors.Is(err, ErrUnreachable):
		o.Unreachable, o.Why = true, "unreachable"
	case errors.As(err, &permanent):
		o.Why = "refused"
		s.log.Error("message refused for good", "message", out.ID, "conversation", out.Conversation, "error", err)
	case out.Attempts+1 >= maxSends:
		o.Why = "given up"
		s.log.Error("message given up", "message", out.ID, "conversation", out.Conversation, "error", err)
	case errors.As(err, &retry):
		o.RetryAt, o.Why = s.now().Add(retry.After), "retry"
	default:
		o.RetryAt, o.Why = s.now().Add(backoff(out.Attempts)), "error"
		s.log.Warn("message not sent; it is tried again", "message", out.ID, "conversation", out.Conversation, "error", err)
	}
	return o
}

// backoff grows from half a second to five minutes.
func backoff(attempts int) time.Duration {
	return min(500*time.Millisecond<<min(attempts, 10), 5*time.Minute)
}

// pause waits, and reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
