package session_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sanad/bot"
	"sanad/bot/bottest"
	"sanad/bot/session"
)

func TestNothingStaysForEverInRedis(t *testing.T) {
	server := bottest.Redis(t)
	s := open(t, session.Config{URL: server.URL()})
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	must(t, s.SaveLogin(t.Context(), "token", "p1", nil, time.Hour))
	must(t, s.PutOnce(t.Context(), "code", nil, time.Minute))
	if wait, err := s.Take(t.Context(), "chat", bot.Rate{PerSecond: 0.1, Burst: 1}); wait != 0 || err != nil {
		t.Fatal(wait, err)
	}
	if n := server.Do("DBSIZE"); n != ":5" {
		t.Fatalf("there are %s keys, want 5", n)
	}
	for script, want := range map[string]time.Duration{"s:*": 30 * 24 * time.Hour, "l:*": time.Hour, "of:*": time.Hour + time.Minute,
		"1:*": time.Minute, "b:*": 10 * time.Second} {
		reply := server.Do("EVAL", `return redis.call('PTTL', redis.call('KEYS', ARGV[1])[1])`, "0", "sanad:"+script)
		ms, err := strconv.ParseInt(strings.TrimPrefix(reply, ":"), 10, 64)
		must(t, err)
		if left := time.Duration(ms) * time.Millisecond; left > want || left < want-10*time.Second {
			t.Errorf("%s has %s left, want %s", script, left, want)
		}
	}
}

func TestTokensAndCodesAreNotReadableInRedis(t *testing.T) {
	server := bottest.Redis(t)
	s := open(t, session.Config{URL: server.URL()})
	must(t, s.SaveLogin(t.Context(), "verysecret", "p1", nil, time.Hour))
	must(t, s.PutOnce(t.Context(), "verysecret", nil, time.Hour))
	if n := server.Do("DBSIZE"); n != ":3" {
		t.Fatalf("there are %s keys, want 3", n)
	}
	if found := server.Do("EVAL", `return table.concat(redis.call('KEYS', '*verysecret*'), ' ')`, "0"); found != "" {
		t.Errorf("found %s", found)
	}
}

func TestUnixSocket(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	bottest.Redis(t, "--unixsocket", socket)
	s := open(t, session.Config{URL: "unix://" + socket + "?db=2"})
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	wantSessions(t, s, 1)
}

func TestTLS(t *testing.T) {
	cert, key := certificate(t)
	port := bottest.FreePort(t)
	bottest.Redis(t, "--tls-port", strconv.Itoa(port), "--tls-cert-file", cert, "--tls-key-file", key,
		"--tls-ca-cert-file", cert, "--tls-auth-clients", "no")
	address := "rediss://127.0.0.1:" + strconv.Itoa(port)
	s := open(t, session.Config{URL: address + "?skip_verify=true"})
	must(t, s.Save(t.Context(), []bot.Session{{Conversation: 1, Seq: 1}}))
	wantSessions(t, s, 1)
	if err := open(t, session.Config{URL: address}).Healthy(t.Context()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
}

// certificate writes a self-signed certificate and its key.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "redis"}, NotAfter: time.Now().Add(time.Hour)}
	public, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	must(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	must(t, err)
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert"), filepath.Join(dir, "key")
	must(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: public}), 0o600))
	must(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return cert, key
}
