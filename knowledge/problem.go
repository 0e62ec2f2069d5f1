package knowledge

import (
	"fmt"
	"strings"
)

// Problem is something wrong with an article, said so that its writer can put it right.
type Problem struct {
	File string // the file, or the article's id where there is no file
	Line int    // 0 where no line is to blame
	Code string // stable name, such as "missing-title", for screens in other languages
	Text string // what is wrong and what to write, in English
}

// Error is "file:line: what is wrong; what to write".
func (p Problem) Error() string {
	if p.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
	}
	return fmt.Sprintf("%s: %s", p.File, p.Text)
}

// Problems is the error of Parse: everything wrong with one file, in the order of its lines.
type Problems []Problem

// Error is one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}
