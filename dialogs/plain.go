package dialogs

import (
	"regexp"
	"strings"
)

var (
	mdLink  = regexp.MustCompile(`!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)`)
	mdMarks = strings.NewReplacer("**", "", "__", "", "`", "", "\\*", "*", "\\_", "_")
	mdEmph  = regexp.MustCompile(`(^|[\s(«])[*_]([^*_\n]+)[*_]($|[\s).،؛:!؟»])`)
	mdHead  = regexp.MustCompile(`^\s{0,3}#{1,6}\s+(.*?)\s*#*$`)
	mdItem  = regexp.MustCompile(`^(\s*)[-*+]\s+`)
	mdRule  = regexp.MustCompile(`^\s*([-*_]\s*){3,}$`)
	mdTable = regexp.MustCompile(`^\s*\|?[\s:|-]+\|[\s:|-]*$`)
)

// PlainText turns the Markdown of an article into text that reads well without any markup: bullets for
// lists, link texts with their address, table rows with dashes between the cells.
func PlainText(markdown string) string {
	var out []string
	for line := range strings.Lines(strings.TrimSpace(markdown)) {
		line = strings.TrimRight(line, " \r\n")
		switch {
		case mdRule.MatchString(line), strings.Contains(line, "|") && mdTable.MatchString(line):
			continue
		case mdHead.MatchString(line):
			line = mdHead.ReplaceAllString(line, "$1")
		case strings.HasPrefix(strings.TrimSpace(line), "|"):
			line = strings.Join(cells(line), " - ")
		}
		line = strings.TrimPrefix(strings.TrimPrefix(line, "> "), ">")
		line = mdItem.ReplaceAllString(line, "$1• ")
		line = mdLink.ReplaceAllStringFunc(line, plainLink)
		out = append(out, mdEmph.ReplaceAllString(mdMarks.Replace(line), "$1$2$3"))
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func cells(row string) []string {
	cs := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
	for i := range cs {
		cs[i] = strings.TrimSpace(cs[i])
	}
	return cs
}

func plainLink(link string) string {
	m := mdLink.FindStringSubmatch(link)
	if m[2] == "" || m[1] == m[2] {
		return m[1]
	}
	return strings.TrimSpace(m[1] + " " + isolateStart + m[2] + isolateEnd)
}
