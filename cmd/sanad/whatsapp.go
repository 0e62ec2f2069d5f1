package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"sanad/bot/ledger"
	"sanad/bot/whatsapp"
)

// openWhatsApp prepares to serve every linked number as a channel of its own.
func (p *program) openWhatsApp(ctx context.Context) error {
	store, closeStore, err := openKeys(ctx, p.ledger, p.log)
	if err != nil {
		return err
	}
	p.closers = append(p.closers, closeStore)
	p.keys = store
	cfg := p.settings.whatsappConfig(store)
	cfg.Files, cfg.Leases, cfg.Holder, cfg.Marks = p.files, p.ledger.Leases(), p.worker, switchboard{p}
	cfg.Standings, cfg.Contacts, cfg.Changed, cfg.Log, cfg.Now = p.ledger, p.ledger, p.channelsChanged, p.log, p.now
	cfg.Offers, cfg.Polls = p.ledger, p.settings.WhatsAppPolls == "on"
	p.numbers, err = whatsapp.NewNumbers(cfg)
	return err
}

func (s *Settings) whatsappConfig(store *whatsapp.Store) whatsapp.Config {
	cfg := whatsapp.Config{Store: store}
	if s.whatsapp != nil {
		s.whatsapp(&cfg)
	}
	return cfg
}

// linking is what linking and unlinking need.
func (s *Settings) linking(store *whatsapp.Store) whatsapp.LinkConfig {
	return whatsapp.LinkConfig{Store: store, HTTP: s.whatsappConfig(store).HTTP}
}

// findNumbers attaches the numbers that are linked by now.
func (p *program) findNumbers(ctx context.Context) error {
	if p.numbers == nil {
		return nil
	}
	if err := p.numbers.Look(ctx, p.service); err != nil {
		return err
	}
	if len(p.numbers.List()) == 0 {
		p.log.Warn("SANAD_WHATSAPP is on but no number is linked; link one with: sanad whatsapp link")
	}
	return nil
}

func openKeys(ctx context.Context, l *ledger.Ledger, log *slog.Logger) (*whatsapp.Store, func() error, error) {
	db, dialect, err := l.Share()
	if err != nil {
		return nil, nil, err
	}
	store, err := whatsapp.OpenStore(ctx, db, dialect, log)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return store, db.Close, nil
}

type whatsappCommand struct {
	Link   whatsappLink   `cmd:"" help:"Link a number: scan the QR code shown here with its phone."`
	Status whatsappStatus `cmd:"" help:"List the linked numbers."`
	Unlink whatsappUnlink `cmd:"" help:"Take Sanad off a number."`
}

type whatsappLink struct {
	Phone string `placeholder:"+963…" help:"Show a code to type on this number's phone, instead of a QR code."`
}

type whatsappStatus struct{}

type whatsappUnlink struct {
	Number string `arg:"" help:"As status lists it."`
	Force  bool   `help:"Forget the keys here without asking WhatsApp; then remove the device on the phone too."`
}

func withKeys(ctx context.Context, s *Settings, do func(*whatsapp.Store) error) error {
	return withLedger(ctx, s, func(l *ledger.Ledger) error {
		store, closeStore, err := openKeys(ctx, l, slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		return errors.Join(do(store), closeStore())
	})
}

// Run links a number; a running serve takes it up by itself.
func (w whatsappLink) Run(ctx context.Context, s *Settings, c console) error {
	return withKeys(ctx, s, func(store *whatsapp.Store) error {
		cfg := s.linking(store)
		cfg.Phone = digits(w.Phone)
		linked, err := whatsapp.Link(ctx, cfg, func(code whatsapp.LinkCode) { show(c.out, code) })
		if errors.Is(err, whatsapp.ErrLinkTimeout) {
			return fmt.Errorf("%w; run it again and scan the code within a minute", err)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "linked %s; it is served by SANAD_WHATSAPP=on sanad serve, which need not be restarted\n", linked.Number)
		return nil
	})
}

func show(w io.Writer, code whatsapp.LinkCode) {
	if code.Code != "" {
		fmt.Fprintf(w, "On the phone: WhatsApp, Settings, Linked devices, Link a device, Link with phone number. Type: %s\n", code.Code)
		return
	}
	picture, err := whatsapp.QRLines(code.QR)
	if err != nil {
		picture = code.QR + "\n"
	}
	fmt.Fprintf(w, "On the phone: WhatsApp, Settings, Linked devices, Link a device. Then scan:\n%s", picture)
}

func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}

// Run lists numbers, one a line: number, name, since when.
func (whatsappStatus) Run(ctx context.Context, s *Settings, c console) error {
	return withKeys(ctx, s, func(store *whatsapp.Store) error {
		linked, err := store.Linked(ctx)
		for _, l := range linked {
			fmt.Fprintf(c.out, "%s\t%s\tlinked %s\n", l.Number, l.Name, l.Since.In(s.location).Format("2006-01-02"))
		}
		if err == nil && len(linked) == 0 {
			fmt.Fprintln(c.err, "no number is linked; link one with: sanad whatsapp link")
		}
		return err
	})
}

// Run unlinks a number at WhatsApp and forgets its keys here.
func (w whatsappUnlink) Run(ctx context.Context, s *Settings) error {
	return withKeys(ctx, s, func(store *whatsapp.Store) error {
		if w.Force {
			return whatsapp.Forget(ctx, store, digits(w.Number))
		}
		err := whatsapp.Unlink(ctx, s.linking(store), digits(w.Number))
		if err != nil && !errors.Is(err, whatsapp.ErrNotLinked) {
			return fmt.Errorf("%w; to forget the keys all the same: sanad whatsapp unlink --force %s", err, w.Number)
		}
		return err
	})
}
