package ledger_test

import (
	"path/filepath"
	"slices"
	"testing"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

func TestKnownChats(t *testing.T) {
	for name, config := range map[string]func(*testing.T) ledger.Config{
		"SQLite":     func(t *testing.T) ledger.Config { return ledger.Config{Path: filepath.Join(t.TempDir(), "sanad.db")} },
		"PostgreSQL": func(t *testing.T) ledger.Config { return ledger.Config{URL: bottest.Postgres(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			l, err := ledger.Open(t.Context(), config(t))
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			in := bot.Incoming{
				Account: bot.Account{Network: "whatsapp", ID: "1"}, ID: "1", Chat: "1@lid", Aliases: []string{"963911111111@s.whatsapp.net"},
				Input: dialogs.Input{Kind: dialogs.KindText, Text: "x"},
			}
			if _, err := l.Accept(t.Context(), []bot.Incoming{in}); err != nil {
				t.Fatal(err)
			}
			asked := []string{"1@lid", "2@lid", "963911111111@s.whatsapp.net"}
			for network, want := range map[string][]string{"whatsapp": {"1@lid", "963911111111@s.whatsapp.net"}, "telegram": nil} {
				got, err := l.KnownChats(t.Context(), network, asked)
				if slices.Sort(got); err != nil || !slices.Equal(got, want) {
					t.Errorf("on %s %q are known, %v", network, got, err)
				}
			}
		})
	}
}
