// Command cmd is a phone in the terminal: it starts a WhatsApp server on loopback, links a number of ours there, has the
// whole way from inbox to outbox answer at that number, and lets a person write to it, end-to-end encrypted. It is for
// demonstrations without a real number. Nothing leaves the machine, and nothing is kept.
//
//	go run ./bot/whatsapp/whatsapptest/cmd
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	verbose := flag.Bool("v", false, "say on standard error what goes on behind")
	flag.Parse()
	log := slog.New(slog.DiscardHandler)
	if *verbose {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := demonstrate(ctx, os.Stdin, os.Stdout, log); err != nil {
		fmt.Fprintln(os.Stderr, "whatsapptest:", err)
		os.Exit(1)
	}
}

// demonstrate runs until in ends and everything is answered, or ctx is done.
func demonstrate(ctx context.Context, in io.Reader, out io.Writer, log *slog.Logger) error {
	dir, err := os.MkdirTemp("", "sanad-phone-")
	if err != nil {
		return err
	}
	s, err := start(ctx, dir, log)
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	err = (&screen{service: s, out: out}).use(ctx, in)
	return errors.Join(err, s.close(), os.RemoveAll(dir))
}
