// Package knowledge is what Sanad knows: articles with their sources and standing, the schemes and
// their rules, and a search that says when it does not know. It knows nothing of conversations, channels or databases.
package knowledge

import "time"

// Standing is how far an article may be believed today.
type Standing string

// An article is true at its last verification, was true once, or was never confirmed.
const (
	Current     Standing = "current"
	Historic    Standing = "historic"
	Unconfirmed Standing = "unconfirmed"
)

// Source is where an article's facts come from.
type Source struct {
	ID    string // as in the register of sources, such as "S09"
	Title string // the publisher or law, readable in a chat
	URL   string // may be empty
	Date  string // as precise as known: "2016-03-29", "2021", "2025-08"; empty when undated
}

// Article is one answer of the knowledge base. Texts are by language: "ar" always, "en" where there is one.
type Article struct {
	ID        string
	Title     map[string]string
	Short     map[string]string // the first answer, at most 600 characters, plain text
	Body      map[string]string // the whole answer, Markdown
	Steps     map[string]string // what to do now, Markdown; may be empty
	Questions []string          // phrasings that people ask it with, dialect included; they are searched
	Tests     []string          // questions that must find it, kept out of the index so that they test it
	Synonyms  []string          // words of one meaning in all articles, such as "سلفة = قرض = دين مصرف"; two words at most each
	Tags      []string
	Sources   []Source
	Standing  Standing
	Verified  time.Time // when it was last held against its sources
	Review    time.Time // when it must be looked at again
	Expires   time.Time // from then on it is answered as historic; zero for never
	Related   []string  // ids
	Scheme    *Scheme   // set when the article is about a support scheme
	Revision  int
}

// StandingAt is the standing that the article has on a day: historic once it has expired.
func (a *Article) StandingAt(now time.Time) Standing {
	if !a.Expires.IsZero() && !now.Before(a.Expires) && a.Standing == Current {
		return Historic
	}
	return a.Standing
}

// Text returns the language's text of a field, or the Arabic one.
func Text(texts map[string]string, lang string) string {
	if t := texts[lang]; t != "" {
		return t
	}
	return texts["ar"]
}

// Scheme is the part of an article that says whom a support scheme is for.
type Scheme struct {
	Name    map[string]string
	Unknown map[string]string // what nobody could tell about it, readable by the artisan
	Rules   []Rule
}

// Rule is one condition over the fields of a project, in the expression language of expr-lang.
type Rule struct {
	When    string            // true: the rule holds; over a field that is not known: unknown
	Reason  map[string]string // why it is in favour when the rule holds
	Against map[string]string // why it is not when the rule does not hold
	Must    bool              // false: it only counts in favour
}
