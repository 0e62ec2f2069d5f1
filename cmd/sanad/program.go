package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
	"sanad/bot/files"
	"sanad/bot/ledger"
	"sanad/bot/session"
	"sanad/bot/telegram"
	"sanad/bot/webchat"
	"sanad/bot/whatsapp"
	"sanad/dialogs"
	"sanad/dialogs/understand"
	"sanad/knowledge"
	"sanad/knowledge/editor"
	"sanad/locales"
)

// program is Sanad put together: stores, engine, channels, desk, and the way through them.
type program struct {
	settings *Settings
	log      *slog.Logger
	now      func() time.Time
	worker   string // this process's name among all on the same database

	ledger   *ledger.Ledger
	sessions *session.Store
	files    *files.Store
	texts    *locales.Bundle
	engine   *dialogs.Engine
	starter  []knowledge.Article
	shelf    *bot.Shelf
	sweeper  *bot.Sweeper
	pruner   *bot.Pruner
	metrics  *metrics
	service  *bot.Service
	channels []bot.Channel
	web      *webchat.Chat
	telegram *telegram.Bot
	numbers  *whatsapp.Numbers // nil: WhatsApp is off
	keys     *whatsapp.Store   // of the numbers
	desk     *desk.Desk
	editor   *editor.Editor
	setup    string // the token of the link that makes the first admin; empty when there is one

	closers []func() error
}

// newEngine reads the texts and forms that are in the binary.
func newEngine() (*dialogs.Engine, *locales.Bundle, error) {
	texts, err := locales.New()
	if err != nil {
		return nil, nil, err
	}
	reader, err := understand.New()
	if err != nil {
		return nil, nil, err
	}
	forms, err := dialogs.LoadForms()
	if err != nil {
		return nil, nil, err
	}
	engine, err := dialogs.New(texts, reader, forms)
	return engine, texts, err
}

// newProgram opens the stores and puts everything together; close undoes it.
func newProgram(ctx context.Context, s *Settings, log *slog.Logger) (p *program, err error) {
	p = &program{settings: s, log: log, now: time.Now, worker: rand.Text(), metrics: newMetrics()}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if err := p.openStores(ctx); err != nil {
		return p, err
	}
	if p.engine, p.texts, err = newEngine(); err != nil {
		return p, err
	}
	if err := p.openKnowledge(ctx); err != nil {
		return p, err
	}
	if p.editor, err = p.newEditor(); err != nil {
		return p, err
	}
	if err := p.openChannels(ctx); err != nil {
		return p, err
	}
	p.sweeper = &bot.Sweeper{Leftovers: p.ledger, Files: p.files, Log: p.log, Now: p.now}
	p.pruner = &bot.Pruner{Past: p.ledger, Log: p.log, Now: p.now}
	p.service = bot.New(p.serviceConfig())
	if err := p.findNumbers(ctx); err != nil {
		return p, err
	}
	return p, p.openDesk(ctx)
}

func (p *program) openStores(ctx context.Context) error {
	var err error
	if p.ledger, err = openLedger(ctx, p.settings, p.log); err != nil {
		return err
	}
	p.closers = append(p.closers, p.ledger.Close)
	name, err := p.ledger.Installation(ctx)
	if err != nil {
		return err
	}
	if p.sessions, err = openSessions(ctx, p.settings, name, p.log); err != nil {
		return err
	}
	p.closers = append(p.closers, p.sessions.Close)
	if p.files, err = files.Open(p.settings.filesDir()); err != nil {
		return usageError{settingError("SANAD_DATA_DIR", err, dataDirExample)}
	}
	return nil
}

func openLedger(ctx context.Context, s *Settings, log *slog.Logger) (*ledger.Ledger, error) {
	if s.DatabaseURL != "" {
		l, err := ledger.Open(ctx, ledger.Config{URL: s.DatabaseURL, Log: log})
		if err != nil {
			return nil, settingError("SANAD_DATABASE_URL", fmt.Errorf("the database cannot be opened: %w", err), databaseExample)
		}
		return l, nil
	}
	if err := s.makeDataDir(); err != nil {
		return nil, err
	}
	l, err := ledger.Open(ctx, ledger.Config{Path: filepath.Join(s.DataDir, databaseName), Log: log})
	if err != nil {
		return nil, settingError("SANAD_DATA_DIR", fmt.Errorf("the database in %s cannot be opened: %w", s.DataDir, err), dataDirExample)
	}
	return l, nil
}

const dataDirExample = "/var/lib/sanad"

func (s *Settings) makeDataDir() error {
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return usageError{settingError("SANAD_DATA_DIR", err, dataDirExample)}
	}
	return nil
}

func openSessions(ctx context.Context, s *Settings, installation string, log *slog.Logger) (*session.Store, error) {
	st, err := session.Open(ctx, session.Config{URL: s.RedisURL, Namespace: "sanad:" + installation, Log: log})
	if err != nil {
		return nil, usageError{settingError("SANAD_REDIS_URL", err, "redis://127.0.0.1:6379/0")}
	}
	return st, nil
}

// openKnowledge puts what is published on the shelf.
func (p *program) openKnowledge(ctx context.Context) error {
	var err error
	if p.starter, err = knowledge.Starter(); err != nil {
		return err
	}
	p.shelf, err = bot.NewShelf(ctx, bot.ShelfConfig{Articles: p.ledger.Articles(), Starter: p.starter, Live: p.sessions, Log: p.log})
	if err == nil {
		p.metrics.watchShelf(p.shelf, p.now)
	}
	return err
}

// expiring counts the published articles that expire soon or have expired.
func (p *program) expiring() int {
	due := knowledge.CountDue(p.shelf.Snapshot().Articles(), p.now().In(p.settings.location))
	return due[knowledge.DueExpired] + due[knowledge.DueExpiring]
}

func (p *program) openChannels(ctx context.Context) error {
	s := p.settings
	if s.TelegramToken != "" {
		t, err := telegram.New(telegram.Config{
			Token: s.TelegramToken, APIURL: s.TelegramAPIURL, WebhookSecret: s.TelegramWebhookSecret, PublicURL: s.PublicURL,
			Files: p.files, Texts: p.texts, Leases: p.ledger.Leases(), Holder: p.worker, Log: p.log,
		})
		if err != nil {
			return telegramSetting(err)
		}
		p.telegram = t
		p.channels = append(p.channels, t)
	}
	if s.WhatsApp == "on" {
		if err := p.openWhatsApp(ctx); err != nil {
			return err
		}
	}
	if s.webChatOn() {
		w, err := webchat.New(webchat.Config{
			Transcripts: p.ledger, Files: p.files, Live: p.sessions, Texts: p.texts, Throttle: p.sessions,
			Log: p.log, Now: p.now, SecureCookies: s.https(), Zone: s.location,
		})
		if err != nil {
			return err
		}
		p.web = w
		p.channels = append(p.channels, w)
	}
	return nil
}

// telegramSetting names the variable behind a setting that the adapter refuses.
func telegramSetting(err error) error {
	var wrong *telegram.ConfigError
	if !errors.As(err, &wrong) {
		return err
	}
	names := map[string]string{
		"Token": "SANAD_TELEGRAM_TOKEN", "APIURL": "SANAD_TELEGRAM_API_URL",
		"WebhookSecret": "SANAD_TELEGRAM_WEBHOOK_SECRET", "PublicURL": "SANAD_PUBLIC_URL",
	}
	return usageError{settingError(names[wrong.Field], wrong.Problem, wrong.Example)}
}

func (p *program) serviceConfig() bot.Config {
	turners := 1 // SQLite has one writer
	if p.settings.DatabaseURL != "" {
		turners = 4
	}
	return bot.Config{
		Inbox: p.ledger, Turns: p.ledger, Outbox: p.ledger, Exporter: p.ledger, Workers: p.ledger, Errands: p.ledger, Clerk: &clerk{people: p.ledger, editor: p.editor},
		Sessions: p.sessions, Budgets: p.sessions, Live: p.sessions, Files: p.files,
		Engine: p.engine, Texts: p.texts, Knowledge: p.shelf.Finder,
		Channels: p.channels, Worker: p.worker, Alone: p.settings.DatabaseURL == "", Turners: turners, Meter: p.metrics, Log: p.log, Now: p.now,
	}
}

func (p *program) openDesk(ctx context.Context) error {
	admins, err := p.ledger.CountAdmins(ctx)
	if err != nil {
		return err
	}
	if admins == 0 {
		p.setup = rand.Text()
	}
	var link func(string) string
	if p.telegram != nil {
		link = p.telegram.StartLink
	}
	cfg := desk.Config{
		Accept: p.service.Accept, Tickets: p.ledger, Conversations: p.ledger, People: p.ledger, Register: p.ledger,
		Logins: p.sessions, Tries: p.sessions, Links: p.sessions, Live: p.sessions, Files: p.files,
		Describer: p.engine, Texts: p.texts, Channels: p.ledger, Chats: p.ledger, BotLink: link, Editor: p.editor, Expiring: p.expiring, Setup: p.setup, PublicURL: p.settings.PublicURL,
		Location: p.settings.location, Log: p.log, Now: p.now, Lines: switchboard{p}, Board: p.sessions,
	}
	if p.numbers != nil {
		cfg.Numbers = switchboard{p}
	}
	p.desk, err = desk.New(cfg)
	return err
}

// handler is every address that the program answers at.
func (p *program) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", alive)
	mux.HandleFunc("GET /readyz", readiness(p.probes, p.log))
	mux.Handle("GET /metrics", p.metrics.handler())
	mux.Handle("/desk", p.desk.Handler())
	mux.Handle("/desk/", p.desk.Handler())
	home := "/desk"
	if p.web != nil {
		mux.Handle("/chat", p.web.Handler())
		mux.Handle("/chat/", p.web.Handler())
		home = "/chat"
	}
	if p.telegram != nil && p.settings.TelegramWebhookSecret != "" {
		mux.Handle("POST /telegram/webhook", p.telegram.Handler())
	}
	mux.Handle("GET /{$}", http.RedirectHandler(home, http.StatusFound))
	return mux
}

func (p *program) probes() []probe {
	probes := []probe{{name: "database", healthy: p.ledger.Ping}}
	for _, ch := range p.service.Channels() {
		if h, ok := ch.(bot.Health); ok {
			one := probe{name: ch.Traits().Account.Network, healthy: h.Healthy}
			if w, ok := ch.(bot.Warner); ok {
				one.warning = w.Warning
			}
			probes = append(probes, one)
		}
	}
	return probes
}

func (p *program) close() error {
	var errs []error
	for i := len(p.closers) - 1; i >= 0; i-- {
		errs = append(errs, p.closers[i]())
	}
	return errors.Join(errs...)
}

// listen opens the port before anything runs, so that a taken one is said at once. Port 0 is any free one,
// and then stands in the address that people are told.
func listen(s *Settings) (net.Listener, error) {
	l, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return nil, usageError{settingError("SANAD_LISTEN", fmt.Errorf("%w (is another sanad running?)", err), "127.0.0.1:8081")}
	}
	if base, ok := strings.CutSuffix(s.PublicURL, ":0"); ok {
		_, port, _ := net.SplitHostPort(l.Addr().String())
		s.PublicURL = base + ":" + port
	}
	return l, nil
}
