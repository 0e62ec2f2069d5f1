package telegram

import (
	"context"
	"encoding/json"
	"time"
)

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
