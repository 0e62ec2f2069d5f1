// Package desk is the web application of the advisors and admins: who waits and why, the conversation
// beside the project, and the people who work here. It is an adapter like the others: what an advisor
// does to a conversation goes through bot.Accept, and what came of it is read from the ledger. It must
// not know SQL, Redis, any artisan's channel, nor decide who leads a conversation: the engine does that.
package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// Config is what the desk stands on. Everything up to Texts is required.
type Config struct {
	Accept        bot.Accept
	Tickets       Tickets
	Conversations Conversations
	People        People
	Register      Register
	Logins        Logins
	Tries         Tries
	Links         Links
	Live          bot.Live
	Files         bot.Files
	Describer     Describer
	Texts         dialogs.Texts

	Channels  Channels                 // where artisans are beside a conversation; optional
	Chats     Chats                    // the people's own chats; optional
	BotLink   func(code string) string // a link that opens a chat with our bot and sends it the code, or nothing; optional
	Editor    http.Handler             // the knowledge editor, for admins, at /desk/knowledge; optional. PersonOf and LangOf tell it who edits.
	Expiring  func() int               // published articles that expire soon or have expired, of which admins are warned; optional
	Lines     Lines                    // the page of all channels, for admins; optional
	Numbers   Numbers                  // links numbers of WhatsApp; nil: WhatsApp is off. It needs Lines and Board
	Board     Board                    // what is being done right now
	Setup     string                   // the token of the link that makes the first admin; empty: no such link
	PublicURL string                   // where people reach the program, such as https://sanad.example; optional
	Location  *time.Location           // of the times shown; Asia/Damascus by default
	MaxUpload int64                    // bytes of one file; 16 MiB by default
	MaxImport int64                    // bytes of one post to the editor, which sets its own limits below that; 80 MiB by default
	Log       *slog.Logger
	Now       func() time.Time
	// Patience is how long a post waits to learn what came of it, 3 s by default; Reread is how often an
	// open page looks without having been told, 15 s by default.
	Patience time.Duration
	Reread   time.Duration
}

// Desk is the application. Its Handler may be used by many requests at once.
type Desk struct {
	Config
	handler http.Handler
	views   *views
	dummy   string // the hash that a login of nobody is checked against
	closed  context.Context
	close   context.CancelFunc
	secure  bool
	first   sync.Mutex // one set-up at a time
}

// The defaults of Config.
const (
	defaultUpload   = 16 << 20
	defaultImport   = 80 << 20
	defaultPatience = 3 * time.Second
	defaultReread   = 15 * time.Second
)

// New checks c and builds the desk.
func New(c Config) (*Desk, error) {
	if err := c.complete(); err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	public, err := url.Parse(c.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("desk: public address: %w", err)
	}
	d := &Desk{Config: c, secure: public.Scheme == "https"}
	d.closed, d.close = context.WithCancel(context.Background())
	if d.dummy, err = HashPassword("nobody has this password"); err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	if d.views, err = newViews(d); err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	if d.handler, err = d.routes(public); err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return d, nil
}

// Handler serves /desk and everything below it.
func (d *Desk) Handler() http.Handler { return d.handler }

// Close ends the live streams of open pages, which would else hold up the server's shutdown; the
// pages come back by themselves. Use it with http.Server.RegisterOnShutdown.
func (d *Desk) Close() { d.close() }

// SetupPath is the path of the link that makes the first admin.
func (d *Desk) SetupPath() string { return "/desk/setup?token=" + url.QueryEscape(d.Setup) }

func (c *Config) complete() error {
	switch {
	case c.Accept == nil, c.Tickets == nil, c.Conversations == nil, c.People == nil, c.Register == nil, c.Logins == nil,
		c.Tries == nil, c.Links == nil, c.Live == nil, c.Files == nil, c.Describer == nil, c.Texts == nil:
		return errors.New("a port is missing")
	case c.Numbers != nil && (c.Lines == nil || c.Board == nil):
		return errors.New("numbers cannot be linked without the channels' page and a board")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.MaxUpload = orElse(c.MaxUpload, defaultUpload)
	c.MaxImport = orElse(c.MaxImport, defaultImport)
	c.Patience = orElse(c.Patience, defaultPatience)
	c.Reread = orElse(c.Reread, defaultReread)
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.Location != nil {
		return nil
	}
	var err error
	c.Location, err = time.LoadLocation("Asia/Damascus")
	return err
}

func orElse[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}
