package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"sanad/bot"
	"sanad/dialogs"
)

const insertQuestion = `
INSERT INTO questions (conversation, contact, question, article, score, why, at, input) VALUES [[(?, ?, ?, ?, ?, ?, ?, ?)]]`

func (s *session) noteQuestions(ctx context.Context, r *records) error {
	return s.bulk(ctx, insertQuestion, r.questions)
}

// Questions returns the last questions with an outcome, newest first; of any outcome when why is empty.
func (l *Ledger) Questions(ctx context.Context, why dialogs.QuestionOutcome, limit int) ([]bot.Question, error) {
	all, err := l.read().questions(ctx, `WHERE (why = ? OR CAST(? AS TEXT) = '') ORDER BY id DESC LIMIT ?`, string(why), string(why), limit)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return all, nil
}

func (s *session) questions(ctx context.Context, which string, args ...any) ([]bot.Question, error) {
	var all []bot.Question
	err := s.each(ctx, `SELECT id, conversation, contact, question, article, score, why, at, tell = 1 FROM questions `+which, args, func(r *sql.Rows) error {
		var q bot.Question
		var at int64
		err := r.Scan(&q.ID, &q.Conversation, &q.Contact, &q.Question, &q.Article, &q.Score, &q.Why, &at, &q.Waits)
		q.At = moment(at)
		all = append(all, q)
		return err
	})
	return all, err
}
