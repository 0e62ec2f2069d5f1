// Package whatsapp is the adapter for WhatsApp: a number of ours, linked as a device like WhatsApp Web. It hands what
// artisans send to the pipeline, end-to-end decrypted, and sends what the pipeline says, at a human pace. It acknowledges a
// message only once it is stored. It must not know what a conversation is about, nor where anything but the keys of its
// own devices is stored.
package whatsapp

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// Network is the name of WhatsApp in accounts.
const Network = bot.NetworkWhatsApp

// Limits of messages and files: texts in UTF-16 units, files in bytes. WhatsApp takes texts of 65,536; nobody reads them.
const (
	textLimit     = 4096
	captionLimit  = 1024
	downloadLimit = 32 << 20
	photoLimit    = 16 << 20
	uploadLimit   = 64 << 20
)

// Marks keeps how far a message that we sent has come, and says in which conversation that was.
type Marks interface {
	MarkMessage(ctx context.Context, account bot.Account, networkID string, status bot.Status) (conversation int64, err error)
}

// Offers tells which choices a message that we sent went out with; bot.ErrNotFound when that is not, or not yet, known.
type Offers interface {
	Offered(ctx context.Context, account bot.Account, networkID string) ([]dialogs.Button, error)
}

// Config is what a Number needs. What has a default may be left out.
type Config struct {
	Store  *Store     // the keys of linked devices
	Files  bot.Files  // where media are kept
	Leases bot.Leases // nil: nobody else connects with this number
	Holder string     // whose leases are ours: this process's worker; default a random name
	Marks  Marks      // nil: nobody wants to know what was delivered and read
	Offers Offers     // what a vote in a poll is looked up in; nil: votes are not heard
	Polls  bool       // a poll follows what has a few choices; only with Offers

	Contacts  Contacts      // who is known to us; nil: everybody
	Standings bot.Standings // where it is noted how the number is; nil: nowhere
	Changed   func()        // called when that changed; nil: nobody is told

	Name string // what WhatsApp shows people who have not saved the number; default «سند»
	Log  *slog.Logger
	Now  func() time.Time // default time.Now
	HTTP *http.Client     // default WhatsApp's own servers; tests give one that reaches a simulated WhatsApp

	ChatRate   bot.Rate                        // default 1 in 2 s, 4 at once
	GlobalRate bot.Rate                        // default 1 a second, 10 at once; in the week after linking 1 in 4 s, 5 at once
	Pause      func(text string) time.Duration // before each message, while typing shows; default as a quick person's

	DownloadTimeout time.Duration // for one file with all its tries; default 1 min
	LeaseFor        time.Duration // how long a lease lasts unrenewed; default 30 s
	Patience        time.Duration // how long a message that cannot be stored is held before it must come anew; default 1 min
}

// Number is one linked number. Its methods may be called from many goroutines.
type Number struct {
	cfg     Config
	account bot.Account
	linked  atomic.Int64 // when, in Unix seconds
	leased  atomic.Bool  // of all processes it is this one that works for the number
	ousted  atomic.Bool  // WhatsApp took the keys from us
	log     *slog.Logger
	health  health
	ratchet ratchet
	line    atomic.Pointer[line] // nil while not connected
	phone   atomic.Int64         // the last sign of life of the number's own phone, in Unix milliseconds; 0: not known yet
	found   chan struct{}        // that phone, missed for long, gave one
	noted   atomic.Bool          // our standing was noted since WhatsApp last took the keys, if it did
}

var (
	_ bot.Channel = (*Number)(nil)
	_ bot.Typist  = (*Number)(nil)
	_ bot.Health  = (*Number)(nil)
	_ bot.Warner  = (*Number)(nil)
)

// New makes the channel of a linked number without touching the network.
func New(cfg Config, l Linked) (*Number, error) {
	cfg = cfg.withDefaults()
	if cfg.Store == nil || cfg.Files == nil || cfg.Polls && cfg.Offers == nil {
		return nil, errConfig
	}
	n := &Number{
		cfg:     cfg,
		account: bot.Account{Network: Network, ID: l.Number},
		log:     cfg.Log.With("channel", Network, "device", l.Device),
		found:   make(chan struct{}, 1),
	}
	n.linked.Store(l.Since.Unix())
	n.health.lost(errNotYet)
	return n, nil
}

func (c Config) withDefaults() Config {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Holder == "" {
		c.Holder = rand.Text()
	}
	if c.Name == "" {
		c.Name = "سند"
	}
	if c.ChatRate == (bot.Rate{}) {
		c.ChatRate = bot.Rate{PerSecond: 0.5, Burst: 4}
	}
	if c.Changed == nil {
		c.Changed = func() {}
	}
	if c.Pause == nil {
		c.Pause = humanPause
	}
	orElse(&c.DownloadTimeout, time.Minute)
	orElse(&c.LeaseFor, 30*time.Second)
	orElse(&c.Patience, time.Minute)
	return c
}

func orElse(d *time.Duration, otherwise time.Duration) {
	if *d <= 0 {
		*d = otherwise
	}
}

// youth is how long a newly linked number is quieter than others: WhatsApp watches those.
const youth = 7 * 24 * time.Hour

// Traits implements bot.Channel.
func (n *Number) Traits() bot.Traits {
	global := n.cfg.GlobalRate
	if global == (bot.Rate{}) {
		global = bot.Rate{PerSecond: 1, Burst: 10}
		if n.age() < youth {
			global = bot.Rate{PerSecond: 0.25, Burst: 5}
		}
	}
	t := bot.Traits{Account: n.account, TextLimit: textLimit, ChatRate: n.cfg.ChatRate, GlobalRate: global}
	if n.cfg.Polls {
		t.Polls = optionsMost
	}
	return t
}

// age is how long ago the number was linked.
func (n *Number) age() time.Duration { return n.cfg.Now().Sub(time.Unix(n.linked.Load(), 0)) }

// Healthy implements bot.Health: nil, or the *Trouble that keeps the number from working.
func (n *Number) Healthy(context.Context) error { return n.health.err() }

// Run implements bot.Channel. Whatever happens to the number, Run stays: a ban ends, and a number that was logged out
// may be linked again.
func (n *Number) Run(ctx context.Context, accept bot.Accept) error {
	n.whileLeased(ctx, func(ctx context.Context) {
		n.leased.Store(true)
		defer n.leased.Store(false)
		var reporting sync.WaitGroup
		reporting.Go(func() { n.report(ctx) })
		defer reporting.Wait()
		for ctx.Err() == nil {
			sleep(ctx, n.serve(ctx, accept))
		}
	})
	return nil
}

// Typing implements bot.Typist.
func (n *Number) Typing(ctx context.Context, chat string) error {
	l, to, err := n.reach(ctx, chat)
	if err != nil {
		return err
	}
	l.readAll(ctx, chat)
	return l.typing(ctx, to)
}
