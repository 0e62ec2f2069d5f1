package whatsapp_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/session"
	"sanad/bot/whatsapp"
	"sanad/bot/whatsapp/whatsapptest"
	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
	"sanad/dialogs/understand"
	"sanad/locales"
)

// registration is a scripted conversation of the engine's own tests: a project from the first greeting to the end.
const registration = "../../dialogs/testdata/register.txt"

// TestAWholeConversation leads that conversation over WhatsApp, with the real pipeline, engine and stores between: then an
// advisor takes over, sends a voice note and ends the case.
func TestAWholeConversation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sanad.db") // one file for the keys and for everything else
	w := newWorld(t, bottest.NewAdapterKit(t), sqliteAt(t, path), "sqlite")
	chat := w.artisan("963911111111").Chat(w.owner)
	service := w.serve(t, path)
	for _, turn := range turns(t) {
		if turn.photo {
			chat.Photo([]byte("\x89PNG\r\n\x1a\n صورة"), "image/png", "")
		} else {
			chat.Say(turn.say)
		}
		turn.check(t, chat)
	}
	chat.Say("بدي مستشار")
	chat.Reply(t)
	w.advise(t, service, chat)
	if got := ids(chat.Replies()); len(got) != len(chat.Replies()) {
		t.Error("a message was shown twice")
	}
}

func ids(all []whatsapptest.Message) map[string]bool {
	seen := map[string]bool{}
	for _, m := range all {
		seen[m.ID] = true
	}
	return seen
}

// advise has an advisor take the conversation, send a voice note and resolve it, which asks the artisan how it was.
func (w *world) advise(t *testing.T, s *bot.Service, chat *whatsapptest.Chat) {
	t.Helper()
	voice, err := w.kit.Files.Save(t.Context(), bytes.NewReader(append([]byte("OggS"), make([]byte, 500)...)), "", "audio/ogg", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	person := &dialogs.Person{ID: "p1", Name: "رنا"}
	for i, in := range []dialogs.Input{
		{Kind: dialogs.KindTake, Person: person}, {Kind: dialogs.KindSay, Person: person, Media: &voice}, {Kind: dialogs.KindResolve, Person: person},
	} {
		if _, err := s.Accept(t.Context(), bot.Incoming{
			Account: bot.Account{Network: bot.NetworkDesk, ID: "default"}, ID: string(in.Kind), Conversation: 1, At: time.Now(), Input: in,
		}); err != nil {
			t.Fatal(i, err)
		}
	}
	heard := false
	for range 10 {
		m := chat.Reply(t)
		heard = heard || m.Kind == "voice" && len(m.File) == 504
		if heard && strings.Contains(m.Text, "⭐⭐⭐⭐⭐") { // how was it?
			return
		}
	}
	t.Errorf("no voice note, or no question how it was: %+v", chat.Replies())
}

// serve runs the whole pipeline behind whatever numbers are linked.
func (w *world) serve(t *testing.T, path string) *bot.Service {
	t.Helper()
	s, _ := w.serveNumbers(t, path)
	return s
}

func (w *world) serveNumbers(t *testing.T, path string) (*bot.Service, *whatsapp.Numbers) {
	t.Helper()
	all := w.serveOn(t, ledger.Config{Path: path}, time.Now)
	return all.service, all.numbers
}

// served is what runs behind the numbers.
type served struct {
	records *ledger.Ledger
	service *bot.Service
	numbers *whatsapp.Numbers
	stop    func()
}

func (w *world) serveOn(t *testing.T, at ledger.Config, now func() time.Time, change ...func(*whatsapp.Config)) served {
	t.Helper()
	records, err := ledger.Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	live, err := session.Open(t.Context(), session.Config{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	engine, texts := engine(t)
	numbers, err := whatsapp.NewNumbers(w.config(append(change, func(c *whatsapp.Config) {
		c.Leases, c.Marks, c.Offers, c.Standings, c.Contacts = records.Leases(), records, records, records, records
		c.ChatRate, c.GlobalRate = bot.Rate{PerSecond: 1000, Burst: 1000}, bot.Rate{PerSecond: 1000, Burst: 1000}
	})...))
	if err != nil {
		t.Fatal(err)
	}
	s := bot.New(bot.Config{
		Inbox: records, Turns: records, Outbox: records, Exporter: records, Workers: records,
		Sessions: live, Budgets: live, Live: live, Files: w.kit.Files, Engine: engine, Texts: texts,
		Knowledge: func() dialogs.Finder { return dialogtest.Books() },
		Worker:    "test", Alone: true, Turners: 1, Meter: nobody{}, Log: slog.New(slog.DiscardHandler), Now: now,
	})
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var done errgroup.Group
	done.Go(func() error { return s.Run(ctx) })
	done.Go(func() error { numbers.Run(ctx, s); return nil })
	stop := sync.OnceFunc(func() {
		cancel()
		if err := done.Wait(); err != nil {
			t.Error(err)
		}
		live.Close()
		records.Close()
	})
	t.Cleanup(stop)
	return served{records, s, numbers, stop}
}

func engine(t *testing.T) (*dialogs.Engine, *locales.Bundle) {
	t.Helper()
	texts, err := locales.New()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := understand.New()
	if err != nil {
		t.Fatal(err)
	}
	forms, err := dialogs.LoadForms()
	if err != nil {
		t.Fatal(err)
	}
	e, err := dialogs.New(texts, reader, forms)
	if err != nil {
		t.Fatal(err)
	}
	return e, texts
}

type nobody struct{}

func (nobody) Accepted(string, int, int)      {}
func (nobody) Turned(int, int, time.Duration) {}
func (nobody) Sent(string, string)            {}

// turn is what the artisan says and what the script has them see, message by message.
type turn struct {
	say   string
	photo bool
	shown [][]string
}

func turns(t *testing.T) []turn {
	t.Helper()
	script, err := os.ReadFile(registration)
	if err != nil {
		t.Fatal(err)
	}
	var all []turn
	for line := range strings.Lines(string(script)) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "> "):
			all = append(all, turn{say: line[2:], photo: strings.HasPrefix(line, `> {"photo"`)})
		case strings.HasPrefix(line, "< "):
			last := &all[len(all)-1]
			last.shown = append(last.shown, words(line))
		case strings.HasPrefix(line, "  ") && len(all) > 0:
			last := &all[len(all)-1]
			last.shown[len(last.shown)-1] = append(last.shown[len(last.shown)-1], words(line)...)
		}
	}
	return all
}

// words are what must be seen of a script's line: of a choice its label, without its mark and id.
func words(line string) []string {
	line = strings.ReplaceAll(line[2:], "**", "")
	if strings.HasPrefix(line, "[") {
		_, line, _ = strings.Cut(line, "] ")
		line, _, _ = strings.Cut(line, "  ")
	}
	if line = strings.TrimSpace(line); line == "·" || line == "" {
		return nil
	}
	return []string{line}
}

// isolates are signs of direction that scripts leave out.
var isolates = strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "")

func (e turn) check(t *testing.T, chat *whatsapptest.Chat) {
	t.Helper()
	for _, want := range e.shown {
		text, _ := whatsapptest.Shown(chat.Reply(t).Text)
		for _, line := range want {
			if !strings.Contains(isolates.Replace(text), line) {
				t.Fatalf("after %q the phone shows %q without %q", e.say, text, line)
			}
		}
	}
}
