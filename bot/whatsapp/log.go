package whatsapp

import (
	"context"
	"errors"
	"log/slog"
	"net"

	"go.mau.fi/libsignal/logger"
	"go.mau.fi/whatsmeow"
	waLog "go.mau.fi/whatsmeow/util/log"
)

// quiet passes on which warnings whatsmeow gives, and nothing of what they are about: their arguments hold phone
// numbers and whole stanzas. Of errors it says what kind they are.
type quiet struct{ log *slog.Logger }

var _ waLog.Logger = quiet{}

func (q quiet) Debugf(string, ...any)    {}
func (q quiet) Infof(string, ...any)     {}
func (q quiet) Sub(string) waLog.Logger  { return q }
func (q quiet) Warnf(m string, a ...any) { q.log.Info("whatsmeow: "+m, "kind", kindOfFirst(a)) }
func (q quiet) Errorf(m string, a ...any) {
	q.log.Warn("whatsmeow: "+m, "kind", kindOfFirst(a))
}

// mute drops what libsignal would print to standard output; what matters of it, whatsmeow says again.
type mute struct{}

func (mute) Debug(string, string)   {}
func (mute) Info(string, string)    {}
func (mute) Warning(string, string) {}
func (mute) Error(string, string)   {}
func (mute) Configure(string)       {}

// Libsignal has one logger for the process and makes its own at first use, unguarded; so it gets ours before anything runs.
var _ = func() bool {
	logger.Logger = mute{}
	return true
}()

func kindOfFirst(args []any) string {
	for _, a := range args {
		if err, ok := a.(error); ok {
			return errorKind(err)
		}
	}
	return ""
}

// errorKind names an error without its words, which may hold an address.
func errorKind(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, whatsmeow.ErrNotConnected), errors.Is(err, whatsmeow.ErrIQDisconnected):
		return "disconnected"
	case errors.Is(err, whatsmeow.ErrServerReturnedError):
		return "refused by the server"
	}
	return "other"
}
