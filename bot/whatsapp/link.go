package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"
)

// LinkConfig is what linking and unlinking need.
type LinkConfig struct {
	Store *Store
	Phone string       // for Link: the number to show a pairing code for; empty for QR codes
	Name  string       // what WhatsApp shows people who have not saved the number; default «سند»
	HTTP  *http.Client // default WhatsApp's own servers; tests give one that reaches a simulated WhatsApp
	Log   *slog.Logger
}

// LinkCode is what the phone's owner needs next: to scan QR, or to type Code. A later one takes its place.
type LinkCode struct {
	QR    string        // as text: see QRLines and QRPicture
	Code  string        // eight signs in two groups
	Valid time.Duration // 0: until the next
}

// Errors of linking.
var (
	ErrLinkTimeout  = errors.New("whatsapp: nobody scanned the code in time")
	ErrLinkOutdated = errors.New("whatsapp: WhatsApp refuses this version of Sanad")
	ErrNotLinked    = errors.New("whatsapp: the number is not linked")
	ErrUnreached    = errors.New("whatsapp: WhatsApp is not reached")
	ErrNoCode       = errors.New("whatsapp: WhatsApp gives no pairing code")
)

// connectedWithin is how long a linked device may take to log in for the first time.
const connectedWithin = time.Minute

// Link links a number: it shows codes, from its own goroutine, until one was used, and returns the number once it has
// logged in. A process that serves the linked numbers notices by itself, also when it was linked before and has new keys.
func Link(ctx context.Context, cfg LinkConfig, show func(LinkCode)) (Linked, error) {
	cfg = cfg.withDefaults()
	linked, err := cfg.link(ctx, show)
	if errors.Is(err, ErrLinkOutdated) && cfg.Store.version.renew(ctx, cfg.HTTP, cfg.Log) {
		return cfg.link(ctx, show)
	}
	return linked, err
}

func (c LinkConfig) link(ctx context.Context, show func(LinkCode)) (Linked, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	device := c.Store.container.NewDevice()
	device.PushName = c.Name
	client := c.Store.client(device, c.HTTP, c.Log)
	client.BackgroundEventCtx = ctx
	connected := make(chan struct{}, 1)
	client.AddEventHandler(func(evt any) {
		switch evt.(type) {
		case *events.Connected, *events.StreamReplaced: // replaced by a process that serves the number already
			signal(connected)
		}
	})
	codes, err := client.GetQRChannel(ctx)
	if err != nil {
		return Linked{}, fmt.Errorf("whatsapp: link: %w", err)
	}
	defer client.Disconnect()
	if err := client.ConnectContext(ctx); err != nil {
		return Linked{}, fmt.Errorf("%w: %w", ErrUnreached, err)
	}
	if err := c.follow(ctx, client, codes, show); err != nil {
		return Linked{}, err
	}
	select {
	case <-connected:
	case <-time.After(connectedWithin):
		return Linked{}, fmt.Errorf("whatsapp: the linked number could not log in: %w", context.DeadlineExceeded)
	case <-ctx.Done():
		return Linked{}, ctx.Err()
	}
	return describe(device), nil
}

func (c LinkConfig) withDefaults() LinkConfig {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Name == "" {
		c.Name = "سند"
	}
	return c
}

// follow shows each code until the owner has used one.
func (c LinkConfig) follow(ctx context.Context, client *whatsmeow.Client, codes <-chan whatsmeow.QRChannelItem, show func(LinkCode)) error {
	asked := false
	for item := range codes {
		switch item.Event {
		case whatsmeow.QRChannelEventCode:
			if c.Phone == "" {
				show(LinkCode{QR: item.Code, Valid: item.Timeout})
				continue
			}
			if asked {
				continue
			}
			asked = true
			code, err := client.PairPhone(ctx, c.Phone, true, whatsmeow.PairClientChrome, "Chrome (Linux)")
			if err != nil {
				return fmt.Errorf("%w: %w", ErrNoCode, err)
			}
			show(LinkCode{Code: code})
		case whatsmeow.QRChannelSuccess.Event:
			return nil
		case whatsmeow.QRChannelTimeout.Event:
			return ErrLinkTimeout
		case whatsmeow.QRChannelClientOutdated.Event:
			return ErrLinkOutdated
		default:
			return fmt.Errorf("whatsapp: not linked: %s: %w", item.Event, errors.Join(item.Error, ctx.Err()))
		}
	}
	return errors.Join(ErrLinkTimeout, ctx.Err())
}

// Unlink takes our device off a number, at WhatsApp and here. Where WhatsApp cannot be reached it fails and changes nothing;
// Forget then removes the keys, and the phone's owner the device in the settings.
func Unlink(ctx context.Context, cfg LinkConfig, number string) error {
	cfg = cfg.withDefaults()
	device, err := cfg.Store.device(ctx, number)
	if err != nil {
		return err
	}
	if device == nil {
		return ErrNotLinked
	}
	client := cfg.Store.client(device, cfg.HTTP, cfg.Log)
	client.EnableAutoReconnect = false
	client.BackgroundEventCtx = ctx
	connected := make(chan error, 1)
	client.AddEventHandler(func(evt any) {
		switch evt.(type) {
		case *events.Connected:
			tell(connected, nil)
		case *events.LoggedOut:
			tell(connected, ErrNotLinked)
		case *events.ConnectFailure, *events.TemporaryBan, *events.ClientOutdated, *events.Disconnected:
			tell(connected, errOffline)
		}
	})
	if err := client.ConnectContext(ctx); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreached, err)
	}
	defer client.Disconnect()
	select {
	case err := <-connected:
		if err != nil {
			return err
		}
	case <-ctx.Done():
		return ctx.Err()
	}
	return client.Logout(ctx)
}

func tell(c chan<- error, err error) {
	select {
	case c <- err:
	default:
	}
}

// Forget removes a number's keys without asking WhatsApp.
func Forget(ctx context.Context, s *Store, number string) error {
	devices, err := s.of(ctx, number)
	if err != nil {
		return err
	}
	if len(devices) == 0 {
		return ErrNotLinked
	}
	for _, d := range devices {
		if err := d.Delete(ctx); err != nil {
			return fmt.Errorf("whatsapp: forget: %w", err)
		}
	}
	return nil
}
