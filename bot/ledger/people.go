package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"

	"sanad/bot"
)

const insertPerson = `
INSERT INTO people (id, login, name, role, password, disabled, created) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

// AddPerson keeps a new person and returns them with ID and Created, which are made when empty.
// bot.ErrTaken when the login is another's.
func (l *Ledger) AddPerson(ctx context.Context, p bot.Person) (bot.Person, error) {
	p.Login = login(p.Login)
	if p.Login == "" {
		return p, fmt.Errorf("add person: no login")
	}
	if p.ID == "" {
		p.ID = strings.ToLower(rand.Text()[:12])
	}
	if p.Created.IsZero() {
		p.Created = moment(millis(l.now()))
	}
	return p, l.write(ctx, "add person", func(s *session) error {
		n, err := s.exec(ctx, insertPerson, p.ID, p.Login, p.Name, string(p.Role), p.Password, flag(p.Disabled), millis(p.Created))
		if err == nil && n == 0 {
			err = bot.ErrTaken
		}
		return err
	})
}

// login is how logins are kept: nobody remembers capitals.
func login(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

const updatePerson = `UPDATE people SET name = ?, role = ?, password = ?, disabled = ? WHERE id = ?`

// UpdatePerson writes name, role, password and disabled of the person with p's ID; bot.ErrNotFound when there is none.
func (l *Ledger) UpdatePerson(ctx context.Context, p bot.Person) error {
	return l.write(ctx, "update person", func(s *session) error {
		n, err := s.exec(ctx, updatePerson, p.Name, string(p.Role), p.Password, flag(p.Disabled), p.ID)
		if err == nil && n == 0 {
			err = bot.ErrNotFound
		}
		return err
	})
}

// Person returns the person with an ID, or bot.ErrNotFound.
func (l *Ledger) Person(ctx context.Context, id string) (bot.Person, error) {
	return l.person(ctx, `WHERE id = ?`, id)
}

// PersonByLogin returns the person with a login, in whatever capitals, or bot.ErrNotFound.
func (l *Ledger) PersonByLogin(ctx context.Context, name string) (bot.Person, error) {
	return l.person(ctx, `WHERE login = ?`, login(name))
}

// People returns everybody, by name.
func (l *Ledger) People(ctx context.Context) ([]bot.Person, error) {
	return l.people(ctx, `ORDER BY name, login`)
}

// CountAdmins says how many admins may log in.
func (l *Ledger) CountAdmins(ctx context.Context) (n int, err error) {
	_, err = l.read().one(ctx, `SELECT COUNT(*) FROM people WHERE role = 'admin' AND disabled = 0`, nil, &n)
	if err != nil {
		return 0, fmt.Errorf("count admins: %w", err)
	}
	return n, nil
}

func (l *Ledger) person(ctx context.Context, which string, args ...any) (bot.Person, error) {
	all, err := l.people(ctx, which, args...)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("person: %w", bot.ErrNotFound)
	}
	if err != nil {
		return bot.Person{}, err
	}
	return all[0], nil
}

func (l *Ledger) people(ctx context.Context, which string, args ...any) ([]bot.Person, error) {
	var all []bot.Person
	err := l.read().each(ctx, `SELECT id, login, name, role, password, disabled, created FROM people `+which, args, func(r *sql.Rows) error {
		var p bot.Person
		var created int64
		err := r.Scan(&p.ID, &p.Login, &p.Name, &p.Role, &p.Password, &p.Disabled, &created)
		p.Created = moment(created)
		all = append(all, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	return all, nil
}
