package main

import (
	"context"

	"sanad/bot"
)

// channelsChanged tells open screens that a channel is otherwise than before.
func (p *program) channelsChanged() {
	if err := p.sessions.Publish(context.Background(), bot.TopicChannels); err != nil {
		p.log.Debug("news not published", "error", err)
	}
}
