package bottest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// RedisServer is a throw-away redis-server on a loopback port of its own. Stopped or killed and
// started again it keeps its port and forgets its data. Its methods fail the test when they cannot do what they say.
type RedisServer struct {
	t    testing.TB
	bin  string
	dir  string
	port int
	args []string
	cmd  *exec.Cmd
}

// Redis starts a redis-server that ends with the test. Where none is installed the test is skipped,
// or fails when SANAD_TEST_REQUIRE is set. args are further options, such as "--requirepass", "x".
func Redis(t testing.TB, args ...string) *RedisServer {
	t.Helper()
	r := newRedis(t, args...)
	r.Start()
	return r
}

// RedisCluster is Redis as a cluster of one node that owns every slot: it refuses what a real cluster refuses.
func RedisCluster(t testing.TB) *RedisServer {
	t.Helper()
	r := Redis(t, "--cluster-enabled", "yes")
	r.Do("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
	Eventually(t, "the cluster stands", func() bool {
		return strings.Contains(r.Do("CLUSTER", "INFO"), "cluster_state:ok")
	})
	return r
}

// RedisSentinel is a sentinel that watches master under name.
func RedisSentinel(t testing.TB, name string, master *RedisServer) *RedisServer {
	t.Helper()
	r := newRedis(t, "--sentinel")
	conf := fmt.Sprintf("sentinel monitor %s 127.0.0.1 %d 1\nsentinel down-after-milliseconds %[1]s 500\n", name, master.port)
	if err := os.WriteFile(filepath.Join(r.dir, "sentinel.conf"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	r.args = append([]string{filepath.Join(r.dir, "sentinel.conf")}, r.args...)
	r.Start()
	return r
}

func newRedis(t testing.TB, args ...string) *RedisServer {
	t.Helper()
	r := &RedisServer{t: t, bin: Program(t, "redis-server"), dir: t.TempDir(), port: FreePort(t), args: args}
	t.Cleanup(r.Kill)
	return r
}

// Program finds an installed program, or skips the test; with SANAD_TEST_REQUIRE set it fails instead.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, name)
	}
	return path
}

// Addr is host:port.
func (r *RedisServer) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(r.port)) }

// URL is the server as SANAD_REDIS_URL wants it.
func (r *RedisServer) URL() string { return "redis://" + r.Addr() }

// Start starts the server where it is not running, and waits until it answers.
func (r *RedisServer) Start() {
	r.t.Helper()
	if r.cmd != nil {
		return
	}
	args := append(r.args[:len(r.args):len(r.args)], "--port", strconv.Itoa(r.port), "--bind", "127.0.0.1",
		"--dir", r.dir, "--logfile", filepath.Join(r.dir, "log"))
	if !strings.Contains(strings.Join(r.args, " "), "--sentinel") {
		args = append(args, "--save", "", "--appendonly", "no")
	}
	cmd := exec.Command(r.bin, args...)
	if err := cmd.Start(); err != nil {
		r.t.Fatalf("start redis-server: %v", err)
	}
	r.cmd = cmd
	Eventually(r.t, "redis-server answers", func() bool {
		reply, err := r.ask("PING")
		return err == nil && reply != "" && !strings.HasPrefix(reply, "-LOADING")
	})
}

// Stop ends the server in its own time.
func (r *RedisServer) Stop() { r.end(syscall.SIGTERM) }

// Kill ends the server at once, as a crash does.
func (r *RedisServer) Kill() { r.end(os.Kill) }

func (r *RedisServer) end(signal os.Signal) {
	if r.cmd == nil {
		return
	}
	_ = r.cmd.Process.Signal(signal)
	_ = r.cmd.Wait()
	r.cmd = nil
}

// Flush empties the server.
func (r *RedisServer) Flush() {
	r.t.Helper()
	r.Do("FLUSHALL")
}

// Do runs one command and returns the first line of its answer, the text where that is one.
func (r *RedisServer) Do(args ...string) string {
	r.t.Helper()
	reply, err := r.ask(args...)
	if err != nil {
		r.t.Fatalf("redis %s: %v", args[0], err)
	}
	return reply
}

func (r *RedisServer) ask(args ...string) (string, error) {
	conn, err := net.DialTimeout("tcp", r.Addr(), time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	var command strings.Builder
	fmt.Fprintf(&command, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&command, "$%d\r\n%s\r\n", len(arg), arg)
	}
	if _, err := conn.Write([]byte(command.String())); err != nil {
		return "", err
	}
	return readReply(bufio.NewReader(conn))
}

func readReply(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if !strings.HasPrefix(line, "$") || line == "$-1" {
		return line, nil
	}
	size, err := strconv.Atoi(line[1:])
	if err != nil {
		return "", err
	}
	text := make([]byte, size)
	for n := 0; n < size && err == nil; {
		var got int
		got, err = r.Read(text[n:])
		n += got
	}
	return string(text), err
}

// FreePort is a loopback port that nobody listens on just now.
func FreePort(t testing.TB) int {
	t.Helper()
	for range 10 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := listener.Addr().(*net.TCPAddr).Port
		_ = listener.Close()
		if port < 55_536 { // a cluster node also listens 10,000 above
			return port
		}
	}
	return 26_000 + os.Getpid()%10_000
}

// Eventually polls until done, and fails the test when that takes more than ten seconds.
func Eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
