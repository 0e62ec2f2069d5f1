package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed content/*.md
var content embed.FS

// Starter is the knowledge that the program comes with, in the order of the files' names.
func Starter() ([]Article, error) {
	names, err := fs.Glob(content, "content/*.md")
	if err != nil {
		return nil, fmt.Errorf("starter articles: %w", err)
	}
	articles := make([]Article, 0, len(names))
	for _, name := range names {
		data, err := content.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("starter articles: %w", err)
		}
		a, err := Parse(name, data)
		if err != nil {
			return nil, fmt.Errorf("starter articles: %w", err)
		}
		articles = append(articles, a)
	}
	return articles, nil
}
