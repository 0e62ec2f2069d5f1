package whatsapp

import (
	"io"
	"log/slog"
	"net/http"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store"
)

// client makes a client for a device. With another HTTP client than nil it reaches only what that one reaches.
func (s *Store) client(device *store.Device, via *http.Client, log *slog.Logger) *whatsmeow.Client {
	c := whatsmeow.NewClient(device, quiet{log})
	s.version.introduce(c)
	transport := http.DefaultTransport
	if via != nil {
		c.SetPreLoginHTTPClient(via)
		c.SetWebsocketHTTPClient(via)
		transport = via.Transport
	}
	c.SetMediaHTTPClient(&http.Client{Transport: bounded{transport}})
	return c
}

// bounded gives up answers that are larger than any file we take: the sender's word on the size is not to be trusted, and
// whatsmeow reads all of it into memory.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil && r.Method == http.MethodGet {
		answer.Body = &boundedBody{Reader: io.LimitReader(answer.Body, downloadLimit+1024), Closer: answer.Body}
	}
	return answer, err
}

type boundedBody struct {
	io.Reader
	io.Closer
}
