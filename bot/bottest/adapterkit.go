package bottest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"sanad/bot"
	"sanad/dialogs"
)

// AdapterKit is what an adapter under test is built from: the ports that it needs, in memory, and an HTTP client that
// fails the test when the adapter calls anything but loopback.
type AdapterKit struct {
	Files  bot.Files
	Leases bot.Leases
	HTTP   *http.Client
	Log    *slog.Logger
	Logged *AdapterLog
}

// NewAdapterKit makes a kit for one test.
func NewAdapterKit(t testing.TB) AdapterKit {
	logged := &AdapterLog{}
	return AdapterKit{
		Files:  &adapterFiles{kept: make(map[string][]byte)},
		Leases: &adapterLeases{held: make(map[string]adapterLease)},
		HTTP:   adapterHTTP(t),
		Log:    slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Logged: logged,
	}
}

// adapterHTTP is a client that dials nothing outside.
func adapterHTTP(t testing.TB) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			t.Errorf("traffic to the outside: %s", address)
			return nil, errors.New("only loopback is allowed in tests")
		}
		return dialer.DialContext(ctx, network, address)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// AdapterLog keeps what was logged.
type AdapterLog struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (l *AdapterLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *AdapterLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// adapterFiles keeps files in memory.
type adapterFiles struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (f *adapterFiles) Save(_ context.Context, r io.Reader, name, mime string, limit int64) (dialogs.Media, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return dialogs.Media{}, err
	}
	if int64(len(body)) > limit {
		return dialogs.Media{}, bot.ErrTooLarge
	}
	if mime == "" {
		mime = http.DetectContentType(body)
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept[hash] = body
	return dialogs.Media{Hash: hash, Name: name, Mime: mime, Size: int64(len(body))}, nil
}

func (f *adapterFiles) Open(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, ok := f.kept[hash]
	if !ok {
		return nil, bot.ErrNoFile
	}
	return adapterFile{bytes.NewReader(body)}, nil
}

type adapterFile struct{ *bytes.Reader }

func (adapterFile) Close() error { return nil }

// adapterLeases keeps leases in memory.
type adapterLeases struct {
	mu   sync.Mutex
	held map[string]adapterLease
}

type adapterLease struct {
	holder string
	token  int64
	until  time.Time
}

func (l *adapterLeases) Acquire(_ context.Context, name, holder string, now, until time.Time) (int64, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lease := l.held[name]
	if lease.holder != holder {
		if lease.holder != "" && now.Before(lease.until) {
			return lease.token, false, nil
		}
		lease.holder = holder
		lease.token++
	}
	lease.until = until
	l.held[name] = lease
	return lease.token, true, nil
}

func (l *adapterLeases) Release(_ context.Context, name, holder string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if lease := l.held[name]; lease.holder == holder {
		lease.holder = ""
		l.held[name] = lease
	}
	return nil
}
