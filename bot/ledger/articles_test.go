package ledger_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"sanad/bot/bottest"
	"sanad/bot/ledger"
	"sanad/knowledge"
)

func TestArticlesSQLite(t *testing.T) {
	bottest.Articles(t, func(t *testing.T) bottest.ArticleStore {
		return openLedger(t, ledger.Config{Path: filepath.Join(t.TempDir(), "sanad.db")}).Articles()
	})
}

func TestArticlesPostgres(t *testing.T) {
	bottest.Postgres(t) // keeps the server up from one case to the next
	bottest.Articles(t, func(t *testing.T) bottest.ArticleStore {
		return openLedger(t, ledger.Config{URL: bottest.Postgres(t)}).Articles()
	})
}

func openLedger(t testing.TB, c ledger.Config) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return l
}

// BenchmarkSaveArticles saves 5,000 articles in one transaction and reads them back.
func BenchmarkSaveArticles(b *testing.B) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	changes := make([]knowledge.Change, 5000)
	for i := range changes {
		changes[i].State = knowledge.Published
		changes[i].Article = knowledge.Article{
			ID: fmt.Sprintf("a%d", i), Title: map[string]string{"ar": "عنوان"}, Verified: day, Review: day,
			Short: map[string]string{"ar": fmt.Sprintf("%0600d", i)}, Body: map[string]string{"ar": fmt.Sprintf("%03000d", i)},
		}
	}
	for b.Loop() {
		articles := openLedger(b, ledger.Config{Path: filepath.Join(b.TempDir(), "sanad.db")}).Articles()
		if err := articles.Save(b.Context(), changes...); err != nil {
			b.Fatal(err)
		}
		if h, err := articles.Holdings(b.Context()); err != nil || len(h.Live) != len(changes) {
			b.Fatal(len(h.Live), err)
		}
	}
}
