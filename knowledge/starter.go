package knowledge

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
)

//go:embed content/*.md
var content embed.FS

// Starter is the knowledge that the program comes with, in the order of the files' names.
func Starter() ([]Article, error) {
	articles, err := ReadAll(content)
	if err != nil {
		return nil, fmt.Errorf("starter articles: %w", err)
	}
	return articles, nil
}

// ReadAll parses every Markdown file of a folder and its subfolders, in the order of their names. When a file
// has a mistake or an id stands twice there are no articles, and the error is the Problems of all files.
func ReadAll(folder fs.FS) ([]Article, error) {
	var articles []Article
	var problems Problems
	seen := map[string]string{}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".md" {
			return err
		}
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		a, err := Parse(name, data)
		var wrong Problems
		if errors.As(err, &wrong) {
			problems = append(problems, wrong...)
			return nil
		}
		if other, twice := seen[a.ID]; twice {
			problems = append(problems, Problem{File: name, Line: 2, Code: "id-twice", Text: fmt.Sprintf("%s has the id %q too; give one of them another", other, a.ID)})
		}
		seen[a.ID] = name
		articles = append(articles, a)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read articles: %w", err)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return articles, nil
}
