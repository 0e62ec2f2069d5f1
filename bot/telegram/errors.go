package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"sanad/bot"
)

var errNotYet = errors.New("not connected yet")

// TokenError is a bot that the server does not know: nothing works until an operator mends the token.
type TokenError struct{ Err error }

func (e *TokenError) Error() string {
	return fmt.Sprintf("the Bot API server refuses the token: check that it is the one of @BotFather and that the server's address is right (%v)", e.Err)
}
func (e *TokenError) Unwrap() error { return e.Err }

// apiError is what the server said. Code is an HTTP status.
type apiError struct {
	Method      string
	Code        int
	Description string
	RetryAfter  int // seconds
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%s: %d %s", e.Method, e.Code, e.Description)
}

// said returns what the server said, or nil when err came from elsewhere.
func said(err error) *apiError {
	var e *apiError
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// refusesToken: 401 is a wrong token, 404 one that is no token at all.
func refusesToken(err error) bool {
	e := said(err)
	return e != nil && (e.Code == http.StatusUnauthorized || e.Code == http.StatusNotFound)
}

// verdict turns an error of a sending method into what the pipeline decides on.
func verdict(err error) error {
	e := said(err)
	if e == nil {
		return err
	}
	switch {
	case e.Code == http.StatusTooManyRequests || e.RetryAfter > 0:
		return &bot.RetryError{After: time.Duration(max(e.RetryAfter, 1)) * time.Second, Err: err}
	case e.Code == http.StatusForbidden, isGone(e):
		return fmt.Errorf("%w: %w", bot.ErrUnreachable, err)
	case e.Code == http.StatusBadRequest, e.Code == http.StatusRequestEntityTooLarge:
		return &bot.PermanentError{Err: err}
	}
	return err
}

// isGone recognises the 400s that are about the chat and not about the message.
func isGone(e *apiError) bool {
	if e.Code != http.StatusBadRequest {
		return false
	}
	d := strings.ToLower(e.Description)
	for _, sign := range []string{"chat not found", "user not found", "peer_id_invalid", "input_user_deactivated", "chat_id_invalid", "user_is_blocked"} {
		if strings.Contains(d, sign) {
			return true
		}
	}
	return false
}

// ailing reports whether err says that sending itself does not work, not just this message.
func ailing(err error) bool {
	e := said(err)
	return err != nil && (e == nil || e.Code >= 500 || refusesToken(err))
}

// isTypeError: a field of an unexpected type is left empty by the decoder, and the rest is there.
func isTypeError(err error) bool {
	var te *json.UnmarshalTypeError
	return errors.As(err, &te)
}
