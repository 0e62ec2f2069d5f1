package knowledge

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxShort is the length in characters of a first answer: what a small screen shows without scrolling.
const MaxShort = 600

var (
	idPattern   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	datePattern = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
)

// check is what one article can be held to without knowing the others.
func (p *parser) check(a *Article) {
	p.checkID(a)
	p.checkTexts(a)
	p.checkSynonyms(a)
	p.checkStanding(a)
	p.checkSources(a)
	p.checkScheme(a)
}

func (p *parser) checkID(a *Article) {
	line, file := p.line("id"), stem(p.name)
	switch {
	case a.ID == "":
		p.add(2, "missing-id", "the article has no id; write id = \"short-latin-name\"")
	case !idPattern.MatchString(a.ID):
		p.add(line, "bad-id", "%q is not an id; write small Latin letters, digits and single hyphens, such as \"loan-guarantee\"", a.ID)
	case file != "" && file != a.ID:
		p.add(line, "id-not-file", "the id %q does not go with the file's name; write id = %q or name the file %s.md", a.ID, file, a.ID)
	}
	for _, id := range a.Related {
		if id == a.ID {
			p.add(p.line("related"), "related-to-itself", "the article is related to itself; take %q out of related", id)
		}
	}
}

func (p *parser) checkTexts(a *Article) {
	if a.Title["ar"] == "" {
		p.add(p.line("title"), "missing-title", "there is no Arabic title; write title.ar = \"…\"")
	}
	if a.Short["ar"] == "" {
		p.add(0, "missing-short", "there is no first answer in Arabic; write it under a line <!-- ar: short -->")
	}
	for lang := range a.Title {
		if !knownLanguage(lang) {
			p.add(p.line("title."+lang), "unknown-language", "%q is not a language of the articles; write ar or en", lang)
		}
	}
	for lang, t := range a.Short {
		if n := utf8.RuneCountInString(t); n > MaxShort {
			p.add(0, "short-too-long", "the first answer (%s) has %d characters; cut it to %d and leave the rest to the body", lang, n, MaxShort)
		}
	}
	for _, list := range []struct {
		key   string
		texts []string
	}{{"questions", a.Questions}, {"tests", a.Tests}, {"synonyms", a.Synonyms}, {"tags", a.Tags}} {
		for _, t := range list.texts {
			if strings.TrimSpace(t) == "" || strings.TrimSpace(t) != t {
				p.add(p.line(list.key), "blank-text", "%s holds an empty text or one with spaces around it (%q); take them out", list.key, t)
			}
		}
	}
}

// checkSynonyms wants lines of two words or more, none of them longer than two.
func (p *parser) checkSynonyms(a *Article) {
	for _, line := range a.Synonyms {
		words := synonymsIn(line)
		bad := func(w string) bool { return strings.Trim(w, "_") == "" || strings.Count(w, "_") > 1 }
		if len(words) < 2 || slices.ContainsFunc(words, bad) {
			p.add(p.line("synonyms"), "bad-synonyms", "%q are no synonyms; write words of one meaning with = between them, each of one word or two, such as \"سلفة = قرض\"", line)
		}
	}
}

func (p *parser) checkStanding(a *Article) {
	switch a.Standing {
	case Current, Historic, Unconfirmed:
	default:
		p.add(p.line("standing"), "bad-standing", "the standing is %q; write standing = \"current\", \"historic\" or \"unconfirmed\"", string(a.Standing))
	}
	if a.Verified.IsZero() {
		p.add(p.line("verified"), "missing-verified", "there is no day of verification; write verified = 2026-03-12, the day it was last held against its sources")
	}
	if a.Review.IsZero() {
		p.add(p.line("review"), "missing-review", "there is no review day; write review = 2026-09-12, the day somebody must look at it again")
	} else if !a.Review.After(a.Verified) {
		p.add(p.line("review"), "review-too-early", "the review day is not after the verification; write a later day")
	}
	if !a.Expires.IsZero() && !a.Expires.After(a.Verified) {
		p.add(p.line("expires"), "expires-too-early", "the article expires before it was verified; write a later day or take the line out")
	}
}

func (p *parser) checkSources(a *Article) {
	if len(a.Sources) == 0 && a.Standing != Unconfirmed {
		p.add(p.line("standing"), "no-source", "a %s article needs a source; write [[source]] with title and date, or standing = \"unconfirmed\"", a.Standing)
	}
	for i, s := range a.Sources {
		line := p.lineAfter("[[source]]", i)
		if strings.TrimSpace(s.Title) == "" {
			p.add(line, "source-without-title", "a source has no title; write title = \"the publisher or the law\"")
		}
		if s.Date != "" && !datePattern.MatchString(s.Date) {
			p.add(line, "bad-source-date", "the source's date is %q; write \"2026-03-12\", \"2026-03\" or \"2026\", or leave it out", s.Date)
		}
		if s.URL != "" && !webAddress(s.URL) {
			p.add(line, "bad-source-url", "the source's address %q is not a web address; write https://…, or leave it out", s.URL)
		}
	}
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, " \t\n\"<>")
}
