package knowledge

import (
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// Snapshot is the published knowledge at one moment, with its search. It never changes, so a turn that
// began with one ends with it, and any number of turns read it at once.
type Snapshot struct {
	articles []Article
	schemes  *Schemes
	byID     map[string]int
	index    *index
	version  string
}

// NewSnapshot indexes articles. They are copied shallowly and must not be changed after.
func NewSnapshot(articles []Article) *Snapshot {
	s := &Snapshot{articles: append([]Article(nil), articles...), byID: make(map[string]int, len(articles))}
	sum := fnv.New64a()
	for i := range s.articles {
		s.byID[s.articles[i].ID] = i
		sum.Write(Format(s.articles[i]))
	}
	s.schemes = NewSchemes(s.articles)
	s.version = strconv.FormatUint(sum.Sum64(), 36)
	s.index = newIndex(s.articles, starterBridge().with(s.articles))
	return s
}

// Version names the snapshot's content: the same articles in the same order have the same version anywhere.
func (s *Snapshot) Version() string { return s.version }

// Articles are all articles, in the order given. The slice belongs to the snapshot.
func (s *Snapshot) Articles() []Article { return s.articles }

// Article is the article with an id.
func (s *Snapshot) Article(id string) (*Article, bool) {
	i, ok := s.byID[id]
	if !ok {
		return nil, false
	}
	return &s.articles[i], true
}

// Match holds every scheme against a project's fields, as Schemes.Match does.
func (s *Snapshot) Match(fields map[string]any, now time.Time) []Match {
	return s.schemes.Match(fields, now)
}

// maxHits is how many hits a search gives at most.
const maxHits = 10

// maxQuestion is how much of a question is read: nobody asks longer, and a flood must not slow the search.
const maxQuestion = 1000

// Find searches for what answers a question, and says whether to answer, offer or refuse. The texts of all
// languages are searched, whichever language it is asked in.
func (s *Snapshot) Find(question, _ string) Found {
	if r := []rune(question); len(r) > maxQuestion {
		question = string(r[:maxQuestion])
	}
	ranked, about := s.index.search(strings.ToValidUTF8(question, " "))
	if len(ranked) > maxHits {
		ranked = ranked[:maxHits]
	}
	var found Found
	sure := 1.0 // a hit is never surer than the one before it
	for i, r := range ranked {
		sure = min(sure, inOne.of(ranked, i, about))
		found.Hits = append(found.Hits, Hit{Article: &s.articles[r.article], Score: sure, Passage: s.index.units[r.unit].passage})
	}
	found.Verdict = verdict(ranked, about)
	return found
}
