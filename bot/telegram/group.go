package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"
)

// groups remembers which groups were refused, so that they hear it once.
type groups struct {
	mu      sync.Mutex
	refused map[int64]bool
}

const groupsMost = 1000

func (g *groups) first(id int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refused[id] {
		return false
	}
	if g.refused == nil || len(g.refused) >= groupsMost {
		g.refused = make(map[int64]bool)
	}
	g.refused[id] = true
	return true
}

// refuseGroup says that Sanad talks to people one by one, and leaves: a project is nobody else's business.
func (b *Bot) refuseGroup(ctx context.Context, id int64, lang string) {
	if !b.groups.first(id) {
		b.log.Info("group ignored", "group", id)
		return
	}
	b.aside.do(func() {
		to := strconv.FormatInt(id, 10)
		err := b.api.call(ctx, "sendMessage", params{"chat_id": to, "text": b.cfg.Texts.Text(lang, "telegram.group_refused", nil)}, nil)
		if err == nil {
			err = b.api.call(ctx, "leaveChat", params{"chat_id": to}, nil)
		}
		b.log.Info("group refused", "group", id, "error", err)
	})
}

type command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// setCommands fills Telegram's menu: Arabic for everybody, English for those whose app speaks it.
func (b *Bot) setCommands(ctx context.Context) {
	for appLang, textLang := range map[string]string{"": "ar", "ar": "ar", "en": "en"} {
		pause := newBackoff(time.Second, 10*time.Second)
		for range 3 {
			err := b.setCommandsIn(ctx, appLang, textLang)
			if err == nil || ctx.Err() != nil {
				break
			}
			b.log.Info("commands not set", "language", appLang, "error", err)
			pause.wait(ctx, nil)
		}
	}
}

func (b *Bot) setCommandsIn(ctx context.Context, appLang, textLang string) error {
	var list []command
	for _, name := range b.cfg.Commands {
		list = append(list, command{name, b.cfg.Texts.Text(textLang, "telegram.commands."+name, nil)})
	}
	encoded, err := json.Marshal(list)
	if err != nil {
		return err
	}
	values := params{"commands": string(encoded)}
	values.AddNonEmpty("language_code", appLang)
	return b.api.call(ctx, "setMyCommands", values, nil)
}
