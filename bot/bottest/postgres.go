package bottest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Names of the environment that tests look at.
const (
	postgresURL = "SANAD_TEST_POSTGRES_URL" // a server to use instead of a throw-away one
	requireAll  = "SANAD_TEST_REQUIRE"      // not empty: what is missing fails a test instead of skipping it
)

// Postgres returns the URL of a new, empty database that is gone after the test: on the server that
// SANAD_TEST_POSTGRES_URL names, or on a throw-away one that runs while some test uses it. Tests skip
// where there is neither, or fail when SANAD_TEST_REQUIRE is set. For benchmarks it writes to disk as it would in earnest.
func Postgres(t testing.TB) string {
	t.Helper()
	if server := os.Getenv(postgresURL); server != "" {
		name, db := newDatabase(t, server)
		t.Cleanup(func() {
			if _, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
				t.Errorf("drop database: %v", err)
			}
		})
		return at(t, server, name)
	}
	server := throwAway.use(t)
	name, _ := newDatabase(t, server)
	return at(t, server, name)
}

// Missing skips a test whose means are not on this machine, or fails it where all means must be there.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv(requireAll) != "" {
		t.Fatalf("%s is missing, and %s is set", what, requireAll)
	}
	t.Skipf("%s is not installed here", what)
}

var databases struct {
	sync.Mutex
	n int
}

func newDatabase(t testing.TB, server string) (name string, db *sql.DB) {
	t.Helper()
	databases.Lock()
	databases.n++
	name = fmt.Sprintf("sanad_test_%d_%d", os.Getpid(), databases.n)
	databases.Unlock()
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("new database: %v", err)
	}
	return name, db
}

// at is the URL of a database of a server.
func at(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// throwAway is this process's own server.
var throwAway cluster

type cluster struct {
	mu    sync.Mutex
	users int
	url   string
	stop  func() error
}

// use starts the server unless it runs, and stops it after its last user's test.
func (c *cluster) use(t testing.TB) string {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.users == 0 {
		c.start(t)
	}
	c.users++
	t.Cleanup(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.users--; c.users > 0 {
			return
		}
		if err := c.stop(); err != nil {
			t.Errorf("stop PostgreSQL: %v", err)
		}
	})
	return c.url
}

func (c *cluster) start(t testing.TB) {
	t.Helper()
	bin := postgresPrograms()
	if bin == "" {
		Missing(t, "PostgreSQL")
	}
	// not t.TempDir: its path is too long for a socket, and closed to other users
	dir, err := os.MkdirTemp("", "sanad-pg-")
	if err != nil {
		t.Fatal(err)
	}
	if err := handOver(dir); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	run(t, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	options := "-c listen_addresses='' -c unix_socket_directories='" + dir + "' -c max_connections=200"
	if _, earnest := t.(*testing.B); !earnest {
		options += " -c fsync=off -c full_page_writes=off"
	}
	run(t, filepath.Join(bin, "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", filepath.Join(dir, "log"), "-o", options, "start")
	c.url = "postgres://postgres@/postgres?host=" + url.QueryEscape(dir)
	c.stop = func() error {
		err := asServer(filepath.Join(bin, "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop").Run()
		return firstError(err, os.RemoveAll(dir))
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// postgresPrograms finds the folder of initdb and pg_ctl; distributions keep them off the path.
func postgresPrograms() string {
	if at, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(at)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}

// handOver gives dir to the user postgres when we are root, as whom the server refuses to run.
func handOver(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		return err
	}
	return os.Chown(dir, uid, gid)
}

func asServer(program string, args ...string) *exec.Cmd {
	if os.Geteuid() == 0 {
		program, args = "runuser", append([]string{"-u", "postgres", "--", program}, args...)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = os.TempDir()
	return cmd
}

func run(t testing.TB, program string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	cmd := asServer(program, args...)
	var said bytes.Buffer // a file would be kept open by the server that pg_ctl leaves behind
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Fatalf("%s: %v: %s", filepath.Base(program), err, strings.TrimSpace(said.String()))
		}
	case <-ctx.Done():
		_ = cmd.Process.Kill()
		t.Fatalf("%s does not come to an end", filepath.Base(program))
	}
}
