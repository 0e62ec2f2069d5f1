package editor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sanad/knowledge"
)

// Edit is one small change to an article that artisans are answered from, made away from the pages: it is published
// at once, by the same way and with the same trial.
type Edit struct {
	Article  string
	Kind     EditKind
	Phrasing string // of Phrase
	Instead  string // of Phrase: the phrasing whose place it takes; empty: it is added
	From     int    // of Make: the revision that was tried
}

// EditKind is what an Edit does.
type EditKind int

// A phrasing is added or put right, the article is held against its sources today, or taken out of use.
const (
	Phrase EditKind = iota
	Review
	Archive
)

// Prospect is what an edit would do.
type Prospect struct {
	Title  string
	From   int       // the revision that it was tried on
	Review time.Time // the next review, after the edit
	Moved  []Move    // questions that would be answered otherwise, those that get worse first
	Left   int       // questions that there was no time to ask
	Missed bool      // the phrasing itself would not find its article
}

// Move is a question whose answer would be another: titles of articles, empty where nothing is found.
type Move struct {
	Question, Before, After string
	Worse                   bool
}

// Why an edit cannot be made. A *knowledge.ConflictError says that somebody came first, and knowledge.ErrNoArticle that
// artisans are not answered from the article.
var (
	ErrSame    = errors.New("the article says so already")
	ErrUnready = errors.New("the article is not fit to be published")
)

// DraftError says that somebody's newer revision is not published yet: an edit would publish it along.
type DraftError struct{ By knowledge.Author }

func (e *DraftError) Error() string {
	return fmt.Sprintf("a draft by %s is not published yet", e.By.ID)
}

// Try finds out what an edit would do. The Prospect has the title also where there is an error.
func (e *Editor) Try(ctx context.Context, ed Edit) (Prospect, error) {
	rec, c, err := e.edited(ctx, ed)
	lang := knowledge.Languages[0]
	p := Prospect{Title: knowledge.Text(rec.Head.Article.Title, lang), From: rec.Head.Number, Review: c.Article.Review}
	if err != nil || ed.Kind == Review { // the words are the same, so no answer can change
		return p, err
	}
	records, err := e.Articles.Records(ctx)
	if err != nil {
		return p, err
	}
	t := e.try(inUse(records), c.Article, c.State, lang)
	p.Left = t.Left
	for _, m := range t.Changed {
		p.Moved = append(p.Moved, Move{m.Question, m.Before.Title, m.After.Title, m.Worse})
	}
	for _, q := range t.Own {
		p.Missed = p.Missed || q.Question == ed.Phrasing && !q.Right
	}
	return p, nil
}

// Make makes an edit that was tried. To make it twice is to make it once.
func (e *Editor) Make(ctx context.Context, ed Edit, author knowledge.Author) (Prospect, error) {
	rec, c, err := e.edited(ctx, ed)
	p := Prospect{Title: knowledge.Text(rec.Head.Article.Title, knowledge.Languages[0])}
	if made(rec, ed, author) {
		return p, nil
	}
	if rec.Head.Number != ed.From && rec.ID != "" {
		return p, &knowledge.ConflictError{ID: rec.ID, Newest: rec.Head}
	}
	if err != nil {
		return p, err
	}
	c.Author = author
	if err := e.Articles.Save(ctx, c); err != nil {
		return p, err
	}
	e.tell(ctx)
	return p, nil
}

// made reports that the newest revision is this very edit of this very author.
func made(rec knowledge.Record, ed Edit, author knowledge.Author) bool {
	a := rec.Head.Article
	if rec.Head.Number <= ed.From || rec.Head.Author.ID != author.ID || rec.Head.State == knowledge.Draft {
		return false
	}
	switch ed.Kind {
	case Phrase:
		return slices.Contains(a.Questions, ed.Phrasing) && !slices.Contains(a.Questions, ed.Instead)
	case Archive:
		return rec.Head.State == knowledge.Archived
	}
	return dayOf(rec.Head.At.Format(time.DateOnly)).Sub(a.Verified).Abs() <= 24*time.Hour
}

// edited is the article as an edit leaves it.
func (e *Editor) edited(ctx context.Context, ed Edit) (knowledge.Record, knowledge.Change, error) {
	rec, err := e.Articles.Record(ctx, ed.Article)
	if err != nil {
		return rec, knowledge.Change{}, err
	}
	a := rec.Head.Article
	c := knowledge.Change{From: rec.Head.Number, State: knowledge.Published, Starter: rec.Head.Starter}
	switch ed.Kind {
	case Phrase:
		a.Questions, err = phrased(a.Questions, ed)
	case Review:
		a = reviewed(a, e.Now().In(e.Location))
	case Archive:
		c.State = knowledge.Archived
	}
	c.Article = a
	switch {
	case rec.State != knowledge.Published:
		return rec, c, knowledge.ErrNoArticle
	case rec.Edited():
		return rec, c, &DraftError{By: rec.Head.Author}
	case err != nil || c.State == knowledge.Archived:
		return rec, c, err
	}
	records, err := e.Articles.Records(ctx)
	if err == nil && !e.check(knowledge.Languages[0], draftOf(a), idsOf(records)).ready() {
		err = ErrUnready
	}
	return rec, c, err
}

// phrased are the questions with the one that an edit brings.
func phrased(questions []string, ed Edit) ([]string, error) {
	at := slices.Index(questions, ed.Instead)
	switch {
	case slices.Contains(questions, ed.Phrasing), ed.Instead != "" && at < 0:
		return questions, ErrSame
	case ed.Instead == "":
		return append(slices.Clone(questions), ed.Phrasing), nil
	}
	questions = slices.Clone(questions)
	questions[at] = ed.Phrasing
	return questions, nil
}

// inUse are the articles that artisans are answered from.
func inUse(records []knowledge.Record) (published []knowledge.Article) {
	for _, rec := range records {
		if rec.Live != nil {
			published = append(published, rec.Live.Article)
		}
	}
	return published
}
