package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a machine without time zones still knows Damascus

	"github.com/jackc/pgx/v5"

	"sanad/bot/session"
	"sanad/bot/whatsapp"
)

// Settings are flags and environment variables; a secret can also stand in a file.
type Settings struct {
	DataDir               string `env:"SANAD_DATA_DIR" default:"./sanad-data" placeholder:"DIR" help:"SQLite file and media."`
	DatabaseURL           string `env:"SANAD_DATABASE_URL" placeholder:"URL" help:"postgres://… instead of SQLite in the data folder."`
	DatabaseURLFile       string `env:"SANAD_DATABASE_URL_FILE" placeholder:"FILE" hidden:""`
	RedisURL              string `env:"SANAD_REDIS_URL" placeholder:"URL" help:"redis://… instead of the embedded one."`
	RedisURLFile          string `env:"SANAD_REDIS_URL_FILE" placeholder:"FILE" hidden:""`
	Listen                string `env:"SANAD_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address of desk, chat page, webhooks and health."`
	PublicURL             string `env:"SANAD_PUBLIC_URL" placeholder:"URL" help:"The address people reach the desk by."`
	TelegramToken         string `env:"SANAD_TELEGRAM_TOKEN" placeholder:"TOKEN" help:"Turns Telegram on."`
	TelegramTokenFile     string `env:"SANAD_TELEGRAM_TOKEN_FILE" placeholder:"FILE" hidden:""`
	TelegramAPIURL        string `name:"telegram-api-url" env:"SANAD_TELEGRAM_API_URL" placeholder:"URL" help:"Another Bot API server."`
	TelegramWebhookSecret string `env:"SANAD_TELEGRAM_WEBHOOK_SECRET" placeholder:"SECRET" help:"Webhook instead of long polling."`
	TelegramWebhookFile   string `name:"telegram-webhook-secret-file" env:"SANAD_TELEGRAM_WEBHOOK_SECRET_FILE" placeholder:"FILE" hidden:""`
	WhatsApp              string `name:"whatsapp" env:"SANAD_WHATSAPP" default:"off" placeholder:"on|off" help:"Connect every linked number."`
	WhatsAppPolls         string `name:"whatsapp-polls" env:"SANAD_WHATSAPP_POLLS" default:"off" placeholder:"on|off" help:"A WhatsApp poll under what has a few choices."`
	WebChat               string `name:"webchat" env:"SANAD_WEBCHAT" placeholder:"on|off" help:"The chat page; on where no other channel is."`
	Timezone              string `env:"SANAD_TIMEZONE" default:"Asia/Damascus" placeholder:"ZONE" help:"For working hours and dates."`
	LogLevel              string `env:"SANAD_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	LogFormat             string `env:"SANAD_LOG_FORMAT" placeholder:"text|json" help:"text on a terminal, else json."`

	location *time.Location
	whatsapp func(*whatsapp.Config) // see console
	wrong    error                  // what complete found, for the commands that run all the same
}

// settingError says which variable is wrong, what is wrong with it, and what a right one looks like.
func settingError(name string, wrong any, example string) error {
	return fmt.Errorf("%s: %v; for example %s=%s", name, wrong, name, example)
}

// complete reads the secrets' files, fills in what follows from other settings, and checks them all. It
// says the first thing that is wrong, on one line.
func (s *Settings) complete() error {
	s.fillIn()
	for _, check := range []func() error{s.readSecrets, s.checkTimezone, s.checkAddresses, s.checkStores, s.checkTelegram, s.checkWords} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// fillIn: a variable that is set to nothing, as compose files leave them, is one that is not set.
func (s *Settings) fillIn() {
	for value, otherwise := range map[*string]string{
		&s.DataDir: "./sanad-data", &s.Listen: "127.0.0.1:8080", &s.Timezone: "Asia/Damascus", &s.LogLevel: "info",
	} {
		*value = cmp.Or(*value, otherwise)
	}
}

func (s *Settings) checkTimezone() (err error) {
	if s.location, err = time.LoadLocation(s.Timezone); err != nil {
		return settingError("SANAD_TIMEZONE", fmt.Sprintf("there is no time zone %q", s.Timezone), "Asia/Damascus")
	}
	return nil
}

func (s *Settings) readSecrets() error {
	for _, secret := range []struct {
		name  string
		value *string
		file  string
	}{
		{"SANAD_DATABASE_URL", &s.DatabaseURL, s.DatabaseURLFile},
		{"SANAD_REDIS_URL", &s.RedisURL, s.RedisURLFile},
		{"SANAD_TELEGRAM_TOKEN", &s.TelegramToken, s.TelegramTokenFile},
		{"SANAD_TELEGRAM_WEBHOOK_SECRET", &s.TelegramWebhookSecret, s.TelegramWebhookFile},
	} {
		if secret.file == "" {
			continue
		}
		if *secret.value != "" {
			return settingError(secret.name+"_FILE", "both it and "+secret.name+" are set; keep one", "/run/secrets/sanad")
		}
		b, err := os.ReadFile(secret.file)
		if err != nil {
			return settingError(secret.name+"_FILE", err, "/run/secrets/sanad")
		}
		if *secret.value = strings.TrimSpace(string(b)); *secret.value == "" {
			return settingError(secret.name+"_FILE", "the file "+secret.file+" is empty", "/run/secrets/sanad")
		}
	}
	return nil
}

func (s *Settings) checkAddresses() error {
	host, port, err := net.SplitHostPort(s.Listen)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		return settingError("SANAD_LISTEN", fmt.Sprintf("%q is not HOST:PORT", s.Listen), "127.0.0.1:8080")
	}
	if s.PublicURL == "" {
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "localhost"
		}
		s.PublicURL = "http://" + net.JoinHostPort(host, port)
	}
	if !webAddress(s.PublicURL) {
		return settingError("SANAD_PUBLIC_URL", fmt.Sprintf("%q is not a web address", s.PublicURL), "https://sanad.example.org")
	}
	s.PublicURL = strings.TrimRight(s.PublicURL, "/")
	return nil
}

// checkStores looks at the URLs alone; nothing connects yet.
func (s *Settings) checkStores() error {
	if s.DatabaseURL != "" {
		if err := checkDatabaseURL(s.DatabaseURL); err != nil {
			return settingError("SANAD_DATABASE_URL", err, databaseExample)
		}
	}
	if err := session.CheckURL(s.RedisURL); err != nil {
		return settingError("SANAD_REDIS_URL", err, "redis://127.0.0.1:6379/0")
	}
	return nil
}

const databaseExample = "postgres://sanad@localhost/sanad"

func checkDatabaseURL(raw string) error {
	if !strings.HasPrefix(raw, "postgres://") && !strings.HasPrefix(raw, "postgresql://") {
		return errors.New("it does not begin with postgres://")
	}
	if _, err := url.Parse(raw); err != nil { // its words would hold the password
		return errors.New("it cannot be read (special characters in a password are written %XX)")
	}
	_, err := pgx.ParseConfig(raw)
	return err
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (s *Settings) checkTelegram() error {
	if s.TelegramToken != "" {
		id, secret, _ := strings.Cut(s.TelegramToken, ":")
		if id == "" || strings.Trim(id, "0123456789") != "" || len(secret) < 8 || strings.Trim(secret, secretLetters) != "" {
			return settingError("SANAD_TELEGRAM_TOKEN", "it is not a bot token as @BotFather gives it", "123456789:AA…")
		}
	}
	if s.TelegramAPIURL != "" && !webAddress(s.TelegramAPIURL) {
		return settingError("SANAD_TELEGRAM_API_URL", fmt.Sprintf("%q is not a web address", s.TelegramAPIURL), "http://127.0.0.1:8081")
	}
	if strings.Trim(s.TelegramWebhookSecret, secretLetters) != "" || len(s.TelegramWebhookSecret) > 256 {
		return settingError("SANAD_TELEGRAM_WEBHOOK_SECRET", "only A-Z a-z 0-9 _ - are allowed, 256 at most", "k3Yx_9b-long-random")
	}
	if s.TelegramWebhookSecret != "" && s.TelegramToken == "" {
		return settingError("SANAD_TELEGRAM_TOKEN", "a webhook secret is set but no token", "123456789:AA…")
	}
	return nil
}

const secretLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

func (s *Settings) checkWords() error {
	for _, w := range []struct{ name, value, allowed, example string }{
		{"SANAD_WHATSAPP", s.WhatsApp, "on off", "on"},
		{"SANAD_WHATSAPP_POLLS", s.WhatsAppPolls, "on off", "on"},
		{"SANAD_WEBCHAT", s.WebChat, "on off", "on"},
		{"SANAD_LOG_LEVEL", strings.ToLower(s.LogLevel), "debug info warn error", "info"},
		{"SANAD_LOG_FORMAT", s.LogFormat, "text json", "json"},
	} {
		if w.value != "" && !slices.Contains(strings.Fields(w.allowed), w.value) {
			return settingError(w.name, fmt.Sprintf("%q is none of: %s", w.value, w.allowed), w.example)
		}
	}
	return nil
}

// webChatOn: as asked, else where there is no other channel.
func (s *Settings) webChatOn() bool {
	if s.WebChat != "" {
		return s.WebChat == "on"
	}
	return s.TelegramToken == "" && s.WhatsApp != "on"
}

// filesDir is the folder of the media.
func (s *Settings) filesDir() string { return filepath.Join(s.DataDir, "files") }

// https reports whether people reach the program over TLS.
func (s *Settings) https() bool { return strings.HasPrefix(s.PublicURL, "https://") }
