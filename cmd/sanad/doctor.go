package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"sanad/bot"
	"sanad/bot/files"
	"sanad/bot/ledger"
	"sanad/bot/telegram"
	"sanad/knowledge"
	"sanad/locales"
)

type doctorCommand struct{}

// check is one thing that must be right for Sanad to work; it says what it saw, or what is wrong and what to do.
type check struct {
	name string
	run  func(context.Context) (string, error)
}

// errUnwell is the doctor's verdict; each failing check has said its own line.
var errUnwell = errors.New("not everything is well; the lines marked FAIL say what to do")

// Run makes every check, one line each.
func (doctorCommand) Run(ctx context.Context, s *Settings, c console) error {
	well := true
	for _, ch := range checks(s) {
		if s.wrong != nil && ch.name != "settings" {
			break // nothing else can be trusted
		}
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		seen, err := ch.run(ctx)
		cancel()
		well = line(c.out, ch.name, seen, err) && well
	}
	if !well {
		return errUnwell
	}
	return nil
}

func line(w io.Writer, name, seen string, err error) bool {
	if err != nil {
		fmt.Fprintf(w, "FAIL  %-10s %s\n", name, oneLine(err))
		return false
	}
	fmt.Fprintf(w, "ok    %-10s %s\n", name, seen)
	return true
}

// checks are what the doctor looks at, in this order.
func checks(s *Settings) []check {
	return []check{
		{"settings", func(context.Context) (string, error) {
			return "listening at " + s.Listen + ", public at " + s.PublicURL, s.wrong
		}},
		{"clock", func(context.Context) (string, error) { return checkClock(s, time.Now()) }},
		{"database", func(ctx context.Context) (string, error) { return checkDatabase(ctx, s) }},
		{"redis", func(ctx context.Context) (string, error) { return checkRedis(ctx, s) }},
		{"files", func(ctx context.Context) (string, error) { return checkFiles(ctx, s) }},
		{"telegram", func(ctx context.Context) (string, error) { return checkTelegram(ctx, s) }},
		{"texts", func(context.Context) (string, error) { return checkTexts() }},
		{"knowledge", func(ctx context.Context) (string, error) { return checkKnowledge(ctx, s, time.Now().In(s.location)) }},
	}
}

// built is the day before which no clock of a machine that runs this can be.
var built = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func checkClock(s *Settings, now time.Time) (string, error) {
	if now.Before(built) {
		return "", fmt.Errorf("it shows %s; set the machine's clock, timers and leases depend on it", now.Format(time.DateTime))
	}
	return now.In(s.location).Format("2006-01-02 15:04 MST"), nil
}

func checkDatabase(ctx context.Context, s *Settings) (string, error) {
	kind := "SQLite in " + s.DataDir
	if s.DatabaseURL != "" {
		kind = "PostgreSQL"
	}
	var people []bot.Person
	err := withLedger(ctx, s, func(l *ledger.Ledger) (err error) {
		people, err = l.People(ctx)
		return err
	})
	return fmt.Sprintf("%s, %d people at the desk", kind, len(people)), err
}

func checkRedis(ctx context.Context, s *Settings) (string, error) {
	if s.RedisURL == "" {
		return "embedded", nil
	}
	st, err := openSessions(ctx, s, "doctor", slog.New(slog.DiscardHandler))
	if err != nil {
		return "", err
	}
	if err := errors.Join(st.Healthy(ctx), st.Close()); err != nil {
		return "", fmt.Errorf("SANAD_REDIS_URL: %w; Sanad works without it, only slower", err)
	}
	return "answers", nil
}

func checkFiles(ctx context.Context, s *Settings) (string, error) {
	st, err := files.Open(s.filesDir())
	if err != nil {
		return "", fmt.Errorf("SANAD_DATA_DIR: %w", err)
	}
	m, err := st.Save(ctx, strings.NewReader("doctor"), "doctor.txt", "text/plain", 16)
	if err != nil {
		return "", fmt.Errorf("SANAD_DATA_DIR: %w", err)
	}
	return s.filesDir(), st.Remove(ctx, m.Hash)
}

func checkTelegram(ctx context.Context, s *Settings) (string, error) {
	if s.TelegramToken == "" {
		return "off (SANAD_TELEGRAM_TOKEN is not set)", nil
	}
	st, err := files.Open(s.filesDir())
	if err != nil {
		return "", err
	}
	texts, err := locales.New()
	if err != nil {
		return "", err
	}
	t, err := telegram.New(telegram.Config{Token: s.TelegramToken, APIURL: s.TelegramAPIURL, Files: st, Texts: texts})
	if err != nil {
		return "", telegramSetting(err)
	}
	name, err := t.Me(ctx)
	if err != nil {
		return "", fmt.Errorf("SANAD_TELEGRAM_TOKEN: %w", err)
	}
	return "@" + name, nil
}

func checkTexts() (string, error) {
	_, _, err := newEngine()
	return strings.Join(locales.Languages(), ", "), err
}

// checkKnowledge fails where answers would be wrong. What is due says so itself in each answer, and a question that no
// article is found for is work for who writes them, not for who runs the machine.
func checkKnowledge(ctx context.Context, s *Settings, now time.Time) (string, error) {
	articles, err := publishedArticles(ctx, s)
	if err != nil { // the line on the database says why; the program's own can be looked at all the same
		if articles, err = knowledge.Starter(); err != nil {
			return "", err
		}
	}
	missed := 0
	for _, p := range knowledge.Check(articles, now) {
		switch {
		case p.Code == "not-found":
			missed++
		case !knowledge.Days[p.Code]:
			err = errors.Join(err, p)
		}
	}
	due := knowledge.CountDue(articles, now)
	return fmt.Sprintf("%d articles; %d have expired, %d expire within %d days, %d are due for review; %d test questions do not find theirs",
		len(articles), due[knowledge.DueExpired], due[knowledge.DueExpiring], knowledge.WarnDays, due[knowledge.DueReview], missed), err
}
