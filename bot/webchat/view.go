package webchat

import (
	"net/http"

	"sanad/bot"
)

// view is all that the page template shows.
type view struct {
	Words   words
	Assets  string
	Other   string // the language to switch to
	Session string // names this chat's queue of unsent messages in the browser; opens nothing
	Mode    string
	Lines   []line
	Earlier bool
	Zone    string
	Limit   int // bytes of an attachment
	Longest int // UTF-16 units of a text
}

func (c *Chat) view(r *http.Request, chat string, conversation bot.Conversation) (view, error) {
	words := c.words(r, conversation)
	lines, earlier, err := c.tail(r.Context(), conversation.ID, 0, words)
	if err != nil {
		return view{}, err
	}
	v := view{Words: words, Assets: c.assets.base, Other: languages[0], Session: chat[:12], Mode: modeOf(conversation),
		Lines: lines, Earlier: earlier, Zone: c.Zone.String(), Limit: fileLimit, Longest: textLimit}
	if words.Lang == languages[0] {
		v.Other = languages[1]
	}
	return v, nil
}

// After is the last line that the page holds.
func (v view) After() int64 {
	if len(v.Lines) == 0 {
		return 0
	}
	return v.Lines[len(v.Lines)-1].ID
}

// Starters are what one might begin with.
func (v view) Starters() []string {
	return []string{v.Words.T("webchat.starter_1"), v.Words.T("webchat.starter_2"), v.Words.T("webchat.starter_3")}
}

// NewDay reports whether line i begins another day than the one before it.
func (v view) NewDay(i int) bool { return i == 0 || v.Lines[i].Day() != v.Lines[i-1].Day() }
