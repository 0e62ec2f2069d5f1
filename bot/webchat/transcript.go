package webchat

import (
	"context"

	"sanad/bot"
	"sanad/dialogs"
)

const (
	window = 60  // lines that a page opens with, and that "earlier" adds
	batch  = 200 // messages read from the ledger at once
)

// after gives what conversation holds after an id.
func (c *Chat) after(ctx context.Context, conversation, after int64, words words) ([]line, error) {
	var lines []line
	for conversation != 0 {
		messages, err := c.Transcripts.Transcript(ctx, conversation, after, batch)
		if err != nil {
			return nil, err
		}
		more, err := c.lines(ctx, conversation, messages, words)
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
		if len(messages) < batch {
			break
		}
		after = messages[len(messages)-1].ID
	}
	return lines, nil
}

// tail gives the last lines of conversation before an id (0: of all), and whether there are earlier ones.
func (c *Chat) tail(ctx context.Context, conversation, before int64, words words) ([]line, bool, error) {
	if conversation == 0 {
		return nil, false, nil
	}
	messages, err := c.Transcripts.TranscriptBefore(ctx, conversation, before, window+1)
	if err != nil {
		return nil, false, err
	}
	earlier := len(messages) > window
	if earlier {
		messages = messages[1:]
	}
	lines, err := c.lines(ctx, conversation, messages, words)
	return lines, earlier, err
}

// hidden are the messages that are not for the artisan's eyes, or have nothing to see.
func hidden(m bot.Message) bool {
	switch m.Author {
	case bot.AuthorArtisan:
		return m.Input == nil || !m.Input.FromArtisan()
	case bot.AuthorBot, bot.AuthorAdvisor:
		return m.Said == nil
	}
	return true
}

// lines puts messages into words, and names each pressed choice as its button did.
func (c *Chat) lines(ctx context.Context, conversation int64, messages []bot.Message, words words) ([]line, error) {
	lines := make([]line, 0, len(messages))
	labels := make(map[string]string)
	for _, m := range messages {
		if hidden(m) {
			continue
		}
		if m.Said != nil {
			keepLabels(labels, m)
		} else if id := m.Input.Choice; id != "" && labels[id] == "" {
			earlier, err := c.Transcripts.TranscriptBefore(ctx, conversation, m.ID, window)
			if err != nil {
				return nil, err
			}
			for _, e := range earlier {
				keepLabels(labels, e)
			}
		}
		lines = append(lines, words.line(m, labels))
	}
	return lines, nil
}

func keepLabels(labels map[string]string, m bot.Message) {
	if m.Said == nil {
		return
	}
	for _, choice := range m.Said.Choices {
		labels[choice.ID] = choice.Label
	}
}

// message gives one message of a conversation.
func (c *Chat) message(ctx context.Context, conversation, id int64) (bot.Message, error) {
	if conversation == 0 || id < 1 {
		return bot.Message{}, bot.ErrNotFound
	}
	messages, err := c.Transcripts.Transcript(ctx, conversation, id-1, 1)
	if err != nil {
		return bot.Message{}, err
	}
	if len(messages) == 0 || messages[0].ID != id || hidden(messages[0]) {
		return bot.Message{}, bot.ErrNotFound
	}
	return messages[0], nil
}

func modeOf(conversation bot.Conversation) string {
	if conversation.Mode == "" {
		return string(dialogs.ModeBot)
	}
	return string(conversation.Mode)
}
