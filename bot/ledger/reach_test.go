package ledger_test

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/dialogs"
)

// pair is the two conversations of one artisan.
type pair struct {
	*testing.T
	*ledger.Ledger
	sent int
}

// say lets a message in from a chat.
func (p *pair) say(chat string) {
	p.Helper()
	p.sent++
	if _, err := p.Accept(p.Context(), []bot.Incoming{said(chat, fmt.Sprint(p.sent))}); err != nil {
		p.Fatal(err)
	}
}

// turns answers all that waits; the last turn of each conversation has the effects.
func (p *pair) turns(effects ...dialogs.Effect) (all [][]bot.Turn) {
	p.Helper()
	claims, err := p.Claim(p.Context(), "w", 10, time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		p.Fatal(err)
	}
	for _, c := range claims {
		var turns []bot.Turn
		for n := range c.Waiting {
			turns = append(turns, answer(c, n))
			turns[n].Effects = nil
		}
		turns[len(turns)-1].Effects = effects
		all = append(all, turns)
	}
	return all
}

// commit has every conversation's turns committed at the same moment.
func (p *pair) commit(all [][]bot.Turn) {
	p.Helper()
	var wg sync.WaitGroup
	for _, turns := range all {
		wg.Go(func() {
			if lost, err := p.Commit(p.Context(), turns); err != nil || len(lost) > 0 {
				p.Errorf("lost %v, %v", lost, err)
			}
		})
	}
	wg.Wait()
}

func (p *pair) join() {
	p.Helper()
	p.say("1")
	p.commit(p.turns(dialogs.OfferCode{}))
	given := p.turns()
	code := given[0][0].Input.Joining.Code
	p.commit(given)
	p.say("2")
	p.commit(p.turns(dialogs.UseCode{Code: code}))
	p.commit(p.turns())
}

func TestCommitsOfOneArtisansChannelsDoNotDeadlock(t *testing.T) {
	url := bottest.Postgres(t)
	l, err := ledger.Open(t.Context(), ledger.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	p := &pair{T: t, Ledger: l}
	p.join()
	told := 0
	for n := range 60 {
		p.say("1")
		p.say("2")
		all := p.turns(dialogs.SaveProject{Project: fmt.Sprint("p", n), Form: "project"})
		told += len(all)
		p.commit(all)
	}
	if told != 120 {
		t.Errorf("%d conversations moved on, want both each time", told)
	}
	l.Close()
	if n := deadlocks(t, url); n > 0 {
		t.Errorf("%d deadlocks", n)
	}
}

// deadlocks counts those that the database ever had, once all others have left it and their counts are in.
func deadlocks(t *testing.T, url string) (n int) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	one := func(text string) (n int) {
		if err := db.QueryRow(text).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	bottest.Eventually(t, "the database is left", func() bool {
		return one(`SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`) == 0
	})
	return one(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)
}
