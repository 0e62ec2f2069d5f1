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
			var all []bot.Incoming
			for chat, account := range map[string]string{"1@lid": "1", "2@lid": "2", "3@lid": "1", "4@lid": "1"} {
				all = append(all, bot.Incoming{
					Account: bot.Account{Network: "whatsapp", ID: account}, ID: chat, Chat: chat, Aliases: []string{"96391111111" + chat[:1] + "@s.whatsapp.net"},
					Input: dialogs.Input{Kind: dialogs.KindText, Text: "x"},
				})
			}
			both := all[0] // who wrote to both numbers
			both.Account.ID, both.ID = "3", "again"
			if _, err := l.Accept(t.Context(), append(all, both)); err != nil {
				t.Fatal(err)
			}
			asked := []string{"1@lid", "2@lid", "5@lid", "963911111111@s.whatsapp.net", both.Chat, "5@lid"}
			want := []string{"1@lid", "2@lid", "963911111111@s.whatsapp.net", both.Chat}
			slices.Sort(want)
			for network, want := range map[string][]string{"whatsapp": slices.Compact(want), "telegram": nil} {
				got, err := l.KnownChats(t.Context(), network, asked)
				if slices.Sort(got); err != nil || !slices.Equal(got, want) {
					t.Errorf("on %s %q are known, %v", network, got, err)
				}
			}
		})
	}
}
