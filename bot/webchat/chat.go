// Package webchat is the chat page in the browser: a channel for the demo, for kiosks and for artisans
// with neither Telegram nor WhatsApp. A page shows what the ledger's transcript holds and nothing
// else; an unguessable cookie says whose it is. It must not know SQL, Redis or what is talked about.
package webchat

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// Account is the one web chat.
var Account = bot.Account{Network: "webchat", ID: "default"}

// Transcripts is what the page reads: the ledger.
type Transcripts interface {
	// ConversationByChat finds the conversation of chat; bot.ErrNotFound when nothing was accepted from it yet.
	ConversationByChat(ctx context.Context, account bot.Account, chat string) (bot.Conversation, error)
	// Transcript gives the first limit messages whose ID is above afterID, in order.
	Transcript(ctx context.Context, conversation, afterID int64, limit int) ([]bot.Message, error)
	// TranscriptBefore gives the last limit messages whose ID is below beforeID (0: of all), in order.
	TranscriptBefore(ctx context.Context, conversation, beforeID int64, limit int) ([]bot.Message, error)
}

// Throttle counts events over all processes.
type Throttle interface {
	// Allow counts one more event of key and says whether that is still within limit a window; when
	// it is not, also how long to wait.
	Allow(ctx context.Context, key string, limit int, window time.Duration) (bool, time.Duration, error)
}

// Config is what the web chat needs. Zone, ClientIP and Reread may be left out.
type Config struct {
	Transcripts   Transcripts
	Files         bot.Files
	Live          bot.Live
	Texts         dialogs.Texts
	Throttle      Throttle
	Log           *slog.Logger
	Now           func() time.Time
	SecureCookies bool                         // the public address is https
	Zone          *time.Location               // of the times shown; Asia/Damascus when nil
	ClientIP      func(r *http.Request) string // who is throttled; the peer's address when nil
	Reread        time.Duration                // how often an open page looks for what no news told of; 5 s when zero
}

// Chat is the channel and its pages.
type Chat struct {
	Config
	pages   *template.Template
	assets  assets
	screens screens

	mu     sync.RWMutex // held for reading while something is accepted, so that Run ends after it
	accept bot.Accept
	closed chan struct{} // closed when Run ends
}

// New builds the web chat; it answers from Handler, and takes messages while Run runs.
func New(config Config) (*Chat, error) {
	c := config
	if c.Transcripts == nil || c.Files == nil || c.Live == nil || c.Texts == nil || c.Throttle == nil || c.Log == nil || c.Now == nil {
		return nil, errors.New("webchat: transcripts, files, live, texts, throttle, log and now are all needed")
	}
	if c.Zone == nil {
		zone, err := time.LoadLocation("Asia/Damascus")
		if err != nil {
			return nil, fmt.Errorf("webchat: %w", err)
		}
		c.Zone = zone
	}
	if c.ClientIP == nil {
		c.ClientIP = peer
	}
	if c.Reread == 0 {
		c.Reread = 5 * time.Second
	}
	pages, err := template.New("").ParseFS(embedded, "assets/*.html")
	if err != nil {
		return nil, fmt.Errorf("webchat: %w", err)
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, fmt.Errorf("webchat: %w", err)
	}
	return &Chat{Config: c, pages: pages, assets: assets, screens: screens{open: make(map[string]*screen)}}, nil
}

// Traits implements bot.Channel.
func (c *Chat) Traits() bot.Traits { return bot.Traits{Account: Account, Buttons: true} }

// Run lets pages post until ctx is done; then open pages are told to come back later.
func (c *Chat) Run(ctx context.Context, accept bot.Accept) error {
	closed := make(chan struct{})
	c.mu.Lock()
	c.accept, c.closed = accept, closed
	c.mu.Unlock()
	<-ctx.Done()
	c.mu.Lock()
	c.accept, c.closed = nil, nil
	c.mu.Unlock()
	close(closed)
	return nil
}

// Send tells the chat's open pages to look at the transcript, where the message already stands under
// the ID that out has, and gives those served from here a moment to show it: a goodbye to somebody who
// is to be forgotten is erased once it is sent. That news is lost is no failure: pages also look by themselves.
func (c *Chat) Send(ctx context.Context, out bot.Outgoing) (string, error) {
	if said := out.Said; said.Heading == "" && said.Text == "" && said.Media == nil && len(said.Choices) == 0 {
		return "", &bot.PermanentError{Err: errors.New("there is nothing to send")}
	}
	if err := c.Live.Publish(ctx, bot.TopicConversation(out.Conversation)); err != nil {
		c.Log.WarnContext(ctx, "no news to open chat pages", "conversation", out.Conversation, "error", err)
	}
	c.screens.shown(ctx, out.Chat, out.ID)
	if out.MessageID != "" {
		return out.MessageID, nil
	}
	return strconv.FormatInt(out.ID, 10), nil
}

// Typing implements bot.Typist.
func (c *Chat) Typing(ctx context.Context, chat string) error {
	return c.Live.Publish(ctx, topicTyping(chat))
}

// The Live topics that are the web chat's own: a chat's first message was taken; an answer is being made.
func topicChat(chat string) string   { return "webchat:" + chat }
func topicTyping(chat string) string { return "webchat:" + chat + ":typing" }

var errClosed = errors.New("the web chat is not running")

// take hands in over, also when the page that posted it is gone meanwhile.
func (c *Chat) take(ctx context.Context, in bot.Incoming) (bot.Receipt, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.accept == nil {
		return bot.Receipt{}, errClosed
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	receipts, err := c.accept(ctx, in)
	if err != nil {
		return bot.Receipt{}, err
	}
	if len(receipts) != 1 {
		return bot.Receipt{}, fmt.Errorf("%d receipts for one message", len(receipts))
	}
	return receipts[0], nil
}

// running is closed when Run ends; nil while it does not run.
func (c *Chat) running() <-chan struct{} {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.closed
}

func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
