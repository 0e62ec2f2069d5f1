package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
)

// asSanad in the environment makes the test binary behave as sanad itself, so that tests can start and
// kill whole processes of the very code under test. Then viaWhatsApp is where a simulated WhatsApp is.
const (
	asSanad     = "SANAD_TEST_RUN"
	viaWhatsApp = "SANAD_TEST_WHATSAPP"
)

func TestMain(m *testing.M) {
	if os.Getenv(asSanad) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := console{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	if at := os.Getenv(viaWhatsApp); at != "" {
		network, err := whatsapptest.Dial(at)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(exitUsage)
		}
		c.whatsapp = func(cfg *whatsapp.Config) {
			cfg.HTTP = network
			cfg.ChatRate, cfg.GlobalRate = bot.Rate{PerSecond: 1000, Burst: 1000}, bot.Rate{PerSecond: 1000, Burst: 1000}
			cfg.Pause = func(string) time.Duration { return 0 }
		}
	}
	os.Exit(run(ctx, os.Args[1:], c))
}
