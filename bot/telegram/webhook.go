package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// WebhookPath is where Handler is to be mounted under Config.PublicURL.
const WebhookPath = "/telegram/webhook"

const webhookLimit = 1 << 20

// webhook is the way from Handler to the intake of Run, open while Run runs.
type webhook struct {
	mu   sync.Mutex
	ctx  context.Context
	in   *intake
	busy sync.WaitGroup
}

// enter returns the intake to use until leave is called, or nil when Run does not run.
func (w *webhook) enter() (ctx context.Context, in *intake, leave func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.in == nil {
		return nil, nil, nil
	}
	w.busy.Add(1)
	return w.ctx, w.in, w.busy.Done
}

func (w *webhook) open(ctx context.Context, in *intake) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx, w.in = ctx, in
}

// close returns when nobody is inside any more.
func (w *webhook) close() {
	w.mu.Lock()
	w.in = nil
	w.mu.Unlock()
	w.busy.Wait()
}

// serveWebhook has the server call us until ctx is done. The webhook stays set after that: Telegram keeps what comes meanwhile.
func (b *Bot) serveWebhook(ctx context.Context, in *intake) {
	b.webhook.open(ctx, in)
	b.register(ctx)
	<-ctx.Done()
	b.webhook.close()
	in.wait()
}

// register tells the server our address, until it takes it.
func (b *Bot) register(ctx context.Context) {
	pause := newBackoff(500*time.Millisecond, 30*time.Second)
	for ctx.Err() == nil {
		err := b.api.call(ctx, "setWebhook", params{
			"url":             b.cfg.PublicURL + WebhookPath,
			"secret_token":    b.cfg.WebhookSecret,
			"allowed_updates": kinds,
		}, nil)
		if err == nil {
			b.health.ok("receiving")
			return
		}
		if ctx.Err() == nil {
			b.health.fail("receiving", err)
			b.log.Warn("webhook not set, trying again", "error", err)
		}
		pause.wait(ctx, nil)
	}
}

// Handler takes Telegram's calls at WebhookPath. It answers 200 only once the update is accepted, and 503 while Run
// does not run, so that Telegram calls again.
func (b *Bot) Handler() http.Handler {
	return http.HandlerFunc(b.serveHTTP)
}

func (b *Bot) serveHTTP(w http.ResponseWriter, r *http.Request) {
	if b.cfg.WebhookSecret == "" || !b.knows(r.Header.Get("X-Telegram-Bot-Api-Secret-Token")) {
		http.Error(w, "wrong secret", http.StatusUnauthorized)
		return
	}
	if r.Method != http.MethodPost {
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, webhookLimit))
	if err != nil {
		http.Error(w, "update too large or cut", statusOf(err))
		return
	}
	if err := b.deliver(r.Context(), raw); err != nil {
		http.Error(w, "not accepted", http.StatusServiceUnavailable)
	}
}

// knows compares digests, so that neither content nor length of the secret shows in the time taken.
func (b *Bot) knows(secret string) bool {
	want, given := sha256.Sum256([]byte(b.cfg.WebhookSecret)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(want[:], given[:]) == 1
}

func statusOf(err error) int {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// deliver waits for the update to be accepted, for as long as the caller does.
func (b *Bot) deliver(caller context.Context, raw []byte) error {
	ctx, in, leave := b.webhook.enter()
	if in == nil {
		return errNotYet
	}
	defer leave()
	done := make(chan error, 1)
	in.submit(ctx, job{ev: in.read(raw), done: func(err error) { done <- err }})
	select {
	case err := <-done:
		if err != nil && ctx.Err() == nil {
			b.log.Warn("update not accepted, Telegram will call again", "error", err)
		}
		return err
	case <-caller.Done():
		return caller.Err()
	}
}
