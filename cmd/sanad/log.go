package main

import (
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"
)

// newLog writes to w in the format asked for, or the one that suits w.
func newLog(s *Settings, w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // checked with the settings
	options := &slog.HandlerOptions{Level: level}
	f, ok := w.(*os.File)
	if s.LogFormat == "text" || s.LogFormat == "" && ok && term.IsTerminal(int(f.Fd())) {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}
