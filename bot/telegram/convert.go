package telegram

import (
	"strconv"
	"strings"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// event is what an update means to us. At most one of incoming (drop and group empty), drop and group says what is to be done.
type event struct {
	update int64
	in     bot.Incoming
	file   *file  // to be fetched into in.Input.Media first
	press  *press // to be answered once in is accepted
	drop   string // why nothing is done
	group  int64  // a group to refuse
	lang   string // of who caused it
}

// press is a button that was pressed, and what it hangs on.
type press struct {
	id       string
	chat     int64
	message  int64
	data     string
	keyboard *keyboard
}

// converter turns updates into events. It is pure.
type converter struct {
	account  bot.Account
	username string // ours
}

func (c converter) convert(u update, now time.Time) event {
	var ev event
	switch {
	case u.Message != nil:
		ev = c.message(u, u.Message, now)
	case u.Edited != nil:
		ev = c.edited(u, u.Edited, now)
	case u.Callback != nil:
		ev = c.callback(u, u.Callback, now)
	case u.Member != nil:
		ev = c.member(u.Member)
	case u.ChannelPost != nil, u.EditedChannelPost != nil:
		ev = event{drop: "channel post"}
	default:
		ev = event{drop: "unknown kind of update"}
	}
	ev.update = u.ID
	return ev
}

func (c converter) message(u update, m *message, now time.Time) event {
	if ev, refused := refuse(m.Chat, m.From); refused {
		return ev
	}
	ev := event{lang: lang(m.From)}
	in, f, ok := c.content(m)
	if !ok {
		return event{drop: "service message"}
	}
	in.Ref = ref(m.ID)
	ev.in, ev.file = c.incoming(messageID(u, m), m.Chat, m.From, at(m.Date, now), in), f
	return ev
}

// edited is a correction of the words, or a message of its own where the file was exchanged.
func (c converter) edited(u update, m *message, now time.Time) event {
	if ev, refused := refuse(m.Chat, m.From); refused {
		ev.group = 0
		return ev
	}
	ev := event{lang: lang(m.From)}
	in, f, ok := c.content(m)
	switch {
	case !ok:
		return event{drop: "service message"}
	case in.Kind == dialogs.KindLocation:
		return event{drop: "live location"}
	case in.Text != "" && in.Kind != dialogs.KindUnsupported:
		in, f = dialogs.Input{Kind: dialogs.KindEdit, Text: in.Text}, nil
	}
	in.Ref = ref(m.ID)
	// Two edits may fall into one second, and update ids may start anew after a quiet week: both together are unique.
	id := messageID(u, m) + "/edit/" + ref(m.EditDate) + "/" + strconv.FormatInt(u.ID, 10)
	ev.in, ev.file = c.incoming(id, m.Chat, m.From, at(max(m.EditDate, m.Date), now), in), f
	return ev
}

func (c converter) callback(u update, q *callback, now time.Time) event {
	p := &press{id: q.ID, data: q.Data}
	if q.Message == nil || q.Message.Chat.ID == 0 {
		return event{drop: "button without a chat", press: p}
	}
	p.chat, p.message, p.keyboard = q.Message.Chat.ID, q.Message.ID, q.Message.Keyboard
	if ev, refused := refuse(q.Message.Chat, q.From); refused {
		return ev
	}
	in := dialogs.Input{Kind: dialogs.KindChoice, Choice: clean(q.Data)}
	if q.Data == "" || len(q.Data) > dataLimit {
		in = dialogs.Input{Kind: dialogs.KindUnsupported, Text: "button"}
		p.keyboard = nil
	}
	id := "press/" + clean(q.ID)
	if q.ID == "" {
		id = "press/update/" + strconv.FormatInt(u.ID, 10)
	}
	return event{in: c.incoming(id, q.Message.Chat, q.From, now, in), press: p, lang: lang(q.From)}
}

// member is somebody blocking or unblocking the bot, or adding it to a group. A block shows at the next send, an unblock by a message.
func (c converter) member(m *memberChange) event {
	joined := m.New.Status == "member" || m.New.Status == "administrator"
	if joined && isGroup(m.Chat) {
		return event{group: m.Chat.ID, lang: lang(m.From)}
	}
	return event{drop: "membership: " + clean(m.New.Status)}
}

func (c converter) incoming(id string, ch chat, from *user, at time.Time, in dialogs.Input) bot.Incoming {
	if from != nil {
		in.Name = clean(strings.TrimSpace(from.First + " " + from.Last))
		in.Lang = lang(from)
	}
	return bot.Incoming{Account: c.account, ID: id, Chat: strconv.FormatInt(ch.ID, 10), At: at, Input: in}
}

// refuse sorts out what no conversation is held with: bots, groups, channels, nobody.
func refuse(ch chat, from *user) (event, bool) {
	switch {
	case ch.ID == 0:
		return event{drop: "no chat"}, true
	case ch.Type == "channel":
		return event{drop: "channel"}, true
	case from != nil && from.IsBot:
		return event{drop: "from a bot"}, true
	case isGroup(ch):
		return event{group: ch.ID, lang: lang(from)}, true
	}
	return event{}, false
}

// isGroup goes by the sign of the id where a server leaves the type out.
func isGroup(ch chat) bool {
	return ch.Type == "group" || ch.Type == "supergroup" || ch.Type == "" && ch.ID < 0
}

// messageID is the same for every delivery of a message, by poll or by webhook. Update ids alone would
// not do: they start anew after a quiet week.
func messageID(u update, m *message) string {
	if m.ID == 0 {
		return "update/" + strconv.FormatInt(u.ID, 10)
	}
	return strconv.FormatInt(m.Chat.ID, 10) + "/" + strconv.FormatInt(m.ID, 10)
}

func ref(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func at(unix int64, now time.Time) time.Time {
	if unix <= 0 {
		return now
	}
	return time.Unix(unix, 0)
}

// lang is the main part of the language that the sender's app is set to.
func lang(u *user) string {
	if u == nil {
		return ""
	}
	main, _, _ := strings.Cut(u.Lang, "-")
	return clean(strings.ToLower(main))
}

// clean drops the one character that a database may refuse.
func clean(s string) string { return strings.ReplaceAll(s, "\x00", "") }
