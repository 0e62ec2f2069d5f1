package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sanad/dialogs/understand"
)

type understandCommand struct {
	Now string `placeholder:"DATE" help:"What counts as today, such as 2026-03-01."`
}

// Run prints one JSON object for each line read.
func (u understandCommand) Run(s *Settings, c console) error {
	now, err := u.today(s)
	if err != nil {
		return err
	}
	reader, err := understand.New()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for line, err := range lines(c.in) {
		if err != nil {
			return fmt.Errorf("reading messages: %w", err)
		}
		if err := enc.Encode(reader.Read(line, now)); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (u understandCommand) today(s *Settings) (time.Time, error) {
	if u.Now == "" {
		return time.Now().In(s.location), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, u.Now, s.location); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usageError{fmt.Errorf("--now: %q is not a date; for example --now 2026-03-01", strings.TrimSpace(u.Now))}
}
