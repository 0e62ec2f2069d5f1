package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/dialogs"
	"sanad/knowledge"
)

// Unanswered returns the last questions that found no answer or an unhelpful one and that nobody has settled, newest first.
func (l *Ledger) Unanswered(ctx context.Context, limit int) ([]knowledge.Asked, error) {
	all, err := l.read().questions(ctx, `WHERE settled = 0 AND why IN ('unknown', 'unhelpful') AND question <> '' ORDER BY id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("read unanswered questions: %w", err)
	}
	asked := make([]knowledge.Asked, len(all))
	for i, q := range all {
		asked[i] = knowledge.Asked{ID: q.ID, Question: q.Question, Article: q.Article, Score: q.Score, Unhelpful: q.Why == dialogs.QuestionUnhelpful, At: q.At, Asker: q.Conversation, Waits: q.Waits}
	}
	return asked, nil
}

// SettleQuestions says that questions have been dealt with.
func (l *Ledger) SettleQuestions(ctx context.Context, ids ...int64) error {
	return l.write(ctx, "settle questions", func(s *session) error {
		return s.bulk(ctx, `UPDATE questions SET settled = 1 WHERE id IN ([[?]])`, column(ids))
	})
}

const setAnswered = `
WITH v (id) AS (VALUES [[(CAST(? AS BIGINT))]])
UPDATE questions SET settled = 1, answer = CAST(? AS TEXT), since = CAST(? AS INTEGER) FROM v WHERE questions.id = v.id`

// AnswerQuestions says that an article answers questions from a revision on, which may be published later; 0 means as it
// stands. Then those of the askers who want to be told are told.
func (l *Ledger) AnswerQuestions(ctx context.Context, article string, since int, ids ...int64) error {
	return l.write(ctx, "answer questions", func(s *session) error {
		return s.bulk(ctx, setAnswered, column(ids), article, since)
	})
}

// Tallies say how each article did, by its id.
func (l *Ledger) Tallies(ctx context.Context) (map[string]knowledge.Tally, error) {
	out := map[string]knowledge.Tally{}
	const query = `SELECT article, why, COUNT(*) FROM questions WHERE article <> '' AND why IN ('answered', 'helpful', 'unhelpful') GROUP BY article, why`
	err := l.read().each(ctx, query, nil, func(r *sql.Rows) error {
		var article string
		var why dialogs.QuestionOutcome
		var n int
		err := r.Scan(&article, &why, &n)
		t := out[article]
		switch why {
		case dialogs.QuestionAnswered:
			t.Answered = n
		case dialogs.QuestionHelpful:
			t.Helpful = n
		case dialogs.QuestionUnhelpful:
			t.Unhelpful = n
		}
		out[article] = t
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read tallies: %w", err)
	}
	err = l.read().each(ctx, `SELECT answer, COUNT(DISTINCT conversation) FROM questions WHERE tell = 1 AND answer <> '' GROUP BY answer`, nil, func(r *sql.Rows) error {
		var article string
		var n int
		err := r.Scan(&article, &n)
		t := out[article]
		t.Waiting = n
		out[article] = t
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count who waits for an answer: %w", err)
	}
	return out, nil
}
