// Package editor is where admins keep the knowledge base: they write, preview, try, publish, restore, import and
// export articles, and see what nobody could answer. It is an http.Handler that the desk mounts behind its login for
// admins. It must not know SQL, Redis, channels, conversations nor how a login works: it is told who asks.
package editor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"sanad/knowledge"
	"sanad/locales"
)

// Path is where the editor is mounted.
const Path = "/desk/knowledge"

// Topic is the news that the editor publishes: what artisans are answered from has changed.
const Topic = "knowledge"

// Person is who works with the editor.
type Person struct{ ID, Name string }

// Questions are what artisans asked. All calls may come at once.
type Questions interface {
	// Unanswered are the last questions that were not answered, or not well, and are not settled.
	Unanswered(ctx context.Context, limit int) ([]knowledge.Asked, error)
	SettleQuestions(ctx context.Context, ids ...int64) error
	// AnswerQuestions settles questions that an article answers from a revision on, be that published or not; 0 for as it
	// stands. Askers who want to be told are told once it is published.
	AnswerQuestions(ctx context.Context, article string, since int, ids ...int64) error
	// Tallies say how each article did, by its id.
	Tallies(ctx context.Context) (map[string]knowledge.Tally, error)
}

// Projects are what artisans told about their work, without who they are.
type Projects interface {
	// ProjectFields are the answers of the last finished projects, as Article.Match takes them.
	ProjectFields(ctx context.Context, limit int) ([]map[string]any, error)
}

// News tells all processes that something changed.
type News interface {
	Publish(ctx context.Context, topic string) error
}

// Look is an article as one channel shows it.
type Look struct {
	Channel  string // "telegram", "whatsapp", "webchat"
	Messages []Message
}

// Message is one message of the bot.
type Message struct {
	Heading, Text string
	Buttons       []string
}

// Config is what the editor stands on. Everything up to Texts is required.
type Config struct {
	Articles  *knowledge.Library
	Questions Questions
	Projects  Projects
	News      News
	Person    func(context.Context) Person // who asks
	Lang      func(context.Context) string // what they read
	// Preview shows an article as the channels do, by the very code that answers artisans.
	Preview func(a knowledge.Article, lang string, now time.Time) []Look
	Texts   *locales.Bundle

	// Published is what artisans are answered from; optional. With it the editor sees which questions have an answer meanwhile.
	Published func() *knowledge.Snapshot

	Location *time.Location // of the times shown; UTC by default
	Log      *slog.Logger
	Now      func() time.Time
}

// Editor is the application. Its Handler may be used by many requests at once.
type Editor struct {
	Config
	mux   *http.ServeMux
	views *views
}

// New checks c and builds the editor.
func New(c Config) (*Editor, error) {
	if c.Articles == nil || c.Questions == nil || c.Projects == nil || c.News == nil || c.Person == nil || c.Lang == nil || c.Preview == nil || c.Texts == nil {
		return nil, errors.New("editor: a port is missing")
	}
	if c.Location == nil {
		c.Location = time.UTC
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	e := &Editor{Config: c}
	var err error
	if e.views, err = newViews(e); err != nil {
		return nil, fmt.Errorf("editor: %w", err)
	}
	e.routes()
	return e, nil
}

// ServeHTTP serves Path and everything below it.
func (e *Editor) ServeHTTP(w http.ResponseWriter, r *http.Request) { e.mux.ServeHTTP(w, r) }

func (e *Editor) routes() {
	e.mux = http.NewServeMux()
	e.mux.Handle("GET "+Path+"/static/{file}", e.views.assets())
	for pattern, handle := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET " + Path:                            e.listPage,
		"GET " + Path + "/{$}":                   e.listPage,
		"GET " + Path + "/new":                   e.newPage,
		"POST " + Path + "/new":                  e.save,
		"POST " + Path + "/preview":              e.preview,
		"GET " + Path + "/articles/{id}":         e.editPage,
		"POST " + Path + "/articles/{id}":        e.save,
		"GET " + Path + "/articles/{id}/trial":   e.trialPage,
		"POST " + Path + "/articles/{id}/trial":  e.publish,
		"GET " + Path + "/articles/{id}/history": e.historyPage,
		"POST " + Path + "/articles/{id}/back":   e.restore,
		"POST " + Path + "/articles/{id}/review": e.review,
		"GET " + Path + "/articles/{id}/file":    e.exportOne,
		"GET " + Path + "/export":                e.exportAll,
		"GET " + Path + "/import":                e.importPage,
		"POST " + Path + "/import":               e.importFiles,
		"GET " + Path + "/questions":             e.questionsPage,
		"POST " + Path + "/questions":            e.answerQuestions,
		Path + "/":                               func(http.ResponseWriter, *http.Request) error { return knowledge.ErrNoArticle },
	} {
		e.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := handle(w, r); err != nil {
				e.fail(w, r, err)
			}
		})
	}
}

// fail answers for what could not be done.
func (e *Editor) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, key := http.StatusServiceUnavailable, "desk.error.broken"
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, knowledge.ErrNoArticle):
		status, key = http.StatusNotFound, "editor.error.missing"
	case errors.As(err, &tooLarge):
		status, key = http.StatusRequestEntityTooLarge, "editor.error.large"
	case r.Context().Err() == nil:
		e.Log.Error("editor: request", "path", r.Pattern, "error", err)
	}
	e.show(w, r, status, "error", page{Title: "desk.error.title", Body: e.say(r, key)})
}

// author is who asks, as revisions name them.
func (e *Editor) author(r *http.Request) knowledge.Author {
	p := e.Person(r.Context())
	return knowledge.Author{ID: p.ID, Name: p.Name}
}

// tell says that what artisans are answered from has changed. Who misses the news looks by themself.
func (e *Editor) tell(ctx context.Context) {
	if err := e.News.Publish(ctx, Topic); err != nil && ctx.Err() == nil {
		e.Log.Warn("editor: publication not told; others find it by themselves", "error", err)
	}
}

func (e *Editor) say(r *http.Request, key string, args ...any) string {
	a, _ := named(args)
	return e.Texts.Text(e.Lang(r.Context()), key, a)
}
