package telegram

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"sanad/bot"
)

// ConfigError is a setting that cannot work. Field is the name in Config; neither text holds a secret's value.
type ConfigError struct {
	Field   string
	Problem string
	Example string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("telegram: %s %s, for example %s", e.Field, e.Problem, e.Example)
}

var (
	tokenShape  = regexp.MustCompile(`^([0-9]{1,20}):[A-Za-z0-9_-]+$`)
	secretShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

func (c Config) withDefaults() Config {
	c.APIURL = strings.TrimRight(c.APIURL, "/")
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.APIURL == "" {
		c.APIURL = OfficialAPI
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.HTTP == nil {
		c.HTTP = newHTTPClient()
	}
	if c.Holder == "" {
		c.Holder = rand.Text()
	}
	if c.Commands == nil {
		c.Commands = []string{"start", "menu", "help", "cancel", "lang", "link", "delete"}
	}
	if c.ChatRate == (bot.Rate{}) {
		c.ChatRate = bot.Rate{PerSecond: 1, Burst: 5}
	}
	if c.GlobalRate == (bot.Rate{}) {
		c.GlobalRate = bot.Rate{PerSecond: 30, Burst: 30}
	}
	orElse(&c.PollTimeout, 30*time.Second)
	orElse(&c.DownloadTimeout, 2*time.Minute)
	orElse(&c.LeaseFor, 30*time.Second)
	return c
}

func orElse(d *time.Duration, otherwise time.Duration) {
	if *d <= 0 {
		*d = otherwise
	}
}

// check says what cannot work and gives the bot's id, which is the token's first part.
func (c Config) check() (id string, err error) {
	m := tokenShape.FindStringSubmatch(c.Token)
	if m == nil {
		return "", &ConfigError{"Token", "does not look like a token of @BotFather", "123456789:AAExampleExampleExample"}
	}
	if !isHTTP(c.APIURL) {
		return "", &ConfigError{"APIURL", "must be an http or https address", "http://127.0.0.1:8081"}
	}
	if c.Files == nil || c.Texts == nil {
		return "", &ConfigError{"Files or Texts", "must be given", "a file store and the locales"}
	}
	if c.WebhookSecret == "" {
		return m[1], nil
	}
	if !secretShape.MatchString(c.WebhookSecret) {
		return "", &ConfigError{"WebhookSecret", "may only hold letters A-Z and a-z, digits, _ and -, at most 256", "a-long-Random_word-1234"}
	}
	if !isHTTP(c.PublicURL) {
		return "", &ConfigError{"PublicURL", "must be the address that Telegram reaches us at", "https://sanad.example.org"}
	}
	if c.APIURL == OfficialAPI && !strings.HasPrefix(c.PublicURL, "https://") {
		return "", &ConfigError{"PublicURL", "must begin with https:// because Telegram calls no other", "https://sanad.example.org"}
	}
	return m[1], nil
}

func isHTTP(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// newHTTPClient keeps as many connections as chats are sent to at once, and follows no redirect, for the token is in the path.
func newHTTPClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	t.MaxIdleConns = 64
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
