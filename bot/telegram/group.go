package telegram

import (
	"context"
	"strconv"
	"sync"
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
