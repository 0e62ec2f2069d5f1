// Package telegram is the adapter for Telegram's Bot API: it hands what artisans send to the pipeline,
// by long polling or by webhook, and sends what the pipeline says. It acknowledges an update only once
// it is stored. It must not know what a conversation is about, nor where anything is stored.
package telegram

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// Network is the name of Telegram in accounts.
const Network = "telegram"

// Telegram's limits, in UTF-16 units and bytes.
const (
	textLimit     = 4096
	captionLimit  = 1024
	downloadLimit = 20 << 20
	photoLimit    = 10 << 20
	uploadLimit   = 50 << 20
)

// OfficialAPI is Telegram's own Bot API server.
const OfficialAPI = "https://api.telegram.org"

// Config is what a Bot needs. What has a default may be left out.
type Config struct {
	Token         string        // as @BotFather gives it: "123456:ABC…"
	APIURL        string        // another Bot API server, without a trailing slash; default OfficialAPI
	WebhookSecret string        // empty: long polling; else 1-256 of A-Z a-z 0-9 _ -
	PublicURL     string        // where Telegram reaches us; needed with WebhookSecret
	Files         bot.Files     // where media are kept
	Texts         dialogs.Texts // for what the adapter itself says: command descriptions, the refusal of groups
	Leases        bot.Leases    // nil: nobody else polls this bot
	Holder        string        // whose leases are ours: this process's worker; default a random name
	Log           *slog.Logger  // default: no log
	HTTP          *http.Client  // default: one made for many chats at once
	Commands      []string      // shown in Telegram's menu, described by telegram.commands.NAME; default: the six that everybody expects

	ChatRate   bot.Rate // default 1 a second, 5 at once
	GlobalRate bot.Rate // default 30 a second

	PollTimeout     time.Duration // of one long poll; default 30 s
	DownloadTimeout time.Duration // for one file with all its tries; default 2 min
	LeaseFor        time.Duration // how long a poller's lease lasts unrenewed; default 30 s
}

// Bot is one Telegram bot. Its methods may be called from many goroutines.
type Bot struct {
	cfg      Config
	account  bot.Account
	holder   string // our name among those who want the polling lease
	api      *api
	log      *slog.Logger
	health   health
	webhook  webhook
	aside    aside
	progress progress
	groups   groups
	username atomic.Pointer[string] // once the server said it
}

var (
	_ bot.Channel = (*Bot)(nil)
	_ bot.Typist  = (*Bot)(nil)
	_ bot.Health  = (*Bot)(nil)
)

// New makes a Bot without touching the network. It refuses a wrong Config with a *ConfigError.
func New(cfg Config) (*Bot, error) {
	cfg = cfg.withDefaults()
	id, err := cfg.check()
	if err != nil {
		return nil, err
	}
	b := &Bot{
		cfg:     cfg,
		account: bot.Account{Network: Network, ID: id},
		holder:  cfg.Holder,
		api:     &api{token: cfg.Token, base: cfg.APIURL, http: cfg.HTTP},
		log:     cfg.Log.With("channel", Network, "bot", id),
	}
	b.health.fail("connection", errNotYet)
	if cfg.WebhookSecret != "" {
		b.health.fail("receiving", errNotYet) // until the server has our address
	}
	return b, nil
}

// Traits implements bot.Channel.
func (b *Bot) Traits() bot.Traits {
	return bot.Traits{
		Account:    b.account,
		Buttons:    true,
		TextLimit:  textLimit,
		ChatRate:   b.cfg.ChatRate,
		GlobalRate: b.cfg.GlobalRate,
	}
}

// Healthy implements bot.Health: nil, or the last failure of each part that fails, by name.
func (b *Bot) Healthy(context.Context) error { return b.health.err() }

// Name is the bot's username; empty before the server has told it.
func (b *Bot) Name() string {
	if name := b.username.Load(); name != nil {
		return *name
	}
	return ""
}

// Run implements bot.Channel. A server that is down is tried again for ever; a token that it refuses is a *TokenError.
func (b *Bot) Run(ctx context.Context, accept bot.Accept) error {
	username, err := b.connect(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	defer b.aside.wait()
	b.aside.do(func() { b.setCommands(ctx) })
	in := newIntake(b, username, accept)
	if b.cfg.WebhookSecret != "" {
		b.serveWebhook(ctx, in)
		return nil
	}
	b.whileLeased(ctx, func(ctx context.Context) { b.poll(ctx, in) })
	return nil
}

// Me asks the server once who we are, and gives the bot's username.
func (b *Bot) Me(ctx context.Context) (string, error) {
	var me user
	if err := b.api.call(ctx, "getMe", nil, &me); err != nil {
		return "", err
	}
	return me.Username, nil
}

// connect asks the server who we are until it says so.
func (b *Bot) connect(ctx context.Context) (username string, err error) {
	pause := newBackoff(500*time.Millisecond, 30*time.Second)
	for {
		me, err := b.Me(ctx)
		switch {
		case ctx.Err() != nil:
			return "", nil
		case err == nil:
			b.health.ok("connection")
			b.log.Info("connected", "username", me)
			b.username.Store(&me)
			return me, nil
		case refusesToken(err):
			err = &TokenError{Err: err}
			b.health.fail("connection", err)
			return "", err
		}
		b.health.fail("connection", err)
		b.log.Warn("Bot API server not reached, trying again", "error", err)
		pause.wait(ctx, nil)
	}
}

// StartLink is a link that opens a chat with the bot and sends it "/start code"; empty before the server said the bot's name.
func (b *Bot) StartLink(code string) string {
	if name := b.Name(); name != "" {
		return "https://t.me/" + name + "?start=" + url.QueryEscape(code)
	}
	return ""
}

// Typing implements bot.Typist.
func (b *Bot) Typing(ctx context.Context, chat string) error {
	return verdict(b.api.call(ctx, "sendChatAction", params{"chat_id": chat, "action": "typing"}, nil))
}
