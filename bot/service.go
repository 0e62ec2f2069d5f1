package bot

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"sanad/dialogs"
)

// Config is what a Service is made of.
type Config struct {
	Inbox    InboxStore
	Turns    TurnStore
	Outbox   OutboxStore
	Exporter Exporter
	Workers  Workers
	Errands  ErrandStore
	Clerk    Clerk // does the errands; without one they wait for a process that has one

	Sessions Sessions
	Budgets  Budgets
	Live     Live
	Files    Files

	Engine    dialogs.Stepper
	Texts     dialogs.Texts
	Knowledge func() dialogs.Finder // the snapshot that a batch of turns sees

	Channels []Channel // to begin with; more can be attached later
	Worker   string    // unique among all processes on the same ledger
	Alone    bool      // no other process can be on this ledger
	Turners  int       // batches of turns in work at once; 1 where the store has one writer
	Meter    Meter
	Log      *slog.Logger
	Now      func() time.Time
}

const (
	leaseTime  = 30 * time.Second // how long a conversation stays ours should this process die
	lookAgain  = time.Second      // how often to look for work that no wake-up told of
	beatEvery  = time.Second
	lifetime   = 3 * time.Second  // how long others believe in a process that says nothing
	flushLimit = 10 * time.Second // how long a stop waits for the outbox
)

// Service runs the way from the inbox over the turns to the outbox.
type Service struct {
	inbox   *inbox
	turner  *turner
	sender  *sender
	news    *news
	chans   *channels
	pulse   *pulse
	errands *errands
	turners int
	live    Live
	log     *slog.Logger
}

// New puts a service together; it does nothing before Run.
func New(c Config) *Service {
	news := newNews(c.Live, c.Log)
	channels := newChannels(c.Channels)
	return &Service{
		inbox:   &inbox{store: c.Inbox, news: news, meter: c.Meter},
		turner:  newTurner(c, channels, news),
		sender:  newSender(c, channels, news),
		news:    news,
		chans:   channels,
		pulse:   &pulse{workers: c.Workers, worker: c.Worker, alone: c.Alone, log: c.Log, now: c.Now},
		errands: &errands{store: c.Errands, clerk: c.Clerk, news: news, log: c.Log, now: c.Now},
		turners: max(1, c.Turners),
		live:    c.Live,
		log:     c.Log,
	}
}

// Accept is the door for everything that happens to a conversation.
func (s *Service) Accept(ctx context.Context, in ...Incoming) ([]Receipt, error) {
	return s.inbox.accept(ctx, in)
}

// Attach takes a channel into work, at once when the service runs; one with the same account ends first.
func (s *Service) Attach(ch Channel) {
	s.chans.attach(ch)
	s.news.outbox.wake()
}

// Detach lets the channel of an account go and returns when it has ended. What waits to be sent there waits on.
func (s *Service) Detach(account Account) { s.chans.detach(account) }

// Channels are those attached now, in order of their accounts.
func (s *Service) Channels() []Channel { return s.chans.list() }

// Run works until ctx is done: then no turn is begun, those running are committed, and the outbox is
// sent for at most ten seconds. It returns early, with an error, only when a channel cannot work at all.
func (s *Service) Run(ctx context.Context) error {
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	side, stopSide := context.WithCancel(work)
	defer stopSide()
	s.pulse.beat(side)
	var sides errgroup.Group
	sides.Go(func() error { s.pulse.run(side); return nil })
	sides.Go(func() error { s.listen(side); return nil })
	if s.errands.clerk != nil {
		sides.Go(func() error { s.errands.run(side); return nil })
	}
	sent := make(chan struct{})
	drain := make(chan struct{})
	go func() { defer close(sent); s.sender.run(work, drain) }()

	err := s.receive(ctx, work)

	close(drain)
	select {
	case <-sent:
	case <-time.After(flushLimit):
		s.log.Warn("stopped with messages unsent; they go out at the next start")
	}
	stopWork()
	<-sent
	stopSide()
	_ = sides.Wait() // neither ever fails
	return err
}

// receive runs the channels, the timers and the turners until ctx is done or a channel fails.
func (s *Service) receive(ctx, work context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.chans.run(ctx, s.Accept) })
	for range s.turners {
		g.Go(func() error { s.turner.run(ctx, work); return nil })
	}
	g.Go(func() error { s.inbox.runTimers(ctx, s.turner.now, s.log); return nil })
	return g.Wait()
}

// listen wakes this process for what another one accepted or committed.
func (s *Service) listen(ctx context.Context) {
	topics, err := s.live.Subscribe(ctx, TopicInbox, TopicOutbox)
	if err != nil {
		s.log.Warn("no wake-ups from other processes; looking every second instead", "error", err)
		return
	}
	for topic := range topics {
		switch topic {
		case TopicInbox:
			s.news.inbox.wake()
		case TopicOutbox:
			s.news.outbox.wake()
		}
	}
}
