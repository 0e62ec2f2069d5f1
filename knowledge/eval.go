package knowledge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"time"
)

// EvalArticle is one line of an articles file.
type EvalArticle struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Questions []string `json:"questions"`
}

// EvalQuestion is one line of a questions file. ArticleID is empty where no article answers.
type EvalQuestion struct {
	Question  string `json:"question"`
	ArticleID string `json:"article_id"`
}

// Report is how well a set of questions is answered. Rates are from 0 to 1: hits and false refusals of the
// questions that have an article, Refused of those that have none.
type Report struct {
	Questions     int     `json:"questions"`
	Hit1          float64 `json:"hit@1"`
	Hit3          float64 `json:"hit@3"`
	MRR10         float64 `json:"mrr@10"`
	Unanswerable  int     `json:"unanswerable"`
	Refused       float64 `json:"refused"`
	FalseRefusals float64 `json:"false_refusals"`
	P50           float64 `json:"p50_us"` // a search, in microseconds
	P95           float64 `json:"p95_us"`
	Build         float64 `json:"build_ms"` // of the index, in milliseconds
}

// ReadEvalArticles reads an articles file, one JSON object a line; blank lines are passed over.
func ReadEvalArticles(r io.Reader) ([]Article, error) {
	var out []Article
	err := eachLine(r, func(line []byte) error {
		var e EvalArticle
		if err := json.Unmarshal(line, &e); err != nil {
			return err
		}
		if e.ID == "" {
			return fmt.Errorf(`no id; write {"id":"…","text":"…"}`)
		}
		out = append(out, e.article())
		return nil
	})
	return out, err
}

func (e EvalArticle) article() Article {
	lang := Languages[0]
	a := Article{ID: e.ID, Questions: e.Questions, Standing: Unconfirmed, Title: map[string]string{}, Body: map[string]string{lang: e.Text}}
	if e.Title != "" {
		a.Title[lang] = e.Title
	}
	return a
}

// ReadEvalQuestions reads a questions file, one JSON object a line; blank lines are passed over.
func ReadEvalQuestions(r io.Reader) ([]EvalQuestion, error) {
	var out []EvalQuestion
	err := eachLine(r, func(line []byte) error {
		var q EvalQuestion
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		if q.Question == "" {
			return fmt.Errorf(`no question; write {"question":"…","article_id":"…"}`)
		}
		out = append(out, q)
		return nil
	})
	return out, err
}

func eachLine(r io.Reader, do func([]byte) error) error {
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := do(line); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
}

// Eval indexes articles alone and asks every question. now is the clock that the times are measured with.
func Eval(articles []Article, questions []EvalQuestion, now func() time.Time) Report {
	start := now()
	s := NewSnapshot(articles)
	build := now().Sub(start)
	r := EvalSnapshot(s, questions, now)
	r.Build = float64(build.Microseconds()) / 1e3
	return r
}

// EvalSnapshot asks every question of a snapshot that stands already.
func EvalSnapshot(s *Snapshot, questions []EvalQuestion, now func() time.Time) Report {
	r := Report{Questions: len(questions)}
	var took []float64
	for _, q := range questions {
		start := now()
		found := s.Find(q.Question, Languages[0])
		took = append(took, float64(now().Sub(start).Nanoseconds())/1e3)
		r.count(q, found)
	}
	r.Hit1, r.Hit3 = share(r.Hit1, r.Questions-r.Unanswerable), share(r.Hit3, r.Questions-r.Unanswerable)
	r.MRR10 = share(r.MRR10, r.Questions-r.Unanswerable)
	r.FalseRefusals = share(r.FalseRefusals, r.Questions-r.Unanswerable)
	r.Refused = share(r.Refused, r.Unanswerable)
	sort.Float64s(took)
	r.P50, r.P95 = quantile(took, 0.5), quantile(took, 0.95)
	return r
}

// count adds one question; the rates are sums until all are asked.
func (r *Report) count(q EvalQuestion, found Found) {
	refused := found.Verdict == Refuse
	if q.ArticleID == "" {
		r.Unanswerable++
		if refused {
			r.Refused++
		}
		return
	}
	if refused {
		r.FalseRefusals++
	}
	for rank, h := range found.Hits {
		if h.Article.ID != q.ArticleID {
			continue
		}
		if rank == 0 {
			r.Hit1++
		}
		if rank < 3 {
			r.Hit3++
		}
		r.MRR10 += 1 / float64(rank+1)
		return
	}
}

func share(sum float64, of int) float64 {
	if of == 0 {
		return 0
	}
	return sum / float64(of)
}

func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))]
}
