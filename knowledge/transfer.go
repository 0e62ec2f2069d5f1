package knowledge

import (
	"context"
	"fmt"
	"iter"
	"path"
	"strings"
)

// File is one file to be imported.
type File struct {
	Name string // with its folders, if it is in any
	Data []byte
}

// Fate is what an import does with a file.
type Fate string

// The fates of a file.
const (
	FateNew     Fate = "new"
	FateChanged Fate = "changed"
	FateSame    Fate = "same"
	FatePassed  Fate = "passed" // no Markdown: not looked at
	FateWrong   Fate = "wrong"
)

// Line is what an import has to say about one file.
type Line struct {
	File     string
	ID       string // of the article
	Fate     Fate
	Problems Problems // of a wrong one
}

// Import is what importing files would change. Nothing is changed before Save.
type Import struct {
	Lines   []Line // one a file, in the order given
	Changes []Change
	Wrong   bool // a file is wrong, so nothing may be saved
}

// Files gives files one after the other.
func Files(files ...File) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for _, f := range files {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// ReadImport reads files, one at a time, and holds them against what the library has. An error of theirs ends it. A file whose article says what artisans are
// answered from already, or that is imported as a draft and says what the newest revision says, changes nothing.
func ReadImport(ctx context.Context, l *Library, files iter.Seq2[File, error], state State, author Author) (*Import, error) {
	records, err := l.Records(ctx)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	have := make(map[string]*Record, len(records))
	for i := range records {
		have[records[i].ID] = &records[i]
	}
	im := &Import{}
	seen := map[string]string{}
	for f, err := range files {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("import: %w", err)
		}
		line, change := readFile(f, have, state)
		if first := seen[line.ID]; line.ID != "" && first != "" {
			line.Problems = Problems{{File: f.Name, Code: "id-twice", Text: fmt.Sprintf("%s has the id %q too; keep one of the two", first, line.ID)}}
			line.Fate = FateWrong
		}
		seen[line.ID] = f.Name
		im.Lines = append(im.Lines, line)
		switch line.Fate {
		case FateWrong:
			im.Wrong = true
		case FateNew, FateChanged:
			change.Author = author
			im.Changes = append(im.Changes, change)
		}
	}
	return im, nil
}

func readFile(f File, have map[string]*Record, state State) (Line, Change) {
	line := Line{File: f.Name}
	if !strings.EqualFold(path.Ext(f.Name), ".md") {
		line.Fate = FatePassed
		return line, Change{}
	}
	a, err := Parse(f.Name, f.Data)
	if err != nil {
		line.Fate = FateWrong
		line.Problems, _ = err.(Problems)
		return line, Change{}
	}
	line.ID = a.ID
	c := Change{Article: a, State: state}
	r := have[a.ID]
	switch {
	case r == nil:
		line.Fate = FateNew
		return line, c
	case r.Same(a, state):
		line.Fate = FateSame
	default:
		line.Fate = FateChanged
	}
	c.From, c.Starter = r.Head.Number, r.Head.Starter
	return line, c
}

// Same reports whether saving a in this state would bring nothing new: artisans are answered from it already, or it
// is to be a draft and the newest revision says it.
func (r Record) Same(a Article, state State) bool {
	text := string(Format(a))
	if r.Live != nil && string(Format(r.Live.Article)) == text {
		return true
	}
	return state == Draft && string(Format(r.Head.Article)) == text
}

// Save makes the changes, all or none. A *ConflictError when somebody saved one of the articles meanwhile.
func (im *Import) Save(ctx context.Context, l *Library) error {
	if im.Wrong {
		return fmt.Errorf("import: a file is wrong, so nothing is changed")
	}
	if err := l.Save(ctx, im.Changes...); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}
