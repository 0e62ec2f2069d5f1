package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

type serveCommand struct{}

// Run serves until ctx is done: the running turns are then committed and the outbox flushed.
func (serveCommand) Run(ctx context.Context, s *Settings, c console) error {
	log := newLog(s, c.err)
	l, err := listen(s)
	if err != nil {
		return err
	}
	p, err := newProgram(ctx, s, log)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	p.greet(c.out)
	return errors.Join(p.run(ctx, l), p.close())
}

// greet tells the operator where everything is.
func (p *program) greet(w io.Writer) {
	if p.web != nil {
		fmt.Fprintf(w, "chat page   %s/chat\n", p.settings.PublicURL)
	}
	if p.setup == "" {
		fmt.Fprintf(w, "desk        %s/desk\n", p.settings.PublicURL)
		return
	}
	fmt.Fprintf(w, "desk        %s%s\n            (works once and makes the first admin)\n", p.settings.PublicURL, p.desk.SetupPath())
}

// run works until ctx is done or something that no retry mends fails.
func (p *program) run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           p.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	server.RegisterOnShutdown(p.desk.Close)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.service.Run(ctx) })
	g.Go(func() error { p.shelf.Run(ctx); return nil })
	g.Go(func() error { p.sweeper.Run(ctx); return nil })
	g.Go(func() error { p.pruner.Run(ctx); return nil })
	if p.numbers != nil {
		g.Go(func() error { p.numbers.Run(ctx, p.service); return nil })
	}
	g.Go(func() error { return serve(server, l) })
	g.Go(func() error {
		<-ctx.Done()
		return shutDown(server)
	})
	p.log.Info("sanad is up", "listen", l.Addr().String(), "channels", p.channelNames())
	err := g.Wait()
	p.log.Info("sanad is down")
	return err
}

func serve(server *http.Server, l net.Listener) error {
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return nil
}

func (p *program) channelNames() []string {
	var names []string
	for _, ch := range p.service.Channels() {
		names = append(names, ch.Traits().Account.Network)
	}
	return names
}
