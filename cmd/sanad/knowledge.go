package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"sanad/bot/ledger"
	"sanad/knowledge"
)

type knowledgeCommand struct {
	Check  knowledgeCheck  `cmd:"" help:"Check every article and the questions that must find it."`
	List   knowledgeList   `cmd:"" help:"List the articles: id, state, standing, day of review, title."`
	Import knowledgeImport `cmd:"" help:"Read articles from Markdown files; a bad file changes nothing."`
	Export knowledgeExport `cmd:"" help:"Write the published articles as Markdown files."`
	Search knowledgeSearch `cmd:"" help:"Ask the knowledge base what the bot would be asked."`
	Eval   knowledgeEval   `cmd:"" help:"Ask a file of questions and measure the answers."`
}

type knowledgeCheck struct {
	Dir string `arg:"" optional:"" type:"path" help:"A folder of Markdown files instead of the published articles."`
}

type knowledgeList struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

type knowledgeSearch struct {
	JSON     bool   `name:"json" help:"One JSON object."`
	Question string `arg:""`
	Lang     string `enum:"ar,en" default:"ar" help:"The language that is preferred."`
}

type knowledgeEval struct {
	Articles  string `type:"path" placeholder:"FILE" help:"JSON lines of articles; the published ones when left out."`
	Questions string `required:"" type:"path" placeholder:"FILE" help:"JSON lines of questions."`
	JSON      bool   `name:"json" help:"One JSON object."`
}

// errUnsound is what check ends with; each problem has said its own line.
var errUnsound = errors.New("not every article is as it should be; the lines above say what to write")

// withLibrary opens the articles. A command that only reads does not make a database where there is none.
func withLibrary(ctx context.Context, s *Settings, do func(*knowledge.Library) error) error {
	starter, err := knowledge.Starter()
	if err != nil {
		return err
	}
	return withLedger(ctx, s, func(l *ledger.Ledger) error { return do(knowledge.NewLibrary(l.Articles(), starter)) })
}

// allRecords are all articles; where there is no database yet, those of the program.
func allRecords(ctx context.Context, s *Settings) (all []knowledge.Record, err error) {
	if s.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(s.DataDir, databaseName)); errors.Is(err, fs.ErrNotExist) {
			starter, err := knowledge.Starter()
			for _, a := range starter {
				all = append(all, knowledge.Untouched(a))
			}
			return all, err
		}
	}
	err = withLibrary(ctx, s, func(l *knowledge.Library) error {
		all, err = l.Records(ctx)
		return err
	})
	return all, err
}

// publishedArticles are those that artisans are answered from.
func publishedArticles(ctx context.Context, s *Settings) (all []knowledge.Article, err error) {
	records, err := allRecords(ctx, s)
	for _, r := range records {
		if r.Live != nil {
			all = append(all, r.Live.Article)
		}
	}
	return all, err
}

// Run prints what is wrong, a line each. Days that have come are only noted: the bot says so itself in its answers.
func (k knowledgeCheck) Run(ctx context.Context, s *Settings, c console) error {
	articles, err := k.articles(ctx, s)
	var problems knowledge.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	wrong, notes := 0, 0
	for _, p := range append(problems, knowledge.Check(articles, time.Now().In(s.location))...) {
		if knowledge.Days[p.Code] {
			notes++
			fmt.Fprintln(c.out, "note ", p)
			continue
		}
		wrong++
		fmt.Fprintln(c.out, "wrong", p)
	}
	fmt.Fprintf(c.out, "%d articles, %d wrong, %d notes\n", len(articles), wrong, notes)
	if wrong > 0 {
		return errUnsound
	}
	return nil
}

func (k knowledgeCheck) articles(ctx context.Context, s *Settings) ([]knowledge.Article, error) {
	if k.Dir == "" {
		return publishedArticles(ctx, s)
	}
	return knowledge.ReadAll(os.DirFS(k.Dir))
}

// listed is one article as list prints it.
type listed struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Edited   bool   `json:"edited"` // there is a draft newer than what is published
	Standing string `json:"standing"`
	Review   string `json:"review"`
	Revision int    `json:"revision"`
	Title    string `json:"title"`
}

// Run prints one line an article.
func (k knowledgeList) Run(ctx context.Context, s *Settings, c console) error {
	records, err := allRecords(ctx, s)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.out, 0, 8, 2, ' ', 0)
	now := time.Now()
	for _, r := range records {
		a := r.Head.Article
		l := listed{ID: r.ID, State: string(r.State), Edited: r.Edited(), Standing: string(a.StandingAt(now)), Review: a.Review.Format(time.DateOnly), Revision: r.Head.Number, Title: knowledge.Text(a.Title, "ar")}
		if k.JSON {
			err = errors.Join(err, printJSON(c.out, l))
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", l.ID, l.State, l.Standing, l.Review, l.Title)
	}
	return errors.Join(err, w.Flush())
}

// answer is what search prints.
type answer struct {
	Answer bool     `json:"answer"`
	Offer  []string `json:"offer"`
	Hits   []hit    `json:"hits"`
}

type hit struct {
	ID    string  `json:"id"`
	Title string  `json:"title"`
	Score float64 `json:"score"`
}

// Run prints what the bot would find.
func (k knowledgeSearch) Run(ctx context.Context, s *Settings, c console) error {
	articles, err := publishedArticles(ctx, s)
	if err != nil {
		return err
	}
	found := knowledge.NewSnapshot(articles).Find(k.Question, k.Lang)
	out := answer{Answer: found.Verdict == knowledge.Answer, Offer: []string{}, Hits: []hit{}}
	for i, h := range found.Hits {
		out.Hits = append(out.Hits, hit{h.Article.ID, knowledge.Text(h.Article.Title, k.Lang), h.Score})
		if found.Verdict == knowledge.Offer && i < knowledge.MaxOffers {
			out.Offer = append(out.Offer, h.Article.ID)
		}
	}
	if k.JSON {
		return printJSON(c.out, out)
	}
	fmt.Fprintln(c.out, found.Verdict)
	for _, h := range out.Hits {
		fmt.Fprintf(c.out, "%.3f  %s  %s\n", h.Score, h.ID, h.Title)
	}
	return nil
}

// Run asks every question and prints how it went.
func (k knowledgeEval) Run(ctx context.Context, s *Settings, c console) error {
	questions, err := readFile(k.Questions, knowledge.ReadEvalQuestions)
	if err != nil {
		return err
	}
	var articles []knowledge.Article
	if k.Articles != "" {
		articles, err = readFile(k.Articles, knowledge.ReadEvalArticles)
	} else {
		articles, err = publishedArticles(ctx, s)
	}
	if err != nil {
		return err
	}
	report := knowledge.Eval(articles, questions, time.Now)
	if k.JSON {
		return printJSON(c.out, report)
	}
	fmt.Fprintf(c.out, "questions %d, of them unanswerable %d\nhit@1 %.3f  hit@3 %.3f  mrr@10 %.3f\nrefused %.3f  false refusals %.3f\nsearch %.0f µs at the median, %.0f µs at 95 %%; index built in %.0f ms\n",
		report.Questions, report.Unanswerable, report.Hit1, report.Hit3, report.MRR10, report.Refused, report.FalseRefusals, report.P50, report.P95, report.Build)
	return nil
}

// readFile reads JSON lines, and names the file where one is wrong.
func readFile[T any](name string, read func(io.Reader) ([]T, error)) ([]T, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	all, err := read(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

// printJSON writes v on one line, Arabic and < as they are.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
