package main

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sanad/bot/bottest"
	"sanad/bot/telegram/telegramtest"
)

func TestVersionIsOneLine(t *testing.T) {
	bare(t)
	t.Setenv("SANAD_LISTEN", "nonsense") // it needs no setting
	code, out, errs := shell(t, "", "version")
	if code != exitDone || strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "sanad ") || !strings.Contains(out, runtime.Version()) || errs != "" {
		t.Errorf("%d %q %q", code, out, errs)
	}
}

const goodPassword = "كلمة سر طويلة كفاية"

func TestPeopleFromTheShell(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { bare(t); peopleFromTheShell(t) })
	t.Run("PostgreSQL", func(t *testing.T) {
		bare(t)
		t.Setenv("SANAD_DATABASE_URL", bottest.Postgres(t))
		peopleFromTheShell(t)
	})
}

func peopleFromTheShell(t *testing.T) {
	for _, step := range []struct {
		args, in   string
		code       int
		out, wrong string
	}{
		{"user list", "", exitDone, "", ""},
		{"user add salma --name سلمى --role admin", goodPassword + "\n", exitDone, "", ""},
		{"user add samer", goodPassword, exitDone, "", ""},
		{"user add salma", goodPassword + "\n", exitFail, "", "salma"},
		{"user add huda", "short\n", exitFail, "", "password"},
		{"user add huda", "", exitFail, "", "password"},
		{"user list", "", exitDone, "samer\tadvisor\tsamer\nsalma\tadmin\tسلمى\n", ""},
		{"user password samer", goodPassword + " أطول\n", exitDone, "", ""},
		{"user password nobody", goodPassword + "\n", exitFail, "", "nobody"},
		{"user disable samer", "", exitDone, "", ""},
		{"user disable nobody", "", exitFail, "", "nobody"},
		{"user list", "", exitDone, "samer\tadvisor\tsamer\tdisabled\nsalma\tadmin\tسلمى\n", ""},
	} {
		code, out, errs := shell(t, step.in, strings.Fields(step.args)...)
		if code != step.code || out != step.out || !strings.Contains(errs, step.wrong) || code == exitFail && strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: %d, %q, %q", step.args, code, out, errs)
		}
	}
}

// doctor gives the doctor's lines, by what each is about.
func doctor(t *testing.T) (code int, lines map[string]string) {
	t.Helper()
	code, out, errs := shell(t, "", "doctor")
	lines = map[string]string{}
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] != "ok" && fields[0] != "FAIL" {
			t.Errorf("not a line of the doctor: %q", line)
			continue
		}
		lines[fields[1]] = strings.TrimSpace(line)
	}
	failed := strings.Contains(out, "FAIL ")
	if failed != (code == exitFail) || failed != (errs != "") || strings.Count(errs, "\n") > 1 {
		t.Errorf("%d, %q, %q", code, out, errs)
	}
	return code, lines
}

func TestDoctorFindsAllWell(t *testing.T) {
	bare(t)
	server := telegramtest.New(t)
	t.Setenv("SANAD_TELEGRAM_TOKEN", server.Token())
	t.Setenv("SANAD_TELEGRAM_API_URL", server.URL())
	code, lines := doctor(t)
	if code != exitDone {
		t.Errorf("exit code %d: %v", code, lines)
	}
	for _, name := range []string{"settings", "clock", "database", "redis", "files", "telegram", "texts", "knowledge"} {
		if !strings.HasPrefix(lines[name], "ok ") {
			t.Errorf("%s: %q", name, lines[name])
		}
	}
	if !strings.Contains(lines["telegram"], telegramtest.BotUsername) {
		t.Errorf("whose token it is is not said: %q", lines["telegram"])
	}
}

func TestDoctorNamesWhatIsBroken(t *testing.T) {
	file := written(t, "a file")
	for name, c := range map[string]struct{ env, named map[string]string }{
		"a wrong setting": {
			env:   map[string]string{"SANAD_TELEGRAM_TOKEN": "geheim"},
			named: map[string]string{"settings": "SANAD_TELEGRAM_TOKEN"},
		},
		"nothing answers": {
			env: map[string]string{"SANAD_DATABASE_URL": "postgres://u:geheim@127.0.0.1:1/x", "SANAD_REDIS_URL": "redis://:geheim@127.0.0.1:1",
				"SANAD_TELEGRAM_TOKEN": "1:geheimgeheim", "SANAD_TELEGRAM_API_URL": "http://127.0.0.1:1"},
			named: map[string]string{"database": "SANAD_DATABASE_URL", "redis": "SANAD_REDIS_URL", "telegram": "SANAD_TELEGRAM"},
		},
		"no data folder": {
			env:   map[string]string{"SANAD_DATA_DIR": file},
			named: map[string]string{"database": "SANAD_DATA_DIR", "files": "SANAD_DATA_DIR"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			bare(t)
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			code, lines := doctor(t)
			for check, line := range lines {
				why, broken := c.named[check]
				if broken != strings.HasPrefix(line, "FAIL ") || !strings.Contains(line, why) || strings.Contains(line, "geheim") {
					t.Errorf("%s: %q", check, line)
				}
			}
			for check := range c.named {
				if code != exitFail || lines[check] == "" {
					t.Errorf("exit code %d, and of %s it says nothing", code, check)
				}
			}
		})
	}
	t.Run("a token that Telegram refuses", func(t *testing.T) {
		bare(t)
		t.Setenv("SANAD_TELEGRAM_TOKEN", "110201543:geheimgeheim")
		t.Setenv("SANAD_TELEGRAM_API_URL", telegramtest.New(t).URL())
		if code, lines := doctor(t); code != exitFail || !strings.Contains(lines["telegram"], "SANAD_TELEGRAM_TOKEN") || strings.Contains(lines["telegram"], "geheim") {
			t.Errorf("%d %q", code, lines["telegram"])
		}
	})
	t.Run("a clock of long ago", func(t *testing.T) {
		if _, err := checkClock(&Settings{location: time.UTC}, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil {
			t.Error("nothing is wrong with 1970")
		}
	})
}

// The doctor of a running installation reads its database and disturbs nothing.
func TestDoctorBesideAServingSanad(t *testing.T) {
	bare(t)
	dir := filepath.Join(t.TempDir(), "data")
	p := newProcess(t, "SANAD_DATA_DIR="+dir)
	p.startReady()
	t.Setenv("SANAD_DATA_DIR", dir)
	if _, lines := doctor(t); !strings.HasPrefix(lines["database"], "ok ") || !strings.HasPrefix(lines["files"], "ok ") {
		t.Errorf("%v", lines)
	}
	p.stop()
}
