package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"golang.org/x/term"

	"sanad/bot"
	"sanad/bot/desk"
	"sanad/bot/ledger"
)

type userCommand struct {
	Add      userAdd      `cmd:"" help:"Add somebody; the password is asked for, or read from standard input."`
	List     userList     `cmd:"" help:"List everybody."`
	Password userPassword `cmd:"" help:"Set a new password, read from standard input."`
	Disable  userDisable  `cmd:"" help:"Keep somebody from logging in."`
}

type userAdd struct {
	Login string `arg:"" help:"What they log in with."`
	Name  string `help:"What artisans see; the login when left out."`
	Role  string `enum:"advisor,admin" default:"advisor" help:"advisor or admin."`
}

type userList struct{}

type userPassword struct {
	Login string `arg:""`
}

type userDisable struct {
	Login string `arg:""`
}

// withLedger opens the database for one command.
func withLedger(ctx context.Context, s *Settings, do func(*ledger.Ledger) error) error {
	l, err := openLedger(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return errors.Join(do(l), l.Close())
}

// Run adds a person.
func (u userAdd) Run(ctx context.Context, s *Settings, c console) error {
	hash, err := newPassword(c)
	if err != nil {
		return err
	}
	name := u.Name
	if name == "" {
		name = u.Login
	}
	return withLedger(ctx, s, func(l *ledger.Ledger) error {
		_, err := l.AddPerson(ctx, bot.Person{Login: u.Login, Name: name, Role: bot.Role(u.Role), Password: hash})
		if errors.Is(err, bot.ErrTaken) {
			return fmt.Errorf("there is already somebody with the login %q; choose another, or `sanad user password %s`", u.Login, u.Login)
		}
		return err
	})
}

// Run lists people, one a line: login, role, name.
func (userList) Run(ctx context.Context, s *Settings, c console) error {
	return withLedger(ctx, s, func(l *ledger.Ledger) error {
		people, err := l.People(ctx)
		for _, p := range people {
			off := ""
			if p.Disabled {
				off = "\tdisabled"
			}
			fmt.Fprintf(c.out, "%s\t%s\t%s%s\n", p.Login, p.Role, p.Name, off)
		}
		return err
	})
}

// Run sets a password.
func (u userPassword) Run(ctx context.Context, s *Settings, c console) error {
	hash, err := newPassword(c)
	if err != nil {
		return err
	}
	return change(ctx, s, u.Login, func(p *bot.Person) { p.Password = hash })
}

// Run disables a login.
func (u userDisable) Run(ctx context.Context, s *Settings) error {
	return change(ctx, s, u.Login, func(p *bot.Person) { p.Disabled = true })
}

func change(ctx context.Context, s *Settings, login string, edit func(*bot.Person)) error {
	return withLedger(ctx, s, func(l *ledger.Ledger) error {
		p, err := l.PersonByLogin(ctx, login)
		if errors.Is(err, bot.ErrNotFound) {
			return fmt.Errorf("nobody has the login %q; `sanad user list` shows who is there", login)
		}
		if err != nil {
			return err
		}
		edit(&p)
		return l.UpdatePerson(ctx, p)
	})
}

// newPassword asks for a password, without showing it on a terminal, and hashes it.
func newPassword(c console) (string, error) {
	password, err := readPassword(c)
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	return desk.HashPassword(password)
}

func readPassword(c console) (string, error) {
	if f, ok := c.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(c.err, "password: ")
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(c.err)
		return string(b), err
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}
