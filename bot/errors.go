package bot

import (
	"errors"
	"fmt"
	"time"
)

// ErrUnreachable is a Channel's word that the artisan blocked us or is gone.
var ErrUnreachable = errors.New("the artisan cannot be reached")

// ErrTooLarge is a file over the limit.
var ErrTooLarge = errors.New("file too large")

// ErrNoFile is a file that is not in the store.
var ErrNoFile = errors.New("no such file")

// ErrNotFound is a record that does not exist.
var ErrNotFound = errors.New("not found")

// ErrTaken is a name, such as a login, that is another's already.
var ErrTaken = errors.New("taken already")

// RetryError is a Channel's word to try again after a while that the network named.
type RetryError struct {
	After time.Duration
	Err   error
}

func (e *RetryError) Error() string { return fmt.Sprintf("try again in %s: %v", e.After, e.Err) }
func (e *RetryError) Unwrap() error { return e.Err }

// PermanentError is a Channel's word that this message will never be taken.
type PermanentError struct{ Err error }

func (e *PermanentError) Error() string { return e.Err.Error() }
func (e *PermanentError) Unwrap() error { return e.Err }
