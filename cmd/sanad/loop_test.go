package main

import (
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/bot/telegram/telegramtest"
)

const (
	fuelQuestion = "وين في كازية فاتحة بالليل؟"
	fuelAnswer   = "الكازيات اللي بتفتح بالليل مكتوبة على باب البلدية."
	wasAsked     = "كنتوا سألتوا"
)

// Many ask what nobody knows and want to be told. It is published from the desk of one program; every program answers
// from it within moments, and each of them is told once, although a program is killed right then.
func TestAskersAreToldOnceWhateverDies(t *testing.T) {
	t.Run("one program on SQLite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		tg := telegramtest.New(t)
		p := newProcess(t, telegramEnv(tg, "SANAD_DATA_DIR="+dir)...)
		p.startReady()
		wholeLoop(t, tg, ledger.Config{Path: filepath.Join(dir, databaseName)}, p)
	})
	t.Run("two programs on PostgreSQL", func(t *testing.T) {
		t.Parallel()
		database, redis := bottest.Postgres(t), bottest.Redis(t)
		tg := telegramtest.New(t)
		env := telegramEnv(tg, "SANAD_DATABASE_URL="+database, "SANAD_REDIS_URL="+redis.URL(), "SANAD_DATA_DIR="+t.TempDir())
		one, two := newProcess(t, env...), newProcess(t, env...)
		one.startReady()
		two.startReady()
		wholeLoop(t, tg, ledger.Config{URL: database}, one, two)
	})
}

func wholeLoop(t *testing.T, tg *telegramtest.Server, c ledger.Config, programs ...*process) {
	const people = 12
	for n := range people {
		u := tg.User(int64(1 + n))
		asks(t, u, fuelQuestion, "ما عندي جواب أكيد")
		asks(t, u, "خبروني", "منبعته هون")
	}
	stranger, quitter := tg.User(100), tg.User(101)
	asks(t, stranger, fuelQuestion, "ما عندي جواب أكيد")
	asks(t, quitter, fuelQuestion, "ما عندي جواب أكيد")
	presses(t, quitter, "خبروني", "منبعته هون")
	asks(t, quitter, "لا تخبروني", "ما رح نبعت شي")

	admin := firstAdmin(t, programs[0])
	before := make([]float64, len(programs))
	for i, p := range programs {
		before[i] = p.metric("sanad_knowledge_publication")
	}
	publishFuel(t, admin)
	for i, p := range programs { // long before a program looks that nobody told
		bottest.Eventually(t, "it is live everywhere", func() bool { return p.metric("sanad_knowledge_publication") > before[i] })
	}
	programs[len(programs)-1].kill()
	programs[len(programs)-1].startReady()
	for n := range people {
		u := tg.User(int64(1 + n))
		bottest.Eventually(t, "everybody is told", func() bool { return wasTold(u) })
		asks(t, u, fuelQuestion, fuelAnswer)
	}
	asks(t, stranger, fuelQuestion, fuelAnswer)
	asks(t, quitter, fuelQuestion, fuelAnswer)

	l := look(t, c)
	for n := range people {
		if got := timesTold(t, l, tg.User(int64(1+n))); got != 1 {
			t.Errorf("artisan %d was told %d times", n, got)
		}
	}
	if timesTold(t, l, stranger)+timesTold(t, l, quitter) != 0 {
		t.Error("somebody was told who did not want to be")
	}
	for _, p := range programs {
		p.stop()
	}
}

func wasTold(u *telegramtest.User) bool {
	for _, m := range u.Replies() {
		if strings.Contains(m.Text, wasAsked) && strings.Contains(m.Text, fuelAnswer) {
			return true
		}
	}
	return false
}

// timesTold counts in the transcript: Telegram itself may show one message twice that a killed program was sending.
func timesTold(t *testing.T, l *ledger.Ledger, u *telegramtest.User) (n int) {
	t.Helper()
	c, err := l.ConversationByChat(t.Context(), bot.Account{Network: "telegram", ID: botID}, u.Chat())
	if err != nil {
		t.Fatal(err)
	}
	all, err := l.Transcript(t.Context(), c.ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Said != nil && strings.Contains(m.Said.Text, wasAsked) {
			n++
		}
	}
	return n
}

var (
	groupIDs = regexp.MustCompile(`name="ids" value="([0-9,]+)"`)
	newID    = regexp.MustCompile(`/desk/knowledge/articles/(article-[a-z0-9]+)/trial`)
)

// publishFuel makes an article of the one group of questions that there is, and publishes it.
func publishFuel(t *testing.T, admin *advisor) {
	t.Helper()
	_, page := admin.get("/desk/knowledge/questions")
	ids := groupIDs.FindStringSubmatch(page)
	if ids == nil || !strings.Contains(page, "12 شخصاً ينتظرون الجواب") {
		t.Fatalf("the questions are %s", page)
	}
	form := url.Values{"asked": {ids[1]}, "do": {"publish"}, "title.ar": {"الكازيات بالليل"}, "short.ar": {fuelAnswer}, "standing": {"unconfirmed"},
		"verified": {"2026-01-10"}, "review": {"2027-01-10"}, "questions": {fuelQuestion + "\nكازية فاتحة بالليل\nوين بعبّي بنزين بالليل"}}
	code, location := admin.location("/desk/knowledge/new", form)
	id := newID.FindStringSubmatch(location)
	if code != http.StatusSeeOther || id == nil {
		t.Fatalf("saved: %d %s", code, location)
	}
	if _, page := admin.get(location); !strings.Contains(page, "عند النشر يصل الجواب إلى 12 شخصاً") {
		t.Fatalf("the trial says %s", page)
	}
	admin.post("/desk/knowledge/articles/"+id[1]+"/trial", url.Values{"from": {"1"}, "do": {"publish"}})
}

// location sends a form and says where it leads.
func (a *advisor) location(path string, form url.Values) (int, string) {
	a.t.Helper()
	resp, err := a.http.PostForm(a.p.url(path), form)
	if err != nil {
		a.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, resp.Header.Get("Location")
}
