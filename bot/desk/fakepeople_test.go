package desk_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sanad/bot"
)

func (w *world) personBy(is func(bot.Person) bool) (bot.Person, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i := slices.IndexFunc(w.people, is); i >= 0 {
		return w.people[i], nil
	}
	return bot.Person{}, bot.ErrNotFound
}

func (w *world) Person(_ context.Context, id string) (bot.Person, error) {
	return w.personBy(func(p bot.Person) bool { return p.ID == id })
}

func (w *world) PersonByLogin(_ context.Context, login string) (bot.Person, error) {
	return w.personBy(func(p bot.Person) bool { return p.Login == login })
}

func (w *world) People(context.Context) ([]bot.Person, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.people), nil
}

func (w *world) CountAdmins(context.Context) (n int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.people {
		if p.Role == bot.RoleAdmin && !p.Disabled {
			n++
		}
	}
	return n, nil
}

func (w *world) AddPerson(ctx context.Context, p bot.Person) (bot.Person, error) {
	if _, err := w.PersonByLogin(ctx, p.Login); err == nil {
		return p, bot.ErrTaken
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.ID == "" {
		p.ID = fmt.Sprintf("p%d", len(w.people)+1)
	}
	w.people = append(w.people, p)
	return p, nil
}

func (w *world) UpdatePerson(_ context.Context, p bot.Person) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.people {
		if w.people[i].ID == p.ID {
			w.people[i] = p
			return nil
		}
	}
	return bot.ErrNotFound
}

func (w *world) Audit(_ context.Context, e bot.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.audit = append(w.audit, e)
	return nil
}

func (w *world) SaveLogin(_ context.Context, token, person string, data []byte, _ time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.logins[token], w.loginOf[token] = data, person
	return nil
}

func (w *world) Login(_ context.Context, token string) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if data, ok := w.logins[token]; ok {
		return data, nil
	}
	return nil, bot.ErrNotFound
}

func (w *world) DropLogin(_ context.Context, token string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.logins, token)
	return nil
}

func (w *world) DropLoginsOf(_ context.Context, person string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for token, of := range w.loginOf {
		if of == person {
			delete(w.logins, token)
		}
	}
	return nil
}

func (w *world) Allow(_ context.Context, key string, limit int, window time.Duration) (bool, time.Duration, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tries[key]++
	return w.tries[key] <= limit, window, nil
}

func (w *world) PutOnce(_ context.Context, key string, value []byte, _ time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.once[key] = value
	return nil
}

func (w *world) TakeOnce(_ context.Context, key string) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	value, ok := w.once[key]
	delete(w.once, key)
	if !ok {
		return nil, bot.ErrNotFound
	}
	return value, nil
}
