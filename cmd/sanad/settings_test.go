package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shell runs a command as an operator would and gives what was printed.
func shell(t *testing.T, in string, args ...string) (code int, out, err string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // a serve that should have refused ends, with code 0
	defer cancel()
	var o, e bytes.Buffer
	code = run(ctx, args, console{in: strings.NewReader(in), out: &o, err: &e})
	return code, o.String(), e.String()
}

// bare takes the machine's own settings away, and gives the test a data folder.
func bare(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "SANAD_") && !strings.HasPrefix(name, "SANAD_TEST_") {
			t.Setenv(name, "")
		}
	}
	t.Setenv("SANAD_DATA_DIR", filepath.Join(t.TempDir(), "data"))
	t.Setenv("SANAD_LISTEN", "127.0.0.1:0")
}

// refused checks that sanad said on one line what is wrong with a variable and how a right one looks.
func refused(t *testing.T, variable, why string, args ...string) {
	t.Helper()
	code, out, err := shell(t, "", args...)
	if code != exitUsage {
		t.Errorf("exit code %d, want %d; it printed %q and %q", code, exitUsage, out, err)
	}
	if strings.Count(err, "\n") != 1 || !strings.HasPrefix(err, "sanad: "+variable+": ") {
		t.Errorf("not one line about %s: %q", variable, err)
	}
	if !strings.Contains(err, why) || !strings.Contains(err, "for example "+variable+"=") {
		t.Errorf("want what is wrong (%s) and an example, got %q", why, err)
	}
	if strings.Contains(err, "geheim") || strings.Contains(out, "geheim") {
		t.Errorf("a secret is shown: %q", err)
	}
}

func TestEachWrongSettingIsNamedOnOneLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, variable, value, why string }{
		{"no port", "SANAD_LISTEN", "nonsense", "HOST:PORT"},
		{"port missing", "SANAD_LISTEN", "127.0.0.1:", "HOST:PORT"},
		{"port no number", "SANAD_LISTEN", "127.0.0.1:web", "HOST:PORT"},
		{"port too large", "SANAD_LISTEN", "127.0.0.1:70000", "HOST:PORT"},
		{"two ports", "SANAD_LISTEN", "127.0.0.1:80:80", "HOST:PORT"},
		{"not our address", "SANAD_LISTEN", "192.0.2.1:8080", "192.0.2.1"},
		{"no web address", "SANAD_PUBLIC_URL", "ftp://sanad.example.org", "web address"},
		{"no scheme", "SANAD_PUBLIC_URL", "sanad.example.org", "web address"},
		{"another database", "SANAD_DATABASE_URL", "mysql://u:geheim@localhost/x", "postgres://"},
		{"database port", "SANAD_DATABASE_URL", "postgres://u:geheim@localhost:99999/x", "port"},
		{"database unreadable", "SANAD_DATABASE_URL", "postgres://u:ge%heim@localhost/x", "read"},
		{"database parameter", "SANAD_DATABASE_URL", "postgres://u:geheim@localhost/x?sslmode=perhaps", "sslmode"},
		{"another session store", "SANAD_REDIS_URL", "memcached://localhost", "memcached"},
		{"redis unreadable", "SANAD_REDIS_URL", "redis://:geheim@[x", "read"},
		{"redis port", "SANAD_REDIS_URL", "redis://:geheim@localhost:99999", "port"},
		{"redis without scheme", "SANAD_REDIS_URL", "localhost:6379", "scheme"},
		{"sentinel without master", "SANAD_REDIS_URL", "redis-sentinel://h1,h2", "master"},
		{"no token", "SANAD_TELEGRAM_TOKEN", "geheim", "BotFather"},
		{"token without id", "SANAD_TELEGRAM_TOKEN", ":geheimgeheim", "BotFather"},
		{"token with a space", "SANAD_TELEGRAM_TOKEN", "123:geheim geheim", "BotFather"},
		{"secret with a space", "SANAD_TELEGRAM_WEBHOOK_SECRET", "geheim geheim", "A-Z"},
		{"secret too long", "SANAD_TELEGRAM_WEBHOOK_SECRET", strings.Repeat("a", 257), "256"},
		{"API no address", "SANAD_TELEGRAM_API_URL", "localhost:8081", "web address"},
		{"WhatsApp neither", "SANAD_WHATSAPP", "maybe", "on off"},
		{"web chat neither", "SANAD_WEBCHAT", "maybe", "on off"},
		{"polls neither", "SANAD_WHATSAPP_POLLS", "perhaps", "on off"},
		{"no such zone", "SANAD_TIMEZONE", "Mars/Olympus", "time zone"},
		{"no such level", "SANAD_LOG_LEVEL", "loud", "debug info warn error"},
		{"no such format", "SANAD_LOG_FORMAT", "xml", "text json"},
		{"data folder is a file", "SANAD_DATA_DIR", file, "directory"},
		{"data folder below a file", "SANAD_DATA_DIR", filepath.Join(file, "data"), "directory"},
		{"token file missing", "SANAD_TELEGRAM_TOKEN_FILE", filepath.Join(dir, "none"), "no such file"},
		{"token file a folder", "SANAD_TELEGRAM_TOKEN_FILE", dir, "directory"},
		{"token file empty", "SANAD_TELEGRAM_TOKEN_FILE", file, "empty"},
		{"secret file missing", "SANAD_TELEGRAM_WEBHOOK_SECRET_FILE", filepath.Join(dir, "none"), "no such file"},
		{"database file missing", "SANAD_DATABASE_URL_FILE", filepath.Join(dir, "none"), "no such file"},
		{"redis file missing", "SANAD_REDIS_URL_FILE", filepath.Join(dir, "none"), "no such file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bare(t)
			t.Setenv(c.variable, c.value)
			refused(t, c.variable, c.why)
		})
	}
}

func TestSettingsThatDoNotGoTogether(t *testing.T) {
	t.Run("a secret and its file", func(t *testing.T) {
		bare(t)
		t.Setenv("SANAD_TELEGRAM_TOKEN", "123:geheimgeheim")
		t.Setenv("SANAD_TELEGRAM_TOKEN_FILE", written(t, "123:geheimgeheim"))
		refused(t, "SANAD_TELEGRAM_TOKEN_FILE", "keep one")
	})
	t.Run("a webhook without a token", func(t *testing.T) {
		bare(t)
		t.Setenv("SANAD_TELEGRAM_WEBHOOK_SECRET", "long-random")
		refused(t, "SANAD_TELEGRAM_TOKEN", "no token")
	})
	t.Run("a webhook of Telegram itself without https", func(t *testing.T) {
		bare(t)
		t.Setenv("SANAD_TELEGRAM_TOKEN", "123:geheimgeheim")
		t.Setenv("SANAD_TELEGRAM_WEBHOOK_SECRET", "long-random")
		refused(t, "SANAD_PUBLIC_URL", "https")
	})
	t.Run("several wrong ones are still one line", func(t *testing.T) {
		bare(t)
		t.Setenv("SANAD_PUBLIC_URL", "nonsense")
		t.Setenv("SANAD_LOG_LEVEL", "loud")
		t.Setenv("SANAD_TELEGRAM_API_URL", "nonsense")
		refused(t, "SANAD_PUBLIC_URL", "web address")
	})
	t.Run("the port is taken", func(t *testing.T) {
		bare(t)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		t.Setenv("SANAD_LISTEN", l.Addr().String())
		refused(t, "SANAD_LISTEN", "address already in use")
	})
}

func written(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// A database that is away is no wrong setting: it failed, and one line says which variable to look at.
func TestDatabaseThatIsAwayFailsOnOneLine(t *testing.T) {
	bare(t)
	t.Setenv("SANAD_DATABASE_URL", "postgres://u:geheim@127.0.0.1:1/sanad")
	code, _, err := shell(t, "", "serve")
	if code != exitFail || strings.Count(err, "\n") != 1 || !strings.HasPrefix(err, "sanad: SANAD_DATABASE_URL: ") || !strings.Contains(err, "refused") {
		t.Errorf("%d %q", code, err)
	}
	if strings.Contains(err, "geheim") {
		t.Errorf("the password is shown: %q", err)
	}
}

// parsed gives the settings that a command line makes of the environment.
func parsed(t *testing.T, args ...string) Settings {
	t.Helper()
	parser, cli, err := newParser(console{out: t.Output(), err: t.Output()}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	if err := cli.complete(); err != nil {
		t.Fatal(err)
	}
	return cli.Settings
}

func TestFlagsOverEnvironmentOverDefaults(t *testing.T) {
	bare(t)
	t.Setenv("SANAD_TIMEZONE", "") // as compose files leave what is not given
	t.Setenv("SANAD_LISTEN", "")
	if s := parsed(t); s.Timezone != "Asia/Damascus" || s.Listen != "127.0.0.1:8080" || s.PublicURL != "http://127.0.0.1:8080" || !s.webChatOn() {
		t.Errorf("defaults: %+v", s)
	}
	t.Setenv("SANAD_LISTEN", "0.0.0.0:9000")
	t.Setenv("SANAD_LOG_LEVEL", "debug")
	t.Setenv("SANAD_TELEGRAM_TOKEN_FILE", written(t, "123:fromthefile\n"))
	if s := parsed(t); s.Listen != "0.0.0.0:9000" || s.PublicURL != "http://localhost:9000" || s.LogLevel != "debug" || s.TelegramToken != "123:fromthefile" || s.webChatOn() {
		t.Errorf("environment: %+v", s)
	}
	s := parsed(t, "serve", "--listen", "127.0.0.1:9001", "--log-level=warn", "--webchat=on", "--public-url", "https://sanad.example.org/")
	if s.Listen != "127.0.0.1:9001" || s.LogLevel != "warn" || s.PublicURL != "https://sanad.example.org" || !s.webChatOn() {
		t.Errorf("flags: %+v", s)
	}
}

// Each secret can stand in a file.
func TestSecretsFromFiles(t *testing.T) {
	bare(t)
	for name, value := range map[string]string{
		"SANAD_DATABASE_URL": "postgres://sanad@localhost/sanad", "SANAD_REDIS_URL": "redis://localhost", "SANAD_TELEGRAM_TOKEN": "1:abcdefgh", "SANAD_TELEGRAM_WEBHOOK_SECRET": "abc",
	} {
		t.Setenv(name+"_FILE", written(t, " "+value+"\r\n"))
	}
	s := parsed(t)
	if s.DatabaseURL != "postgres://sanad@localhost/sanad" || s.RedisURL != "redis://localhost" || s.TelegramToken != "1:abcdefgh" || s.TelegramWebhookSecret != "abc" {
		t.Errorf("%+v", s)
	}
}

func TestWrongUsage(t *testing.T) {
	bare(t)
	for _, line := range []string{
		"nonsense", "--nope", "serve extra", "user", "user add", "user add x --role king", "user ad", "chat --data", "version now",
		"understand --now soon", "backup", "restore", "doctor --quick", "knowledge", "knowledge nonsense", "knowledge search", "whatsapp", "whatsapp nonsense",
	} {
		code, out, err := shell(t, "", strings.Fields(line)...)
		if code != exitUsage || strings.Count(err, "\n") != 1 || !strings.HasPrefix(err, "sanad: ") || out != "" {
			t.Errorf("%s: %d, %q, %q", line, code, out, err)
		}
	}
}

func TestHelpSaysEverySetting(t *testing.T) {
	bare(t)
	code, out, err := shell(t, "", "--help")
	if code != exitDone || err != "" {
		t.Fatalf("%d %q", code, err)
	}
	for _, want := range []string{"serve", "chat", "understand", "user", "doctor", "backup", "restore", "knowledge", "whatsapp", "version", "SANAD_DATA_DIR", "SANAD_DATABASE_URL", "SANAD_REDIS_URL", "SANAD_LISTEN",
		"SANAD_PUBLIC_URL", "SANAD_TELEGRAM_TOKEN", "SANAD_TELEGRAM_API_URL", "SANAD_TELEGRAM_WEBHOOK_SECRET", "SANAD_WHATSAPP", "SANAD_WHATSAPP_POLLS", "SANAD_WEBCHAT", "SANAD_TIMEZONE", "SANAD_LOG_LEVEL", "SANAD_LOG_FORMAT"} {
		if !strings.Contains(out, want) {
			t.Errorf("--help does not say %s", want)
		}
	}
}
