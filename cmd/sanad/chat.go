package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sanad/bot"
	"sanad/dialogs"
	"sanad/dialogs/dialogtest"
	"sanad/knowledge"
)

type chatCommand struct {
	JSON bool   `name:"json" help:"JSON lines out, for scripts."`
	Data string `placeholder:"DIR" help:"Keep the conversation there between runs, and answer from the articles of the database there; else it lives as long as the program."`
}

// Run talks until the input ends.
func (ch chatCommand) Run(ctx context.Context, s *Settings, c console) error {
	articles, err := ch.articles(ctx, s)
	if err != nil {
		return err
	}
	p, err := newPlayer(s, articles)
	if err != nil {
		return err
	}
	if err := ch.load(p, time.Now().In(s.location)); err != nil {
		return err
	}
	talk := ch.talk
	if ch.JSON {
		talk = ch.script
	}
	return errors.Join(talk(p, s, c), ch.save(p))
}

// articles are those that the database of the folder publishes; without one, those of the program.
func (ch chatCommand) articles(ctx context.Context, s *Settings) ([]knowledge.Article, error) {
	if ch.Data == "" {
		return knowledge.Starter()
	}
	there := *s
	there.DataDir, there.DatabaseURL = ch.Data, ""
	articles, err := publishedArticles(ctx, &there)
	if err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	return articles, nil
}

func newPlayer(s *Settings, articles []knowledge.Article) (*dialogtest.Player, error) {
	engine, texts, err := newEngine()
	if err != nil {
		return nil, err
	}
	p := dialogtest.NewPlayer(engine, texts, knowledge.NewSnapshot(articles), time.Now().In(s.location))
	p.ReadFile = os.ReadFile
	return p, nil
}

func (ch chatCommand) file() string { return filepath.Join(ch.Data, "conversation.json") }

func (ch chatCommand) load(p *dialogtest.Player, now time.Time) error {
	if ch.Data == "" {
		return nil
	}
	b, err := os.ReadFile(ch.file())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	if err := p.Load(b, now); err != nil {
		return fmt.Errorf("--data: %s: %w; remove the file to begin anew", ch.file(), err)
	}
	return nil
}

func (ch chatCommand) save(p *dialogtest.Player) error {
	if ch.Data == "" {
		return nil
	}
	b, err := p.Save()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(ch.Data, 0o700); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	if err := os.WriteFile(ch.file(), b, 0o600); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	return nil
}

// script is the protocol for programs: a line in, JSON lines out.
func (ch chatCommand) script(p *dialogtest.Player, _ *Settings, c console) error {
	out := bufio.NewWriter(c.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for line, err := range lines(c.in) {
		if err != nil {
			return err
		}
		outs, err := p.Do(line)
		if err != nil {
			outs = []dialogtest.Out{{Error: err.Error()}}
		}
		for _, o := range outs {
			if err := enc.Encode(o); err != nil {
				return err
			}
		}
		if err := errors.Join(out.Flush(), ch.save(p)); err != nil {
			return err
		}
	}
	return nil
}

// talk is for people: replies as text, choices as a numbered list.
func (ch chatCommand) talk(p *dialogtest.Player, s *Settings, c console) error {
	fmt.Fprintln(c.err, "Write as an artisan would; a number chooses. Ctrl-D ends.")
	if err := say(p, c.out, "/start"); err != nil {
		return err
	}
	fmt.Fprint(c.out, "> ")
	for line, err := range lines(c.in) {
		if err != nil {
			return err
		}
		p.Advance(time.Now().In(s.location))
		if err := errors.Join(say(p, c.out, line), ch.save(p)); err != nil {
			return err
		}
		fmt.Fprint(c.out, "> ")
	}
	fmt.Fprintln(c.out)
	return nil
}

func say(p *dialogtest.Player, w io.Writer, line string) error {
	outs, err := p.Do(line)
	if err != nil {
		fmt.Fprintln(w, err)
		return nil
	}
	for _, o := range outs {
		if o.Reply != nil {
			fmt.Fprintf(w, "\n%s\n", plain(o.Reply))
		}
	}
	fmt.Fprintln(w)
	return nil
}

// plain is a reply as a channel without buttons shows it.
func plain(r *dialogtest.ReplyOut) string {
	var buttons []dialogs.Button
	for _, c := range r.Choices {
		buttons = append(buttons, dialogs.Button(c))
	}
	parts := []string{r.Text, bot.Numbered(buttons)}
	if r.Advisor != "" {
		parts = append([]string{r.Advisor + ":"}, parts...)
	}
	if r.File != nil {
		parts = append(parts, "["+r.File.Name+"]")
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}
