package knowledge

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"
)

// State is how far an article, or one revision of it, has come.
type State string

// An article is written, answered from, and taken out of use. Nothing is ever deleted.
const (
	Draft     State = "draft"
	Published State = "published"
	Archived  State = "archived"
)

// Author is who made a revision. The zero Author is the program itself, whose starter articles come with a release.
type Author struct {
	ID   string
	Name string // as it was then
}

// Shell is the author of what is imported by a command.
var Shell = Author{ID: "shell", Name: "sanad knowledge import"}

// Revision is an article as somebody left it. Revisions are never changed nor deleted.
type Revision struct {
	Number   int // from 1, each article's own
	Article  Article
	State    State // what the revision did: write, publish or archive
	Author   Author
	At       time.Time
	Restored int    // the number of the revision that this one brings back; 0 when it does not
	Starter  string // Fingerprint of the release's own text that the author had before them; empty where there is none
}

// Record is an article as the store has it.
type Record struct {
	ID    string
	State State     // Published while artisans are answered from it, whatever its newest revision is
	Head  Revision  // the newest
	Live  *Revision // what artisans are answered from; nil when they are not
}

// Edited reports whether there is something newer than what artisans are answered from.
func (r Record) Edited() bool { return r.Live != nil && r.Head.Number != r.Live.Number }

// Change is one revision to be made.
type Change struct {
	Article  Article
	From     int // the number of the newest revision that the author saw; 0 for an article that is new to the store
	State    State
	Author   Author
	Restored int
	Starter  string
	// Base is what artisans are answered from before the first change to an article that the store does not have yet.
	// It is kept as the first revision, published, of the zero Author.
	Base *Article
}

// Store keeps articles with all their revisions.
type Store interface {
	// Records are all articles that it has, by id.
	Records(ctx context.Context) ([]Record, error)
	// Record is one article; ErrNoArticle when there is none.
	Record(ctx context.Context, id string) (Record, error)
	// Revisions are all of an article, the newest first; none for an article that it does not have.
	Revisions(ctx context.Context, id string) ([]Revision, error)
	// Save makes all changes or none, at most one of an article. A *ConflictError when somebody else came first.
	Save(ctx context.Context, changes ...Change) error
}

// Publications is what is answered from, for those who only read.
type Publications interface {
	// Publication is a number that changes whenever what is published may have.
	Publication(ctx context.Context) (int64, error)
	// Holdings are what the store has.
	Holdings(ctx context.Context) (Holdings, error)
}

// Holdings are the published articles of a store, and the ids of those that it has and does not publish.
type Holdings struct {
	Live   []Article // by id
	Hidden []string
}

// ErrNoArticle is an article that does not exist.
var ErrNoArticle = errors.New("no such article")

// ConflictError says that somebody else saved the article after the author had read it.
type ConflictError struct {
	ID     string
	Newest Revision // what they left
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s: %s saved revision %d at %s", e.ID, e.Newest.Author.ID, e.Newest.Number, e.Newest.At.Format(time.RFC3339))
}

// Fingerprint tells two texts of an article apart.
func Fingerprint(a Article) string {
	sum := fnv.New64a()
	sum.Write(Format(a))
	return strconv.FormatUint(sum.Sum64(), 36)
}

// Library is a store on top of the articles that the program comes with. Those are published as long as nobody
// touches them, and so a new release brings its new texts by itself. The first change to one puts it, as it was, and
// the change into the store; from then on the store's text holds, and a release's newer one is only shown to admins.
type Library struct {
	Store
	starter []Article
	byID    map[string]int
}

// NewLibrary puts a store on top of starter articles.
func NewLibrary(store Store, starter []Article) *Library {
	l := &Library{Store: store, starter: starter, byID: make(map[string]int, len(starter))}
	for i := range starter {
		l.byID[starter[i].ID] = i
	}
	return l
}

// Records are all articles: the starter ones in their order, and then the store's own by id.
func (l *Library) Records(ctx context.Context) ([]Record, error) {
	stored, err := l.Store.Records(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Record, len(l.starter), len(l.starter)+len(stored))
	for i := range l.starter {
		out[i] = Untouched(l.starter[i])
	}
	for _, r := range stored {
		if i, ok := l.byID[r.ID]; ok {
			out[i] = r
		} else {
			out = append(out, r)
		}
	}
	return out, nil
}

// Record is one article; ErrNoArticle when there is none.
func (l *Library) Record(ctx context.Context, id string) (Record, error) {
	r, err := l.Store.Record(ctx, id)
	if a, ok := l.Starter(id); ok && errors.Is(err, ErrNoArticle) {
		return Untouched(a), nil
	}
	return r, err
}

// Save makes all changes or none, keeping what a starter article was before its first.
func (l *Library) Save(ctx context.Context, changes ...Change) error {
	out := make([]Change, len(changes))
	for i, c := range changes {
		if a, ok := l.Starter(c.Article.ID); ok && c.From == 0 {
			c.Base = &a
			c.Starter = Fingerprint(a)
		}
		out[i] = c
	}
	return l.Store.Save(ctx, out...)
}

// Starter is the release's own text of an article, where there is one.
func (l *Library) Starter(id string) (Article, bool) {
	i, ok := l.byID[id]
	if !ok {
		return Article{}, false
	}
	return l.starter[i], true
}

// News is the release's own text of an article when it is another than the one that the article's last author knew.
func (l *Library) News(r Record) (Article, bool) {
	a, ok := l.Starter(r.ID)
	if !ok || r.Head.Number == 0 || r.Head.Starter == Fingerprint(a) {
		return Article{}, false
	}
	return a, true
}

// Untouched is the record of a starter article that the store does not have.
func Untouched(a Article) Record {
	r := Revision{Article: a, State: Published, Starter: Fingerprint(a)}
	return Record{ID: a.ID, State: Published, Head: r, Live: &r}
}

// InUse are the articles that artisans are answered from: the store's, and the starter ones that it does not have.
func InUse(starter []Article, h Holdings) []Article {
	stored := make(map[string]*Article, len(h.Live)+len(h.Hidden))
	for i := range h.Live {
		stored[h.Live[i].ID] = &h.Live[i]
	}
	for _, id := range h.Hidden {
		stored[id] = nil
	}
	out := make([]Article, 0, len(starter)+len(h.Live))
	for _, a := range starter {
		edited, ok := stored[a.ID]
		if !ok {
			out = append(out, a)
		} else if edited != nil {
			out = append(out, *edited)
		}
		delete(stored, a.ID)
	}
	for _, a := range h.Live {
		if stored[a.ID] != nil {
			out = append(out, a)
		}
	}
	return out
}
