package whatsapp

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/store"
)

// version is which WhatsApp Web we say to be. WhatsApp lets in no old one, and moves on every few weeks: sooner than people
// install a new Sanad.
type version struct {
	newer atomic.Pointer[store.WAVersionContainer] // nil: the one that whatsmeow was built with
}

// askingTakes is how long WhatsApp may take to say which version is today's.
const askingTakes = 15 * time.Second

func (v *version) current() store.WAVersionContainer {
	if newer := v.newer.Load(); newer != nil {
		return *newer
	}
	return store.GetWAVersion()
}

// renew asks WhatsApp which version is today's and reports whether it is newer than ours. The next connection is made
// with it.
func (v *version) renew(ctx context.Context, via *http.Client, log *slog.Logger) bool {
	ctx, cancel := context.WithTimeout(ctx, askingTakes)
	defer cancel()
	latest, err := whatsmeow.GetLatestVersion(ctx, via)
	if err != nil {
		log.Warn("WhatsApp does not say which version is today's", "kind", errorKind(err))
		return false
	}
	if now := v.current(); !now.LessThan(*latest) {
		return false
	}
	log.Info("going on as a newer WhatsApp Web", "version", latest.String())
	v.newer.Store(latest)
	return true
}

// introduce has a client say which version it is, as whatsmeow does with its own.
func (v *version) introduce(c *whatsmeow.Client) {
	c.GetClientPayload = func() *waWa6.ClientPayload {
		payload := c.Store.GetClientPayload()
		now := v.current()
		payload.UserAgent.AppVersion = now.ProtoAppVersion()
		if pairing := payload.DevicePairingData; pairing != nil {
			hash := now.Hash()
			pairing.BuildHash = hash[:]
		}
		return payload
	}
}
