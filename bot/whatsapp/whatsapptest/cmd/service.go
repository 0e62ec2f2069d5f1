package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"sanad/bot"
	"sanad/bot/files"
	"sanad/bot/ledger"
	"sanad/bot/session"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
	"sanad/dialogs/understand"
	"sanad/knowledge"
	"sanad/locales"
)

// The two phones of a demonstration.
const (
	servedNumber  = "963900000000"
	artisanNumber = "963911111111"
)

// service is a number that is answered, and a chat with it on an artisan's phone.
type service struct {
	records *ledger.Ledger
	owner   *whatsapptest.Phone
	chat    *whatsapptest.Chat
	running errgroup.Group
	stop    context.CancelFunc
	closers []func() error
}

// start puts everything together in a folder, links the number and serves it until close.
func start(ctx context.Context, dir string, log *slog.Logger) (s *service, err error) {
	s = &service{stop: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	server, err := whatsapptest.Start("127.0.0.1:0")
	if err != nil {
		return s, err
	}
	s.closers = append(s.closers, func() error { server.Close(); return nil })
	s.owner = server.Phone(servedNumber)
	s.chat = server.Phone(artisanNumber).Chat(s.owner)
	if s.records, err = ledger.Open(ctx, ledger.Config{Path: filepath.Join(dir, "sanad.db"), Log: log}); err != nil {
		return s, err
	}
	s.closers = append(s.closers, s.records.Close)
	store, err := s.link(ctx, server, log)
	if err != nil {
		return s, err
	}
	return s, s.serve(ctx, dir, server, store, log)
}

// link has the owner's phone scan the code that the bot shows.
func (s *service) link(ctx context.Context, server *whatsapptest.Server, log *slog.Logger) (*whatsapp.Store, error) {
	db, dialect, err := s.records.Share()
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, db.Close)
	store, err := whatsapp.OpenStore(ctx, db, dialect, log)
	if err != nil {
		return nil, err
	}
	_, err = whatsapp.Link(ctx, whatsapp.LinkConfig{Store: store, HTTP: server.HTTP(), Log: log}, func(code whatsapp.LinkCode) {
		go func() {
			if err := s.owner.Scan(code.QR); err != nil {
				log.Warn("not scanned", "error", err)
			}
		}()
	})
	return store, err
}

// unpaced is for somebody who watches: a real number waits like a person.
var unpaced = bot.Rate{PerSecond: 100, Burst: 100}

func (s *service) serve(ctx context.Context, dir string, server *whatsapptest.Server, store *whatsapp.Store, log *slog.Logger) error {
	live, err := session.Open(ctx, session.Config{Log: log})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, live.Close)
	media, err := files.Open(filepath.Join(dir, "files"))
	if err != nil {
		return err
	}
	engine, texts, books, err := minds()
	if err != nil {
		return err
	}
	numbers, err := whatsapp.NewNumbers(whatsapp.Config{
		Store: store, Files: media, Leases: s.records.Leases(), Marks: s.records, Log: log, HTTP: server.HTTP(),
		ChatRate: unpaced, GlobalRate: unpaced, Pause: func(string) time.Duration { return 0 },
	})
	if err != nil {
		return err
	}
	service := bot.New(bot.Config{
		Inbox: s.records, Turns: s.records, Outbox: s.records, Exporter: s.records, Workers: s.records,
		Sessions: live, Budgets: live, Live: live, Files: media, Engine: engine, Texts: texts,
		Knowledge: func() dialogs.Finder { return books },
		Worker:    "phone", Alone: true, Turners: 1, Meter: nobody{}, Log: log, Now: time.Now,
	})
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.running.Go(func() error { return service.Run(running) })
	s.running.Go(func() error { numbers.Run(running, service); return nil })
	return nil
}

// minds are the engine, its texts and what it knows, all from the binary.
func minds() (*dialogs.Engine, *locales.Bundle, *knowledge.Snapshot, error) {
	texts, err := locales.New()
	if err != nil {
		return nil, nil, nil, err
	}
	reader, err := understand.New()
	if err != nil {
		return nil, nil, nil, err
	}
	forms, err := dialogs.LoadForms()
	if err != nil {
		return nil, nil, nil, err
	}
	articles, err := knowledge.Starter()
	if err != nil {
		return nil, nil, nil, err
	}
	engine, err := dialogs.New(texts, reader, forms)
	return engine, texts, knowledge.NewSnapshot(articles), err
}

// idle reports whether everything that was said is answered.
func (s *service) idle(ctx context.Context) (bool, error) {
	if s.owner.Waiting() > 0 {
		return false, nil
	}
	b, err := s.records.Backlog(ctx)
	if err != nil {
		return false, fmt.Errorf("is there work left: %w", err)
	}
	return b.Inputs == 0 && b.Outgoing == 0, nil
}

func (s *service) close() error {
	s.stop()
	errs := []error{s.running.Wait()}
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	return errors.Join(errs...)
}

type nobody struct{}

func (nobody) Accepted(string, int, int)      {}
func (nobody) Turned(int, int, time.Duration) {}
func (nobody) Sent(string, string)            {}
