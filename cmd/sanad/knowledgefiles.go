package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sanad/knowledge"
)

type knowledgeImport struct {
	Dir   string `arg:"" type:"path" help:"A folder of Markdown files, or one file."`
	Draft bool   `help:"Keep them as drafts; else they are published."`
}

type knowledgeExport struct {
	Dir string `arg:"" type:"path" help:"The folder to write to; it is made when missing."`
}

// errNothingImported is what import ends with when a file is wrong; each has said its own lines.
var errNothingImported = errors.New("nothing was imported; put right what the lines above name, and import again")

// Run imports all files or none, and prints a line for each that is new, changed or wrong.
func (k knowledgeImport) Run(ctx context.Context, s *Settings, c console) error {
	files, err := markdown(k.Dir)
	if err != nil {
		return err
	}
	state := knowledge.Published
	if k.Draft {
		state = knowledge.Draft
	}
	return withLibrary(ctx, s, func(l *knowledge.Library) error {
		im, err := knowledge.ReadImport(ctx, l, knowledge.Files(files...), state, knowledge.Shell)
		if err != nil {
			return err
		}
		counts := map[knowledge.Fate]int{}
		for _, line := range im.Lines {
			counts[line.Fate]++
			for _, p := range line.Problems {
				fmt.Fprintln(c.out, "wrong  ", p)
			}
			if line.Fate == knowledge.FateNew || line.Fate == knowledge.FateChanged {
				fmt.Fprintf(c.out, "%-7s %s\n", line.Fate, line.ID)
			}
		}
		if im.Wrong {
			return errNothingImported
		}
		if err := im.Save(ctx, l); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d new, %d changed, %d the same\n", counts[knowledge.FateNew], counts[knowledge.FateChanged], counts[knowledge.FateSame])
		return nil
	})
}

// markdown reads one file, or all Markdown files of a folder and what is below it, in the order of their names.
func markdown(dir string) (files []knowledge.File, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.EqualFold(filepath.Ext(name), ".md") {
			return err
		}
		data, err := os.ReadFile(name)
		files = append(files, knowledge.File{Name: name, Data: data})
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no Markdown file (.md)", dir)
	}
	return files, err
}

// Run writes one file an article. What is in the folder beside them is left alone.
func (k knowledgeExport) Run(ctx context.Context, s *Settings, c console) error {
	articles, err := publishedArticles(ctx, s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(k.Dir, 0o755); err != nil {
		return err
	}
	written := 0
	for _, a := range articles {
		name, text := filepath.Join(k.Dir, a.ID+".md"), knowledge.Format(a)
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, text) {
			continue
		}
		if err := os.WriteFile(name, text, 0o644); err != nil {
			return err
		}
		written++
	}
	fmt.Fprintf(c.out, "%d articles, %d files written\n", len(articles), written)
	return nil
}
