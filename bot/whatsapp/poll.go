package whatsapp

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
	"go.mau.fi/whatsmeow/util/hkdfutil"

	"sanad/bot"
	"sanad/dialogs"
)

// Limits of WhatsApp's polls; the lengths are in letters.
const (
	optionsMost   = 12
	optionLimit   = 100
	questionLimit = 255
)

// poll asks once more what a text ends with, its choices to be tapped on. The numbered list in the text is what counts: not
// every phone shows polls, and where a poll would not say the same there is none.
func poll(s dialogs.Said) []part {
	before, _, listed := strings.Cut(s.Text, bot.Numbered(s.Choices))
	question := strings.TrimSpace(before)
	question = strings.TrimSpace(question[strings.LastIndex(question, "\n\n")+1:])
	if question == "" {
		question = strings.TrimSpace(s.Heading)
	}
	options := optionsOf(s.Choices)
	if !listed || question == "" || len(options) < 2 || len(options) > optionsMost || repeats(options) {
		return nil
	}
	return []part{{text: cut(question, questionLimit), options: options}}
}

// optionsOf are the options that choices are shown as.
func optionsOf(choices []dialogs.Button) []string {
	options := make([]string, len(choices))
	for i, c := range choices {
		options[i] = cut(c.Label, optionLimit)
	}
	return options
}

// repeats: votes could not tell two equal options apart.
func repeats(options []string) bool {
	return len(slices.Compact(slices.Sorted(slices.Values(options)))) < len(options)
}

// cut leaves the first letters of a text that has too many.
func cut(s string, most int) string {
	letters := []rune(s)
	if len(letters) <= most {
		return s
	}
	return strings.TrimSpace(string(letters[:most-1])) + "…"
}

// pollMessage makes a poll whose secret, with which votes are encrypted, is the same whenever the poll is sent again.
func (l *line) pollMessage(id string, p part, about *waE2E.ContextInfo) *waE2E.Message {
	m := l.client.BuildPollCreation(p.text, p.options, 1)
	m.PollCreationMessage.ContextInfo = about
	m.MessageContextInfo.MessageSecret = hkdfutil.SHA256(l.client.Store.AdvSecretKey, nil, []byte("poll "+id), 32)
	return m
}

// polled is the id of the poll that a message is a vote in.
func polled(evt *events.Message) string {
	return evt.Message.GetPollUpdateMessage().GetPollCreationMessageKey().GetID()
}

// What votes are dropped for.
var (
	errTakenBack = errors.New("a vote taken back")
	errNoVote    = errors.New("a vote that does not open")
)

// ivLength is what decryption takes; it panics on any other.
const ivLength = 12

// notLookedUp is what whatsmeow says when its store fails; it has no name for it.
const notLookedUp = "failed to get original message secret key"

// votesMost is how often a poll is looked up that is not noted yet as sent: it may be voted in just before.
const votesMost = 5

// count finds out which choice a vote is for. Where nobody knows any more it is for none, which is answered as an old button is.
func (l *line) count(ev *event) error {
	pause := backoff{next: 100 * time.Millisecond, most: 2 * time.Second}
	for tries := 1; ; tries++ {
		choice, err := l.choice(l.ctx, ev.vote)
		switch {
		case l.ctx.Err() != nil:
			return l.ctx.Err()
		case errors.Is(err, errTakenBack), errors.Is(err, errNoVote):
			ev.drop = err.Error()
			return nil
		case err == nil, errors.Is(err, whatsmeow.ErrOriginalMessageSecretNotFound), errors.Is(err, bot.ErrNotFound) && tries >= votesMost:
			ev.in.Input.Choice = choice
			return nil
		case !errors.Is(err, bot.ErrNotFound):
			l.n.log.Warn("vote not looked up; it is tried again", "message", ev.id, "kind", errorKind(err))
		}
		pause.wait(l.ctx)
	}
}

// choice is the id of the choice that a vote is for; empty when the poll has no such option.
func (l *line) choice(ctx context.Context, evt *events.Message) (string, error) {
	if l.n.cfg.Offers == nil || len(evt.Message.GetPollUpdateMessage().GetVote().GetEncIV()) != ivLength {
		return "", errNoVote
	}
	vote, err := l.client.DecryptPollVote(ctx, evt)
	switch {
	case err != nil && strings.Contains(err.Error(), notLookedUp), errors.Is(err, whatsmeow.ErrOriginalMessageSecretNotFound):
		return "", err
	case err != nil:
		return "", errNoVote
	case len(vote.GetSelectedOptions()) == 0:
		return "", errTakenBack
	}
	choices, err := l.n.cfg.Offers.Offered(ctx, l.n.account, polled(evt))
	if err != nil {
		return "", err
	}
	for i, hash := range whatsmeow.HashPollOptions(optionsOf(choices)) {
		if bytes.Equal(hash, vote.GetSelectedOptions()[0]) {
			return choices[i].ID, nil
		}
	}
	return "", nil
}
