package desk_test

import (
	"testing"
	"time"
)

// await waits for a condition, at most ten seconds.
func await(t testing.TB, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !condition(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain")
		}
	}
}
