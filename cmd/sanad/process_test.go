package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sanad/bot/bottest"
)

// process is a sanad of its own, started from the test binary.
type process struct {
	t      testing.TB
	env    []string
	listen string
	cmd    *exec.Cmd
	err    lockedBuffer
	out    lockedBuffer
}

// newProcess prepares a sanad with these variables, NAME=value each; the machine's own are left out.
func newProcess(t testing.TB, env ...string) *process {
	t.Helper()
	listen := fmt.Sprintf("127.0.0.1:%d", bottest.FreePort(t))
	p := &process{t: t, listen: listen}
	p.env = append([]string{asSanad + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "SANAD_LISTEN=" + listen,
		"GORACE=halt_on_error=1", "SANAD_LOG_LEVEL=warn"}, env...)
	t.Cleanup(p.kill)
	return p
}

func (p *process) start() {
	p.t.Helper()
	cmd := exec.Command(os.Args[0], "serve")
	cmd.Env = p.env
	cmd.Stdout, cmd.Stderr = &p.out, &p.err
	if err := cmd.Start(); err != nil {
		p.t.Fatalf("start: %v", err)
	}
	p.cmd = cmd
}

// startReady starts and waits until the program answers.
func (p *process) startReady() {
	p.t.Helper()
	p.start()
	defer func() {
		if p.t.Failed() {
			p.t.Logf("it said:\n%s", p.err.String())
		}
	}()
	bottest.Eventually(p.t, "sanad answers", func() bool {
		resp, err := http.Get(p.url("/healthz"))
		if err != nil {
			return false
		}
		return resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
	})
}

func (p *process) url(path string) string { return "http://" + p.listen + path }

// kill is the plug pulled.
func (p *process) kill() { p.end(syscall.SIGKILL) }

func (p *process) end(signal os.Signal) {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(signal)
	err := p.cmd.Wait()
	p.cmd = nil
	if e := p.err.String(); strings.Contains(e, "DATA RACE") || strings.Contains(e, "panic:") {
		p.t.Errorf("the process said:\n%s\n(%v)", e, err)
	}
}

// stop asks it to end, and expects that it does so cleanly.
func (p *process) stop() {
	p.t.Helper()
	done := time.AfterFunc(20*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer done.Stop()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("stopped with %v:\n%s", err, p.err.String())
	}
	p.cmd = nil
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lockedBuffer) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.Reset()
}

func itoa(n int) string { return strconv.Itoa(n) }

// writeDown logs a figure, and adds it to the file SANAD_TEST_REPORT for those who see no logs of tests that pass.
func writeDown(t *testing.T, line string) {
	t.Helper()
	t.Log(line)
	name := os.Getenv("SANAD_TEST_REPORT")
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintln(f, line); err != nil {
		t.Fatal(err)
	}
}
