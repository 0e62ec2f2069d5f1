package main

import (
	"context"
	"errors"
	"time"

	"sanad/bot"
	"sanad/bot/desk"
	"sanad/bot/telegram"
	"sanad/bot/webchat"
	"sanad/bot/whatsapp"
)

// switchboard shows the desk the program's channels, and links and unlinks numbers for it.
type switchboard struct{ *program }

// Channels implements desk.Lines.
func (l switchboard) Channels(ctx context.Context) ([]desk.Channel, error) {
	all, err := l.whatsappNumbers(ctx)
	if err != nil {
		return nil, err
	}
	if l.telegram != nil {
		all = append(all, l.telegramBot(ctx))
	}
	if l.web != nil {
		all = append(all, desk.Channel{Account: webchat.Account, Name: l.settings.PublicURL + "/chat", State: "connected"})
	}
	return all, nil
}

func (l switchboard) telegramBot(ctx context.Context) desk.Channel {
	c := desk.Channel{Account: bot.Account{Network: telegram.Network}, Name: l.telegram.Name(), State: "connected"}
	if l.telegram.Healthy(ctx) != nil {
		c.State, c.Advice = string(whatsapp.NotConnected), "desk.channels.telegram_down"
	}
	return c
}

// whatsappNumbers are those that are linked, and those that were until WhatsApp or the phone ended it.
func (l switchboard) whatsappNumbers(ctx context.Context) ([]desk.Channel, error) {
	if l.numbers == nil {
		return nil, nil
	}
	linked, err := l.keys.Linked(ctx)
	if err != nil {
		return nil, err
	}
	standings, err := l.ledger.Standings(ctx, whatsapp.Network)
	if err != nil {
		return nil, err
	}
	byNumber := map[string]bot.Standing{}
	for _, s := range standings {
		byNumber[s.Account.ID] = s
	}
	var all []desk.Channel
	for _, number := range linked {
		all = append(all, l.number(number, byNumber[number.Number]))
		delete(byNumber, number.Number)
	}
	for _, s := range standings {
		if _, gone := byNumber[s.Account.ID]; gone {
			all = append(all, l.goneNumber(s))
		}
	}
	return all, nil
}

// unheard is how old what was last noted of a number may be while somebody serves it.
const unheard = 3 * time.Minute

func (l switchboard) number(linked whatsapp.Linked, s bot.Standing) desk.Channel {
	now := l.now()
	c := desk.Channel{Account: bot.Account{Network: whatsapp.Network, ID: linked.Number}, Name: "+" + linked.Number,
		Linked: linked.Since, Young: linked.Young(now), Worked: s.Worked, Phone: s.Phone}
	switch {
	case s.Noted.IsZero(), s.Worked.IsZero() && s.Trouble == string(whatsapp.NotConnected) && now.Sub(linked.Since) < unheard:
		c.State, c.Advice = "starting", "desk.channels.starting"
	case now.Sub(s.Noted) > unheard:
		c.State, c.Advice = "not_served", "desk.channels.not_served"
	default:
		c.State, c.Advice, c.Until = howItIs(s)
		c.Missed = whatsapp.Missed(s.Phone, now)
	}
	return c
}

// goneNumber is one without keys: it has to be linked again, or waits for a ban to be lifted.
func (l switchboard) goneNumber(s bot.Standing) desk.Channel {
	if s.Trouble != string(whatsapp.Banned) {
		s.Trouble = string(whatsapp.LoggedOut)
	}
	c := desk.Channel{Account: s.Account, Name: "+" + s.Account.ID, Worked: s.Worked}
	c.State, c.Advice, _ = howItIs(s)
	return c
}

func howItIs(s bot.Standing) (state, advice string, until time.Time) {
	if s.Trouble == "" {
		return "connected", "", time.Time{}
	}
	return s.Trouble, (&whatsapp.Trouble{Kind: whatsapp.TroubleKind(s.Trouble)}).Key(), s.Until
}

// Link implements desk.Numbers.
func (l switchboard) Link(ctx context.Context, phone string, show func(desk.LinkCode)) (string, error) {
	cfg := l.settings.linking(l.keys)
	cfg.Phone, cfg.Log = phone, l.log
	linked, err := whatsapp.Link(ctx, cfg, func(c whatsapp.LinkCode) {
		code := desk.LinkCode{Code: c.Code}
		if c.QR != "" {
			picture, err := whatsapp.QRPicture(c.QR)
			if err != nil {
				l.log.Error("a code cannot be drawn", "error", err)
			}
			code.Picture = picture
		}
		show(code)
	})
	return linked.Number, inWords(err)
}

// inWords gives an error of linking the text that says what to do.
func inWords(err error) error {
	key := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, whatsapp.ErrLinkTimeout):
		key = "whatsapp.link.timeout"
	case errors.Is(err, whatsapp.ErrLinkOutdated):
		key = "whatsapp.trouble.outdated"
	case errors.Is(err, whatsapp.ErrUnreached):
		key = "desk.channels.no_network"
	case errors.Is(err, whatsapp.ErrNoCode):
		key = "desk.channels.code_refused"
	default:
		return err
	}
	return &desk.NumberError{Key: key, Err: err}
}

// Unlink implements desk.Numbers.
func (l switchboard) Unlink(ctx context.Context, number string) error {
	err := l.numbers.Unlink(ctx, l.settings.linking(l.keys), number)
	if errors.Is(err, whatsapp.ErrNotLinked) {
		err = nil
	}
	return err
}

// Forget implements desk.Numbers.
func (l switchboard) Forget(ctx context.Context, number string) error {
	if err := whatsapp.Forget(ctx, l.keys, number); err != nil && !errors.Is(err, whatsapp.ErrNotLinked) {
		return err
	}
	return l.ledger.DropStanding(ctx, bot.Account{Network: whatsapp.Network, ID: number})
}

// MarkMessage implements whatsapp.Marks: open screens are told where a receipt came.
func (l switchboard) MarkMessage(ctx context.Context, account bot.Account, networkID string, status bot.Status) (conversation int64, err error) {
	conversation, err = l.ledger.MarkMessage(ctx, account, networkID, status)
	if err == nil {
		l.tell(bot.TopicConversation(conversation))
	}
	return conversation, err
}

// channelsChanged tells open screens that a channel is otherwise than before.
func (p *program) channelsChanged() { p.tell(bot.TopicChannels) }

func (p *program) tell(topic string) {
	if err := p.sessions.Publish(context.Background(), topic); err != nil {
		p.log.Debug("news not published", "error", err)
	}
}
