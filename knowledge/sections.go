package knowledge

import (
	"regexp"
	"strings"
)

// A text of an article stands under a marker line that a Markdown viewer does not show.
var marker = regexp.MustCompile(`^<!--\s*([a-z]+)\s*:\s*([a-z]+)\s*-->\s*$`)

// escapedMarker is a line of text that would be a marker but for its backslashes.
var escapedMarker = regexp.MustCompile(`^\\+<!--\s*[a-z]+\s*:\s*[a-z]+\s*-->\s*$`)

// Languages are those an article can be written in; the first must always be there.
var Languages = []string{"ar", "en"}

func knownLanguage(lang string) bool {
	for _, l := range Languages {
		if l == lang {
			return true
		}
	}
	return false
}

func sectionOf(a *Article, name string) map[string]string {
	switch name {
	case "short":
		return a.Short
	case "body":
		return a.Body
	case "steps":
		return a.Steps
	}
	return nil
}

const markerHelp = "write one of <!-- ar: short -->, <!-- ar: body -->, <!-- ar: steps -->, or the same with en"

// sections fills the article's texts; first is the file's line that body begins on.
func (p *parser) sections(body string, first int, a *Article) {
	var into map[string]string
	var lang string
	var text []string
	close := func() {
		if t := strings.TrimSpace(strings.Join(text, "\n")); into != nil && t != "" {
			into[lang] = t
		}
		into, text = nil, nil
	}
	for i, l := range strings.Split(body, "\n") {
		m := marker.FindStringSubmatch(l)
		switch {
		case m != nil:
			close()
			lang, into = m[1], sectionOf(a, m[2])
			p.checkMarker(first+i, lang, m[2], into)
		case escapedMarker.MatchString(l):
			text = append(text, l[1:])
		case into == nil && strings.TrimSpace(l) != "":
			p.add(first+i, "text-without-marker", "this text belongs to no part of the article; %s above it", markerHelp)
			into = map[string]string{} // one complaint is enough
		default:
			text = append(text, strings.TrimRight(l, " \t"))
		}
	}
	close()
}

func (p *parser) checkMarker(line int, lang, part string, into map[string]string) {
	switch {
	case into == nil || !knownLanguage(lang):
		p.add(line, "unknown-marker", "<!-- %s: %s --> is not a part of an article; %s", lang, part, markerHelp)
	case into[lang] != "":
		p.add(line, "part-twice", "<!-- %s: %s --> stands twice; put the two texts together", lang, part)
	}
}

// escapeMarkers keeps text that looks like a marker from becoming one when it is read back.
func escapeMarkers(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if marker.MatchString(l) || escapedMarker.MatchString(l) {
			lines[i] = `\` + l
		}
	}
	return strings.Join(lines, "\n")
}
