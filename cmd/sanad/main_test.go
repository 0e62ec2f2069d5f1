package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// asSanad in the environment makes the test binary behave as sanad itself, so that tests can start and
// kill whole processes of the very code under test.
const asSanad = "SANAD_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(asSanad) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}
